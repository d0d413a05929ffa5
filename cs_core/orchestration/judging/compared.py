"""Figures held against each other: how many times one is of the other, which is the larger, and which of the two is of today."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from cs_core.orchestration.judging.directions import BEFORE
from cs_core.orchestration.judging.figures import Figure, find_figures, unquoted
from cs_core.orchestration.judging.first_look import any_of
from cs_core.orchestration.judging.roles import is_near, is_number
from cs_core.records import Fact


def wrong_comparison(text: str, facts: Sequence[Fact], as_of: date) -> str | None:
    """A ratio that no two cited figures have, an order that they don't have, a sign that a change does not have, or two exchanged."""
    told = unquoted(text)
    figures = [f for f in find_figures(told) if (f.values or f.day) and not _is_span(told, f)]
    why = _ratio(told, facts) if _holds_ratio(told) else None
    if why or not figures:
        return why
    known = {f.key: float(f.value) for f in facts if is_number(f.value)}
    against_facts = _sign(told, figures, facts) or _of_a_whole(told, figures, facts, known) or _of_a_code(told, figures, facts)
    return _order(told, figures) or against_facts or (
        _other_cue(told, figures, known) or _other_times(told, figures, known) or _other_end(told, figures, known)
    )


def _is_span(text: str, figure: Figure) -> bool:
    """The four of "the last four weeks" and of "the four before"."""
    return _SPAN_BEHIND.match(text, figure.end) is not None and _SPAN_AHEAD.search(text, 0, figure.start) is not None


def _ratio(text: str, facts: Sequence[Fact]) -> str | None:
    for pattern, said in RATIOS:
        found = pattern.search(text)
        if found and not any(abs(known - value) <= CLOSE * value for value in said(found) for known in _known_ratios(facts)):
            return f"“{' '.join(found[0].split())}” is true of no two cited figures"
    return None


def _known_ratios(facts: Sequence[Fact]) -> Iterator[float]:
    """Now of before, a part of its whole, and what a change or a share in percent comes to."""
    known = {f.key: abs(float(f.value)) for f in facts if is_number(f.value)}
    yield from (known[one] / known[other] for one, other in PAIRS if one in known and known.get(other))
    for fact in facts:
        if is_number(fact.value) and fact.unit == "%":
            yield 1 + fact.value / 100 if fact.key.endswith("_change") else fact.value / 100
            yield abs(fact.value) / 100


def _order(text: str, figures: Sequence[Figure]) -> str | None:
    """Two figures with a word between them that says which is the larger, or the later."""
    for one, other in pairwise(figures):
        between = text[one.end : other.start]
        if one.percent != other.percent or _APART.search(between) or bool(one.day) != bool(other.day):
            continue
        found = next(((hit, sign) for pattern, sign in (_DATES if one.day else _LARGER) if (hit := pattern.search(between))), None)
        if found is None:
            continue
        gap = _later(one, other) if one.day else one.values[0] - other.values[0]
        if gap is not None and gap * found[1] <= 0 and not (gap == 0 and one.about):
            return f"{one.text} is not {' '.join(found[0][0].split())} {other.text}"
    return None


def _later(one: Figure, other: Figure) -> float | None:
    if None in one.day or None in other.day:
        return None
    return float((date(*one.day) - date(*other.day)).days)


def _sign(text: str, figures: Sequence[Figure], facts: Sequence[Fact]) -> str | None:
    """A change with the wrong sign before it; one without a sign is a rise where it is called a change of so much."""
    changes = [float(f.value) for f in facts if is_number(f.value) and (f.key.endswith("_change") or f.key in SIGNED)]
    for figure in figures if changes else ():
        meant = [c for c in changes if c and is_near(figure, c)]
        if not meant:
            continue
        before = text[max(0, figure.start - 24) : figure.start]
        down = figure.minus or bool(_MINUS.search(before))
        up = bool(_PLUS.search(before)) or (bool(_BARE.search(before)) and not figure.minus)
        if (up and all(c < 0 for c in meant)) or (down and all(c > 0 for c in meant)):
            return f"the change of {figure.text} has the other sign"
    return None


