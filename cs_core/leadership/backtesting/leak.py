"""Does the replay see the future? Whatever comes after each replayed day is dealt out among accounts anew, before anything is scored.

An honest score does not move by it, and no longer tells who "leaves". One that reads what was not known yet follows the false future.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from cs_core.context.cut import end_of
from cs_core.context.nouns import NOUNS
from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store
from cs_core.leadership.backtesting.replay import WINDOW_DAYS, Notice, Progress, Score, followed, replay
from cs_core.leadership.effects.ranking import clustered_auc
from cs_core.leadership.revenue import days, every_departure
from cs_core.records import key_of

MOST_DAYS = 6
MOVED = 1e-9


class FalseFuture:
    """A store whose rows up to a day are as they are, while what comes after is dealt out anew among those it could have come to.

    Rows that come to be later change companies; what older rows say of later days (an end, a payment, a departure) changes rows.
    Only nouns are dealt out: usage is read from a folder, and cut by its day there.
    """

    def __init__(self, store: Store, day: date):
        self._store, self._day, self._kept = store, day, {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def frame(self, table: str, *columns: str, **equals: Any) -> pl.DataFrame:
        """As `Store.frame`, with another future."""
        if table not in NOUNS or equals:
            return self._store.frame(table, *columns, **equals)
        if table not in self._kept:
            self._kept[table] = _dealt(self._store.frame(table), table, self._day)
        return self._kept[table].select(columns) if columns else self._kept[table]


def leak_test(
    store: Store, replayed: Sequence[date], notice: Notice, *, score: Score | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """auc (point, low, high, or null) against the false future, moved (scores that changed), flags_moved, scored, days, departures, leak
    (bool) and says. A few of the days are enough: each is scored twice.
    """
    chosen = list(replayed)[:: max(1, -(-len(replayed) // MOST_DAYS))]
    parts, moved, flags = [], 0, 0
    for i, day in enumerate(chosen):
        if progress:
            progress(i / len(chosen), f"a false future after {day}")
        other = FalseFuture(store, day)
        true, false = (replay(s, [day], notice, score=score, learn=False).seen for s in (store, other))
        both = true.join(false, on="account_id", suffix="_false")
        moved += true.height + false.height - 2 * both.height
        same = (pl.col("score") - pl.col("score_false")).abs().fill_null(0.0) <= MOVED
        same &= pl.col("score").is_null() == pl.col("score_false").is_null()
        moved += both.filter(~same).height
        flags += both.filter(pl.col("flagged") != pl.col("flagged_false")).height
        gone = every_departure(snapshot(other, day + days(WINDOW_DAYS)))
        parts.append(followed(false, gone))
    seen = pl.concat(parts)
    known = seen.filter(pl.col("score").is_not_null())
    auc = clustered_auc(*(known[c].to_numpy() for c in ("score", "left", "account_id"))) if known.height else None
    found = {
        "auc": auc._asdict() if auc else None, "moved": moved, "flags_moved": flags, "scored": known.height, "seen": seen.height,
        "days": len(chosen), "departures": int(seen["left"].sum()), "leak": bool(moved or flags),
    }  # fmt: skip
    return found | {"says": _says(found)}


def _says(found: dict[str, Any]) -> str:
    auc, dealt = found["auc"], "with the future dealt out anew among accounts"
    figure = f"AUC {auc['point']:.2f} ({auc['low']:.2f} to {auc['high']:.2f})" if auc else "too few are scored and leave in it for an AUC"
    if found["leak"]:
        changed = f"{found['moved']:,} of {found['scored']:,} scores and {found['flags_moved']:,} of {found['seen']:,} flags changed"
        return f"A leak: {dealt}, {changed} ({figure} against the false future). Something reads what was not known yet."
    skill = ""
    if auc:
        gone = auc["low"] <= 0.5 <= auc["high"]
        skill = " The skill is gone, as it must be." if gone else " One such draw in twenty misses 0.5 by chance; no score depends on it."
    return f"No leak: {dealt}, none of {found['scored']:,} scores and {found['seen']:,} flags changed; {figure}.{skill}"


def _dealt(rows: pl.DataFrame, table: str, day: date) -> pl.DataFrame:
    noun, rng = NOUNS[table], np.random.default_rng(int(key_of("future", table, day), 16))
    end = end_of(day)
    later = (_moment(rows, noun.born) > end) if noun.born in rows.columns else (pl.col("known_at") > end)
    rows = rows.with_columns(later.fill_null(False).alias("_later"))
    for at, _ in noun.hides:
        rows = _ends_dealt(rows, at, end, rng)
    if "company_ref" in rows.columns:
        rows = _companies_dealt(rows, rng)
    return rows.drop("_later")


def _moment(rows: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Datetime, strict=False)


def _ends_dealt(rows: pl.DataFrame, at: str, end: datetime, rng: np.random.Generator) -> pl.DataFrame:
    """The days after `end` of one column, exchanged among all things (in all their versions) on which nothing of it had come yet."""
    ahead = pl.col(at).is_null() | (_moment(rows, at) > end)
    last = rows.filter(~pl.col("_later")).group_by("system", "object", "source_id", maintain_order=True).agg(
        pl.col(at).last().alias("_end"), ahead.all().alias("_open")
    )  # fmt: skip
    open_ = last.filter("_open").drop("_open")
    dealt = open_.with_columns(open_["_end"].gather(rng.permutation(open_.height).tolist()).alias("_end"), pl.lit(True).alias("_dealt"))
    joined = rows.join(dealt, on=["system", "object", "source_id"], how="left", maintain_order="left")
    return joined.with_columns(pl.when(pl.col("_dealt").fill_null(False)).then("_end").otherwise(at).alias(at)).drop("_end", "_dealt")


def _companies_dealt(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Things that come to be later belong to other companies of their system."""
    things = rows.filter("_later").unique(["system", "object", "source_id"], maintain_order=True)
    parts = [
        part.select("system", "object", "source_id", part["company_ref"].gather(rng.permutation(part.height).tolist()).alias("_company"))
        for _, part in things.group_by("system", "object", maintain_order=True)
    ]
    if not parts:
        return rows
    dealt = pl.concat(parts).with_columns(pl.lit(True).alias("_dealt"))
    joined = rows.join(dealt, on=["system", "object", "source_id"], how="left", maintain_order="left")
    moved = pl.col("_later") & pl.col("_dealt").fill_null(False)
    return joined.with_columns(pl.when(moved).then("_company").otherwise("company_ref").alias("company_ref")).drop("_company", "_dealt")
