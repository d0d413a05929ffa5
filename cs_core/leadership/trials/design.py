"""A pilot before it starts: who is eligible and who is not, the arms and their shares, and what difference it could see."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from cs_core.context.signals.profile import profile
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.errors import BadInput
from cs_core.leadership.revenue import days, recurring
from cs_core.orchestration import routing
from cs_core.orchestration.contact.protection import protected_ids
from cs_core.orchestration.pilots.arms import ARMS, HOLDOUT, ONLY_AGENTS, WITH_PERSON, arms_of
from cs_core.orchestration.pilots.outcomes import BY_KEY, OUTCOMES, USUAL, Outcome
from cs_core.orchestration.pilots.readout import PAIRS
from cs_core.orchestration.pilots.sequential import detectable
from cs_core.orchestration.record import wilson
from cs_core.records import SEGMENTS, key_of

LONG_TAIL = SEGMENTS[-1]
LEAST_HOLDOUT, USUAL_HOLDOUT, MOST_HOLDOUT = 0.10, 0.25, 0.50
FEW_PEOPLE = 0.1
"""Usual share of the arm with people beside two others: their hours are scarce, and the question is agents against standard care."""

LEAST_SHARE = 0.05
FEWEST_PER_ARM = 50
SIZES = (250, 500, 1_000, 2_000, 5_000, 10_000)
"""Accounts for which it is told what a pilot could see."""
WORTH = 1 / 3
"""A pilot should see it where so large a share of those who did badly does well: a decision, not a measurement."""
STEP, MOST_ACCOUNTS = 50, 1_000_000
"""Accounts that a pilot takes are told in such steps, and not beyond so many."""


@dataclass(frozen=True)
class Design:
    """What a leader chose. Raises BadInput where it would not be fair or could not be read; shares are of the accounts drawn."""

    shares: Mapping[str, float] = field(default_factory=lambda: shares_of(ARMS))
    segments: tuple[str, ...] = (LONG_TAIL,)
    """None named: customers of any size."""
    least_arr: float | None = None
    most_arr: float | None = None
    renewal_days: int | None = None
    """Customers whose renewal is due within so many days are left out."""
    outcome: str = USUAL

    def __post_init__(self) -> None:
        if self.outcome not in BY_KEY:
            raise BadInput(f"A pilot is judged by {', '.join(BY_KEY)}, not by {self.outcome!r}")
        if strange := set(self.segments) - set(SEGMENTS):
            raise BadInput(f"No segment {sorted(strange)[0]!r}: choose among {', '.join(SEGMENTS)}")
        if None not in (self.least_arr, self.most_arr) and self.least_arr > self.most_arr:
            raise BadInput(f"ARR from {self.least_arr:,.0f} to {self.most_arr:,.0f} holds nobody: give the smaller figure first")

    @property
    def of(self) -> Outcome:
        return BY_KEY[self.outcome]

    @property
    def needed(self) -> int:
        """Accounts that it takes for the smallest arm."""
        return int(np.ceil(FEWEST_PER_ARM / min(self.shares.values())))

    def sizes(self, n: int) -> dict[str, int]:
        """Arm -> accounts, which add up to n: what is left by rounding down goes to the arms that it cost most."""
        least = {arm: int(n * share) for arm, share in self.shares.items()}
        first = sorted(least, key=lambda arm: least[arm] - n * self.shares[arm])[: n - sum(least.values())]
        return {arm: size + (arm in first) for arm, size in least.items()}

    def stored(self) -> dict[str, Any]:
        return asdict(self) | {"shares": dict(self.shares), "segments": list(self.segments)}


class Eligible(NamedTuple):
    """Who may be drawn (account_id, stratum), and of the customers in scope who may not (why, n)."""

    accounts: pl.DataFrame
    out: list[dict[str, Any]]


def design_from(stored: Mapping[str, Any]) -> Design:
    """The design of a pilot as it was stored; the usual one for a pilot without."""
    kept = {k: v for k, v in stored.items() if k in Design.__dataclass_fields__}
    return Design(**kept | ({"segments": tuple(kept["segments"])} if "segments" in kept else {}))


def shares_of(arms: Sequence[str], *, holdout: float = USUAL_HOLDOUT, people: float | None = None) -> dict[str, float]:
    """Shares of two or three arms: `holdout` in standard care, `people` with a person besides the agents, the rest with agents.

    Raises BadInput for a holdout outside 10 to 50 %, fewer than two arms, or an arm under 5 %.
    """
    chosen = [arm for arm in ARMS if arm in arms]
    if len(chosen) < 2 or set(arms) - set(ARMS):
        raise BadInput(f"A pilot compares two or three of: {', '.join(ARMS)}")
    if HOLDOUT in chosen and not LEAST_HOLDOUT <= holdout <= MOST_HOLDOUT:
        raise BadInput(f"The holdout must be {LEAST_HOLDOUT:.0%} to {MOST_HOLDOUT:.0%} of the accounts, not {holdout:.0%}")
    held = holdout if HOLDOUT in chosen else 0.0
    rest = 1 - held
    given = people if people is not None else FEW_PEOPLE if len(chosen) == len(ARMS) else rest / 2
    found = {ONLY_AGENTS: rest - given, WITH_PERSON: given, HOLDOUT: held}
    if WITH_PERSON not in chosen or ONLY_AGENTS not in chosen:
        found |= {ONLY_AGENTS: rest, WITH_PERSON: rest}
    found = {arm: round(found[arm], 6) for arm in chosen}
    if min(found.values()) < LEAST_SHARE:
        raise BadInput(f"Every arm needs {LEAST_SHARE:.0%} of the accounts or more, not {min(found.values()):.0%}: take fewer people")
    return found


def eligible(snap: Snapshot, design: Design, *, besides: Sequence[str] = ()) -> Eligible:
    """Current customers in scope that may be drawn, with their strata of health and tenure (and segment); `besides` are left out too.

    Nobody who needs care now is drawn where an arm goes without: an open escalation, a notice, or word that they leave.
    """
    left = snap.signals.filter(pl.col("churned_on").is_null(), *scope(design))
    out = []
    for why, is_out in _reasons(snap, design, besides):
        rows = left.filter(is_out.fill_null(False))
        left = left.join(rows.select("account_id"), on="account_id", how="anti", maintain_order="left")
        out += [{"why": why, "n": rows.height}] if rows.height else []
    tenure = pl.when(pl.col("tenure_days") < 180).then(pl.lit("new")).when(pl.col("tenure_days") < 730).then(pl.lit("settled"))
    parts = [pl.col("health_band").fill_null("unknown health"), tenure.otherwise(pl.lit("old"))]
    if len(design.segments) != 1:
        parts = [pl.col("segment").fill_null("unknown segment"), *parts]
    return Eligible(left.select("account_id", pl.concat_str(parts, separator=", ").alias("stratum")), out)


def scope(design: Design) -> list[pl.Expr]:
    """What a customer of the signals must be to be studied: segment and ARR."""
    found = [pl.col("segment").is_in(design.segments)] if design.segments else []
    found += [pl.col("arr") >= design.least_arr] if design.least_arr is not None else []
    return found + ([pl.col("arr") <= design.most_arr] if design.most_arr is not None else [])


def _reasons(snap: Snapshot, design: Design, besides: Sequence[str]) -> list[tuple[str, pl.Expr]]:
    listed = list({*protected_ids(snap.store, snap.as_of), *besides})
    taken = list(arms_of(snap.store, snap.as_of))
    found = [("protected", pl.col("account_id").is_in(listed)), ("in another pilot", pl.col("account_id").is_in(taken))]
    if design.renewal_days is not None:
        soon = pl.col("days_to_renewal").is_between(0, design.renewal_days)
        found.append((f"renewal due within {design.renewal_days} days", soon))
    if HOLDOUT in design.shares:
        found += [(why, when) for why, when in IN_NEED]
    return found


def drawn(accounts: pl.DataFrame, name: str, shares: Mapping[str, float]) -> pl.DataFrame:
    """account_id, stratum, arm, propensity: a random order and a random start in each stratum, both seeded by the pilot's name.

    Systematic sampling: every account's chance of an arm is exactly that arm's share, and each stratum splits as evenly as it can.
    """
    parts = []
    edges, arms = np.cumsum(list(shares.values())), list(shares)
    for (stratum,), group in accounts.sort("account_id").group_by("stratum", maintain_order=True):
        rng = np.random.default_rng(int(key_of(name, stratum), 16))
        place = (rng.permutation(group.height) + rng.random()) / group.height
        arm = np.minimum(np.searchsorted(edges, place % 1, side="right"), len(arms) - 1)
        parts.append(group.with_columns(pl.Series("arm", [arms[i] for i in arm], pl.String)))
    share = pl.col("arm").replace_strict(dict(shares), return_dtype=pl.Float64)
    return pl.concat(parts).with_columns(share.alias("propensity"))


def before(snap: Snapshot, outcomes: Sequence[Outcome] = OUTCOMES) -> dict[str, pl.DataFrame]:
    """Outcome -> account_id, segment, arr, on (the day it came to pass, else null): customers over the same time before the day.

    It takes most of the time of a look ahead, and no design changes it.
    """
    return {outcome.key: _before(snap, outcome) for outcome in outcomes}


def _before(snap: Snapshot, outcome: Outcome) -> pl.DataFrame:
    begin = snap.as_of - days(outcome.days)
    then = snapshot(snap.store, begin)
    who = recurring(then).select("account_id", "arr").join(profile(then).select("account_id", "segment"), on="account_id", how="left")
    return who.join(outcome.came(snap, who, begin, outcome.days), on="account_id", how="inner")


def base_rate(design: Design, outcome: Outcome, seen: pl.DataFrame) -> dict[str, float] | None:
    """Share of customers like these that did well by this outcome before (`seen` of `before`); None where nobody can be told."""
    came = seen.filter(*scope(design))
    hits = int(came["on"].is_not_null().sum())
    return wilson(came.height - hits if outcome.bad else hits, came.height)._asdict() if came.height else None


def power(as_of: date, design: Design, n: int, seen: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """For each outcome in `seen` (of `before`) what a pilot of n accounts could see.

    outcome, says, days, due_on, proxy, base, mde, takes, sizes (n, mde).
    """
    return [_power(as_of, design, outcome, n, seen[outcome.key]) for outcome in OUTCOMES if outcome.key in seen]


def _power(as_of: date, design: Design, outcome: Outcome, n: int, seen: pl.DataFrame) -> dict[str, Any]:
    base = base_rate(design, outcome, seen)
    sizes = [{"n": size, "mde": smallest(design, outcome, base, size)} for size in sorted({*SIZES, n} - {0})]
    return {
        "outcome": outcome.key, "says": outcome.says, "days": outcome.days, "due_on": (as_of + days(outcome.days)).isoformat(),
        "proxy": outcome.proxy, "base": base, "mde": smallest(design, outcome, base, n),
        "takes": takes(design, outcome, base), "sizes": sizes,
    }  # fmt: skip


def takes(design: Design, outcome: Outcome, base: Mapping[str, float] | None) -> dict[str, Any] | None:
    """rise (WORTH of those who did badly before) and n, the accounts of a pilot that would see it four times in five.

    n is None beyond MOST_ACCOUNTS. None where nobody did badly, or nothing is known of before.
    """
    rise = WORTH * (1 - base["point"]) if base else 0.0
    if rise <= 0:
        return None
    sizes = range(STEP, MOST_ACCOUNTS, STEP)
    at = bisect_left(sizes, True, key=lambda n: (smallest(design, outcome, base, n) or 1.0) <= rise)
    return {"rise": rise, "n": sizes[at] if at < len(sizes) else None}


def smallest(design: Design, outcome: Outcome, base: Mapping[str, float] | None, n: int) -> float | None:
    """The smallest rise that a pilot of n accounts would see four times in five, in its first comparison; None where none would be."""
    sizes = design.sizes(n)
    pair = next(pair for pair in PAIRS if {pair.one, pair.two} <= sizes.keys())
    return detectable(base["point"], sizes[pair.one], sizes[pair.two], watched=outcome.watched) if base else None


IN_NEED: tuple[tuple[str, pl.Expr], ...] = (
    ("an escalation is open", pl.col("escalations_open") > 0),
    *((says, pl.col(signal).is_not_null()) for signal, says in routing.IN_NEED.items()),
)
"""Customers from whom no care is withheld: they are not drawn where an arm goes without agents."""
