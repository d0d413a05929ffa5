"""Conditions that a leader can read and edit: a line of plain words over the signals, turned into one polars expression.

    usage_change <= -25 and usage_z <= -2      both must be known and true
    health < 40 or usage_alert = slow drift    one of them
    renewal_on known, champion unknown         whether anything is known at all
    days_to_renewal in 0..14                   from and to, both included
    first_value_on > last_touch_on             against another signal

`and` binds before `or`. What is unknown is neither true nor false: a condition over it does not hold.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_

import polars as pl

from cs_core.context.vocabulary import SIGNALS, type_of
from cs_core.errors import BadInput

QUARTER_DAYS, YEAR_DAYS = 91, 365


def _days_since(day: str) -> pl.Expr:
    """Days from a signal's day to the day of the frame, which is the first day as a customer and the tenure."""
    return pl.col("tenure_days") - (pl.col(day) - pl.col("customer_on")).dt.total_days()


#: Words for the cases that are open with a customer, by kind: columns of `cases.with_open_cases`.
OPEN_CASES: Mapping[str, str] = {
    "open_onboardings": "onboarding", "open_success_plans": "success plan", "open_risks": "risk", "open_leads": "lead",
    "open_renewals": "renewal", "open_relationships": "relationship",
}  # fmt: skip
#: The same for one type of a kind: (kind, key of the case).
OPEN_OF_TYPE: Mapping[str, tuple[str, str]] = {"open_wishes": ("lead", "stated wish")}
#: The same for the renewal of the day on which the term ends, by how it stands: a quote is out until the term is over.
QUOTES_OUT, QUOTED = "quotes_out", ("quoted", "agreed")
OPEN_WORDS: tuple[str, ...] = (*OPEN_CASES, *OPEN_OF_TYPE, QUOTES_OUT)
#: What conditions may name besides the signals, worked out from them.
DERIVED: Mapping[str, pl.Expr] = {
    "quarter_day": pl.col("tenure_days") % QUARTER_DAYS,
    "year_day": pl.col("tenure_days") % YEAR_DAYS,
    "days_since_value": pl.col("tenure_days") - pl.col("days_to_value"),
    "days_since_full_value": _days_since("full_value_on"),
    "days_since_fix": _days_since("mended_on"),
    "days_since_newcomer": _days_since("newcomer_on"),
    "days_since_answer": _days_since("answered_on"),
    "days_since_back": _days_since("back_on"),
    "days_since_figure": _days_since("outcome_told_on"),
    "days_since_stated": _days_since("outcome_stated_on"),
    "days_since_replan": _days_since("plan_changed_on"),
    "days_since_plan_due": _days_since("plan_due_on"),
    "commitment_by_end": 100 * pl.col("consumed_by_end") / pl.when(pl.col("commitment") > 0).then("commitment"),
    **{word: pl.col(word) for word in OPEN_WORDS},
}
DERIVED_SAYS: Mapping[str, str] = {
    "quarter_day": "day of the customer's own quarter, 0 to 90, counted from its first day: spreads the book over the weeks",
    "year_day": "day of the customer's own year, 0 to 364",
    "days_since_value": "days since first value",
    "days_since_full_value": "days since full value",
    "days_since_fix": "days since a release that mends what a ticket of theirs was about",
    "days_since_newcomer": "days since a person came to be known with whom nobody has spoken yet",
    "days_since_answer": "days since a good answer to a survey",
    "days_since_back": "days since use began again after a pause",
    "days_since_stated": "days since the newest statement of what they want",
    "days_since_figure": "days since they told their own figure for the goal",
    "days_since_replan": "days since the success plan changed",
    "days_since_plan_due": "days since the success plan's date; negative before it",
    "commitment_by_end": "share of the commitment in percent that will be used by the end of the term at the present rate",
    **{word: f"cases of the kind {kind} that are open; unknown outside a cycle" for word, kind in OPEN_CASES.items()},
    **{word: f"cases of a {of} ({kind}) that are open; unknown outside a cycle" for word, (kind, of) in OPEN_OF_TYPE.items()},
    QUOTES_OUT: "renewals of the day on which the term ends that are open and quoted or agreed; unknown outside a cycle",
}
OPERATORS: Mapping[str, Callable] = {"<=": le, ">=": ge, "!=": ne, "<": lt, ">": gt, "=": eq}
NUMBER = r"-?\d+(?:\.\d+)?"
_KNOWN = re.compile(r"(\w+) (known|unknown)")
_WITHIN = re.compile(rf"(\w+) in ({NUMBER})\.\.({NUMBER})")
_COMPARED = re.compile(r"(\w+) ?(<=|>=|!=|<|>|=) ?(\S.*)")
_SCALE = re.compile(rf"(\w+) from ({NUMBER}) to ({NUMBER})")