def _of_a_whole(text: str, figures: Sequence[Figure], facts: Sequence[Fact], known: Mapping[str, float]) -> str | None:
    """The whole said as a part of its part, "4 of 2 seats", or one of the two as both: "4 of 4 seats"."""
    for one, other in pairwise(figures):
        if not _OF.fullmatch(text, one.end, other.start):
            continue
        worded = " ".join(str(f.value) for f in facts if isinstance(f.value, str))
        if re.search(rf"\b{re.escape(other.text)} of {re.escape(one.text)}\b", worded):
            return f"{one.text} of {other.text} is the wrong way round"
        if one.day or other.day or one.percent or other.percent:
            continue
        wholes = [keys for keys in WHOLES if known.keys() >= set(keys)]
        pairs = [*_scores(facts), *((known[part], known[whole]) for part, whole in wholes)]
        apart = [f.value for f in facts if is_number(f.value) and not any(f.key in keys for keys in wholes) and not _SCORE_OF.match(f.unit)]
        if any(is_near(one, part) and is_near(other, whole) for part, whole in [*pairs, *((value, value) for value in apart)]):
            continue
        for part, whole in pairs:
            if is_near(one, whole) and is_near(other, part):
                return f"{one.text} of {other.text} is the wrong way round"
            if all(is_near(said, part) or is_near(said, whole) for said in (one, other)):
                return f"{one.text} of {other.text} is {part:g} of {whole:g}"
    return None


def _scores(facts: Sequence[Fact]) -> Iterator[tuple[float, float]]:
    """What facts tell as so many of so many: an answer of 9 of 10."""
    for fact in facts:
        found = _SCORE.fullmatch(f"{fact.value:g} {fact.unit}" if is_number(fact.value) else str(fact.value))
        if found:
            yield float(found[1]), float(found[2])


def _of_a_code(text: str, figures: Sequence[Figure], facts: Sequence[Fact]) -> str | None:
    """Another number of a paper than the cited one, or the number of a paper told as an amount: "invoice TB-508 of 508 EUR"."""
    known = {code for f in facts if isinstance(f.value, str) for code in _CODE.findall(f.value)}
    if not known:
        return None
    other = next((said for said in _CODE.findall(text) if said not in known and any(said[0] == code[0] for code in known)), None)
    if other:
        return f"{''.join(other)} is not {''.join(min(known))}"
    numbers, values = {float(digits) for _, digits in known}, [f.value for f in facts if is_number(f.value)]
    for figure in figures:
        alone = not (figure.start and (text[figure.start - 1] in "-/" or text[figure.start - 1].isalnum()))
        alone = alone and not _YEAR.search(text, 0, figure.end)
        if alone and not numbers.isdisjoint(figure.values) and not any(is_near(figure, value) for value in values):
            return f"{figure.text} is the number of a paper"
    return None


def _other_cue(text: str, figures: Sequence[Figure], known: Mapping[str, float]) -> str | None:
    """A figure behind words that belong to another cited one: "asks for 17" where 25 are needed, and 17 were counted."""
    for figure in figures if len(known) > 1 else ():
        cued = [key for key, cue in CUES if key in known and cue.search(text, 0, figure.start)]
        near = {key for key, value in known.items() if is_near(figure, value)} if cued else ()
        if near and not near.intersection(cued) and not figure.percent and not figure.day:
            return f"{figure.text} is told as {cued[0].replace('_', ' ')}"
    return None


def _other_times(text: str, figures: Sequence[Figure], known: Mapping[str, float]) -> str | None:
    """Figures of now and of before, each put by the words next to it into the other's time."""
    for now, before in BEFORE:
        if now not in known or before not in known or known[now] == known[before]:
            continue
        wrong, right = None, False
        for figure in figures:
            is_now, is_then = is_near(figure, known[now]), is_near(figure, known[before])
            said = _time_of(text, figure) if not figure.percent and not figure.day and is_now != is_then else None
            right = right or (said is not None and (said == "now") == is_now)
            wrong = wrong or (figure.text if said is not None and (said == "now") != is_now else None)
        if wrong and not right:
            return f"{wrong} is the figure of another time"
    return None


def _other_end(text: str, figures: Sequence[Figure], known: Mapping[str, float]) -> str | None:
    """The target said as where it began, or the beginning as the target."""
    start, goal = known.get("outcome_baseline"), known.get("outcome_target")
    for figure in figures if None not in (start, goal) and start != goal else ():
        ahead = _CLAUSE.split(text[: figure.start])[-1]
        if (is_near(figure, goal) and _START.search(ahead)) or (is_near(figure, start) and _GOAL.search(ahead)):
            return f"{figure.text} is the figure of the other end"
    return None


