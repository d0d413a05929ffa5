"""Which way things went: whether the words of a claim for rising, being late or lying below say what the facts it cites say.

Each axis works out one sign from the facts of a claim, and has words for either way. Where the facts give no sign, or both, nothing
is said against the words; where now is as before, neither rise nor fall is borne.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cs_core.orchestration.judging.first_look import any_of
from cs_core.records import Fact

Signs = Iterator[float]


class Axis(NamedTuple):
    """The signs that facts give, the words for a sign above and below zero, and what the facts then say."""

    name: str
    signs: Callable[[Sequence[Fact], date], Signs]
    up: re.Pattern
    down: re.Pattern
    is_wish: bool = False
    """Whether what should be so counts as well."""


def wrong_way(text: str, facts: Sequence[Fact], as_of: date) -> str | None:
    """The first word of the text that says the opposite of its facts, with what they say; None where none does.

    What stands in quotation marks, and names that the facts give, are not read.
    """
    said = _without_names(text, facts)
    for axis in AXES if _holds_direction(said) else ():
        values = list(axis.signs(facts, as_of))
        signs = {value > 0 for value in values if value}
        still = bool(values) and not signs and axis.up is _RISE
        if len(signs) != 1 and not still:
            continue
        for pattern, is_up in ((axis.up, True), (axis.down, False)):
            for found in pattern.finditer(said):
                if _goes_against(said, found, None if still else is_up in signs, wish=axis.is_wish):
                    return f"the cited facts say the opposite of “{' '.join(found[0].split())}” ({axis.name})"
    return None


def _goes_against(text: str, found: re.Match, agrees: bool | None, *, wish: bool) -> bool:
    """Whether a word that `agrees` with the facts is denied, or one that does not is not; where nothing moved (None) any undenied one."""
    before = max(0, found.start() - 45), found.start()
    if not wish and _UNREAL.search(text, *before):
        return False
    denied = _DENIED.search(text, *before) is not None
    return denied if agrees else not denied


def _without_names(text: str, facts: Sequence[Fact]) -> str:
    text = _QUOTED.sub(" ", text)
    for name in sorted({f.value for f in facts if isinstance(f.value, str) and len(f.value) > 3}, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _changes(facts: Sequence[Fact], as_of: date) -> Signs:
    known = _numbers(facts)
    yield from (value for key, value in known.items() if key.endswith("_change") or key == "usage_z")
    yield from (known[now] - known[before] for now, before in BEFORE if now in known and before in known)


def _lateness(facts: Sequence[Fact], as_of: date) -> Signs:
    for fact in facts:
        if fact.key in OVERDUE and _is_number(fact.value):
            yield float(fact.value)
        elif fact.key.endswith("due_on") and isinstance(fact.value, date) and fact.value < as_of:
            yield 1.0
    yield from (STANDINGS[f.value] for f in facts if f.key in ("onboarding_status", "plan_state") and f.value in STANDINGS)


def _levels(facts: Sequence[Fact], as_of: date) -> Signs:
    known = _numbers(facts)
    yield from (known[one] - known[other] for one, other in AGAINST if one in known and other in known)
    yield from (known[key] for key in ("health_vs_own",) if key in known)


def _times(facts: Sequence[Fact], as_of: date) -> Signs:
    """Above zero: still to come."""
    for fact in facts:
        if isinstance(fact.value, date):
            yield float((fact.value - as_of).days)
        elif _is_number(fact.value) and fact.key.startswith("days_to_") and fact.key not in TAKEN:
            yield float(fact.value)
        elif _is_number(fact.value) and (fact.key.startswith("days_since_") or fact.key == "milestone_overdue_days"):
            yield -float(fact.value)


def _flags(facts: Sequence[Fact], as_of: date) -> Signs:
    yield from (1.0 if f.value else -1.0 for f in facts if f.key == "auto_renew" and isinstance(f.value, bool))


def _comings(facts: Sequence[Fact], as_of: date) -> Signs:
    yield from (COMING[f.key] for f in facts if f.key in COMING)


def _open(facts: Sequence[Fact], as_of: date) -> Signs:
    yield from (float(f.value) if _is_number(f.value) else 1.0 for f in facts if f.key in OPEN)


def _steps(facts: Sequence[Fact], as_of: date) -> Signs:
    """Above zero: reached."""
    yield from (1.0 for f in facts if f.key in REACHED)
    yield from (-1.0 for f in facts if f.key in TO_REACH)


def _favourites(facts: Sequence[Fact], as_of: date) -> Signs:
    """Above zero: used more than any other."""
    yield from (1.0 if f.key == "top_feature" else -1.0 for f in facts if f.key in ("top_feature", "unused_feature"))


def _aims(facts: Sequence[Fact], as_of: date) -> Signs:
    """Which way it is from the beginning to the goal."""
    known = _numbers(facts)
    if "outcome_target" in known and "outcome_baseline" in known and not any(True for _ in _changes(facts, as_of)):
        yield known["outcome_target"] - known["outcome_baseline"]


def _marks(facts: Sequence[Fact], as_of: date) -> Signs:
    """Above zero: a good mark of so many."""
    for fact in facts:
        found = _MARK.fullmatch(str(fact.value).strip()) if fact.key in ("answer_score", "low_answer") else None
        if found:
            yield 1.0 if float(found[1]) >= GOOD_MARK * float(found[2]) else -1.0


def _numbers(facts: Sequence[Fact]) -> dict[str, float]:
    return {f.key: float(f.value) for f in facts if _is_number(f.value)}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _words(pattern: str) -> re.Pattern:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


BEFORE = (("usage_4w", "usage_prev_4w"), ("seat_price", "price_was"), ("seats", "seats_were"))
"""A fact, and the fact of what it was before."""
AGAINST = (
    ("utilisation", "peer_utilisation"), ("consumed_share", "term_share"), ("consumed_by_end", "commitment"), ("consumed", "commitment"),
    ("active_users_4w", "seats"), ("seat_price", "plan_price"), ("outcome_figure", "outcome_baseline"),
)  # fmt: skip
"""A fact, and the fact it is held against."""
GOOD_MARK = 0.7
"""Share of the best mark from which on one is good."""
OVERDUE = frozenset({"overdue_invoices", "overdue_amount", "promises_overdue", "milestone_overdue_days"})
STANDINGS = {"stuck": 1.0, "behind": 1.0, "overdue": 1.0, "on track": -1.0, "done": -1.0, "ahead": -1.0}
COMING = {"customer_on": 1.0, "newcomer_on": 1.0, "champion_left_on": -1.0, "churned_on": -1.0}
"""Days on which somebody came, or left."""
OPEN = frozenset({"open_tickets", "oldest_ticket_days", "escalations_open", "open_asks", "ticket", "ask"})
REACHED = frozenset({"milestone_reached", "milestone_reached_on", "milestone_on", "first_value_on", "full_value_on", "milestones_done"})
TO_REACH = frozenset({"next_milestone", "milestone_ahead", "milestone_next"})
TAKEN = frozenset({"days_to_value", "days_to_full_value"})
"""Spans that something took, not days until it."""

_BE = r"(?:is|are|was|were|be|been|being|went|go|goes|gone|going|use|uses|activity|it)"
_BY = r"(?:by|from|about|around|roughly|nearly|almost|over|\d|sharply|slightly|markedly|again|since|compared|against|on the)"
_PAST_LOTS = r"(?:use[ds]?|using|active|activity|often|frequent(?:ly)?|busy|busier|engaged|visits?|work)"
_RISE = _words(
    rf"{_BE} (?:\w+ )?up|up {_BY}|rose|ris(?:e|es|en|ing)|grew|grow(?:n|s|ing|th)?|increas\w+|climb\w*|gain(?:s|ed|ing)?|higher"
    rf"|jump(?:ed|s)?|surg\w+|soar\w*|doubl(?:ed|ing)|tripl(?:ed|ing)|expand\w*|upwards?|new high|up ?tick|upturn|more {_PAST_LOTS}"
    r"|bigger|larger"
    r"|used (?:it|the product|us|this)? ?more|more than (?:the|in|before|last)|picked up|stepped up|improv\w+|strengthen\w*|gone up|busier"
)
_FALL = _words(
    rf"{_BE} (?:\w+ )?down|down {_BY}|fell|fall(?:s|en|ing)?|drop\w*|declin\w*|decreas\w*|shr[aiu]nk\w*|lower|fewer|dip(?:s|ped|ping)?"
    rf"|slip(?:s|ped|ping)?|slid|slump\w*|plung\w*|reduc\w+|less {_PAST_LOTS}|downwards?|new low|down ?turn|halv(?:ed|ing)|weaken\w*"
    r"|smaller"
    r"|used (?:it|the product|us|this)? ?less|less than (?:the|in|before|last)|tailed off|fall-off|slow(?:ed|ing)? down|gone down|quieter"
)
_LATE = _words(
    r"overdue|past (?:due|its|the|their|your|that)|late|later than|behind|days? ago|should have been|delayed|missed"
    r"|after (?:its|the) (?:due )?day|lagging|outstanding too long|slower than planned"
)
_EARLY = _words(
    r"not (?:yet )?(?:over)?due|not due yet|yet to (?:fall|come) due|(?:has|have|was|were|been|all|now|already|is|are)"
    r" (?:already |all |now )*(?:been )?(?:paid|settled|kept)|before (?:its|the|their|your) (?:due )?(?:day|date|time)"
    r"|before (?:it|they|that) (?:is|was|were|are) due"
    r"|days? from now|early|earlier than|ahead of (?:plan|schedule|time|its|the)|days? ahead|in (?:good )?time|on time|on track|in advance"
    r"|upcoming|no longer (?:late|overdue)"
    r"|still to come|faster than planned|sooner than|on schedule|to spare"
)
_ABOVE = _words(
    r"above|ahead of|higher than|exceed(?:s|ed|ing)?|more than (?:the|your|what|customers|others|similar)|surpass\w*|beat(?:s|ing)?"
    r"|better than"
)
_BELOW = _words(
    r"below|behind|lower than|beneath|short of|less than (?:the|your|what|customers|others|similar)|fewer than (?:the|your)|worse than"
    r"|trail\w*"
)
_TO_COME = _words(r"days? from now|in \d+ (?:days|weeks|months)|still to come|(?:is|are) (?:yet|still) to come")
_GONE = _words(r"(?:days?|weeks?|months?) ago|has (?:already )?(?:passed|ended|expired|lapsed)|ended|expired|lapsed|ran out|went by")
_ITSELF = _words(r"renews? (?:by itself|automatically|on its own)|(?:rolls|carries) on by itself|automatic renewal")
_NOT_ITSELF = _words(
    r"(?:does|do|will|won['’]t|doesn['’]t|not) (?:not )?renew (?:by itself|automatically|on its own)|has to be renewed|must be renewed"
    r"|no automatic renewal|ends by itself|renews? only if"
)
_CAME = _words(r"joined|came on board|signed up|became a customer|is new|started with|arrived|new face")
_LEFT = _words(r"left(?! (?:of|until)\b)|departed|gone|resigned|moved on|stepped down|no longer (?:there|with)|quit|cancelled")
_STILL_OPEN = _words(r"open(?= (?:any|now|yet|at|with|on|for|ticket)|[.,;]|$)|waits?|waiting|unanswered|unsolved|unresolved|pending")
_SETTLED = _words(r"closed|(?:re)?solved|resolved|settled|(?:has|have|was|were|been) (?:been )?answered|dealt with|completed")
_DONE = _words(
    r"(?:has|have|had|was|were|is|are|been|already|you|team|they) (?:\w+ )?(?:reached|achieved|completed|finished|met)|all done|behind you"
)
_STEP_AHEAD = _words(
    r"(?:still|yet) (?:to (?:be|come|do|go)|ahead|open|missing)|to be (?:reached|done|completed)|(?:not|never) (?:yet )?(?:been )?"
    r"(?:reached|achieved|completed|finished|done)|missed|(?:is|comes|lies|up) next|next (?:up|step|milestone)|unreached|upcoming"
)
_MOST = _words(r"most(?: used| of)?|mainly|mostly|favou?rite|largest|biggest|bulk")
_LEAST = _words(r"least|smallest|hardly|rarely|seldom|scarcely|little use|fewest|neglected|lowest")
_AIM_UP = _words(r"(?:go|come|get|bring|move|push)(?: it| that)? up|climb|rise|grow|increase|rais\w+|lift\w*")
_AIM_DOWN = _words(r"(?:go|come|get|bring|move|push)(?: it| that)? down|fall|drop|shrink|sink|decrease|reduc\w+|lower\w*|cut")
_GOOD = _words(r"(?:good|great|high|top|excellent|strong|fine) (?:mark|rating|score|answer|grade)|near the top")
_BAD = _words(r"(?:bad|poor|low|weak|disappointing) (?:mark|rating|score|answer|grade)|near the bottom|bottom of")
_MARK = re.compile(r"(\d+(?:\.\d+)?) of (\d+)")
_QUOTED = re.compile(r"[\"“”][^\"“”\n]*[\"“”]")
_DENIED = re.compile(
    r"\b(?:nobody|no one|none|nothing)\b[^.;,]{0,30}$|\b(?:not|never|no|without|nor|neither)\s+(?:\w+\s+)?$|\bno\s+(?:\w+\s+){2}$"
    r"|n[’']t\s+(?:\w+\s+)?$"
    r"|\b(?:yet to|far from)\s+(?:be )?$",
    re.IGNORECASE,
)
"""Before a word that is denied."""
_UNREAL = re.compile(
    r"\b(?:of|should|must|would|could|can|may|to|to be|if|once|when|whether|until|before|unless)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
"""Before a word that isn't said to be so, or that belongs to another phrase: of late."""

AXES = (
    Axis("use and price against before", _changes, _RISE, _FALL),
    Axis("late or in time", _lateness, _LATE, _EARLY),
    Axis("above or below", _levels, _ABOVE, _BELOW),
    Axis("past or to come", _times, _TO_COME, _GONE),
    Axis("renewing by itself", _flags, _ITSELF, _NOT_ITSELF),
    Axis("come or gone", _comings, _CAME, _LEFT),
    Axis("open or settled", _open, _STILL_OPEN, _SETTLED),
    Axis("reached or ahead", _steps, _DONE, _STEP_AHEAD),
    Axis("most or least used", _favourites, _MOST, _LEAST),
    Axis("way to the goal", _aims, _AIM_UP, _AIM_DOWN, is_wish=True),
    Axis("good or bad mark", _marks, _GOOD, _BAD),
)
"""Every axis is asked; the first word that goes the other way is told."""
_holds_direction = any_of(words for axis in AXES for words in (axis.up, axis.down))
