"""One person where one customer's people are known by several records and addresses: rules in order, answers before all of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl
import polars.selectors as cs

from cs_core.context.identity.groups import Groups
from cs_core.context.identity.person_nodes import CODES, Nodes, nodes_of
from cs_core.context.identity.person_rules import PAIR, RULES, SURE

WORDS = {"left": pl.String, "right": pl.String}
NO_ANSWERS = pl.DataFrame(schema=WORDS | {"same": pl.Boolean, "why": pl.String})
NO_MERGES, NO_NICKNAMES = pl.DataFrame(schema=WORDS), pl.DataFrame(schema={"name": pl.String, "short": pl.String})


FOUND = {"account_id": pl.String, "node": pl.String, "group": pl.String, "score": pl.Float64, "why": pl.String}


class Persons(NamedTuple):
    """Who is one person at which customer, and what nobody can tell."""

    joined: pl.DataFrame
    """account_id, node, group, score, why: only nodes that were joined with another; `group` is one of its nodes."""
    doubts: pl.DataFrame
    """account_id, left, right, score, why: pairs of nodes that may be one person, surest first."""


def one_person(
    rows: pl.DataFrame, *, answers: pl.DataFrame = NO_ANSWERS, merges: pl.DataFrame = NO_MERGES, nicknames: pl.DataFrame = NO_NICKNAMES
) -> Persons:
    """Which nodes of one account are one person; nodes of two accounts never are.

    In: account_id, node, system, record, name, email, phone, best source first; people's answers (left, right, same, why; newest
    first), merges (left, right: records), nicknames (name, short). O(rows): only what shares a name, phone or address is compared.
    """
    if not rows.select(CODES).unique().select(pl.col("account_id").is_duplicated().any()).item():
        return NOBODY
    nodes, groups, why = nodes_of(rows, merges, nicknames), Groups(), {}
    said = _answered(groups, why, nodes, answers)
    doubts = []
    for rule in RULES:
        found = rule(nodes).select(PAIR)
        for account, left, right, score, reason in found.filter(pl.col("score") >= SURE).iter_rows():
            a, b = _key(account, left), _key(account, right)
            if groups.join(a, b):
                why.setdefault(a, (score, f"{reason} as {right}"))
                why.setdefault(b, (score, f"{reason} as {left}"))
        doubts.append(found)
        nodes = _regrouped(nodes, groups)
    joined = [(*key.split(SEPARATOR, 1), group, *why[key]) for key, group in zip(why, groups.of(why), strict=True)]
    found = pl.DataFrame(joined, schema=FOUND, orient="row").with_columns(pl.col("group").str.split(SEPARATOR).list.last())
    return Persons(found.filter(pl.len().over("account_id", "group") > 1), _open(pl.concat(doubts), nodes, said))


def together(parts: Sequence[Persons]) -> Persons:
    """Of all accounts, from what is known of some and of others."""
    if len(parts) == 1:
        return parts[0]
    joined, doubts = map(pl.concat, zip(*parts, strict=True))
    return Persons(joined, _surest_first(doubts))


def _answered(groups: Groups, why: dict, nodes: Nodes, answers: pl.DataFrame) -> pl.DataFrame:
    """Apply the answers in every account that has both nodes; returns account_id, left, right of those."""
    at = nodes.groups.select("account_id", "node")
    answers = answers.with_columns(pl.col("left", "right").cast(pl.Categorical))
    here = answers.join(at, left_on="left", right_on="node", maintain_order="left")
    here = here.join(at, left_on=["right", "account_id"], right_on=["node", "account_id"], maintain_order="left")
    for account, left, right, same, reason in here.select("account_id", "left", "right", "same", "why").iter_rows():
        a, b = _key(account, left), _key(account, right)
        if not same:
            groups.keep_apart(a, b)
        elif groups.join(a, b):
            why.setdefault(a, (1.0, f"{reason} {right}"))
            why.setdefault(b, (1.0, f"{reason} {left}"))
    return here.select("account_id", "left", "right")


def _regrouped(nodes: Nodes, groups: Groups) -> Nodes:
    keys = list(groups.parent)
    parts = [(*key.split(SEPARATOR, 1), group.split(SEPARATOR, 1)[1]) for key, group in zip(keys, groups.of(keys), strict=True)]
    schema = dict.fromkeys(("account_id", "node", "_now"), pl.Categorical)
    now = pl.DataFrame(parts, schema=schema, orient="row")
    known = nodes.groups.join(now, on=["account_id", "node"], how="left", maintain_order="left")
    return replace(nodes, groups=known.select("account_id", "node", pl.coalesce("_now", "group").alias("group")))


def _open(found: pl.DataFrame, nodes: Nodes, said: pl.DataFrame) -> pl.DataFrame:
    """One question for each two people: the surest pair of theirs, unless anything of the two was answered."""
    for side in ("left", "right"):
        groups = nodes.groups.rename({"node": side, "group": f"_{side}"})
        found = found.join(groups, on=["account_id", side], maintain_order="left")
        said = said.join(groups, on=["account_id", side])
    two = pl.concat_list(pl.col("_left", "_right").cast(pl.String)).list.sort().alias("_two")
    found, said = found.filter(pl.col("_left") != pl.col("_right")).with_columns(two), said.with_columns(two)
    open_ = found.join(said, on=["account_id", "_two"], how="anti").with_columns(cs.categorical().cast(pl.String))
    return _surest_first(open_).unique(["account_id", "_two"], keep="first", maintain_order=True).select(PAIR)


def _surest_first(doubts: pl.DataFrame) -> pl.DataFrame:
    return doubts.sort("score", "account_id", "left", "right", descending=[True, False, False, False])


def _key(account: str, node: str) -> str:
    return f"{account}{SEPARATOR}{node}"


SEPARATOR = "\x1f"
NOBODY = Persons(pl.DataFrame(schema=FOUND), pl.DataFrame(schema=dict.fromkeys(PAIR, pl.String) | {"score": pl.Float64}))
"""Where no account has two nodes there is nobody to bring together, and nothing to ask."""
