"""The pilot: agents (and people) against standard care, drawn by chance, read in a way that stays valid however often it is looked at.

Accounts are drawn within strata of health and tenure, so that the arms are alike; each account's chance of its arm is kept, and so is
the design. Everybody who was drawn counts in their arm, whatever was done with them since.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.leadership.trials.design import FEWEST_PER_ARM, Design, base_rate, before, drawn, eligible, power, smallest
from cs_core.leadership.trials.words import NOT_YET, power_in_words, scope_in_words, too_small, when, why
from cs_core.orchestration.pilots.arms import STOPPED, Drawn, pilots
from cs_core.orchestration.pilots.halt import end
from cs_core.orchestration.pilots.readout import Course, counts, course_of, effect, weekly
from cs_core.orchestration.record import wilson
from cs_core.records import key_of

NEVER = "No pilot has been started: start one on the Proof page or with `pilot start`."


def start(
    store: Store, snap: Snapshot, *, now: datetime, name: str = "", design: Design | None = None, by: str = "console",
    besides: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Draw the arms and write them down with the design; returns the `pilot` document. From the next cycle on the arms hold.

    Raises Refused with the reason where an arm would be under 50 accounts or the name is taken. `besides` are ids left out too.
    """
    design = design or Design()
    name = name.strip() or f"{scope_in_words(design)}, {snap.as_of.isoformat()}"
    if store.count("pilot", name=name):
        raise Refused(f"There is a pilot named {name!r} already: choose another name")
    who = eligible(snap, design, besides=besides)
    if who.accounts.height < design.needed:
        raise Refused(f"No pilot was started. {_too_few(design, who.accounts.height)}")
    base = base_rate(design, design.of, before(snap, (design.of,))[design.outcome])
    kept = design.stored() | {"base": base, "n": who.accounts.height, "out": who.out}
    kept["mde"] = smallest(design, design.of, base, who.accounts.height)
    rows = drawn(who.accounts, name, design.shares).with_columns(
        pl.lit(name).alias("name"), pl.lit(snap.as_of).alias("as_of"), pl.lit(now.isoformat()).alias("started_at")
    )
    with store.transaction():
        store.append("pilot", [row | {"id": key_of("pilot", name, row["account_id"])} for row in rows.to_dicts()])
        row = {"id": key_of("pilot_design", name), "name": name, "as_of": snap.as_of, "design": kept, "by": by, "set_at": now}
        store.append("pilot_design", [row])
    return status(store, snap, name=name)


def preview(
    snap: Snapshot, design: Design | None = None, *, besides: Sequence[str] = (), seen: Mapping[str, pl.DataFrame] | None = None
) -> dict[str, Any]:  # fmt: skip
    """What a pilot started today could show: eligible (accounts), out (why, n), needed, arms (arm, n), power by outcome, base_kept, mde
    (of the outcome chosen, a share or null) and says. `seen` is what `design.before` has read, where the caller has it.
    """
    design = design or Design()
    who = eligible(snap, design, besides=besides)
    n = who.accounts.height
    told = power(snap.as_of, design, n, seen or before(snap))
    mine = next(row for row in told if row["outcome"] == design.outcome)
    enough = n >= design.needed
    says = f"{n:,} {scope_in_words(design)} are eligible. {power_in_words(mine)}" if enough else _too_few(design, n)
    return {
        "eligible": n, "needed": design.needed, "out": who.out, "outcome": design.outcome, "due_on": mine["due_on"],
        "arms": [{"arm": arm, "n": size} for arm, size in design.sizes(n).items()],
        "power": told, "base_kept": mine["base"], "mde": mine["mde"], "takes": mine["takes"], "says": says,
    }  # fmt: skip


