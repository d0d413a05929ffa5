"""What a figure counts: the noun behind it is the unit of the fact that bears it, and a span is the one that the fact was counted over."""

import re
from collections.abc import Sequence
from functools import lru_cache

from cs_core.context.identity.names import word_list
from cs_core.context.vocabulary import SIGNALS
from cs_core.orchestration.judging.figures import Figure, find_figures, stands_in, unquoted
from cs_core.orchestration.judging.roles import is_near, is_number
from cs_core.records import Fact


def wrong_count(text: str, facts: Sequence[Fact], spans: str) -> str | None:
    """A figure of a cited fact said with another thing counted, or a span that no cited fact was counted over; None where none is.

    `spans` are the spans of the vocabulary, such as "4 full weeks".
    """
    told = unquoted(text)
    for name in (f.value for f in facts if isinstance(f.value, str) and len(f.value) > 3):
        told = told.replace(name, " " * len(name))
    windows = _windows(spans)
    for figure in find_figures(told):
        if figure.values and not figure.day and (why := _miscounted(told, figure, facts, windows)):
            return why
    return _one_of_many(told, facts) or _other_span(told, facts, windows)


def _one_of_many(text: str, facts: Sequence[Fact]) -> str | None:
    """One of what the cited facts count, where they count more or none."""
    for found in _ONE.finditer(text):
        known = [f.value for f in facts if is_number(f.value) and f.unit and kind_of(f.unit) == kind_of(found["noun"])]
        if known and 1 not in known:
            return f"{found[0]} is not what the cited facts count"
    return None


