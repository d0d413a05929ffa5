"""The timeline of a renewal from T-120 to T-0, as data: each step with its day, the day on which it was done, and how it stands.

A contract that asks for more notice than `USUAL_NOTICE_DAYS` has its quote and its terms so much earlier.
"""

from typing import NamedTuple

import polars as pl


class Step(NamedTuple):
    """One step of the timeline."""

    days: int
    """Before the day on which the term ends."""
    name: str
    done_by: str
    """What shows that it was done, in words."""
    plays: tuple[str, ...] = ()
    """Plays of ours that do it."""
    before_notice: bool = False
    """Whether it moves ahead where the contract asks for long notice."""
    to_sign: bool = True
    """Whether it is needed where the contract renews by itself."""


USUAL_NOTICE_DAYS = 45
DONE, LATE, DUE, AHEAD, MOOT, PASSED = "done", "late", "due", "ahead", "not needed", "passed over"
UNSEEN, NEVER = "before we saw it", "not done"
DUE_DAYS = 14
"""So long before its day a step is due."""


def steps_of(rows: pl.DataFrame, as_of: pl.Expr) -> pl.DataFrame:
    """Adds `steps` (a list of name, on, done_on, state, done_by), `next_on` (day of the first step open) and `steps_mark`.

    Needs renewal_on, opened_on, auto_renew, notice_days, settled (whether terms are agreed or it renews by itself and notice has
    passed), gone (whether the customer, or the contract, has left), and for each step its done_on as `step_<n>`.
    """
    ahead = (pl.col("notice_days").fill_null(0) - USUAL_NOTICE_DAYS).clip(lower_bound=0)
    known = range(len(STEPS))
    before = [pl.duration(days=pl.lit(step.days) + (ahead if step.before_notice else 0)) for step in STEPS]
    rows = rows.with_columns((pl.col("renewal_on") - before[n]).alias(f"on_{n}") for n in known)
    rows = rows.with_columns(_state(n, step, as_of).alias(f"state_{n}") for n, step in enumerate(STEPS))
    told = [
        pl.struct(pl.lit(s.name).alias("name"), pl.col(f"on_{n}").alias("on"), pl.col(f"step_{n}").alias("done_on"),
                  pl.col(f"state_{n}").alias("state"), pl.lit(s.done_by).alias("done_by"))
        for n, s in enumerate(STEPS)
    ]  # fmt: skip
    still = [pl.when(pl.col(f"state_{n}").is_in([LATE, DUE, AHEAD])).then(f"on_{n}") for n in known]
    letters = [pl.col(f"state_{n}").replace({DUE: "-", AHEAD: "-"}).str.slice(0, 1) for n in known]
    made = {"steps": pl.concat_arr(told).arr.to_list(), "next_on": pl.coalesce(still), "steps_mark": pl.concat_str(letters)}
    return rows.with_columns(**made).drop(f"{what}_{n}" for what in ("on", "state") for n in known)


def _state(n: int, step: Step, as_of: pl.Expr) -> pl.Expr:
    """How a step stands; a later one that is done has passed it over."""
    day = pl.col(f"on_{n}")
    later = pl.any_horizontal(pl.lit(False), *(pl.col(f"step_{m}").is_not_null() for m in range(n + 1, len(STEPS))))
    moot = pl.col("settled") if step.name == LAST_CALL else pl.lit(False) if step.to_sign else pl.col("auto_renew")
    return (
        pl.when(pl.col(f"step_{n}").is_not_null()).then(pl.lit(DONE))
        .when(moot.fill_null(False)).then(pl.lit(MOOT))
        .when(later).then(pl.lit(PASSED))
        .when(pl.col("gone")).then(pl.lit(NEVER))
        .when(day < pl.col("opened_on")).then(pl.lit(UNSEEN))
        .when(day < as_of).then(pl.lit(LATE))
        .when(day <= as_of + pl.duration(days=DUE_DAYS)).then(pl.lit(DUE))
        .otherwise(pl.lit(AHEAD))
    )  # fmt: skip


LAST_CALL, TERM_ENDS = "last call", "term ends"
STEPS: tuple[Step, ...] = (
    Step(120, "look back with the customer", "a two-way contact since, or our look back sent", ("prepare the renewal",)),
    Step(90, "confirm who decides", "a sponsor or economic buyer is known", ("confirm who decides",)),
    Step(75, "quote", "the renewal deal is at proposal or later, or our quote task was done", ("write up the quote",), True, False),
    Step(45, "terms settled before the notice day", "the deal says so or is won; by itself: the notice day passed", (), True),
    Step(30, "signature", "the renewal deal is won", to_sign=False),
    Step(14, LAST_CALL, "a two-way contact since", ("settle the risk before the term ends", "make the last call")),
    Step(0, TERM_ENDS, "a new term began"),
)
