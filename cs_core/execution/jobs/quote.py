"""A quote for the next term, drafted from cited facts: internal until a person with discount authority has looked at it.

The agent offers no discount of its own. It carries a running one over as far as the leader's guardrail goes, and says where a person
has to decide. Where a price, a number of seats or a currency is unknown there is no quote, and it says what is missing.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from pydantic import FiniteFloat

from cs_core.context.wording.days import spelt
from cs_core.records import Brief, Fact, Record

Money = FiniteFloat
HEADROOM = 0.10
"""What the alternative line adds to the people who are active now."""
TERM_MONTHS = 12
"""Of the next term where no length is on record; said as an assumption."""
SIGNIFICANT = 2
"""Digits to which a proposed commitment is rounded up."""
BETWEEN_PLANS = " + "
GUARDRAIL = "max_discount_percent"
AUTHORITY = ("policy:max_discount_percent_human", "policy:discount_authority_percent")
"""Policies that say what a person may give by itself."""
DIGITS: Mapping[str, int] = {
    **dict.fromkeys(("JPY", "KRW", "CLP", "ISK", "VND", "PYG", "UGX", "XAF", "XOF"), 0),
    **dict.fromkeys(("BHD", "KWD", "OMR", "JOD", "TND"), 3),
}
"""Decimal places of currencies that have other than two."""


class Line(Record):
    """One line: what, how much of it now and proposed, at which price; amounts are of a year for seats, of the term for units."""

    what: str
    now: float
    proposed: float
    unit: str
    """``seats``, or what the contract counts."""
    unit_price: Money
    amount: Money
    """Of the whole next term, before any discount."""
    why: str
    facts: tuple[str, ...]
    """Ids of the facts that its figures come from."""
    forecast: tuple[float, float | None, float | None] | None = None
    """Units used by the end of the running term: expected, and the interval where it is known."""


class Quote(Record):
    """The draft of an offer. `lines` make up the total; each of `alternatives` would take the place of the line before it."""

    account_id: str
    name: str
    as_of: date
    currency: str | None
    start: date | None
    end: date | None
    months: int | None
    lines: tuple[Line, ...] = ()
    alternatives: tuple[Line, ...] = ()
    list_total: Money | None = None
    """Of the term, before discount."""
    discount: float = 0.0
    """In percent: what is carried over within the guardrail."""
    running_discount: float = 0.0
    total: Money | None = None
    """Of the term, after `discount`."""
    total_if_approved: Money | None = None
    """With the whole running discount; None where that is within the guardrail."""
    approval: str = ""
    """Who has to approve what; empty where nothing goes beyond the guardrail. A person approves the quote itself in any case."""
    price_change: float | None = None
    """Percent by which a seat or unit gets dearer against what is paid now, after discount."""
    notice: str = ""
    """That the customer ends the contract, which comes before every figure; empty where no notice was given."""
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """What has to be known before there can be a quote."""
    facts: tuple[Fact, ...] = ()
    """The facts cited, as they were."""

    @property
    def made(self) -> bool:
        """Whether there is a quote at all."""
        return bool(self.lines) and not self.missing


def quote_of(brief: Brief, guardrails: Mapping[str, float]) -> Quote:
    """The draft quote for the term that follows the running one. `guardrails`: the leader's limits by key, in their units."""
    known = _Known(brief)
    currency, start = known.text("currency"), known.day("renewal_on")
    months = known.number("term_months")
    base = {"account_id": brief.account_id, "name": brief.name, "as_of": brief.as_of, "currency": currency, "start": start}
    base["notice"] = _notice(known)
    kind = known.text("contract_kind")
    term = int(months or TERM_MONTHS)
    missing = [says for key, says in NEEDED if brief.get(key) is None]
    if kind == "both":
        missing.append("the price of the seats and of the units, each by itself: the contract sells both in one amount")
    if missing:
        return Quote(**base, end=None, months=None, missing=tuple(missing), facts=known.cited())
    made = _units(known, term, currency) if kind == "consumption" else _seats(known, term, currency)
    if isinstance(made, str):
        return Quote(**base, end=None, months=None, missing=(made,), facts=known.cited())
    line, alternatives, includes, notes = made
    notes = [*notes, *([] if months else [f"the length of the term is not recorded: {TERM_MONTHS} months are assumed"])]
    notes += _price_policy(known)
    priced = _discounted(known, line, guardrails.get(GUARDRAIL, 0.0), includes, currency)
    whole = {**base, "end": _months_later(start, term), "months": term, "lines": (line,), "alternatives": alternatives}
    return Quote(**whole, **priced, notes=tuple(notes), facts=known.cited())