def _time_of(text: str, figure: Figure) -> str | None:
    """Now or then, by the words behind a figure up to the next mark, else by those before it."""
    behind = _MARK.split(text[figure.end :], maxsplit=1)[0]
    if any(hit.end() <= figure.end + len(behind) for hit in _EARLIER.finditer(text, figure.end)):
        return "then"
    if _TODAY.search(behind):
        return "now"
    ahead = _CLAUSE.split(text[: figure.start].removesuffix(": "))[-1]
    times = ((_EARLIER, "then"), (_TODAY, "now"), (_FROM, "then"))
    last = max(((hit.end(), said) for pattern, said in times for hit in pattern.finditer(ahead)), default=None)
    return last[1] if last else None


def _times(found: re.Match) -> tuple[float, ...]:
    word = found["n"].lower()
    return (float(NUMBERS.get(word) or word.replace(",", ".")),)


def _so_many_in(found: re.Match) -> tuple[float, ...]:
    parts = (float(NUMBERS.get(found[name].lower()) or found[name]) for name in ("n", "of"))
    return (next(parts) / next(parts),)


def _part(found: re.Match) -> tuple[float, ...]:
    return (NUMBERS[(found["many"] or "a").lower()] * SHARES[found["part"].lower().rstrip("s")],)


def _part_more(found: re.Match) -> tuple[float, ...]:
    part = SHARES[found["part"].lower().rstrip("s")] * NUMBERS.get((found["many"] or "a").lower(), 1)
    return (1 + part,) if found["way"].lower() in ("more", "higher", "up", "above", "larger", "bigger") else (1 - part,)


def _words(pattern: str) -> re.Pattern:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


CLOSE = 0.1
NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
SHARES = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
_OF_IT = r"of (?:what|that|the (?:figure|number|level|use|four|last|previous)|before|its|their|last|those|it was)"
RATIOS = (
    (_words(r"twice (?:as|what|the|that|its|their|your|of)|doubl(?:ed|es|ing)|double (?:what|the|that|of|its|your)|two-?fold|2x"),
     lambda found: (2.0,)),
    (_words(r"thrice|tripl(?:ed|es|ing|e)|trebl\w+|three-?fold|3x"), lambda found: (3.0,)),
    (_words(r"quadrupl\w+|four-?fold|4x"), lambda found: (4.0,)),
    (_words(r"(?P<n>\d+(?:[.,]\d+)?|two|three|four|five|six|seven|eight|nine|ten) times (?:as (?:much|many|high|often|large)|more"
            r"|what|that|higher|less|those|the (?:\d|figure|number|level))"), _times),
    (_words(rf"halv(?:ed|es|ing)|half (?:as|{_OF_IT})|by half|half (?:less|fewer|gone)|(?:cut|down|reduced) (?:\w+ )?(?:in|to) half"),
     lambda found: (0.5,)),
    (_words(r"half (?:as (?:much|many) )?(?:again|more)"), lambda found: (1.5,)),
    (_words(r"(?P<many>a|one|two|three|four) (?P<part>third|quarter|fifth|tenth)s? (?P<way>more|higher|up|above|larger|bigger"
            r"|less|fewer|lower|down"
            r"|below|smaller)"), _part_more),
    (_words(rf"(?P<many>a|one|two|three|four) (?P<part>third|quarter|fifth|tenth)s? {_OF_IT}"),
     lambda found: (SHARES[found["part"].lower()] * NUMBERS[found["many"].lower()],)),
    (_words(r"ten-?fold|10x"), lambda found: (10.0,)),
    (_words(r"(?P<n>one|two|three|four|five|six|seven|eight|nine) (?:in|out of)(?: every)? (?P<of>two|three|four|five|six|seven|eight|nine"
            r"|ten)(?! (?:days|weeks|months|hours|minutes))"), _so_many_in),
    (_words(r"(?:(?P<many>a|one|two|three|four|five|six|seven|nine)[ -])?(?P<part>half|thirds?|quarters?|fifths?|tenths?)"
            r" (?=of (?:your|the|their|all|our|those|these)"
            r" (?!year|month|week|quarter|hour|day)|are\b|is\b|were\b|was\b|in use)"), _part),
)  # fmt: skip
"""Words for a ratio, and what it then is."""
_holds_ratio = any_of(pattern for pattern, _ in RATIOS)
WHOLES = (
    ("active_users_4w", "seats"), ("milestones_done", "milestones_total"), ("milestone_uses", "milestone_threshold"),
    ("consumed", "commitment"), ("consumed_by_end", "commitment"), ("milestone_left", "milestone_threshold"),
)  # fmt: skip
PAIRS = (*BEFORE, *WHOLES, ("outcome_target", "outcome_baseline"), ("outcome_figure", "outcome_baseline"),
         ("utilisation", "peer_utilisation"), ("consumed_share", "term_share"), ("seat_price", "plan_price"))  # fmt: skip
