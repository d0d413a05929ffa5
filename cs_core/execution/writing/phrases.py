"""How a fact is said: numbers, money, dates, names and other people's words, in one readable form each."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from cs_core.context.told import LINK
from cs_core.context.wording.days import spelt

SLOT = re.compile(r"\{([\w: ]+?)(?:\|(\w+))?\}")
_BEGINS = re.compile(r"[.!?]\s+$")
"""Behind the end of a sentence."""
_STOPS = re.compile(r"(?<!\.)\.\.(?=\s|$)")
"""A name that ends in a stop, at the end of a sentence: ``Kellorn Aguas S.L..``"""
LONGEST = 90
"""Characters of other people's words that are quoted."""

NO_LINK = "(link)"
"""What stands in a quotation where they wrote a link or an address."""
_MARKS = re.compile("[\"\u201c-\u201f\u2033\u2036\u00ab\u00bb\u275d\u275e\u301d-\u301f\uff02]|''|``")
"""What looks like a double quotation mark."""
_WITHIN = re.compile("[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What is not seen, or turns the direction of what follows."""

MOST_PERCENT = 150
SOON_DAYS = 30
LOW, LOW_SHARE, HIGH_SHARE = {"points": 40, "%": 60}, 0.5, 0.35
"""Health and ratings of at most so much, a chance of at most half, and a risk of at least a third: what `low` and `high` let be said."""

LONGEST_NAME, MOST_NAMES = 24, 4
"""A given name's characters, and how many names follow it at most, before it is doubted that this is a name."""

Read = Callable[[str], tuple[object, str] | None]
"""Fact key -> its value and unit, or None where it is unknown."""


@lru_cache(maxsize=4096)
def slots(template: str) -> tuple[tuple[str, str], ...]:
    """(fact key, form) of each slot of a phrasing: ``{usage_change|size}``."""
    return tuple(SLOT.findall(template))


@lru_cache(maxsize=4096)
def _between(template: str) -> tuple[str, ...]:
    """The words of a phrasing before, between and after its slots: one more than it has slots."""
    return tuple(SLOT.split(template)[::3])


def fill(template: str, read: Read) -> str | None:
    """The phrasing with its facts said; None where one of them is unknown."""
    words = _between(template)
    text = words[0]
    for (key, form), after in zip(slots(template), words[1:], strict=True):
        found = read(key)
        if found is None or not is_known(found[0], form, found[1]):
            return None
        said = say(*found, form)
        text += (said.lower() if form == "none" and text and not _BEGINS.search(text) else said) + after
    return _STOPS.sub(".", text) if ".." in text else text


def is_known(value: object, form: str, unit: str = "") -> bool:
    """Whether there is something to say in this form: ``some`` needs more than zero, ``none`` zero, ``soon`` the next 30 days but today,
    ``low`` and ``high`` a share or health that is worth a worry.

    A percentage above 150 is never said: what has grown manyfold is told in counts.
    """
    if value is None or (unit == "%" and form != "n" and isinstance(value, int | float) and abs(value) > MOST_PERCENT):
        return False
    match form:
        case "some":
            return value != 0
        case "none":
            return value == 0
        case "soon":
            return isinstance(value, int | float) and 0 < value <= SOON_DAYS
        case "low":
            return isinstance(value, int | float) and value <= LOW.get(unit, LOW_SHARE)
        case "high":
            return isinstance(value, int | float) and value >= HIGH_SHARE
        case _:
            return True


def say(value: object, unit: str = "", form: str = "") -> str:
    """One fact in words: ``-34.2, "%", "size"`` is ``34%``; ``route_planner`` as ``feature`` is ``Route planner``.

    Forms: "" with its unit; n the bare number; size without the sign; change with it, +4%; share 0.42 as 42%; some, soon, low, high:
    where `is_known` lets them; none: the word, for zero; people: counted as people; quote in quotation marks; feature; reason (of a
    release); lower; person, without the address; whole: our own sentences, uncut.
    """
    if isinstance(value, str):
        value = _day(value)
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float() if form == "none":
            return "None"
        case int() | float() if form == "people":
            return _quantity(value, "people")
        case int() | float() if form == "share" or (form in ("low", "high") and not unit):
            return _quantity(100 * value, "%")
        case int() | float() if form == "change" and value > 0:
            return f"+{_quantity(value, unit)}"
        case int() | float():
            return _quantity(abs(value) if form == "size" else value, "" if form == "n" else unit)
        case date():
            return spelt(value)
        case Theirs():
            return (FORMS[form] if form in QUOTING else quoted)(str(value))
        case _:
            return FORMS.get(form, plain)(str(value))


def number(value: float) -> str:
    """Rounded as people say it: 12,431.7 -> ``12,432``; 12.4 -> ``12``; 3.25 -> ``3.2``; 0.04 -> ``0.04``."""
    if abs(value) >= 10 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


class Theirs(str):
    """Words that somebody outside wrote: whatever form a phrasing asks for, they are said in quotation marks."""


def plain(text: str) -> str:
    """Other people's words on one line, without control characters, and not too long; a quotation that is cut is closed."""
    line = whole(text)
    if len(line) <= LONGEST:
        return line
    cut = line[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:.") + " ..."
    return cut + "”" if cut.count("“") > cut.count("”") else cut


def whole(text: str) -> str:
    """Sentences of our own on one line, told to their end."""
    shown = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())


@lru_cache(maxsize=8192)
def quoted(text: str) -> str:
    """Other people's words between quotation marks, which they cannot close; a link or an address among them is not passed on."""
    line = plain(LINK.sub(NO_LINK, _WITHIN.sub(" ", text)))
    return '"' + _MARKS.sub("'", line).rstrip(". ") + '"'


def feature(text: str) -> str:
    """A feature's key as the name that it is: ``route_planner`` -> ``Route planner``."""
    name = plain(re.sub(r"[_\-.]+", " ", text))
    return name[:1].upper() + name[1:]


def reason(text: str) -> str:
    """Why a release concerns a customer: ``mends Photos are lost`` -> ``mends "Photos are lost"``; ``touches route_planner`` -> ``is
    about Route planner``.
    """
    verb, _, what = str(text).partition(" ")
    return f"is about {feature(what)}" if verb == "touches" else f"{plain(verb)} {quoted(what)}"


def person(text: str) -> str:
    """A contact without the address: ``Ada Lind <ada@acme.example>`` is ``Ada Lind``; an address alone stays."""
    return plain(text.partition(" <")[0])


def first_name(name: str | None) -> str:
    """The given name, or nothing where what is recorded does not look like one."""
    given, *others = (name or "").split() or [""]
    looks = re.fullmatch(r"[^\W\d_]+(['’\-][^\W\d_]+)*", given) and all(re.fullmatch(r"[^\W\d_][\w.'’\-]*", w) for w in others)
    return given if looks and len(given) <= LONGEST_NAME and len(others) <= MOST_NAMES else ""


def _day(text: str) -> object:
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text


def _quantity(value: float, unit: str) -> str:
    """With its unit; what is nearly all is not told as 100%."""
    shown, (what, *per) = number(value), unit.split("/")
    if unit == "%" and shown.endswith("100") and abs(value) < 100:
        shown = f"{int(10 * value) / 10:.1f}"
    what = SINGULAR.get(what, what) if shown == "1" else what
    each = " and ".join(PER.get(word, word) for word in per)
    return f"{shown}{what if what == '%' else f' {what}'}".strip() + (f" a {each}" if each else "")


PER = {"yr": "year"}
"""EUR/seat/yr is told as EUR a seat and year."""

SINGULAR = {
    "days": "day", "seats": "seat", "users": "user", "uses": "use", "people": "person", "tickets": "ticket", "invoices": "invoice",
    "milestones": "milestone", "features": "feature", "points": "point", "times": "time", "messages": "message", "steps": "step",
}  # fmt: skip

FORMS: dict[str, Callable[[str], str]] = {
    "quote": quoted, "feature": feature, "reason": reason, "whole": whole, "lower": lambda text: plain(text).lower(),
    "person": person,
}  # fmt: skip
QUOTING = frozenset({"quote", "reason"})
"""Forms that put other people's words in quotation marks."""