def _seats(known: "_Known", months: int, currency: str) -> tuple | str:
    plan, seats = known.text("plan") or "", known.number("seats")
    if not seats:
        return "the number of seats"
    if BETWEEN_PLANS in plan:
        return f"the price of each plan by itself: {plan} run side by side"
    price, includes, notes = _seat_price(known, currency)
    if price is None:
        return "the price of a seat: neither the price book nor the running contract tells it"
    used = known.used("plan", "seats", *(("plan_price",) if not includes else known.paid_keys()), "renewal_on", "term_months", "currency")
    line = _line(plan or "seats", seats, seats, "seats", price, months / 12, "seats as they are", used, currency)
    active, others = known.number("active_users_4w"), ()
    fits = ceil(round(active * (1 + HEADROOM), 6)) if active else None
    if fits and fits != seats:
        why = f"{active:,.0f} people active in 4 weeks, and {HEADROOM:.0%} on top"
        cited = (*used, *known.used("active_users_4w"))
        others = (_line(plan or "seats", seats, fits, "seats", price, months / 12, why, cited, currency),)
    return line, others, includes, notes


def _seat_price(known: "_Known", currency: str) -> tuple[float | None, bool, list[str]]:
    """The price of a seat and year, whether a running discount is in it already, and notes."""
    book = known.fact("plan_price")
    if book is not None and _currency_of(book) in (currency, ""):
        return float(book.value), False, []
    notes = [f"the price book has this plan in {_currency_of(book)} only; nothing is converted"] if book is not None else []
    return known.paid_seat(), True, [*notes, "the price is the running contract's, with its discount in it"]


def _units(known: "_Known", months: int, currency: str) -> tuple | str:
    committed, arr, unit = known.number("commitment"), known.number("arr"), known.text("meter_unit") or "units"
    if not committed or not arr:
        return "the commitment and what it costs"
    price = arr * months / 12 / committed
    used = known.used("commitment", "arr", "meter_unit", "term_months", "renewal_on", "currency")
    end, low, high = (known.number(key) for key in ("consumed_by_end", "consumed_by_end_low", "consumed_by_end_high"))
    forecast = None if end is None else (end, low, high)
    what, by_end = known.text("plan") or "commitment", known.used("consumed_by_end", "consumed_by_end_low", "consumed_by_end_high")
    line = _line(what, committed, committed, unit, price, 1, "the commitment as it is", (*used, *by_end), currency, forecast)
    others, notes = (), ["the price of a unit is the running contract's: what a year costs over what was committed to"]
    if end:
        fits = _rounded_up(end)
        between = f", between {low:,.0f} and {high:,.0f} in four of five cases" if low is not None and high is not None else ""
        why = f"{end:,.0f} expected by the end of the term at the present rate{between}"
        if fits != committed:
            others = (_line(what, committed, fits, unit, price, 1, why, (*used, *by_end), currency, forecast),)
    else:
        notes.append("where consumption ends is not known: the alternative is missing")
    return line, others, True, notes


def _line(
    what: str, now: float, proposed: float, unit: str, price: float, years: float, why: str, facts: tuple[str, ...], currency: str,
    forecast: tuple | None = None,
) -> Line:  # fmt: skip
    amount = rounded(Decimal(str(price)) * Decimal(str(proposed)) * Decimal(str(years)), currency)
    shown = rounded(Decimal(str(price)), currency, extra=0 if unit == "seats" else 4)
    return Line(what=what, now=now, proposed=proposed, unit=unit, unit_price=shown, amount=amount, why=why, facts=facts, forecast=forecast)


