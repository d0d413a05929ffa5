"""A day or an hour that a sentence proposes for a talk: it is what its writer asks for, and states nothing of the customer."""

import re
from datetime import date

from cs_core.orchestration.judging.figures import WEEKDAY_BEFORE, Figure, find_figures

AHEAD = 183
"""A talk is proposed for at most so many days ahead: a day without its year is read as the one nearest to today."""


def without_proposed(sentence: str, today: date) -> str:
    """The sentence less the days and hours that it proposes for a talk; as it is where it proposes none, or a day that cannot be."""
    found = next((match for pattern in _PROPOSALS if (match := pattern.search(sentence))), None)
    if found is None:
        return sentence
    start, end = found.span("when")
    said = sentence[start:end]
    if not all(_can_be(figure, said, today) for figure in find_figures(said) if figure.day):
        return sentence
    return _BEFORE_STOP.sub("", f"{sentence[:start].rstrip()} {sentence[end:].lstrip()}")


def _can_be(figure: Figure, said: str, today: date) -> bool:
    """Whether it is a day from today on, and on the day of the week that is named before it."""
    year, month, number = figure.day
    years = (year,) if year else (today.year - 1, today.year, today.year + 1)
    days = [day for y in years if (day := _day(y, month, number))]
    meant = min(days, key=lambda day: abs((day - today).days), default=None)
    beside = WEEKDAY_BEFORE.search(said, 0, figure.start)
    on_it = meant is not None and (beside is None or meant.strftime("%a").lower() == beside["day"].lower())
    return on_it and 0 <= (meant - today).days <= AHEAD


def _day(year: int, month: int | None, number: int | None) -> date | None:
    try:
        return date(year, month or 0, number or 0)
    except ValueError:
        return None


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NTH = r"\d\d?(?:st|nd|rd|th)?"
_DATE = rf"(?:{_WEEKDAY},? )?(?:the )?(?:{_NTH}(?: of)? {_MONTH}|{_MONTH} {_NTH}\b)(?:,? \d{{4}}\b)?"
_SPOKEN = rf"today|tomorrow|(?:(?:this|next) )?{_WEEKDAY}|(?:this|next) week"
_HALF = r"(?: ?[ap]\.?m\b\.?| o['’]clock)?"
_CLOCK = rf"(?:at|around|from) \d\d?(?::\d\d)?\b{_HALF}|\d\d?:\d\d\b{_HALF}"
_DAY = rf"(?:on )?(?:{_DATE}|{_SPOKEN})"
_ONE = rf"(?:{_DAY}(?:,? (?:{_CLOCK}))?|(?:{_CLOCK})(?:,? {_DAY})?)"
_WHEN = rf"(?P<when>{_ONE}(?:,? or {_ONE})*)"
_A_TALK = r"(?:call|talk|word|chat|meeting|look)"
_TALK = (
    r"(?:talk|speak|call|phone|ring|meet|catch up|sit down|go through (?:it|this|them)|look at (?:it|this|them)"
    rf"|have a (?:short |quick )?{_A_TALK})"
)
_WITH = r"(?: (?:you|me|us|again|briefly|together|online|by phone|on the phone|about (?:it|this|that)|with (?:you|me|us)))*"
_MAY = r"(?:shall|can|could|may|might|should|will|would)"
_OURS = rf"(?:(?:i|we)(?:['’](?:ll|d)| {_MAY}| would like to| am free to| are free to)|let us|let['’]s|let me)"
_OPENS = (
    r"^(?:(?:[A-Z][\w'’-]+|if (?:you like|you prefer|it helps|that helps|that suits you)|otherwise|alternatively|of course), )?"
    r"(?:(?:so|and|or|then|perhaps|maybe|please),? )?"
)
"""How a sentence begins before it proposes: what it tells first would be told of the day too."""
_REST = r"(?=[?.!]?$|,? (?:about|if|so that|with|to) )"
"""What may follow a talk's day; it is judged like any sentence."""
_END = rf"(?=[?.!]?$|,? (?:if |for (?:a|our|the) (?:short |quick )?{_A_TALK}\b))"
"""What may follow a day of which nothing else tells that it is a talk's."""
_PROPOSALS = tuple(
    re.compile(_OPENS + pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_MAY} (?:we|i|you)(?: (?:perhaps|maybe|also))?|{_OURS}) {_TALK}{_WITH},? {_WHEN}{_REST}",
        rf"(?:{_OURS} (?:do|make|suggest|propose)|(?:i|we) (?:suggest|propose)) {_WHEN}{_END}",
        rf"(?:how|what) about {_WHEN}{_END}",
        rf"(?:would|does|do|could|might) {_WHEN} (?:suit|work|fit)(?: (?:you|for you|better|well|both of you))*{_END}",
        rf"are you (?:free|available|there|in)(?: to {_TALK}{_WITH}| for a (?:short |quick )?{_A_TALK})?,? {_WHEN}{_REST}",
    )
)
_BEFORE_STOP = re.compile(r" (?=[?.!,]|$)")