def holds(lines: Iterable[str], names: Mapping[str, pl.Expr] | None = None) -> pl.Expr:
    """All of the lines hold; an empty list always does. Raises BadInput in one line that says which condition is wrong.

    `names` are further words with their expressions: what a running play knows of itself.
    """
    return reduce(and_, (_line(line, names or {}) for line in lines), pl.lit(True)).fill_null(False)


def any_holds(lines: Iterable[str], names: Mapping[str, pl.Expr] | None = None) -> pl.Expr:
    """At least one of the lines holds; an empty list never does."""
    return reduce(or_, (_line(line, names or {}).fill_null(False) for line in lines), pl.lit(False))


def which_holds(lines: Iterable[str], names: Mapping[str, pl.Expr] | None = None) -> pl.Expr:
    """The first line that holds, as it is written; null where none does."""
    cases = [pl.when(_line(line, names or {}).fill_null(False)).then(pl.lit(line)) for line in lines]
    return pl.coalesce(*cases) if cases else pl.lit(None, pl.String)


def scale(text: str) -> pl.Expr:
    """``usage_change from 0 to -100``: 0 at the first figure, 1 at the second, between them in proportion. Raises BadInput."""
    found = _SCALE.fullmatch(text.strip())
    if found is None or float(found[2]) == float(found[3]):
        raise BadInput(f"“{text}” is no scale: write a signal and two figures, such as usage_change from 0 to -100")
    low, high = float(found[2]), float(found[3])
    return (_named(found[1], {}).cast(pl.Float64) - low) / (high - low)


def words_of(line: str) -> set[str]:
    """The signals that a condition names."""
    return set(re.findall(r"\b[a-z]\w*\b", line)) & (SIGNALS.keys() | DERIVED.keys())


def _line(line: str, names: Mapping[str, pl.Expr]) -> pl.Expr:
    return _read(line, names) if names else _of_signals(line)


@lru_cache(maxsize=1_000)
def _of_signals(line: str) -> pl.Expr:
    """A line that names signals only: playbooks, cases and leads ask the same few of every customer, again and again."""
    return _read(line, {})


def _read(line: str, names: Mapping[str, pl.Expr]) -> pl.Expr:
    return reduce(or_, (reduce(and_, (_one(c.strip(), names) for c in part.split(" and "))) for part in line.split(" or ")))


def _one(text: str, names: Mapping[str, pl.Expr]) -> pl.Expr:
    if text in names:
        return names[text]
    if found := _KNOWN.fullmatch(text):
        column = _named(found[1], names)
        return column.is_not_null() if found[2] == "known" else column.is_null()
    if found := _WITHIN.fullmatch(text):
        return _named(found[1], names).is_between(float(found[2]), float(found[3]))
    if found := _COMPARED.fullmatch(text):
        return OPERATORS[found[2]](_named(found[1], names), _value(found[1], found[3].strip(), text))
    raise BadInput(f"“{text}” is no condition: write for instance usage_change <= -25, champion known or days_to_renewal in 0..14")


def _named(name: str, names: Mapping[str, pl.Expr]) -> pl.Expr:
    if name in names:
        return names[name]
    if name not in SIGNALS and name not in DERIVED:
        raise BadInput(f"There is no signal {name!r}: the Context page lists them all")
    return DERIVED.get(name, pl.col(name))


def _value(name: str, text: str, condition: str) -> pl.Expr:
    """What a signal is compared with: another signal, or a figure or word of its own kind."""
    if text in SIGNALS or text in DERIVED:
        return DERIVED.get(text, pl.col(text))
    kind = type_of(name) if name in SIGNALS else pl.Int64
    if kind == pl.Boolean and text in ("yes", "no"):
        return pl.lit(text == "yes")
    if kind == pl.String:
        return pl.lit(text)
    if kind == pl.Date and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return pl.lit(text).str.to_date()
    if kind in (pl.Int64, pl.Float64) and re.fullmatch(NUMBER, text):
        return pl.lit(float(text))
    raise BadInput(f"In “{condition}” {text!r} cannot be compared with {name}")