"""A figure, and the one that it is measured by."""
CUES = tuple(
    (key, re.compile(rf"\b(?:{words}) (?:about |roughly |around )?$", re.IGNORECASE))
    for key, words in (
        ("milestone_threshold", "asks? for|needs?|takes?|requires?|threshold of|out of|of the|of"),
        ("milestones_total", "of|of the|of your|out of"),
        ("commitment", "of|out of|committed(?: to)?|commitment (?:of|is)"), ("consumed_by_end_low", "anywhere from|between|at least"),
        ("consumed_by_end_high", "at most|up to|no more than"), ("outcome_target", "goal of|target (?:of|is)|aim(?:ing)? for"),
        ("outcome_baseline", "start(?:ed|ing)? (?:at|from)|baseline (?:of|is|was)"), ("seats", "of your|out of"),
    )
)  # fmt: skip
"""Words behind which a figure of one kind stands, and of no other."""
SIGNED = frozenset({"sentiment_30d", "nps", "usage_z", "health_vs_own"})
_LARGER = (
    (_words(r"up from|above|more than|higher than|exceed(?:s|ed|ing)|ahead of|larger than|greater than|beyond|better than|surpass\w*"), 1),
    (_words(r"down from|below|less than|fewer than|lower than|short of|beneath|smaller than|behind"), -1),
)
_DATES = ((_words(r"(?:is|was|comes|came|falls|fell|and|just|well|days?|weeks?) before"), -1),
          (_words(r"(?:is|was|comes|came|falls|fell|just|well|days?|weeks?) after"), 1))  # fmt: skip
_APART = re.compile(r"[.;:]\s|\b(?:while|whereas|which leaves|until|unless)\b|.{60}")
_MINUS = re.compile(r"(?:[-−–]|\bminus|\bnegative) ?[$€£]?$|\b(?:lost|loss of|fall of|drop of|decline of|decrease of|minus of) ?$", re.I)
_PLUS = re.compile(r"(?:\+|\bplus|\bpositive) ?[$€£]?$|\b(?:gained|gain of|rise of|growth of|increase of|plus of"
                   r"|jump of) ?$", re.IGNORECASE)
_BARE = re.compile(r"\bchanged? (?:of|by) ?$", re.IGNORECASE)
_CODE = re.compile(r"\b([A-Z]{1,6}[-/]?)(\d{2,})\b")
_YEAR = re.compile(r"\b(?:since|in|of|from|until|during|year) (?:19|20)\d\d$", re.IGNORECASE)
_SCORE_OF = re.compile(r"of \d")
_SCORE = re.compile(r"(\d+(?:\.\d+)?) of (\d+)")
_OF = re.compile(r"(?: [a-z]+){0,3},? (?:(?:out )?of|from among|on|against) (?:(?:your|the|their|all|our) )*", re.IGNORECASE)
_EARLIER = _words(r"before(?! (?:it|your|the (?:term|renewal)))(?! ?(?:that|this)? ?:)|earlier|previous(?:ly)?|prior|preceding|used to"
                  r"|back then|once")
_TODAY = _words(r"(?:last|latest|past|recent|these|current) (?:\w+ )?(?:weeks?|days?)|now|today|currently|at present|recently|most recent")
_FROM = re.compile(r"\b(?:down from|up from|from|after|compared (?:with|to)|against|as opposed to|where it was"
                   r"|instead of)(?: about| some| roughly)? $", re.I)
_MARK = re.compile(r"[,;:.]\s|\s(?:and|while|but|to|against|after|from|versus|compared|up|down|than)\s|[–—]")
_SPAN_AHEAD = re.compile(r"\b(?:last|past|previous|preceding|latest|these|those|recent|the|first) (?:full )?$", re.IGNORECASE)
_SPAN_BEHIND = re.compile(r" (?:full )?(?:days?|weeks?|months?)\b| (?:before|earlier|prior|previous)\b|,? (?:it|that) was")
_START = re.compile(r"\b(?:from|baseline|began|start(?:ed|ing)?|beginning)\b(?:(?! to )\D){0,24}$", re.IGNORECASE)
_GOAL = re.compile(r"\b(?:target|goal|aim|to|towards)\b(?:(?! from )\D){0,16}$", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:.]\s|\s(?:and|while|but)\s|[–—]")