def status(store: Store, snap: Snapshot, *, name: str = "") -> dict[str, Any]:
    """The newest pilot (or the one named) as of the snapshot's day: arms, the effect with an always-valid interval, and what it says.

    `effect` is the difference in the share that did well by the pilot's outcome so far, of its first pair of arms; `pairs` has all of
    them, each with its course by week. Null until enough came to pass. Without a pilot, `preview` tells what one could show.
    """
    pilot = found(store, snap.as_of, name)
    if pilot is None:
        ahead = preview(snap, seen=before(snap, (Design().of,)))
        return {"arms": [], "n": 0, "mde": None, "effect": None, "says": NOT_YET, "too_small": False,
                "why": f"{NEVER} {ahead['says']}", "preview": ahead}  # fmt: skip
    course = course_of(snap, pilot)
    pairs = [p._asdict() | {"effect": _row(effect(course, p)), "weeks": weekly(course, p)} for p in course.pairs]
    first, base = pairs[0]["effect"], pilot.design.get("base")
    says = NOT_YET if first is None or first["low"] <= 0 <= first["high"] else "works" if first["low"] > 0 else "harms"
    ahead = when(snap, course, first) if says == NOT_YET and pilot.ended is None else None
    return {
        "name": pilot.name, "state": pilot.ended["kind"] if pilot.ended else "running", "ended": pilot.ended,
        "started_on": pilot.started_on.isoformat(), "due_on": course.due_on.isoformat(), "day": course.day, "days": course.outcome.days,
        "outcome": course.outcome.key, "outcome_says": course.outcome.says, "proxy": course.outcome.proxy, "design": pilot.design,
        "arms": _arms(course), "n": pilot.rows.height, "base_kept": base, "mde": pilot.design.get("mde"), "effect": first, "pairs": pairs,
        "says": says, "too_small": says == NOT_YET and too_small(pilot.design), "when": ahead, "why": why(course, says, pairs[0], ahead),
    }  # fmt: skip


def found(store: Store, as_of: date, name: str = "") -> Drawn | None:
    """The newest pilot by the day, or the one named; None where there is none."""
    return next((p for p in reversed(pilots(store, as_of)) if name in ("", p.name)), None)


def stop(store: Store, as_of: date, name: str, *, why: str, by: str, now: datetime) -> dict[str, Any]:
    """End a pilot by hand: from the next cycle on its arms hold nobody. Raises NotFound, BadInput without a reason, Refused if over."""
    pilot = running(store, as_of, name)
    if not why.strip():
        raise BadInput("Stopping a pilot needs a reason: give --why")
    end(store, pilot.name, STOPPED, why=why.strip(), by=by, now=now)
    return {"name": pilot.name, "state": STOPPED, "accounts": pilot.rows.height, "why": why.strip()}


def running(store: Store, as_of: date, name: str = "") -> Drawn:
    """The pilot of that name (or the newest), which must still run."""
    pilot = found(store, as_of, name)
    if pilot is None:
        known = ", ".join(p.name for p in pilots(store, as_of)) or "there is none"
        raise NotFound(f"No pilot {name!r}: {known}")
    if pilot.ended:
        raise Refused(f"The pilot {pilot.name!r} was {pilot.ended['kind']} on {pilot.ended['at'][:10]}: {pilot.ended['why']}")
    return pilot


def _arms(course: Course) -> list[dict[str, Any]]:
    """arm, n, known (can be told), came, well and share (did well so far), left and kept; due, due_kept and kept_share once all is in."""
    rows = []
    for row in counts(course):
        well = row["known"] - row["came"] if course.outcome.bad else row["came"]
        told, kept = (row["known"], well) if course.due else (0, 0)
        share = wilson(kept, told)
        rows.append(
            row | {"well": well, "share": well / row["known"] if row["known"] else None}
            | ({"left": row["came"], "kept": row["n"] - row["came"]} if course.outcome.bad else {})
            | {"due": told, "due_kept": kept, "kept_share": share._asdict() if share else None}
        )  # fmt: skip
    return rows


def _row(interval: Any) -> dict[str, float] | None:
    return interval._asdict() if interval else None


def _too_few(design: Design, n: int) -> str:
    told = f"{n:,} {scope_in_words(design)} are eligible, {design.needed:,} are needed for {FEWEST_PER_ARM} a group."
    return f"{told} Two groups of equal size take {2 * FEWEST_PER_ARM}; a wider scope has more."

