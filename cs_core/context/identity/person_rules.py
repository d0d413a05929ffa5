"""What says that two records or addresses of one customer are one person: rules in order of trust, each with a score and a reason.

A rule takes the nodes of all accounts at once (see `persons.Nodes`) and gives account_id, left, right, score, why. From `SURE` on two
nodes are one person; below, somebody is asked. A rule that two people of one customer could both meet says so with a low score.
"""

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from cs_core.context.identity.names import PUBLIC_MAIL_DOMAINS
from cs_core.context.identity.person_nodes import Nodes

SURE = 0.8
WHOLE_NAME = 0.9
NEARLY = 0.9
"""Likeness of two words of a name that may be one with a slip."""
LARGEST_BLOCK = 50
"""A word of a name that more people of one customer share is not compared by spelling."""
PAIR = ("account_id", "left", "right", "score", "why")


def merged_there(nodes: Nodes) -> pl.DataFrame:
    """Records that their own system merged."""
    at = nodes.records.select("account_id", "node", "record")
    found = nodes.merges.join(at, left_on="left", right_on="record")
    found = found.join(at, left_on=["right", "account_id"], right_on=["record", "account_id"])
    return _said(found.select("account_id", left="node", right="node_right"), 1.0, "merged in their own system")


def same_phone(nodes: Nodes) -> pl.DataFrame:
    """One phone, and a word of the name in common: colleagues share a switchboard."""
    words = nodes.names.select("account_id", "node", word=pl.concat_list("given", "family")).explode("word")
    phones = nodes.records.select("account_id", "node", "phone").drop_nulls().unique().join(words, on=["account_id", "node"])
    return _said(_with_first(phones, ["account_id", "phone", "word"]), 0.95, "same phone, and a name in common")


def same_name(nodes: Nodes) -> pl.DataFrame:
    """One given and family name among the people of one customer; doubtful where addresses say that two people bear it."""
    pairs = _with_first(nodes.names.with_columns(FULL), ["account_id", "full"], keep=["full"])
    borne_twice = _borne_twice(nodes)
    twice, sure = (pairs.join(borne_twice, on=["account_id", "full"], how=how) for how in ("semi", "anti"))
    return pl.concat([_said(sure, 0.9, "same name"), _said(twice, 0.6, "same name, but more than one address that fits it")])


def _borne_twice(nodes: Nodes) -> pl.DataFrame:
    """account_id, full: names with two addresses of one system in one domain, or with addresses that differ by a number only."""
    named = nodes.names.with_columns(FULL, base=pl.concat_list(GIVEN + FAMILY, FAMILY + GIVEN)).select("account_id", "node", "full", "base")
    at = nodes.addresses
    theirs = named.select("account_id", "node", "full").join(at, on=["account_id", "node"])
    of_system = nodes.records.select("account_id", "node", "system")
    systems = theirs.filter(pl.len().over("account_id", "full") > 1).join(of_system, on=["account_id", "node"])
    alike = at.filter(pl.len().over("account_id", "base") > 1)
    bases = [rows.select("account_id", "full", "base") for rows in (named.explode("base"), theirs)]
    numbered = pl.concat(bases).join(alike, on=["account_id", "base"], how="semi").unique().join(alike, on=["account_id", "base"])
    numbered = numbered.filter(pl.col("plain").n_unique().over("account_id", "full", "base") > 1)
    n = pl.col("group").n_unique().alias("n")
    several = [
        rows.join(nodes.groups, on=["account_id", "node"]).group_by("account_id", "full", *by).agg(n).filter(pl.col("n") > 1)
        for rows, by in ((systems, ("system", "host")), (numbered, ("base",)))
    ]
    return pl.concat([found.select("account_id", "full") for found in several]).unique()


