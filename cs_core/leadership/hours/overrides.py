"""Where a leader knew better than the plan: each override binds from the next cycle on, is kept with its reason, and is scored later."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.leadership.effects.prior import ALL
from cs_core.leadership.hours.promised import DAYS, expected, plans
from cs_core.orchestration.covered import promised, standing
from cs_core.orchestration.record import newcombe, wilson
from cs_core.records import Interval, key_of

REASONS: Mapping[str, str] = {
    "relationship": "they know each other",
    "not on record": "something that no record says",
    "promise": "a promise was made",
    "customer asked": "the customer asked for it",
    "timing": "now is not the moment, or no other",
    "capacity": "the person has no time, or not the skill",
    "strategic": "it matters for more than this customer",
    "other": "another reason",
}
FEWEST = 20
"""Overrides of which the outcome is known, below which nobody is said to be right."""
PLANNED = ("mode", "person", "hours")


class Instead(NamedTuple):
    """What is to be done in place of the plan; without a mode the account is left to agents."""

    mode: str | None
    person: str | None = None
    hours: float = 0.0


def keep(
    snap: Snapshot, account_id: str, instead: Instead, *, reason: str, why: str, by: str, now: datetime, price: float | None = None
) -> str:  # fmt: skip
    """Override the standing plan for one account from the next cycle on; returns the override's id.

    `price`: by how much the plan's impact changes, in the plan's unit, as the page showed it: below 0 where it costs (None: nobody
    asked). Raises BadInput for words that do not exist, NotFound for a stranger, Refused where no plan stands or nothing would change.
    """
    _check(snap, account_id, instead, reason, why, by)
    store = snap.store
    with store.transaction():
        rows = standing(store, now.date())
        if rows.is_empty():
            raise Refused("No plan is committed: an override changes one. Commit a plan on the Coverage page first")
        planned = _planned(rows, account_id)
        wanted = dict(zip(PLANNED, (instead.mode, instead.person, float(instead.hours)), strict=True))
        if planned == wanted or (planned is None and instead.mode is None):
            raise Refused(f"The plan says that of {account_id} already: nothing to override")
        about = {"plan_id": rows["plan_id"][0], "account_id": account_id, "planned": planned, "price": price, "reason": reason}
        return _write(store, about | {"instead": wanted if instead.mode else None, "why": why.strip(), "by": by.strip()}, now, gone=False)


def take_back(store: Store, override_id: str, *, by: str, now: datetime) -> None:
    """Restore what stood before an override. Raises NotFound, and Refused where it was taken back or changed since, or its plan is over."""
    found = next((row for row in store.rows("override", id=override_id) if not row["gone"]), None)
    if found is None:
        raise NotFound(f"No override {override_id!r}: the Coverage page lists them")
    if not by.strip():
        raise BadInput("say who takes it back: --by NAME")
    with store.transaction():
        last = store.rows("override", plan_id=found["plan_id"], account_id=found["account_id"])[-1]
        newest = store.rows("coverage")[-1]["plan_id"]
        if last["id"] != override_id or newest != found["plan_id"]:
            raise Refused(f"Override {override_id} does not stand any more: it was taken back or replaced, or another plan was committed")
        back = {k: found[k] for k in ("plan_id", "account_id", "price", "reason")}
        text = f"takes back {override_id}"
        _write(store, back | {"planned": found["instead"], "instead": found["planned"], "why": text, "by": by.strip()}, now, gone=True)


def ledger(store: Store) -> list[dict[str, Any]]:
    """Every override, newest first, with `standing`: whether it binds now (of the newest plan, neither taken back nor replaced)."""
    rows = store.rows("override")
    last = {(row["plan_id"], row["account_id"]): row["id"] for row in rows}
    newest = store.rows("coverage")[-1]["plan_id"] if rows else None
    told = [row | {"standing": last[row["plan_id"], row["account_id"]] == row["id"] and row["plan_id"] == newest} for row in rows]
    return [row for row in told[::-1] if not row["gone"]]


def _check(snap: Snapshot, account_id: str, instead: Instead, reason: str, why: str, by: str) -> None:
    if reason not in REASONS:
        raise BadInput(f"{reason!r} is no reason: choose one of {', '.join(REASONS)}")
    if not why.strip() or not by.strip():
        raise BadInput("An override needs a sentence that says why, and a name: it is scored later, and somebody will ask")
    if instead.mode is not None and instead.mode not in ALL:
        raise BadInput(f"{instead.mode!r} is no mode: choose one of {', '.join(ALL)}, or none to leave the account to agents")
    if (instead.mode is None) != (instead.person is None):
        raise BadInput("A mode needs a person, and a person a mode: give both, or neither to leave the account to agents")
    if not 0 <= instead.hours < 1_000:
        raise BadInput(f"hours must be 0 to 1,000, not {instead.hours:g}")
    if instead.person is not None and instead.person not in set(snap.team["name"]):
        raise NotFound(f"{instead.person} is not of the team: add them on the Coverage page first")
    if not snap.store.count("link", account_id=account_id):
        raise NotFound(f"No account {account_id!r}: give its id or name as on the Accounts page")


def _planned(rows: pl.DataFrame, account_id: str) -> dict[str, Any] | None:
    found = rows.filter(pl.col("account_id") == account_id).select(PLANNED).to_dicts()
    return found[0] if found else None


def _write(store: Store, row: Mapping[str, Any], now: datetime, *, gone: bool) -> str:
    """The override, and the row of the plan that binds: the same id, so that what was promised can be told from what was changed."""
    row_id = key_of("override", row["plan_id"], row["account_id"], store.count("override"), now.isoformat())
    store.append("override", [row | {"id": row_id, "set_at": now, "gone": gone}])
    was = store.rows("coverage", plan_id=row["plan_id"], account_id=row["account_id"])
    first = {k: was[0][k] for k in ("impact", "low", "high", "why")} if gone and was and row["instead"] else {}
    bound = {"why": f"{row['by']} decided otherwise ({row['reason']}): {row['why']}"} | first | (row["instead"] or dict.fromkeys(PLANNED))
    bound |= {"id": row_id, "plan_id": row["plan_id"], "account_id": row["account_id"], "as_of": now.date(), "set_at": now}
    store.append("coverage", [bound])
    return row_id


def scored(snap: Snapshot) -> dict[str, Any]:
    """Who was right, by reason and by person and in all, over overrides that are DAYS old or more and were not taken back.

    Kept of the overridden accounts less their forecast, held against the same of accounts of the same plans that were left as planned:
    so a forecast that was off for everybody counts for neither side.
    """
    old = [row for row in _lasting(snap) if row["set_at"][:10] <= (snap.as_of - timedelta(days=DAYS)).isoformat()]
    waiting = len(_lasting(snap)) - len(old)
    rows = _with_outcomes(snap, old)
    changed, left = rows.filter("overridden"), rows.filter(~pl.col("overridden"))
    groups = {name: changed.group_by(name, maintain_order=True) for name in ("reason", "by")} if changed.height else {}
    return {
        "as_of": snap.as_of, "days": DAYS, "waiting": waiting, "all": _right(changed, left),
        **{f"by_{name}": [{name: key[0]} | _right(part, left) for key, part in group] for name, group in groups.items()},
    } | ({} if groups else {"by_reason": [], "by_by": []})


def _lasting(snap: Snapshot) -> list[dict[str, Any]]:
    """The last override of each account and plan that was not taken back, of those made by the day."""
    rows = [row for row in snap.store.rows("override") if row["set_at"][:10] <= snap.as_of.isoformat()]
    return [row for row in {(r["plan_id"], r["account_id"]): r for r in rows}.values() if not row["gone"]]


def _with_outcomes(snap: Snapshot, old: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """account_id, overridden, reason, by, forecast (chance to be kept as the plan had it), kept: of the plans with such overrides."""
    ids = {row["plan_id"] for row in old}
    parts = []
    for plan in (p for p in plans(snap) if p["plan_id"] in ids):
        mine = {row["account_id"]: row for row in old if row["plan_id"] == plan["plan_id"]}
        any_change = {row["account_id"] for row in snap.store.rows("override", plan_id=plan["plan_id"])}
        book = expected(snap, plan, promised(snap.store, plan["plan_id"]))
        book = book.filter(pl.col("in_plan") | pl.col("account_id").is_in(list(mine))).drop_nulls(["alone", "impact", "kept"])
        book = book.filter(pl.col("account_id").is_in(list(mine)) | ~pl.col("account_id").is_in(list(any_change)))
        parts.append(
            book.select(
                "account_id", pl.col("account_id").is_in(list(mine)).alias("overridden"),
                *(pl.col("account_id").replace_strict({a: r[c] for a, r in mine.items()}, default=None, return_dtype=pl.String).alias(c)
                  for c in ("reason", "by")),
                pl.col("account_id").replace_strict({a: _extra(r) for a, r in mine.items()}, default=None, return_dtype=pl.Float64)
                .alias("hours"), (pl.col("alone") + pl.col("impact")).clip(0, 1).alias("forecast"), "kept",
            )
        )  # fmt: skip
    return pl.concat(parts) if parts else pl.DataFrame(schema=OUTCOME)


def _extra(row: Mapping[str, Any]) -> float:
    """Hours that the override gives beyond the plan's; negative where it frees some."""
    return (row["instead"] or {"hours": 0.0})["hours"] - (row["planned"] or {"hours": 0.0})["hours"]


