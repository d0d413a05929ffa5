"""Which rows of which systems are one account: answers first, then rules in order, each with a reason; what they leave stays apart."""

import polars as pl

from cs_core.context.identity.by_id import elsewhere, named
from cs_core.context.identity.company_rows import NOTHING_TOLD, Told, at_hosts, block_pairs, comparable, contested, with_first
from cs_core.context.identity.doubts import FUZZY_THRESHOLD, doubts
from cs_core.context.identity.groups import Groups

SHARED_DOMAIN_NAMES = 10
"""A domain that one system gives to more company names than this is a provider's or an agency's: no evidence."""
LARGEST_SPLIT = 300
"""Rows of an account that is being split which are tried with each other; of more, each only with the best anchor."""


def link_companies(companies: pl.DataFrame, told: Told = NOTHING_TOLD) -> pl.DataFrame:
    """One account for each company of several systems; O(rows), no all-pairs.

    In: key (unique), system, source_id, name, domain, external_id (another system's id of this company, bare or as
    "system:id", or null), rank (lower is the better anchor); and what is told beside. Out, in the order of the input: key,
    account_id (as known, else the anchor's source_id, prefixed "system:" where another has it), score 0..1, why.
    """
    rows = comparable(companies)
    groups, why = Groups(), {}
    _answered(groups, why, told, set(rows["key"]))
    for rule in RULES:
        for left, right, score, reason in rule(_grouped(rows, groups), told).iter_rows():
            if groups.join(left, right):
                _say(why, left, right, score, f"{reason} as")
    rows = _grouped(rows, groups)
    why = _doubtful(rows, told) | why
    alone = (1.0, "nothing else looks like this company")
    found = pl.DataFrame(
        [(key, *why.get(key, alone)) for key in rows["key"]], schema={"key": pl.String, "score": pl.Float64, "why": pl.String}, orient="row"
    )  # fmt: skip
    accounts = _account_ids(rows, told.known).join(found, on="key")
    return companies.select(pl.col("key").cast(pl.String)).join(accounts, on="key", maintain_order="left")


def _answered(groups: Groups, why: dict, told: Told, keys: set[str]) -> None:
    """Apply people's answers, newest first, so that an older one that contradicts them is left out; then the families."""
    for left, right, same, reason in told.answers.select("left", "right", "same", "why").iter_rows():
        if not {left, right} <= keys:
            continue
        if (groups.join if same else groups.keep_apart)(left, right):
            _say(why, left, right, 1.0, reason)
    for key, family in told.families.select("key", "family").iter_rows():
        groups.put_in_family(key, family)


def _say(why: dict, left: str, right: str, score: float, reason: str) -> None:
    """The reason that first touched a row is the one that is shown."""
    why.setdefault(left, (score, f"{reason} {right}"))
    why.setdefault(right, (score, f"{reason} {left}"))


def _grouped(rows: pl.DataFrame, groups: Groups) -> pl.DataFrame:
    return rows.with_columns(pl.Series("group", groups.of(rows["key"]), dtype=pl.String))


def _pairs(frame: pl.DataFrame, score: float, why: str) -> pl.DataFrame:
    return frame.select("left", "right", pl.lit(score).alias("score"), pl.lit(why).alias("why"))


