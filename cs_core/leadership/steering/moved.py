"""What moved a goal's figure since a day: parts that add up to the change exactly, with the customers behind each by name.

A share moves by what changed at each customer, and by a base that grew or shrank. A median or a tenth moves step by step: who went out of
the count, who came into it, who changed; each step is the figure after it less the figure before it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.signals.people import two_way
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.wording.signed import signed
from cs_core.leadership.forecast import book
from cs_core.leadership.revenue import in_segment, months_before, recurring
from cs_core.leadership.steering import parts
from cs_core.leadership.steering.measures import IN_ORDER, MONTHS, covered_within, expansions, median_wait_of, stands, started, waits
from cs_core.leadership.steering.parts import Part
from cs_core.leadership.steering.past import as_it_was, cycle_signals, on_track_columns, since_touch
from cs_core.orchestration.direction import BY_KEY

CORRECTED = "that day's figure corrected by what was imported since"
CANNOT = "cannot tell"
LEAST = 1e-9
"""A smaller part is rounding."""


class Two(NamedTuple):
    """The two days between which something moved: the snapshot of now, the day before, and the goal."""

    snap: Snapshot
    since: date
    key: str

    @property
    def then(self) -> Snapshot:
        return snapshot(self.snap.store, self.since)


def what_moved(snap: Snapshot, key: str, *, since: date, stored: float | None = None) -> dict[str, Any]:
    """key, since, from, to, change, says, and parts: kind, change, n, accounts (account_id, name, segment, why, change or None).

    `stored` is the figure that was kept on that day; where today's records give another for it, a part says so. Nothing is told (parts
    empty, with the reason in `says`) where either figure is unknown.
    """
    told = {"key": key, "since": since.isoformat(), "from": stored, "to": stands(snap, key)["point"], "change": None, "parts": []}
    if since >= snap.as_of:
        return told | {"says": f"It is measured from {since}: there is nothing to take apart yet."}
    found = HOW[key](Two(snap, since, key))
    if isinstance(found, str) or told["to"] is None:
        return told | {"says": f"{CANNOT}: {found if isinstance(found, str) else 'the figure of today is unknown'}"}
    before, moved = found
    if before is None:
        return told | {"says": f"{CANNOT}: the figure of {since} is unknown"}
    if stored is not None and abs(before - stored) > LEAST:
        moved = [*moved, Part(CORRECTED, before - stored, ())]
    known = parts.named([part for part in moved if abs(part.change) > LEAST or part.accounts], snap)
    start = before if stored is None else stored
    change = told["to"] - start
    return told | {"from": start, "change": change, "parts": known, "says": _says(known, change, since)}


def _says(known: Sequence[dict[str, Any]], change: float, since: date) -> str:
    if not known:
        return f"Nothing moved since {since}."
    most = sorted(known, key=lambda part: -abs(part["change"]))[:3]
    return f"{signed(change)} since {since}: " + ", ".join(f"{signed(part['change'])} {part['kind']}" for part in most) + "."


def _books(two: Two) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of both days the book of the twelve months before: account_id, arr, now."""
    frames = []
    for here in (two.then, two.snap):
        start = snapshot(two.snap.store, months_before(here.as_of, MONTHS))
        segment = BY_KEY[two.key].segment
        frames.append(book(here, start, accounts=in_segment(start, segment)["account_id"] if segment else None))
    return frames[0], frames[1]


def _paid(two: Two) -> pl.DataFrame:
    """account_id, paid_then, pays_now: what tells a change of ours from one of the window that is looked at."""
    then, now = (recurring(s).select("account_id", pl.col("arr").alias(c)) for s, c in ((two.then, "paid_then"), (two.snap, "pays_now")))
    return then.join(now, on="account_id", how="full", coalesce=True).fill_null(0.0)


def _of_revenue(loss: bool) -> Callable[[Two], Any]:
    """GRR (only what was lost counts) or NRR (what was gained too)."""

    def moved(two: Two) -> Any:
        before, after = (b.both for b in _books(two))
        if not before["arr"].sum() or not after["arr"].sum():
            return "no revenue of twelve months before is known"
        paid = _paid(two)
        after = after.join(paid, on="account_id", how="left").with_columns(pl.col("paid_then").fill_null(0.0))
        after = after.with_columns(_gained("now", loss).alias("x"), _gained("paid_then", loss).alias("x_still"))
        before = before.with_columns(_gained("now", loss).alias("x"))
        return parts.of_share(before, after, weight="arr", kinds=parts.by_payment(two.snap, paid, two.since))

    return moved