def _right(changed: pl.DataFrame, left: pl.DataFrame) -> dict[str, Any]:
    """n, kept with its interval, what the plan forecast of them, the accounts left as planned, and in words who was right."""
    n, m = changed.height, left.height
    k, k_left = int(changed["kept"].sum()), int(left["kept"].sum())
    seen = {
        "n": n, "hours": float(changed["hours"].sum()), "kept": _listed(wilson(k, n)),
        "forecast": changed["forecast"].mean() if n else None,
        "as_planned": {"n": m, "kept": _listed(wilson(k_left, m)), "forecast": left["forecast"].mean() if m else None},
    }  # fmt: skip
    if n < FEWEST or m < FEWEST:
        short = f"{n} with an outcome" if n < FEWEST else f"{m} left as planned"
        return seen | {"gap": None, "right": None, "says": f"cannot tell yet: {short}, {FEWEST} are needed"}
    moved = newcombe(k, n, k_left, m)
    off = seen["forecast"] - seen["as_planned"]["forecast"]
    gap = Interval(*(bound - off for bound in moved))
    right = "people" if gap.low > 0 else "plan" if gap.high < 0 else None
    return seen | {"gap": _listed(gap), "right": right, "says": SAYS[right]}


SAYS: Mapping[str | None, str] = {
    "people": "people were right: more stayed than the plan forecast",
    "plan": "the plan was right: fewer stayed than it forecast",
    None: "cannot tell: the interval holds both",
}
OUTCOME = {
    "account_id": pl.String, "overridden": pl.Boolean, "reason": pl.String, "by": pl.String, "hours": pl.Float64,
    "forecast": pl.Float64, "kept": pl.Boolean,
}  # fmt: skip


def _listed(interval: Interval | None) -> dict[str, float] | None:
    return None if interval is None else interval._asdict()