def address_fits(nodes: Nodes) -> pl.DataFrame:
    """An address without a name that is made of one known person's name, by one of the ways in which companies make them."""
    whole = nodes.names.filter(GIVEN.str.len_chars() > 1)
    bare = nodes.addresses.join(whole, on=["account_id", "node"], how="anti").select("account_id", "host", "plain", right="node")
    one_bearer = nodes.names.with_columns(FULL).join(_borne_twice(nodes), on=["account_id", "full"], how="anti")
    forms = pl.concat(
        [one_bearer.select("account_id", "node", plain=form, score=pl.lit(score), how=pl.lit(how)) for form, score, how in FORMS]
    )
    found = forms.join(bare, on=["account_id", "plain"]).rename({"node": "left"}).sort("score", descending=True)
    found = found.unique(["account_id", "left", "right"], keep="first", maintain_order=True)
    one = found.join(nodes.groups.rename({"node": "left"}), on=["account_id", "left"])
    one = one.filter(pl.col("group").n_unique().over("account_id", "right") == 1)
    there = nodes.addresses.join(one, on=["account_id", "host"], how="semi").join(nodes.groups, on=["account_id", "node"])
    there = there.select("account_id", "group", "host", _has=pl.lit(True)).unique()
    one = one.join(there, on=["account_id", "group", "host"], how="left", maintain_order="left")
    # Who already has an address there seldom has a second one: what only begins like the name may be a colleague's.
    others = pl.col("_has").fill_null(False) | pl.col("host").is_in(list(PUBLIC_MAIL_DOMAINS))
    asked = one.filter(~others | (pl.col("score") >= WHOLE_NAME))
    return asked.select("account_id", "left", "right", "score", pl.format("its address is {}", "how").alias("why"))


def short_name(nodes: Nodes) -> pl.DataFrame:
    """One family name, and a given name that is a known short form of the other, or its beginning; sure where it fits nobody else."""
    a, b = GIVEN, pl.col("given_right")
    pairs = _name_pairs(nodes, "family")
    nick = pairs.join(nodes.nicknames, left_on=["given", "given_right"], right_on=["name", "short"], how="semi")
    nick = pl.concat([nick, pairs.join(nodes.nicknames, left_on=["given_right", "given"], right_on=["name", "short"], how="semi")])
    begins = pairs.filter(a.str.starts_with(b) | b.str.starts_with(a))
    least = pl.min_horizontal(a.str.len_chars(), b.str.len_chars())
    nick = nick.with_columns(score=pl.lit(0.85), why=pl.lit("same family name, and a short form of the given name"))
    length = pl.when(least >= 3).then(SURE).otherwise(0.5)
    begins = begins.with_columns(score=length, why=pl.lit("same family name, and the given name begins alike"))
    said = pl.concat([nick, begins]).unique(["account_id", "left", "right"], keep="first", maintain_order=True)
    alone = said.join(_with_several(nodes, said), on=["account_id", "left", "right"], how="anti")
    doubtful = said.join(alone, on=["account_id", "left", "right"], how="anti").with_columns(score=pl.lit(0.5))
    return _unless_both_there(nodes, pl.concat([alone, doubtful]).select(PAIR))


def nearly_the_same(nodes: Nodes) -> pl.DataFrame:
    """One word of the name the same and the other nearly so: a slip, or a brother. Nobody can tell: somebody is asked."""
    found = [
        pairs.filter(pl.Series(_likeness(pairs[other], pairs[f"{other}_right"]), dtype=pl.Float64) >= NEARLY)
        for other, pairs in (("given", _name_pairs(nodes, "family")), ("family", _name_pairs(nodes, "given")))
    ]
    return _said(pl.concat([f.select("account_id", "left", "right") for f in found]), 0.6, "nearly the same name")


def only_one_of_that_name(nodes: Nodes) -> pl.DataFrame:
    """A given name by itself, of which the customer has one known bearer, unless the address goes on with another name."""
    people = nodes.names.join(nodes.groups, on=["account_id", "node"]).filter(pl.col("group").n_unique().over("account_id", "given") == 1)
    first = people.unique(["account_id", "given"], keep="first", maintain_order=True).select("account_id", left="node", alone="given")
    other = nodes.addresses.join(nodes.alone, on=["account_id", "node"]).filter(pl.col("base") != pl.col("alone"))
    bare = nodes.alone.join(other, on=["account_id", "node"], how="anti")
    found = bare.join(first, on=["account_id", "alone"]).select("account_id", "left", right="node")
    return _said(found, 0.5, "the only known person of that given name")


