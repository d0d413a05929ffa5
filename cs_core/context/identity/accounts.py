"""Which rows of which systems are one account: rules in order, each with a reason; what they leave stays apart."""

import polars as pl
from rapidfuzz import fuzz, process

from cs_core.context.identity.companies import company_similarity
from cs_core.context.identity.groups import join, roots
from cs_core.context.identity.names import company_domain, company_key, domain_stem

FUZZY_THRESHOLD = 0.85
"""Names at least this alike are one company where the domains' own part agrees too; a name alone never suffices."""
SHARED_DOMAIN_NAMES = 10
"""A domain that one system gives to more company names than this is a provider's or an agency's: no evidence."""
LARGEST_BLOCK = 50
"""Rows that may be compared pair by pair because they share something; a larger block shares nothing telling."""


def link_companies(companies: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """One account for each company of several systems; O(rows), no all-pairs.

    In: key (unique), system, source_id, name, domain, external_id (another system's id of this company, bare or as
    "system:id", or null), rank (lower is the better anchor). `known` (key, account_id): earlier answers, which stay
    together and keep their id. Out, in the order of the input: key, account_id (the anchor's source_id, prefixed
    "system:" where another system uses that id for another company), score 0..1, why.
    """
    rows = _comparable(companies)
    parent: dict[str, str] = {}
    why: dict[str, tuple[float, str]] = {}
    for rule in RULES:
        for left, right, score, reason in rule(_grouped(rows, parent), known).iter_rows():
            if join(parent, left, right):
                why[left] = why.get(left, (score, f"{reason} as {right}"))
                why[right] = why.get(right, (score, f"{reason} as {left}"))
    rows = _grouped(rows, parent)
    why = _doubts(rows) | why
    alone = (1.0, "nothing else looks like this company")
    found = pl.DataFrame(
        [(key, *why.get(key, alone)) for key in rows["key"]], schema={"key": pl.String, "score": pl.Float64, "why": pl.String}, orient="row"
    )  # fmt: skip
    accounts = _account_ids(rows, known).join(found, on="key")
    return companies.select(pl.col("key").cast(pl.String)).join(accounts, on="key", maintain_order="left")


def _comparable(companies: pl.DataFrame) -> pl.DataFrame:
    """The rows with name key, company domain and its own part, best anchor first."""
    text = companies.select(
        pl.col("key", "system", "source_id", "name", "domain", "external_id").cast(pl.String).str.strip_chars(),
        pl.col("rank").cast(pl.Int64),
    )
    hosts = [company_domain(domain) for domain in text["domain"]]
    return text.with_columns(
        pl.Series("name_key", [company_key(name) for name in text["name"]], dtype=pl.String),
        pl.Series("host", hosts, dtype=pl.String),
        pl.Series("stem", [domain_stem(host) for host in hosts], dtype=pl.String),
    ).sort("rank", "system", "source_id", "key")


def _grouped(rows: pl.DataFrame, parent: dict[str, str]) -> pl.DataFrame:
    return rows.with_columns(pl.Series("group", roots(parent, rows["key"]), dtype=pl.String))


def _pairs(frame: pl.DataFrame, score: float, why: str) -> pl.DataFrame:
    return frame.select("left", "right", pl.lit(score).alias("score"), pl.lit(why).alias("why"))


def _with_first(rows: pl.DataFrame, by: str | list[str]) -> pl.DataFrame:
    """Every row paired with the best anchor that shares `by` with it."""
    first = pl.col("key").first().over(by)
    return rows.drop_nulls(by).select(left=first, right="key").filter(pl.col("left") != pl.col("right"))


def answered_before(rows: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """Rows that an earlier run or a person put in one account."""
    if known is None:
        return _pairs(_with_first(rows.clear(), "name_key"), 1.0, "")
    return _pairs(
        _with_first(rows.join(known, on="key", maintain_order="left"), "account_id"), 1.0, "same account before"
    )


def explicit_id(rows: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """Rows that name another system's id. An id that two systems use counts only where name or domain agrees."""
    names = rows.drop_nulls("external_id").select("key", "system", "name_key", "host", wanted="external_id")
    other = rows.select(right="key", other="system", other_name="name_key", other_host="host", wanted="source_id")
    full = other.with_columns(wanted=pl.col("other") + ":" + pl.col("wanted"))
    found = names.join(pl.concat([other, full]), on="wanted").filter(pl.col("system") != pl.col("other"))
    agrees = (pl.col("name_key") == pl.col("other_name")) | (pl.col("host") == pl.col("other_host"))
    found = found.filter((pl.len().over("key") == 1) | agrees.fill_null(False))
    return _pairs(found.rename({"key": "left"}), 1.0, "same explicit id")


def same_domain(rows: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """Rows with one company domain, unless it is shared by many companies."""
    names = pl.col("name_key").n_unique().over("host", "system").max().over("host")
    return _pairs(_with_first(rows.filter(names <= SHARED_DOMAIN_NAMES), "host"), 0.97, "same company domain")


def same_name(rows: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """Rows with one company name, if each system knows one such company and no two domains contradict it."""
    companies = pl.col("group").n_unique().over("name_key", "system").max().over("name_key")
    domains = pl.col("stem").drop_nulls().n_unique().over("name_key")
    return _pairs(_with_first(rows.filter((companies == 1) & (domains <= 1)), "name_key"), 0.9, "same company name")


def alike_name_and_domain(rows: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """Rows whose domains share their own part (acme.com, acme.de) and whose names are nearly one."""
    alike = _block_pairs(rows, "stem").filter(pl.col("score") >= FUZZY_THRESHOLD)
    return alike.with_columns(pl.col("score") * 0.9, why=pl.lit("alike name and domain"))


def _block_pairs(rows: pl.DataFrame, by: str, *, least: int = 0) -> pl.DataFrame:
    """Pairs of different groups that share `by`, with the likeness of their names; spelling below `least` % is out."""
    block = rows.drop_nulls([by, "name_key"]).filter(pl.len().over(by) <= LARGEST_BLOCK).with_row_index("n")
    block = block.select("n", "key", "group", "name", "name_key", by)
    found = block.join(block, on=by, suffix="_right").filter(
        (pl.col("n") < pl.col("n_right")) & (pl.col("group") != pl.col("group_right"))
    )
    spelling = process.cpdist(found["name_key"].to_list(), found["name_key_right"].to_list(), scorer=fuzz.ratio)
    found = found.filter(pl.Series(spelling, dtype=pl.Float64) >= least)
    scores = [company_similarity(a, b) for a, b in found.select("name", "name_right").iter_rows()]
    return found.select(left="key", right="key_right", score=pl.Series(scores, dtype=pl.Float64), why=pl.lit(""))


def _doubts(rows: pl.DataFrame) -> dict[str, tuple[float, str]]:
    """For rows left apart from a row that looks like theirs: half a score, and what a person should look at."""
    near = rows.with_columns(start=pl.col("name_key").str.replace_all(" ", "").str.slice(0, 6))
    pairs = (
        _block_pairs(near, "start", least=80).filter(pl.col("score") >= FUZZY_THRESHOLD).unique("right", keep="first")
    )
    both = [
        (a, b) for left, right in pairs.select("left", "right").iter_rows() for a, b in ((left, right), (right, left))
    ]
    return {key: (0.5, f"ambiguous with {other}") for key, other in both}


def _account_ids(rows: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """key, account_id: the id a group had before, else its best anchor's source_id, made unique."""
    before = known if known is not None else pl.DataFrame(schema={"key": pl.String, "account_id": pl.String})
    taken = pl.col("group").n_unique().over("source_id") > 1
    anchors = (
        rows.join(before.select("key", before="account_id"), on="key", how="left", maintain_order="left")
        .with_columns(plain=pl.when(taken).then(pl.col("system") + ":" + pl.col("source_id")).otherwise("source_id"))
        .group_by("group", maintain_order=True)
        .agg(pl.col("before").drop_nulls().first(), pl.col("plain", "system", "source_id").first())
    )
    clash = pl.col("before").is_null() & pl.col("plain").is_in(anchors["before"].drop_nulls().implode())
    plain = pl.when(clash).then(pl.col("system") + ":" + pl.col("source_id")).otherwise("plain")
    return rows.join(anchors.select("group", account_id=pl.coalesce("before", plain)), on="group").select(
        "key", "account_id"
    )


RULES = (answered_before, explicit_id, same_domain, same_name, alike_name_and_domain)
"""In order of trust: the reason that first joined a row is the one that is shown."""
