"""Every value that a field of a customer ever had, in every system: kept side by side, never overwritten, and which one is believed.

The rule: what contracts say of plan and seats goes before what a company record says; of company records the most trusted system that
fills a field (`nouns.TRUST`), and of several records of that system the newest. A person's note stands in where no system says anything.
"""

import polars as pl

from cs_core.context.cut import end_of
from cs_core.context.identity.names import company_key
from cs_core.context.notes import KINDS, SOURCE
from cs_core.context.nouns import NOUNS, TRUST
from cs_core.context.rows.believed import SINCE, TRUSTED, saying
from cs_core.context.signals.contract import renewal, running
from cs_core.context.snapshot import Snapshot
from cs_core.context.sources import SOURCES
from cs_core.context.sources.table import plain
from cs_core.context.wording.systems import system_name

SHAPE = {
    "field": pl.String, "value": pl.String, "since": pl.Datetime("us"), "until": pl.Datetime("us"), "system": pl.String,
    "thing": pl.String, "source_row": pl.String, "known_at": pl.Datetime("us"), "recorded_at": pl.Datetime("us"), "rank": pl.Int64,
    "chosen": pl.Boolean, "why": pl.String,
}  # fmt: skip
OVER = "another value of the same record followed"
BY_CONTRACT = ("plan", "seats", "currency")
"""Fields of a company record that a running contract says better."""
FIELDS: dict[str, tuple[str, ...]] = {
    "company": tuple(
        c for c in NOUNS["company"].columns if c not in (*NOUNS["company"].undated, "external_id", "parent_ref", "merged_refs")
    ),
    "subscription": ("plan", "seats", "mrr", "currency", "billing", "auto_renew", "term_end_on", "ended_on"),
}
"""Noun -> its fields that have a history; a contract's are told as ``contract.seats``."""


def field_history(snap: Snapshot, account_id: str) -> pl.DataFrame:
    """SHAPE: one row a value of a field in one record of one system, by field, best first, newest first.

    until is null for the value that holds now; chosen marks what the account shows; why says why, or what is believed instead. Nothing
    known later than the snapshot's day is here.
    """
    companies = _versions(snap, "company", snap.companies.filter(pl.col("account_id") == account_id))
    contracts = _versions(snap, "subscription", snap.subscriptions.filter(pl.col("account_id") == account_id))
    rows = pl.concat([_judged(snap, companies, account_id), _contract(snap, contracts, account_id), _noted(snap, account_id)])
    return rows.select(pl.col(c).cast(t) for c, t in SHAPE.items()).sort(
        "field", "rank", "thing", "since", descending=[False, False, False, True], nulls_last=True, maintain_order=True
    )


def conflicts(history: pl.DataFrame) -> pl.DataFrame:
    """The rows of a history that hold now in fields on which systems disagree; case, and what a name's legal form adds, aside."""
    names = {name: company_key(name) for name in history.filter(pl.col("field") == "name")["value"]}
    said = pl.when(pl.col("field") == "name").then(pl.col("value").replace(names)).otherwise("value").str.to_lowercase().str.strip_chars()
    now = history.filter(pl.col("until").is_null(), ~pl.col("field").str.starts_with("contract."))
    several = (pl.col("system").n_unique().over("field") > 1) & (said.n_unique().over("field") > 1)
    return now.filter(several)


def _versions(snap: Snapshot, noun: str, shown: pl.DataFrame) -> pl.DataFrame:
    """Values of the noun's fields by record, from row versions and field changes: SHAPE without chosen and why, and `now`."""
    things, end = shown.select("system", "object", "source_id"), end_of(snap.as_of)
    every = snap.versions(noun).join(things, on=["system", "object", "source_id"], how="semi")
    known = every.filter(pl.col("known_at") <= end)
    first = shown.join(known, on=["system", "object", "source_id"], how="anti")
    born = pl.coalesce(pl.col(NOUNS[noun].born).cast(pl.Datetime("us")), "known_at")
    index = ["system", "object", "source_id", "source_row", "known_at", "recorded_at", "since"]
    rows = pl.concat([known.with_columns(since="known_at"), first.with_columns(since=born)], how="diagonal_relaxed")
    undated = (pl.col("known_at") <= born.fill_null(pl.col("known_at"))) & (pl.col("recorded_at") > end)
    rows = rows.with_columns(pl.when(~undated.fill_null(False)).then(c).alias(c) for c in NOUNS[noun].state)
    rows = rows.with_columns(pl.when(pl.col(d).cast(pl.Datetime("us")) <= end).then(d).alias(d) for d, _ in NOUNS[noun].hides)
    text = rows.with_columns(pl.selectors.float().round(2)).with_columns(pl.col(c).cast(pl.String) for c in FIELDS[noun])
    values = text.unpivot(list(FIELDS[noun]), index=index, variable_name="field", value_name="value")
    both = pl.concat([values, _changes(snap, noun, things).select(values.columns)], how="vertical_relaxed")
    return _spans(both)


