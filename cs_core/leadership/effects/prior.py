"""What human presence is assumed to change where there is no evidence: a table one can point at, each row with a range.

An assumption, and labelled so. The effect depends on how open the outcome is and on reasons why a person could help,
never on the size of the account. Replace it by a pilot as soon as there is one.
"""

from typing import NamedTuple

import polars as pl

from cs_core.context.wording.signed import amount
from cs_core.errors import BadInput


class Mode(NamedTuple):
    """A way of being present: skill and hours a quarter, and the most it adds to P(kept) where the outcome is open."""

    mode: str
    skill: str
    hours: float
    most: float
    low: float
    high: float
    why: str


class Lift(NamedTuple):
    """A reason why presence does more (factor above 1) or less (below 1) for an account, in which modes, and why."""

    says: str
    needs: tuple[str, ...]
    when: pl.Expr
    factor: float
    modes: tuple[str, ...]
    why: str


def prior_impact(signals: pl.DataFrame) -> pl.DataFrame:
    """One row an account and mode: account_id, mode, skill, hours, impact, low, high (change in P(kept)), why.

    impact = the mode's most x room x the lifts that apply, never above the most; room = 4 p (1 - p) of the churn
    probability p, so that a near-certain keeper and a near-certain loser gain little. A column that is absent or null
    applies no lift; an account without a churn probability has the mean room of the others that are not certain
    to leave, else ROOM_UNKNOWN. The range is the mode's, scaled alike; nothing keeps more than would leave.
    """
    if "account_id" not in signals.columns:
        raise BadInput("signals lack account_id: prior_impact needs one row an account")
    lifts = [lift for lift in LIFTS if all(_fits(signals, c) for c in lift.needs)]
    frame = signals.select("account_id", p=_churn(signals), **{str(i): x.when for i, x in enumerate(lifts)})
    room = 4 * pl.col("p") * (1 - pl.col("p"))
    frame = frame.with_columns(room=room.fill_null(room.filter(pl.col("p") < 1).mean()).fill_null(ROOM_UNKNOWN))
    return pl.concat(_of_mode(frame, mode, lifts) for mode in PRIOR).sort("account_id", "hours")


def _of_mode(frame: pl.DataFrame, mode: Mode, lifts: list[Lift]) -> pl.DataFrame:
    own = [(str(i), lift) for i, lift in enumerate(lifts) if mode.mode in lift.modes]
    factor, said = pl.col("room"), _opening(mode)
    for column, lift in own:
        applies = pl.col(column).fill_null(False)
        factor = factor * pl.when(applies).then(lift.factor).otherwise(1.0)
        said = said + pl.when(applies).then(pl.lit(f"; {lift.says}: × {lift.factor:g}")).otherwise(pl.lit(""))
    share, leaving = pl.min_horizontal(factor, 1.0), pl.col("p").fill_null(1.0)
    scaled = {name: pl.min_horizontal(value * share, leaving) for name, value in _range(mode).items()}
    return frame.select("account_id", mode=pl.lit(mode.mode), skill=pl.lit(mode.skill), hours=pl.lit(mode.hours), **scaled, why=said)


def _range(mode: Mode) -> dict[str, float]:
    return {"impact": mode.most, "low": mode.low, "high": mode.high}


def _opening(mode: Mode) -> pl.Expr:
    most = f"{mode.most * 100:g} of 100 customers ({amount(mode.low * 100, 'g')} to {mode.high * 100:g})"
    room = (pl.col("room") * 100).round(0).cast(pl.Int64)
    chance = pl.when(pl.col("p").is_null()).then(pl.lit("is not known")).otherwise(pl.format("is {}%", (pl.col("p") * 100).round(1)))
    return pl.format(f"Assumption: {mode.mode} keeps up to {most}; {{}}% of that here, where the chance to leave {{}}", room, chance)


def _fits(signals: pl.DataFrame, column: str) -> bool:
    dtype = signals.schema.get(column)
    return dtype is not None and (dtype.is_numeric() if KINDS[column] == "number" else dtype != pl.Null)


def _churn(signals: pl.DataFrame) -> pl.Expr:
    if not _fits(signals, "churn_probability"):
        return pl.lit(None, pl.Float64)
    p = pl.col("churn_probability").cast(pl.Float64)
    return pl.when(p.is_between(0, 1)).then(p)


ROOM_UNKNOWN = 0.4
"""Room where no churn probability is known at all: that of an account which leaves with about 11 %."""

KINDS = {
    "churn_probability": "number",
    "usage_z": "number",
    "champion_left_on": "any",
    "escalations_open": "number",
    "days_since_touch": "number",
    "tenure_days": "number",
    "onboarding_status": "any",
}

PRIOR = (
    Mode("agent with review", "csm", 0.25, 0.010, 0.000, 0.020, "a person reads and stands behind what an agent wrote"),
    Mode("call", "csm", 1.0, 0.030, -0.005, 0.060, "one conversation; it can also wake a sleeping dog"),
    Mode("workshop", "csm", 4.0, 0.060, 0.000, 0.120, "several people at the customer learn to use what they pay for"),
    Mode("named CSM", "csm", 12.0, 0.090, 0.000, 0.180, "someone who knows them, for a quarter, about an hour a week"),
)

ALL = tuple(m.mode for m in PRIOR)
LATE = ("behind", "stuck")

LIFTS = (
    Lift("champion left", ("champion_left_on",), pl.col("champion_left_on").is_not_null(), 1.4,
         ("call", "named CSM"), "a new relationship is made by people"),
    Lift("escalation open", ("escalations_open",), pl.col("escalations_open") > 0, 1.3,
         ("call", "named CSM"), "an upset customer wants a person who owns the matter"),
    Lift("escalation open", ("escalations_open",), pl.col("escalations_open") > 0, 0.5,
         ("agent with review", "workshop"), "not the moment for a written play or a class"),
    Lift("usage well below its own past", ("usage_z",), pl.col("usage_z") <= -2, 1.3,
         ("call", "workshop"), "there is something concrete to win back"),
    Lift("onboarding late", ("onboarding_status",), pl.col("onboarding_status").cast(pl.String).is_in(LATE), 1.4,
         ("workshop",), "what blocks a first value is mostly know-how"),
    Lift("first half year", ("tenure_days",), pl.col("tenure_days") < 180, 1.2,
         ("workshop", "named CSM"), "habits are still being formed"),
    Lift("over three years with us", ("tenure_days",), pl.col("tenure_days") > 3 * 365, 0.8,
         ALL, "habits are formed; presence changes less"),
    Lift("spoken to within two weeks", ("days_since_touch",), pl.col("days_since_touch") < 14, 0.6,
         ALL, "one more touch adds less than the first"),
    Lift("no contact for half a year", ("days_since_touch",), pl.col("days_since_touch") > 180, 0.6,
         ALL, "an account that does not answer is harder to reach"),
)  # fmt: skip
