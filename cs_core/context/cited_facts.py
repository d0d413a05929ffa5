"""The facts that cases cite: a case's row holds their keys, and what they said on its day stands in the evidence that its cycle kept."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.brief import FROM_SIGNALS, noun_fact, places_of, signal_facts
from cs_core.context.evidence import FOLDERS, kept_by
from cs_core.context.facts.gathered import noun_facts
from cs_core.context.imports import imported
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.records import FACT, Fact

PLACE = ("account_id", "knowledge", "observed_on", "source", "source_row", "recorded_at")


class Cited(NamedTuple):
    """Beside the signals all that cited facts consist of, both sorted by account."""

    places: pl.DataFrame
    """PLACE: where the knowledge beneath each cited signal comes from."""
    words: pl.DataFrame
    """Rows of `fact_rows.SHAPE`: what is cited besides signals, in the order of a brief."""


def cited(snap: Snapshot, cases: pl.DataFrame) -> Cited:
    """Of what these rows of cases cite. There are few texts of keys, so a text is read once, whosever case holds it."""
    known = pl.DataFrame(FROM_SIGNALS, schema={"key": pl.String, "knowledge": pl.String}, orient="row")
    whose, keys = cases.select("account_id", "facts"), _keys(cases["facts"])
    beneath = whose.join(keys.join(known, on="key").select("facts", "knowledge").unique(), on="facts")
    origins = snap.origins.join(beneath, on=["account_id", "knowledge"], how="semi")
    places = imported(origins, snap.imports).select(PLACE).sort("account_id", "knowledge")
    others = whose.join(keys.join(known, on="key", how="anti"), on="facts").select("account_id", "key")
    accounts = snap.signals.join(others, on="account_id", how="semi")
    words = noun_facts(snap, accounts, set(others["key"])).join(others, on=["account_id", "key"], how="semi", maintain_order="left")
    return Cited(places, words.sort("account_id", maintain_order=True))


def keys_cited(cites: pl.Expr) -> pl.Expr:
    """A list of keys as the JSON that a case's row holds."""
    return pl.when(cites.list.len() > 0).then(pl.format('["{}"]', cites.list.join('","'))).otherwise(pl.lit("[]"))


def _keys(facts: pl.Series) -> pl.DataFrame:
    """facts, key: of each text of `keys_cited` its keys."""
    told = facts.unique().to_frame().with_columns(pl.col("facts").str.json_decode(pl.List(pl.String)).alias("key"))
    return told.explode("key", empty_as_null=False).drop_nulls("key")


def with_facts(store: Store, cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of cases with the facts themselves, as JSON, in the order of a brief.

    None where the evidence is lost. Rows of older programs hold their facts themselves, and stay as they are. An account's cases may
    be of several accounts, some of which became part of it only later: each cites what was known of its own.
    """
    told: dict[tuple[str, ...], list[dict]] = {}
    for case in cases:
        if any(isinstance(key, str) for key in case["facts"]) and _told_in(case) not in told:
            told[_told_in(case)] = [FACT.dump_python(fact, mode="json") for fact in _facts(store, *_told_in(case))]
    return [case | {"facts": _cited_by(case, told)} for case in cases]


def _told_in(case: dict[str, Any]) -> tuple[str, str, str]:
    return case["as_of"], case["cycle_id"], case["account_id"]


def _cited_by(case: dict[str, Any], told: dict[tuple[str, ...], list[dict]]) -> list[dict]:
    keys = {key for key in case["facts"] if isinstance(key, str)}
    whole = [fact for fact in case["facts"] if not isinstance(fact, str)]
    return whole + [fact for fact in told.get(_told_in(case), ()) if fact["key"] in keys]


def _facts(store: Store, as_of: str, cycle_id: str, account_id: str) -> list[Fact]:
    """What a cycle's cases cite of one account; nothing where a file of its evidence is lost."""
    day = date.fromisoformat(as_of)
    files = [kept_by(store, day, cycle_id, kind) for kind in FOLDERS]
    if not all(file.exists() for file in files):
        return []
    signals, places, words = (pl.scan_parquet(file).filter(pl.col("account_id") == account_id).collect() for file in files)
    where = places_of(places.select(PLACE).iter_rows(), day)
    of_signals = [fact for row in signals.iter_rows(named=True) for fact in signal_facts(account_id, row, where)]
    return of_signals + [noun_fact(*row) for row in words.iter_rows()]
