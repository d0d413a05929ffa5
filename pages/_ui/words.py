"""How figures and other people's words are written on screen."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from math import floor
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st

from cs_core.context.wording.days import spelt
from cs_core.context.wording.labels import named
from cs_core.context.wording.signed import amount, signed
from cs_core.context.wording.signed import figure as known_figure

AGENT_WORDS = {
    "onboarding": "Onboarding", "success_planning": "Success Planning", "risk": "Risk", "growth": "Growth", "renewal": "Renewal",
    "relationship": "Relationship",
}  # fmt: skip

ROUTE_WORDS = {
    "agent": "Agent alone",
    "agent_with_review": "Agent, after review",
    "human_with_draft": "Person, with a draft",
    "human_only": "Person only",
    "held": "Held",
    "rejected": "Rejected",
}

PASSED_WORDS = {True: "passed", False: "failed", None: "cannot tell"}
PASSED_ICONS = {True: ":material/check_circle:", False: ":material/cancel:", None: ":material/help:"}
PASSED_COLORS = {True: "green", False: "red", None: "orange"}


_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$!^]|&(?=[#\w])|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")
_JOINED = re.compile(r"(?i)(?<=:)(?=[a-z_+-])|(?<=http)(?=s?:)|(?<=https)(?=:)|(?<=www)(?=\.)|(?=@)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KEY = re.compile(r"(?<![\w@.-])[a-z]+(?:_[a-z0-9]+)+(?![\w@.-])")
JOINER = "\u2060"
"""Takes no room and breaks no line; it only keeps Markdown from making a link, an icon or a colour of what looks like one."""


def said(text: object) -> str:
    """Other people's words for any element that reads Markdown: on one line, every mark shown as the character that it is."""
    return _JOINED.sub(JOINER, _MARKS.sub(r"\\\1", " ".join(str(text).split())))


def people_sent(hidden: bool) -> str:
    """What a language model is sent of people."""
    if hidden:
        return "Of people it is sent placeholders in place of addresses, phone numbers and full names; code puts them back."
    return "People's addresses, phone numbers and names are sent to it as they are: CS_MODEL_PEOPLE=shown is set."


def sentence(text: str) -> str:
    """Beginning as a sentence does: Own the escalation."""
    return text[:1].upper() + text[1:]


def duration(minutes: float) -> str:
    """20 min, 12 h, 1 h 30 min."""
    hours, rest = divmod(round(minutes), 60)
    return " ".join(part for part in (f"{hours:,} h" if hours else "", f"{rest} min" if rest or not hours else "") if part)


def count(n: float | None) -> str:
    """1,234; an em dash where it is unknown."""
    return "—" if n is None else f"{n:,.0f}"


def figure(x: float | None) -> str:
    """At most one decimal: 84.1, 110, 501,704; an em dash where it is unknown."""
    return "—" if x is None else known_figure(x)


def money(x: float | None, currency: str | None = "", *, beside: Iterable[float] = (), sign: bool = False) -> str:
    """Short amounts: €1.2M, $340K, CHF 900. The largest of those that it stands `beside` says in what they all are told."""
    if x is None:
        return "—"
    size, letter, digits = _told_in(max(abs(other) for other in (x, *beside)))
    return with_currency(f"{(signed if sign else amount)(x / size, f',.{digits}f')}{letter}", currency)


def with_currency(told: str, currency: str | None) -> str:
    """An amount with its currency as it is written before it: -€1.2M, CHF 900; other words about it stand behind."""
    if not currency:
        return told
    figure = told.lstrip("+-")
    sign = told.removesuffix(figure)
    if currency in SYMBOLS:
        return f"{sign}{SYMBOLS[currency]}{figure}"
    return f"{currency} {told}" if len(currency) == CODE and currency.isupper() else f"{told} {currency}"


def parts_of_money(parts: Sequence[float]) -> list[str]:
    """The parts of a sum as `money` tells it, which add up as they are shown: what rounding leaves goes where it is missed most."""
    total = sum(parts)
    size, _, digits = _told_in(total)
    step = size / 10**digits
    steps = [floor(part / step) for part in parts]
    for at in sorted(range(len(parts)), key=lambda at: steps[at] - parts[at] / step)[: round(total / step) - sum(steps)]:
        steps[at] += 1
    return [money(n * step, beside=(total,)) for n in steps]


def _told_in(most: float) -> tuple[float, str, int]:
    """In which size amounts of so much are told, its letter, and with how many decimals."""
    size, letter = next(((size, letter) for size, letter in SIZES if most >= size), (1.0, ""))
    return size, letter, 0 if size == 1 or most >= size * 100 else 1