def _own(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Rows without those that are one company by id and another by one of `by`: the id wins, so these say nothing of the other."""
    return rows.join(pl.concat([elsewhere(rows, column) for column in by]), on="key", how="anti", maintain_order="left")


def _by(rows: pl.DataFrame, told: Told, by: list[str]) -> pl.DataFrame:
    """Every row with the best anchor that shares `by`, unless companies that must stay apart share it too."""
    return with_first(rows.join(contested(rows, told, by), on=by, how="anti"), by)


def answered_before(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows that an earlier run put in one account."""
    return _pairs(with_first(rows.join(told.known, on="key", maintain_order="left"), ["account_id"]), 1.0, "same account before")


def merged_there(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows that a system says it merged."""
    return told.merges.select("left", "right", pl.lit(1.0).alias("score"), "why")


def explicit_id(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows that name another system's id. An id that two systems use counts only where name or domain agrees."""
    found = named(rows)
    for side in ("key", "right"):
        found = found.join(rows.select(pl.col("key").alias(side), "name_key", "host"), on=side, maintain_order="left", suffix="_right")
    agrees = (pl.col("name_key") == pl.col("name_key_right")) | (pl.col("host") == pl.col("host_right"))
    found = found.filter((pl.len().over("key") == 1) | agrees.fill_null(False))
    return _pairs(found.rename({"key": "left"}), 1.0, "same explicit id")


def same_domain_and_name(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows with one company domain and one name: this tells a subsidiary from its parent where both use one domain."""
    return _pairs(_by(at_hosts(_own(rows, "host"), told), told, ["host", "name_key"]), 0.99, "same company domain and name")


def same_domain(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows with one company domain, unless it is shared by many companies."""
    names = pl.col("name_key").n_unique().over("host", "system").max().over("host")
    return _pairs(_by(at_hosts(_own(rows, "host"), told).filter(names <= SHARED_DOMAIN_NAMES), told, ["host"]), 0.97, "same company domain")


def same_name(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows with one company name, if each system knows one such company and no two domains contradict it."""
    rows = _own(rows, "name_key")
    companies = pl.col("group").n_unique().over("name_key", "system").max().over("name_key")
    sure = rows.filter(companies == 1).join(_in_two_places(rows), on="name_key", how="anti", maintain_order="left")
    return _pairs(_by(sure, told, ["name_key"]), 0.9, "same company name")


def umlauts_spelt_out(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows with one company name where ä, ö and ü of one are ae, oe and ue in the other, as `same_name` would join them."""
    rows = rows.with_columns(pl.col("name_key").str.replace_all("([aou])e", "$1"))
    with_umlaut = rows.filter(pl.col("name").str.contains("[äöüÄÖÜ]|[aouAOU]\u0308")).select("name_key").unique()
    found = same_name(rows.join(with_umlaut, on="name_key", how="semi", maintain_order="left"), told)
    return found.with_columns(why=pl.lit("same company name, its umlauts spelt out,"))


def _in_two_places(rows: pl.DataFrame) -> pl.DataFrame:
    """name_key of groups of which no domain is that of all; a group has the domains of all its rows, whatever their names."""
    stems = rows.select("group", "stem").drop_nulls().unique()
    bearers = rows.select("name_key", "group").drop_nulls().unique().join(stems, on="group")
    shared = bearers.group_by("name_key", "stem").agg(n=pl.len()).group_by("name_key").agg(pl.col("n").max())
    groups = bearers.group_by("name_key").agg(of=pl.col("group").n_unique())
    return shared.join(groups, on="name_key").filter(pl.col("n") < pl.col("of")).select("name_key")


def alike_name_and_domain(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows whose domains share their own part (acme.com, acme.de) and whose names are nearly one."""
    rows = _own(rows, "stem")
    sure = rows.join(contested(rows, told, ["stem"]), on="stem", how="anti")
    alike = block_pairs(sure, "stem").filter(pl.col("score") >= FUZZY_THRESHOLD)
    return alike.with_columns(pl.col("score") * 0.9, why=pl.lit("alike name and domain"))


def together_before(rows: pl.DataFrame, told: Told) -> pl.DataFrame:
    """Rows of an account of which others had to leave: they stay together."""
    left = rows.join(told.split, on="key", maintain_order="left").with_row_index("_n").select("key", "account_id", "_n")
    few = left.filter(pl.len().over("account_id") <= LARGEST_SPLIT)
    pairs = few.join(few, on="account_id", suffix="_right").filter(pl.col("_n") < pl.col("_n_right")).sort("_n_right", "_n")
    pairs = pl.concat([pairs.select(left="key", right="key_right"), with_first(left, ["account_id"])])
    return _pairs(pairs, 0.9, "same account before")


def _doubtful(rows: pl.DataFrame, told: Told) -> dict[str, tuple[float, str]]:
    """For rows left apart from a row that looks like theirs: half a score, and what a person should look at."""
    found = doubts(rows, told).unique("right", keep="first", maintain_order=True)
    both = [(a, b) for pair in found.select("left", "right").iter_rows() for a, b in (pair, pair[::-1])]
    return {key: (0.5, f"ambiguous with {other}") for key, other in both}


def _account_ids(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """key, account_id: the id a group had before, else its best anchor's source_id, made unique."""
    taken = pl.col("group").n_unique().over("source_id") > 1
    anchors = (
        rows.join(known.select("key", before="account_id"), on="key", how="left", maintain_order="left")
        .with_columns(plain=pl.when(taken).then(pl.col("system") + ":" + pl.col("source_id")).otherwise("source_id"))
        .group_by("group", maintain_order=True)
        .agg(pl.col("before").drop_nulls().first(), pl.col("plain", "system", "source_id").first())
        .with_columns(before=pl.when(pl.col("before").is_first_distinct()).then("before"))
    )
    clash = pl.col("before").is_null() & pl.col("plain").is_in(anchors["before"].drop_nulls().implode())
    plain = pl.when(clash).then(pl.col("system") + ":" + pl.col("source_id")).otherwise("plain")
    return rows.join(anchors.select("group", account_id=pl.coalesce("before", plain)), on="group").select("key", "account_id")


RULES = (
    answered_before, merged_there, explicit_id, same_domain_and_name, same_domain, same_name, umlauts_spelt_out, alike_name_and_domain,
    together_before,
)  # fmt: skip
"""In order of trust."""