def _discounted(known: "_Known", line: Line, limit: float, includes: bool, currency: str) -> dict:
    """Total, discount and approval. A discount that the running price holds already is told, and taken off no second time."""
    running = known.number("discount") or 0.0
    known.used("discount")
    carried = min(running, limit)
    taken = 0.0 if includes else carried
    told = {"list_total": line.amount, "running_discount": running, "discount": taken, "total": less(line.amount, taken, currency)}
    told["price_change"] = _change(known, line, taken, includes)
    if running <= limit:
        return told
    person = next((f for key in AUTHORITY if (f := known.fact(key)) is not None and isinstance(f.value, int | float)), None)
    whose = f", where the policy lets a person give up to {person.value:g}%" if person else ""
    beyond = person is not None and running > float(person.value)
    approval = f"the running discount of {running:g}% is above the guardrail of {limit:g}%: a person with discount authority decides"
    return told | {
        "approval": approval + whose + (", which it is above too" if beyond else ""),
        "total_if_approved": line.amount if includes else less(line.amount, running, currency),
    }


def _change(known: "_Known", line: Line, discount: float, includes: bool) -> float | None:
    """The price of a seat after discount against what a seat costs now."""
    if includes or line.unit != "seats":
        return None
    paid = known.paid_seat()
    return round(100 * (line.unit_price * (1 - discount / 100) / paid - 1), 1) if paid else None


def _notice(known: "_Known") -> str:
    given, end = known.day("notice_given_on"), known.day("renewal_on")
    if given is None:
        return ""
    ends = f"the contract ends on {spelt(end)}" if end else "the contract ends"
    return f"Notice was given on {spelt(given)}: {ends}, and whether a quote is sent at all is for a person to decide."


def _price_policy(known: "_Known") -> list[str]:
    rise = known.fact("policy:price_rise_percent")
    return [f"the policy on price rises ({rise.value}%) is not applied: a person decides"] if rise is not None else []


def rounded(amount: Decimal, currency: str | None, *, extra: int = 0) -> float:
    """To the currency's smallest coin, halves up; `extra` decimals more for the price of one unit."""
    places = DIGITS.get((currency or "").upper(), 2) + extra
    return float(amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def less(amount: float, percent: float, currency: str | None) -> float:
    """An amount with so many percent off, rounded as its currency is."""
    return rounded(Decimal(str(amount)) * (1 - Decimal(str(percent)) / 100), currency)


def _rounded_up(units: float) -> float:
    """Up to two significant digits: 118,340 is 120,000."""
    step = 10 ** max(len(str(int(units))) - SIGNIFICANT, 0)
    return float(ceil(units / step) * step)


def _currency_of(fact: Fact) -> str:
    return fact.unit.partition("/")[0]


def _months_later(day: date, months: int) -> date:
    """The same day of the month so many months later; the last day of a month that is too short."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


class _Known:
    """A brief that remembers which facts were read."""

    def __init__(self, brief: Brief):
        self.brief, self._read = brief, {}

    def fact(self, key: str) -> Fact | None:
        fact = self.brief.get(key)
        if fact is None or fact.value is None:
            return None
        self._read[fact.id] = fact
        return fact

    def number(self, key: str) -> float | None:
        fact = self.fact(key)
        return float(fact.value) if fact is not None and isinstance(fact.value, int | float) else None

    def text(self, key: str) -> str | None:
        fact = self.fact(key)
        return None if fact is None else str(fact.value)

    def day(self, key: str) -> date | None:
        fact = self.fact(key)
        return fact.value if fact is not None and isinstance(fact.value, date) else None

    def paid_keys(self) -> tuple[str, ...]:
        """The facts that a seat's running price is read from."""
        return ("seat_price",) if self.brief.get("seat_price") is not None else ("arr", "seats")

    def paid_seat(self) -> float | None:
        """What a seat costs now, a year, as the contract says, else recurring revenue over seats."""
        if (price := self.number("seat_price")) is not None:
            return price
        arr, seats = self.number("arr"), self.number("seats")
        return arr / seats if arr and seats else None

    def used(self, *keys: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f.id for key in keys if (f := self.fact(key)) is not None))

    def cited(self) -> tuple[Fact, ...]:
        return tuple(self._read.values())


NEEDED = (
    ("renewal_on", "the day on which the term ends"),
    ("currency", "the currency of the contract"),
)
