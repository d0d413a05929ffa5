"""The old model against the new on the demo company: who would be kept under each, by the company's true response. Simulated.

The truth lies beside the demo's exports and is read only here, for a demo store. It knows a touch by a person and one by an agent, not
what kind of touch, and its chances are those of each account's next decision: its renewal, or half a year of monthly ones.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.signed import signed
from cs_core.errors import BadInput

PERSON, AGENT = "person", "agent"
DRAWS = 2_000
NOTHING = 1e-9
"""Sums of so little are none: what is left of adding up in another order."""
LEAST_SHOWN = 0.05
"""Customers kept more or less, below which one decimal shows none."""
SAYS = (
    "Simulated: a demo company, by its true response to a touch. It shows what each rule does there, not what your customers do; and as "
    "the truth knows a touch by a person but not how long it took, plans of many short touches look better in it than they may be."
)
OLD = "old: people by ARR, nobody for the rest"
NEW = "new: people by impact, agents for the rest"


def truth_of(snap: Snapshot) -> pl.DataFrame:
    """account_id, segment, arr, kept, effect_human, effect_agent of the accounts whose decision is open.

    Raises BadInput where the store is no demo, or its truth is not there any more.
    """
    path = truth_path(snap)
    if path is None:
        raise BadInput("The true response is known of the demo company only: look at the demo with its exports beside it")
    links = snap.links.filter(pl.col("system") == "hubspot").rename({"company_ref": "crm_id"})
    rows = pl.read_parquet(path).filter("undecided", "active").join(links, on="crm_id")
    return rows.select("account_id", "segment", "arr", "kept", "effect_human", "effect_agent").unique("account_id").sort("account_id")


def truth_path(snap: Snapshot) -> Path | None:
    """The truth beside the demo's exports; None where the store is no demo or nothing lies there."""
    if not snap.store.get("demo_end"):
        return None
    folders = {folder for path in snap.store.keys_of("import_file", "path") for folder in list(Path(path).parents)[:3] if folder.name}
    return next((path for folder in sorted(folders) if (path := Path(f"{folder}.truth.parquet")).is_file()), None)


def compare(
    truth: pl.DataFrame, old: Mapping[str, str], new: Mapping[str, str], *, others: Mapping[str, Mapping[str, str]] | None = None,
    draws: int = DRAWS, seed: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Accounts and ARR kept under each model, with 95 % intervals over simulated draws, and new less old, draw by draw.

    `truth` as of `truth_of`; a model maps an account to ``person`` or ``agent`` (not named: nobody). `others` are further models by name.
    Returns simulated (True), says, accounts, arr, models (name, people, agents, accounts_kept, arr_kept, segments), differences (name,
    accounts_kept, arr_kept: each model less the old one; the new one first), apart (customers whom the new model reaches in another way)
    and alike (in a sentence that nothing is compared, empty where something is). Figures have point, low, high; points are exact
    expectations, and an interval holds its point.
    """
    models = {OLD: old, NEW: new} | dict(others or {})
    chances = {name: _chances(truth, model) for name, model in models.items()}
    arr, luck = truth["arr"].to_numpy(), np.random.default_rng(seed).random((draws, truth.height))
    kept = {name: luck < p for name, p in chances.items()}
    ones = np.ones(truth.height)
    worth = {"accounts_kept": ones, "arr_kept": arr}
    rows = [
        {"name": name, "people": _count(truth, model, PERSON), "agents": _count(truth, model, AGENT)}
        | {unit: _figure(chances[name] @ w, kept[name] @ w) for unit, w in worth.items()} | {"segments": _segments(truth, chances[name])}
        for name, model in models.items()
    ]  # fmt: skip
    differences = [
        {"name": name} | {u: _figure((chances[name] - chances[OLD]) @ w, kept[name] @ w - kept[OLD] @ w) for u, w in worth.items()}
        for name in models if name != OLD
    ]  # fmt: skip
    apart = sum(old.get(account) != new.get(account) for account in truth["account_id"])
    alike = _alike(differences[0], apart, truth.height)
    return {
        "simulated": True, "accounts": truth.height, "arr": float(arr.sum()), "draws": draws, "models": rows, "differences": differences,
        "apart": apart, "alike": alike, "says": f"With the same hours of people {alike or _told(differences[0])}. {SAYS}",
    }  # fmt: skip


def _chances(truth: pl.DataFrame, model: Mapping[str, str]) -> np.ndarray:
    touch = truth["account_id"].replace_strict(dict(model), default="", return_dtype=pl.String)
    effect = pl.when(touch == PERSON).then("effect_human").when(touch == AGENT).then("effect_agent").otherwise(0.0)
    return truth.select((pl.col("kept") + effect).clip(0, 1)).to_series().to_numpy()


def _count(truth: pl.DataFrame, model: Mapping[str, str], touch: str) -> int:
    return sum(model.get(account) == touch for account in truth["account_id"])


def _figure(point: float, drawn: np.ndarray) -> dict[str, float]:
    """The expectation, and where 95 % of the draws lie: wide enough to hold it too, where what it counts with happens in few draws."""
    low, high = np.quantile(drawn, [0.025, 0.975])
    told = {"point": float(point), "low": min(float(low), float(point)), "high": max(float(high), float(point))}
    return {end: x if abs(x) > NOTHING else 0.0 for end, x in told.items()}


def _segments(truth: pl.DataFrame, chance: np.ndarray) -> list[dict[str, Any]]:
    rows = truth.with_columns(pl.Series("chance", chance)).group_by("segment").agg(pl.len().alias("n"), pl.col("chance").sum())
    return [{"segment": segment, "n": n, "accounts_kept": float(kept)} for segment, n, kept in rows.sort("segment").iter_rows()]


def _alike(difference: Mapping[str, Any], apart: int, accounts: int) -> str:
    """That the comparison shows nothing, where both models reach everybody alike, or all but so few that no customer more is kept."""
    figure = difference["accounts_kept"]
    if not apart:
        return "both models reach the same customers in the same way, so the comparison shows nothing at this size"
    if max(abs(figure["low"]), abs(figure["high"])) < LEAST_SHOWN:
        return f"both models reach all but {apart:,} of {accounts:,} customers alike, so the comparison shows nothing at this size"
    return ""


def _told(difference: Mapping[str, Any]) -> str:
    accounts, arr = difference["accounts_kept"], difference["arr_kept"]
    (more, between), (worth, around) = _interval(accounts, "fewer"), _interval(arr, "less")
    return f"the new model keeps {more} accounts than the old one {between}, and {worth} ARR {around}"


def _interval(figure: Mapping[str, float], less: str) -> tuple[str, str]:
    """``1.5 more`` and ``(-2.0 to +5.0: it may be none)``."""
    doubt = "" if figure["low"] > 0 or figure["high"] < 0 else ": it may be none"
    form = ",.0f" if abs(figure["point"]) >= 100 else ",.1f"
    point = f"{abs(figure['point']):{form}} {less if figure['point'] < 0 else 'more'}"
    return point, f"({signed(figure['low'], form)} to {signed(figure['high'], form)}{doubt})"