def _changes(snap: Snapshot, noun: str, things: pl.DataFrame) -> pl.DataFrame:
    """What history tables tell of these records, their field names in our words where a source's columns give them."""
    names = {
        (table.system, plain(name)): field for table in SOURCES if table.noun == noun
        for field, column in table.columns.items() for name in column.names
    }  # fmt: skip
    rows = (
        snap.noun("field_change")
        .rename({"source_id": "_id"})
        .join(things.rename({"object": "of", "source_id": "thing_ref"}), on=["system", "of", "thing_ref"], how="semi")
    )
    said = [names.get((system, plain(field or "")), field) for system, field in rows.select("system", "field").iter_rows()]
    return rows.with_columns(pl.Series("field", said, dtype=pl.String)).select(
        "system", pl.col("of").alias("object"), pl.col("thing_ref").alias("source_id"), "source_row", "known_at", "recorded_at",
        pl.col("changed_at").alias("since"), "field", "value",
    )  # fmt: skip


def _spans(values: pl.DataFrame) -> pl.DataFrame:
    """Values in their order, the same value told twice as one, each until the next; what became empty ends there."""
    one = ["system", "object", "source_id", "field"]
    rows = values.drop_nulls("field").sort("since", "recorded_at", maintain_order=True)
    told = pl.col("value").fill_null("")
    rows = rows.filter((told != told.shift().over(one)).fill_null(True))
    rows = rows.with_columns(pl.col("since").shift(-1).over(one).alias("until")).drop_nulls("value")
    return rows.with_columns(TRUSTED.alias("rank"), pl.concat_str("system", "source_id", separator="/").alias("thing"))


def _judged(snap: Snapshot, rows: pl.DataFrame, account_id: str) -> pl.DataFrame:
    """The company records' values, with the one that the account shows."""
    mine = snap.companies.filter(pl.col("account_id") == account_id)
    paid = running(snap).filter(pl.col("account_id") == account_id, ~pl.col("trial"))
    by_contract = {c for c in BY_CONTRACT if paid[c].drop_nulls().len()}
    best = {field: saying(mine, field).head(1) for field in FIELDS["company"]}
    shown = {(field, f"{r['system'][0]}/{r['source_id'][0]}") for field, r in best.items() if r.height and field not in by_contract}
    first = {field: r["system"][0] for field, r in best.items() if r.height}
    said = [
        (until is None and (field, thing) in shown, _why(field, thing, system, shown, first, by_contract) if until is None else OVER)
        for field, thing, system, until in rows.select("field", "thing", "system", "until").iter_rows()
    ]
    return _with(rows, said)


def _why(field: str, thing: str, system: str, shown: set, first: dict, by_contract: set) -> str:
    """Why a value that holds now is believed, or not."""
    if field in by_contract:
        return "the running contract says it"
    if (field, thing) in shown:
        return f"{system_name(system)} is the most trusted that says it"
    if field not in first:
        return "no record that still stands says it"
    if first[field] != system:
        return f"{system_name(first[field])} is trusted more"
    better = "tells an earlier day" if field == SINCE else "has the larger contract, or is newer"
    return f"another record of {system_name(system)} {better}"


def _contract(snap: Snapshot, rows: pl.DataFrame, account_id: str) -> pl.DataFrame:
    """The contracts' values: each contract speaks for itself."""
    runs = running(snap).filter(pl.col("account_id") == account_id)
    alive = set(runs.select(pl.concat_str("system", "source_id", separator="/")).to_series())
    said = [
        (until is None and thing in alive, OVER if until else "it runs" if thing in alive else "it has ended")
        for thing, until in rows.select("thing", "until").iter_rows()
    ]
    return _with(rows.with_columns(("contract." + pl.col("field")).alias("field")), said)


def _noted(snap: Snapshot, account_id: str) -> pl.DataFrame:
    """Notes that fill knowledge; chosen where no system says it."""
    rows = snap.notes.filter(pl.col("account_id") == account_id, pl.col("key").is_in([k for k, kind in KINDS.items() if kind.knowledge]))
    dated = renewal(snap).filter(pl.col("account_id") == account_id, pl.col("renewal_system") == SOURCE).height
    roles = set(snap.people.filter(pl.col("account_id") == account_id, pl.col("role_system") == SOURCE)["role_row"])
    wish = snap.desired_outcomes.filter(pl.col("account_id") == account_id).sort("stated_on")["source_row"].tail(1).to_list()
    used = {
        row["id"]: bool(dated) if row["key"] == "renewal_on" else row["source_row"] in (*roles, *wish)
        for row in rows.select("id", "key", "source_row").to_dicts()
    }
    said = [(used[id], "no system says it" if used[id] else "a system of record, or a newer word, goes first") for id in rows["id"]]
    told = rows.select(
        "system", "source_row", "recorded_at", pl.lit("note").alias("object"), pl.col("id").alias("source_id"),
        pl.col("at").alias("known_at"), pl.col("observed_on").cast(pl.Datetime("us")).alias("since"), pl.col("key").alias("field"),
        pl.col("text").alias("value"), pl.lit(None, pl.Datetime("us")).alias("until"), pl.lit(len(TRUST) + 1).alias("rank"),
        pl.col("source_row").alias("thing"),
    )  # fmt: skip
    return _with(told, said)


def _with(rows: pl.DataFrame, said: list[tuple[bool, str]]) -> pl.DataFrame:
    chosen, why = [c for c, _ in said], [w for _, w in said]
    full = rows.with_columns(pl.Series("chosen", chosen, dtype=pl.Boolean), pl.Series("why", why, dtype=pl.String))
    return full.select(pl.col(c).cast(t) for c, t in SHAPE.items())