SIZES = ((1e6, "M"), (1e3, "K"))
SYMBOLS, CODE = {"USD": "$", "EUR": "€", "GBP": "£"}, 3
"""Signs that mean one currency to everybody; and the letters of the code of any other."""


day = spelt


def short_day(on: date) -> str:
    """A day where there is little room: 28 Nov 2026."""
    return f"{on.day} {on:%b %Y}"


def zone() -> str:
    """The reader's time zone, as the browser tells it; UTC where it does not."""
    named = st.context.timezone
    return named if named in _zones() else "UTC"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def moment(at: datetime) -> str:
    """A moment of the store (UTC) by the reader's own clock: 27 November 2026, 14:05."""
    there = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone()))
    return f"{day(there.date())}, {there:%H:%M}"


def at(told: str | datetime) -> str:
    """`moment` of what the store may hold as text."""
    return moment(datetime.fromisoformat(told) if isinstance(told, str) else told)


def points(x: float | None) -> str:
    """A difference of shares, in percentage points."""
    return "cannot tell yet" if x is None else f"{x * 100:.1f} points"


def label(key: str) -> str:
    """A fact's or a gate's key as people read it: ``days_to_renewal`` -> Days to renewal."""
    return named(key)


FEATURES = ("top_feature", "unused_feature", "milestone_feature")
"""Keys of facts whose value is a feature's own name: work_orders is read as work orders."""


def value(x: object) -> str:
    """A fact's value as people read it."""
    match x:
        case bool():
            return "yes" if x else "no"
        case float():
            return figure(x)
        case int():
            return f"{x:,}"
        case _:
            return str(x)


def told(fact: Mapping) -> str:
    """A fact's value in words, a feature's name without its underscores, a day spelt."""
    text = value(fact["value"])
    if _DAY.fullmatch(text):
        return day(text)
    return text.replace("_", " ") if fact["key"] in FEATURES else text


def spelt_days(text: str) -> str:
    """A text with its ISO days as people read them: long-tail accounts, 5 September 2026."""
    return _DAY.sub(lambda found: day(found[0]), text)


def plain(text: str) -> str:
    """Our own words with days and names of facts as people read them: desired_outcome as desired outcome."""
    return without_keys(spelt_days(text))


def without_keys(text: str) -> str:
    """Our own words with names of facts and columns as people read them, days as they are to be written."""
    return _KEY.sub(lambda found: found[0].replace("_", " "), text)


def refused(why: object) -> str:
    """Why an edit was refused, the gate that it fails at its head by its name: ``figures_match: 40 % ...`` -> Figures match: 40 % ..."""
    gate, colon, rest = str(why).partition(": ")
    return f"{label(gate)}{colon}{rest}" if _KEY.fullmatch(gate) else str(why)


def share(x: float | None, digits: int = 0) -> str:
    """A share of one as a percentage."""
    return "cannot tell yet" if x is None else f"{x:.{digits}%}"


def leaning(points: float, above: str, below: str) -> str:
    """``0.4 low`` by the word for its side; what rounds to nothing is neither."""
    told = signed(points)
    return f"{told[1:]} {above if points > 0 else below}" if told[0] in "+-" else told


def interval(estimate: Mapping | None, form: str = ".0%") -> str:
    """``84% (79 to 88)`` of a mapping with point, low and high, or that it cannot be told yet: short, to be read whole in a column."""
    if not estimate or any(estimate[k] is None for k in ("point", "low", "high")):
        return "cannot tell yet"
    low, high = (f"{estimate[bound]:{form}}".removesuffix("%") for bound in ("low", "high"))
    return f"{estimate['point']:{form}} ({low} to {high})"


def of_the_past(told: Mapping) -> str:
    """What the range of a figure that is known means, beside what is to be said of it."""
    if told["point"] is None:
        return told["says"]
    spread = f"The range of {told['low']:.1%} to {told['high']:.1%} (95% interval)"
    chance = f"{spread} tells how much of it may be chance: a few large contracts weigh most, and one more or less moves it."
    return f"What happened, of {told['n']:,} customers: known, and no estimate. {chance} {sentence(told['says'])}".rstrip()


def verdict(passed: bool | None, gate: str) -> str:
    """A gate's word with its icon and colour: never by colour alone."""
    return f":{PASSED_COLORS[passed]}[{PASSED_ICONS[passed]} {PASSED_WORDS[passed]}] · {label(gate)}"


def agent(name: str) -> str:
    """The agent's name as people read it."""
    return AGENT_WORDS.get(name, name.replace("_", " ").capitalize())