def _gained(amount: str, loss: bool) -> pl.Expr:
    gained = pl.col(amount) - pl.col("arr")
    return pl.min_horizontal(gained, 0.0) if loss else gained


def _of_logos(two: Two) -> Any:
    (before, after), paid = _books(two), _paid(two)
    if not before.base.height or not after.base.height:
        return "no customer of twelve months before is known"
    one = pl.lit(1.0).alias("one")
    then, now = (
        b.base.select("account_id", one).join(paid, on="account_id", how="left").fill_null(0.0).with_columns(_gone(column).alias("x"))
        for b, column in ((before, "paid_then"), (after, "pays_now"))
    )
    now = now.with_columns(_gone("paid_then").alias("x_still"))
    return parts.of_share(then, now, weight="one", kinds=parts.by_payment(two.snap, paid, two.since))


def _gone(amount: str) -> pl.Expr:
    return -(pl.col(amount) == 0).cast(pl.Float64)


def _of_waits(two: Two) -> Any:
    signals = two.snap.signals
    then, now = waits(as_it_was(signals, two.snap.as_of, two.since)), waits(signals)
    steps = (
        ("went out of the count: more than a year with us", parts.gone(then, now)),
        ("came into the count: new customers", parts.come(then, now)),
        ("reached first value, or waited on", parts.other(then, now, ("days", "reached"))),
    )
    return parts.step_by_step(then, now, steps, median_wait_of, says=_waited)


def _waited(row: dict[str, Any]) -> str:
    return f"first value after {row['days']:.0f} days" if row["reached"] else f"waits for {row['days']:.0f} days"


def _of_contacts(two: Two) -> Any:
    signals = two.snap.signals
    touched = two_way(two.snap).select("account_id", "on")
    then, now = (since_touch(signals, touched, two.snap.as_of, day) for day in (two.since, two.snap.as_of))
    both = then.join(now, on="account_id", suffix="_now")
    fewer = both.filter((pl.col("days_now") < pl.col("days")) | (pl.col("days").is_null() & pl.col("days_now").is_not_null()))["account_id"]
    steps = (
        ("left us", parts.gone(then, now)),
        ("came to us", parts.come(then, now)),
        ("were touched", set(fewer)),
        ("were not touched since, and wait longer", set(both["account_id"]) - set(fewer)),
    )
    return parts.step_by_step(then, now, steps, lambda rows: covered_within(rows)["point"], says=_untouched)


def _untouched(row: dict[str, Any]) -> str:
    return "no contact on record" if row["days"] is None else f"last contact {row['days']:.0f} days ago"


def _of_states(two: Two) -> Any:
    kept = cycle_signals(two.snap, two.since, on_track_columns)
    if kept is None:
        return f"no cycle of the week before {two.since} kept how onboardings stood"
    frames = [
        started(rows).select(
            "account_id", "onboarding_status", pl.lit(1.0).alias("one"),
            pl.when(pl.col("onboarding_status").is_in(IN_ORDER)).then(0.0).otherwise(-1.0).alias("x"),
        )
        for rows in (kept, two.snap.signals)
    ]  # fmt: skip
    if not all(f.height for f in frames):
        return "nobody started in the year before"
    return parts.of_share(*frames, weight="one", kinds=parts.by_state(*frames))


def _of_deals(two: Two) -> Any:
    then, now = expansions(two.snap, on=two.since), expansions(two.snap)
    newer, older = now.filter(pl.col("closed_on") > two.since), then.join(now, on="source_id", how="anti")
    found = [parts.summed("won since", newer, 1.0), parts.summed("won more than twelve months ago now", older, -1.0)]
    return float(then["amount"].sum()), found


HOW: dict[str, Callable[[Two], Any]] = {
    "grr": _of_revenue(loss=True),
    "nrr": _of_revenue(loss=False),
    "long_tail_grr": _of_revenue(loss=True),
    "logo_retention": _of_logos,
    "ttv_days": _of_waits,
    "touch_every_days": _of_contacts,
    "onboarding_on_track": _of_states,
    "expansion_arr": _of_deals,
}
"""Goal -> how its change is taken apart: (the figure of that day by what is known now, parts), or in words why it cannot be told."""
