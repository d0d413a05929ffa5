"""The long-tail pilot: agents against standard care, drawn by chance, read in a way that stays valid however often it is looked at.

Accounts are drawn within strata of health and tenure, so that the arms are alike; each account's chance of its arm is kept. The
outcome is whether an account is still a customer after 90 days.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput, Refused
from cs_core.leadership.revenue import days, in_segment, recurring
from cs_core.leadership.sequential import detectable, difference
from cs_core.orchestration.record import wilson
from cs_core.records import SEGMENTS, key_of

AGENTS_ARM, HUMAN_ARM, HOLDOUT = "agents", "agents + human", "standard care"
HUMAN_SHARE = 0.1
"""Small: human hours are scarce, and the question of the pilot is agents against standard care."""

LEAST_HOLDOUT, USUAL_HOLDOUT, MOST_HOLDOUT = 0.10, 0.25, 0.50
FEWEST_PER_ARM = 50
DUE_DAYS = 90
LONG_TAIL = SEGMENTS[-1]


class Drawn(NamedTuple):
    """One pilot as it was drawn."""

    name: str
    started_on: date
    rows: pl.DataFrame


def start(
    store: Store, snap: Snapshot, *, now: datetime, name: str = "", holdout: float = USUAL_HOLDOUT, protected: Sequence[str] = ()
) -> dict[str, Any]:
    """Draw the arms and write them down; returns the `pilot` document. From the next cycle on the holdout is left alone.

    Eligible are current long-tail accounts that are neither `protected` (ids) nor in a pilot. Raises BadInput for a holdout out of
    bounds, Refused with the reason where an arm would be under 50 accounts.
    """
    if not LEAST_HOLDOUT <= holdout <= MOST_HOLDOUT:
        raise BadInput(f"The holdout must be {LEAST_HOLDOUT:.0%} to {MOST_HOLDOUT:.0%} of the accounts, not {holdout:.0%}")
    name = name.strip() or f"long tail {snap.as_of.isoformat()}"
    taken = store.frame("pilot", "account_id", "name")
    if name in taken["name"]:
        raise Refused(f"There is a pilot named {name!r} already: choose another name")
    who = _eligible(snap, [*protected, *taken["account_id"]])
    shares = _shares(holdout)
    if who.height < (need := _needed(shares)):
        raise Refused(
            f"No pilot was started: {who.height:,} long-tail accounts are eligible, {need:,} are needed for {FEWEST_PER_ARM} an arm"
        )
    rows = drawn(who, name, shares).with_columns(
        pl.lit(name).alias("name"), pl.lit(snap.as_of).alias("as_of"), pl.lit(now.isoformat()).alias("started_at")
    )
    store.append("pilot", [row | {"id": key_of("pilot", name, row["account_id"])} for row in rows.to_dicts()])
    return status(store, snap, name=name)


def preview(store: Store, snap: Snapshot, *, holdout: float = USUAL_HOLDOUT, protected: Sequence[str] = ()) -> dict[str, Any]:
    """What a pilot started today could show: eligible (accounts), needed, arms (arm, n), base_kept, mde (a share, or null) and says."""
    who, shares = _eligible(snap, [*protected, *store.frame("pilot", "account_id")["account_id"]]), _shares(holdout)
    arms = [{"arm": arm, "n": round(who.height * shares[arm])} for arm in ARMS]
    n, base, need = {a["arm"]: a["n"] for a in arms}, _base_rate(snap, snap.as_of), _needed(shares)
    mde = detectable(base["point"], n[AGENTS_ARM], n[HOLDOUT]) if base else None
    told = f"{who.height:,} long-tail accounts are eligible."
    told += f" {need:,} are needed for {FEWEST_PER_ARM} an arm." if who.height < need else _power(base, mde)
    return {"eligible": who.height, "needed": need, "arms": arms, "base_kept": base, "mde": mde, "says": told}


def _shares(holdout: float) -> dict[str, float]:
    return {AGENTS_ARM: 1 - holdout - HUMAN_SHARE, HUMAN_ARM: HUMAN_SHARE, HOLDOUT: holdout}


def _needed(shares: dict[str, float]) -> int:
    return int(np.ceil(FEWEST_PER_ARM / min(shares.values())))


def _eligible(snap: Snapshot, out: Sequence[str]) -> pl.DataFrame:
    current = snap.signals.filter(pl.col("churned_on").is_null(), pl.col("segment") == LONG_TAIL, ~pl.col("account_id").is_in(list(out)))
    tenure = pl.when(pl.col("tenure_days") < 180).then(pl.lit("new")).when(pl.col("tenure_days") < 730).then(pl.lit("settled"))
    band = pl.col("health_band").fill_null("unknown health")
    return current.select("account_id", pl.concat_str(band, tenure.otherwise(pl.lit("old")), separator=", ").alias("stratum"))


def drawn(accounts: pl.DataFrame, name: str, shares: dict[str, float]) -> pl.DataFrame:
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
    share = pl.col("arm").replace_strict(shares, return_dtype=pl.Float64)
    return pl.concat(parts).with_columns(share.alias("propensity"))


def status(store: Store, snap: Snapshot, *, name: str = "") -> dict[str, Any]:
    """The newest pilot (or the one named) as of the snapshot's day: arms, the effect with an always-valid interval, and what it says.

    `effect` is the difference in the share kept at 90 days, agents less standard care; null until enough accounts have come due.
    Without a pilot, `preview` tells what one could show.
    """
    pilot = _pilot(store, snap.as_of, name)
    if pilot is None:
        ahead = preview(store, snap)
        why = f"No pilot has been started: start one on the Proof page or with `pilot start`. {ahead['says']}"
        return {"arms": [], "n": 0, "mde": None, "effect": None, "says": "cannot tell yet", "why": why, "preview": ahead}
    told = _outcomes(snap, pilot)
    arms = [_arm(told.filter(pl.col("arm") == arm), arm) for arm in ARMS]
    agents, care = arms[ARMS.index(AGENTS_ARM)], arms[ARMS.index(HOLDOUT)]
    base = _base_rate(snap, pilot.started_on)
    mde = detectable(base["point"], agents["n"], care["n"]) if base else None
    effect = difference(agents["due_kept"], agents["due"], care["due_kept"], care["due"], planned=agents["n"] + care["n"])
    says = "cannot tell yet" if effect is None or effect.low <= 0 <= effect.high else "works" if effect.low > 0 else "harms"
    return {
        "name": pilot.name, "started_on": pilot.started_on.isoformat(), "due_on": (pilot.started_on + days(DUE_DAYS)).isoformat(),
        "arms": arms, "n": pilot.rows.height, "base_kept": base, "mde": mde, "effect": effect._asdict() if effect else None,
        "says": says, "why": _why(says, pilot, agents, care, effect, mde, base),
    }  # fmt: skip


def _pilot(store: Store, as_of: date, name: str) -> Drawn | None:
    rows = store.frame("pilot").filter(pl.col("as_of") <= as_of)
    if name:
        rows = rows.filter(pl.col("name") == name)
    if rows.is_empty():
        return None
    newest = rows.filter(pl.col("name") == rows["name"][-1])
    return Drawn(newest["name"][0], newest["as_of"][0], newest)


def _outcomes(snap: Snapshot, pilot: Drawn) -> pl.DataFrame:
    """arm, left (departed within 90 days of the start), due (90 days have passed). All drawn accounts count: intention to treat."""
    end = pilot.started_on + days(DUE_DAYS)
    gone = snap.signals.select("account_id", "churned_on")
    left = pl.col("churned_on").is_not_null() & pl.col("churned_on").is_between(pilot.started_on, end)
    joined = pilot.rows.select("account_id", "arm").join(gone, on="account_id", how="left")
    return joined.with_columns(left.alias("left"), pl.lit(snap.as_of >= end).alias("due"))


def _arm(rows: pl.DataFrame, arm: str) -> dict[str, Any]:
    left, due = int(rows["left"].sum()), rows.filter("due")
    kept = due.height - int(due["left"].sum())
    share = wilson(kept, due.height)._asdict() if due.height else None
    now = {"arm": arm, "n": rows.height, "left": left, "kept": rows.height - left}
    return now | {"due": due.height, "due_kept": kept, "kept_share": share}


def _base_rate(snap: Snapshot, start_on: date) -> dict[str, float] | None:
    """Share of accounts like these that were kept over the 90 days before the start; None where none were customers then."""
    then, at = (snapshot(snap.store, day) for day in (start_on - days(DUE_DAYS), start_on))
    before = recurring(then).join(in_segment(then, LONG_TAIL), on="account_id", how="semi")
    kept = before.join(recurring(at), on="account_id", how="semi").height
    return wilson(kept, before.height)._asdict() if before.height else None


def _why(says: str, pilot: Drawn, agents: dict, care: dict, effect: Any, mde: float | None, base: dict | None) -> str:
    power = _power(base, mde)
    if effect is None and not agents["due"]:
        so_far = f"so far {agents['left']} of {agents['n']} left with agents, {care['left']} of {care['n']} with standard care"
        first = pilot.started_on + days(DUE_DAYS)
        return f"No account has been in the pilot for {DUE_DAYS} days; the first answer comes on {first} ({so_far}).{power}"
    if effect is None:
        return f"Only {agents['due']} and {care['due']} accounts have come due: too few for an interval.{power}"
    told = f"{effect.point * 100:+.1f} points ({effect.low * 100:+.1f} to {effect.high * 100:+.1f}) kept at {DUE_DAYS} days"
    if says == "cannot tell yet":
        return f"{told}: the interval covers no effect at all. It takes more accounts: start another pilot with those not yet drawn.{power}"
    return f"{told}; the interval holds however often it was looked at."


def _power(base: dict | None, mde: float | None) -> str:
    if base is None:
        return " How much could be seen is unknown: nobody like these was a customer 90 days before."
    if mde is None:
        return f" Even if nobody left, that could not be told from the {base['point']:.1%} kept before: more accounts are needed."
    return f" A difference of {mde * 100:.1f} points would be seen in four of five such pilots ({base['point']:.1%} were kept before)."


ARMS = (AGENTS_ARM, HUMAN_ARM, HOLDOUT)