@lru_cache(maxsize=4096)
def kind_of(noun: str) -> str:
    """The thing that a noun counts, as one word: licences and seats are one."""
    word = noun.lower().strip("'’.")
    return KINDS.get(word) or KINDS.get(word.removesuffix("s")) or (word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s"))


def without_spans(text: str, spans: str) -> str:
    """The text with blanks for the spans that its facts were counted over, however they are called: "4 weeks", "the four before"."""
    counted = _windows(spans)
    for figure in find_figures(text) if counted else ():
        of = {unit for n, unit in counted if n in figure.values}
        behind = _OVER.match(text, figure.end)
        noun = behind and behind["noun"]
        days = [value * DAYS[kind_of(noun)] for value in figure.values] if noun else []
        same = any(abs(n * DAYS[unit] - d) <= 0.1 * d for n, unit in counted if unit in DAYS for d in days)
        if same or (of and noun is None and _is_alone(text, figure, behind)):
            text = text[: figure.start] + " " * (figure.end - figure.start) + text[figure.end :]
    return text


def _is_alone(text: str, figure: Figure, behind: re.Match | None) -> bool:
    """Whether a figure without a noun is called a span by the words before it: "the previous four", "in the four before"."""
    if _EARLIER.search(text, 0, figure.start) and _noun(text, figure) is None:
        return True
    return bool(_OF_SPAN.search(text, 0, figure.start) and (behind or _ALONE.match(text, figure.end)))


@lru_cache(maxsize=1024)
def _windows(spans: str) -> tuple[tuple[float, str], ...]:
    """(number, unit) of each span."""
    return tuple((float(n), kind_of(unit)) for n, unit in _WINDOW.findall(spans))


@lru_cache(maxsize=1024)
def nouns_of(unit: str) -> tuple[str, ...]:
    """The words of a unit, and all nouns that mean the same."""
    words = _LETTERS.findall(unit)
    return (*words, *(noun for word in words for noun in word_list(SAME.get(kind_of(word), ""))))


def _miscounted(text: str, figure: Figure, facts: Sequence[Fact], windows: Sequence[tuple[float, str]]) -> str | None:
    bearing = [f for f in facts if is_number(f.value) and _bears(figure, f)]
    in_span = {unit for n, unit in windows if n in figure.values}
    if not bearing and not in_span:
        return None
    noun = "%" if figure.percent else _noun(text, figure)
    if noun is None or kind_of(noun) in in_span | set().union(*(_kinds(f.key, f.unit) for f in bearing), _said_beside(figure, facts)):
        return None
    if noun != "%" and kind_of(noun) in DAYS and _window_of(figure, noun, windows):
        return None
    return f"{figure.text}{'' if figure.percent else f' {noun}'} counts something that no cited fact counts"


def _bears(figure: Figure, fact: Fact) -> bool:
    share = 0 < abs(fact.value) <= 1 and not fact.unit and figure.percent
    return is_near(figure, fact.value) or (share and is_near(figure, 100 * fact.value))


def _noun(text: str, figure: Figure) -> str | None:
    """The countable noun behind a figure, or that stands before it with a colon; None where neither does."""
    behind = _BEHIND.match(text, figure.end)
    for word in _LETTERS.findall(behind[0]) if behind else ():
        if word.lower() in ENDS:
            break
        if word.lower() == "times":
            return None
        if word.lower() in KINDS or _CODE.fullmatch(word) or (word[-1] == "s" and len(word) > 3 and word.islower()):
            return word
    before = _LABEL.search(_PERIOD.sub("", text[: figure.start])) if text.endswith(": ", 0, figure.start) else None
    return before[1] if before and before[1].lower() in KINDS else None


@lru_cache(maxsize=4096)
def _kinds(key: str, unit: str) -> frozenset[str]:
    """What the figure of a fact may be said to count: its unit, the words of its key and of what the vocabulary says it is."""
    words = {kind_of(word) for word in re.findall(r"[A-Za-z]+|%", unit)}
    if unit == "%" or not unit:
        words |= {"%"} if unit else {"%", "point"}
    own = re.findall(r"[a-z]+", key.replace("_", " "))
    says = _LETTERS.findall(SIGNALS[key].says) if key in SIGNALS and unit != "%" else []
    told = {kind for kind in (kind_of(word) for word in (*own, *says)) if not unit or kind not in COUNTED or kind in words}
    return frozenset(words | told)


def _said_beside(figure: Figure, facts: Sequence[Fact]) -> set[str]:
    """Words that follow the same figure in a cited text."""
    return {
        kind_of(word)
        for f in facts
        if isinstance(f.value, str) and stands_in(figure, f.value)
        for word in _LETTERS.findall(f.value)
    }


def _window_of(figure: Figure, noun: str, windows: Sequence[tuple[float, str]]) -> bool:
    days = [value * DAYS[kind_of(noun)] for value in figure.values]
    return any(abs(n * DAYS[unit] - d) <= 0.1 * d for n, unit in windows if unit in DAYS for d in days)


def _other_span(text: str, facts: Sequence[Fact], windows: Sequence[tuple[float, str]]) -> str | None:
    """A span in one word, "the last quarter", over which none of the cited figures was counted."""
    spans = [n * DAYS[unit] for n, unit in windows if unit in DAYS]
    if not spans or any(not isinstance(f.value, str) and not is_number(f.value) for f in facts):
        return None
    for found in _SPAN.finditer(text):
        days = DAYS[kind_of(found[1])]
        if not any(abs(days - span) <= 0.1 * span for span in spans):
            return f"no cited figure was counted over “{found[0]}”"
    return None


SAME = {
    "seat": "seat seats licence licences license licenses",
    "use": "use uses action actions time times click clicks session sessions login logins event events visit visits record records entry",
    "person": "person persons people user users colleague colleagues member members employee employees individual individuals technician "
    "technicians head heads",
    "ticket": "ticket tickets case cases issue issues complaint complaints",
    "invoice": "invoice invoices bill bills",
    "milestone": "milestone milestones step steps stage stages",
    "feature": "feature features part parts function functions module modules",
    "ask": "ask asks question questions request requests",
    "promise": "promise promises commitments",
    "answer": "answer answers rating ratings response responses reply replies",
    "text": "text texts message messages mail mails email emails post posts comment comments letter letters",
    "point": "point points",
    "day": "day days", "week": "week weeks", "month": "month months", "quarter": "quarter quarters", "year": "year years fortnights",
    "hour": "hour hours", "minute": "minute minutes", "customer": "customer customers account accounts company companies",
    "site": "site sites office offices location locations", "order": "order orders", "contract": "contract contracts subscription "
    "subscriptions", "device": "device devices machine machines", "eur": "eur euro euros", "usd": "usd dollar dollars",
    "gbp": "gbp pound pounds", "report": "report reports", "call": "call calls", "%": "percent percentage",
}  # fmt: skip
"""Things that are counted, and the nouns that mean each: a figure of one may be told with any noun of its row."""
KINDS = {noun: kind for kind, nouns in SAME.items() for noun in word_list(nouns)}
COUNTED = frozenset(SAME)
DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
ENDS = frozenset(
    word_list(
        "in on at of by for with and or but to from as is was are were has have had than then so that which who over under after before "
        "since until a an the your our their its this these those you we they it into out between among per last against up down is not "
        "within through during via across around near now today ago one two three four five six seven eight nine ten twelve "
        "no more less fewer about while when where if also does goes makes comes gives says leaves needs takes means equals shows remains"
    )
)
"""Words at which what a figure counts ends."""
_LETTERS = re.compile(r"[A-Za-z]+")
_ONE = re.compile(r"\b(?<!no )(?:one|a single) (?P<noun>[a-z]+)\b", re.IGNORECASE)
_WINDOW = re.compile(r"(\d+) (?:full |past )?(days?|weeks?|months?)")
_BEHIND = re.compile(r"(?:[ -][A-Za-z]+){1,4}")
_OVER = re.compile(r"[ -](?:full |past |calendar )?(?P<noun>days?|weeks?|months?|quarters?)\b"
                   r"| (?:before|earlier|prior|previous|preceding)\b")
_OF_SPAN = re.compile(r"\b(?:(?:in|of|over|for|than|during|with|against)(?: the)?|the)(?: last| past| previous| preceding| latest"
                      r"| these| those| recent| first)?(?: full)? $", re.IGNORECASE)
_ALONE = re.compile(r"[.,;)]|$")
"""The four of "in the four before", of which the weeks were named."""
_EARLIER = re.compile(r"\b(?:last|past|previous|preceding|earlier|latest|prior) $", re.IGNORECASE)
"""Before a bare number: the four of "where the previous four had 609"."""
_LABEL = re.compile(r"\b([A-Za-z]+)(?: \w+)?: $")
_PERIOD = re.compile(r",? (?:in |over )?(?:the )?(?:last|past) \d+ (?:days?|weeks?|months?)(?=: $)", re.IGNORECASE)
"""What a label says of the span: "Tickets, last 90 days: 1"."""
_CODE = re.compile(r"[A-Z]{3}")
_SPAN = re.compile(r"\b(?:last|past|previous|preceding|latest|this) (week|month|quarter|year)\b(?! of)", re.IGNORECASE)