def _with_first(rows: pl.DataFrame, by: list[str], keep: list[str] | None = None) -> pl.DataFrame:
    first = pl.col("node").first().over(by)
    pairs = rows.select("account_id", *(keep or ()), first.alias("left"), pl.col("node").alias("right"))
    return pairs.filter(pl.col("left") != pl.col("right")).unique(maintain_order=True)


def _said(pairs: pl.DataFrame, score: float, why: str) -> pl.DataFrame:
    return pairs.select("account_id", "left", "right", pl.lit(score).alias("score"), pl.lit(why).alias("why"))


def _name_pairs(nodes: Nodes, same: str) -> pl.DataFrame:
    """Pairs of nodes of different people of one customer that share a word of their names and differ in the other."""
    other = {"given": "family", "family": "given"}[same]
    rows = nodes.names.join(nodes.groups, on=["account_id", "node"]).filter(pl.len().over("account_id", same).is_between(2, LARGEST_BLOCK))
    rows = rows.with_row_index("_n")
    pairs = rows.join(rows, on=["account_id", same], suffix="_right").filter(
        pl.col("_n") < pl.col("_n_right"), pl.col("group") != pl.col("group_right"), pl.col(other) != pl.col(f"{other}_right")
    )
    return pairs.select("account_id", pl.col("node").alias("left"), pl.col("node_right").alias("right"), other, f"{other}_right")


def _with_several(nodes: Nodes, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of which one side would fit other people of the customer as well."""
    found = pairs.select("account_id", "left", "right")
    for side in ("left", "right"):
        found = found.join(nodes.groups.rename({"node": side, "group": f"_{side}"}), on=["account_id", side])
    others = [pl.col(other).n_unique().over("account_id", side) for side, other in (("_left", "_right"), ("_right", "_left"))]
    return found.filter((others[0] > 1) | (others[1] > 1)).select("account_id", "left", "right")


def _unless_both_there(nodes: Nodes, pairs: pl.DataFrame) -> pl.DataFrame:
    """Doubtful where one system has both of them with addresses in one domain: it seems to know two people."""
    at = nodes.records.select("account_id", "node", "system").join(nodes.addresses, on=["account_id", "node"])
    at = at.select("account_id", "node", "system", "host")
    left = pairs.join(at.rename({"node": "left"}), on=["account_id", "left"])
    both = left.join(at.rename({"node": "right"}), on=["account_id", "right", "system", "host"])
    both = both.select("account_id", "left", "right").unique()
    doubtful = pairs.join(both, on=["account_id", "left", "right"], how="semi").with_columns(score=pl.min_horizontal("score", pl.lit(0.6)))
    return pl.concat([pairs.join(both, on=["account_id", "left", "right"], how="anti"), doubtful])


def _likeness(left: pl.Series, right: pl.Series):
    return process.cpdist(left.to_list(), right.to_list(), scorer=JaroWinkler.similarity)


GIVEN, FAMILY = pl.col("given"), pl.col("family")
FULL = pl.concat_str(pl.min_horizontal(GIVEN, FAMILY), pl.max_horizontal(GIVEN, FAMILY), separator=" ").alias("full")
"""Given and family name in one order, for systems differ in it."""
FORMS: tuple[tuple[pl.Expr, float, str], ...] = (
    (GIVEN + FAMILY, WHOLE_NAME, "the whole name"),
    (FAMILY + GIVEN, WHOLE_NAME, "the whole name"),
    (GIVEN.str.slice(0, 1) + FAMILY, 0.85, "initial and family name"),
    (FAMILY + GIVEN.str.slice(0, 1), 0.85, "family name and initial"),
    (GIVEN + FAMILY.str.slice(0, 1), 0.85, "given name and initial"),
    (GIVEN, 0.5, "the given name"),
    (FAMILY, 0.5, "the family name"),
)
"""How an address is made of a name (without dots, hyphens and underscores), how sure that makes it, and in words."""
RULES = (merged_there, same_phone, same_name, address_fits, short_name, nearly_the_same, only_one_of_that_name)
