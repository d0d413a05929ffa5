"""Parents and subsidiaries: who belongs to whom, up to the top; a chain that leads back to itself is cut and said."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl


class Place(NamedTuple):
    """Where one stands: its parent (None at the top, or where the chain was cut), the top, and the steps up to it."""

    parent: str | None
    root: str
    depth: int
    why: str = ""
    """What was wrong with its chain; empty where nothing was."""


def climb(parents: Mapping[str, str]) -> dict[str, Place]:
    """The place of everyone named in child -> parent. In a circle the smallest key is taken for the top."""
    circles = list(_circles(parents))
    why = {key: "its parents lead back to itself: " + " > ".join((*circle, circle[0])) for circle in circles for key in circle}
    tops = {circle[0] for circle in circles}
    up = {child: parent for child, parent in parents.items() if child != parent and child not in tops}
    places: dict[str, Place] = {}
    for start in parents:
        chain = [start]
        while chain[-1] in up and chain[-1] not in places:
            chain.append(up[chain[-1]])
        for key in reversed(chain):
            above = places.get(up.get(key, ""))
            root, depth = (above.root, above.depth + 1) if above else (key, 0)
            places.setdefault(key, Place(up.get(key), root, depth, why.get(key, "")))
    return places


def _circles(parents: Mapping[str, str]) -> Iterator[list[str]]:
    """Every chain that leads back to itself, from its smallest key upwards."""
    walk: dict[str, str] = {}
    for start in parents:
        at = start
        while at not in walk and parents.get(at, at) != at:
            walk[at] = start
            at = parents[at]
        if walk.get(at) == start:
            circle = [at]
            while parents[circle[-1]] != at:
                circle.append(parents[circle[-1]])
            first = circle.index(min(circle))
            yield circle[first:] + circle[:first]


def hierarchy(accounts: pl.DataFrame, parents: pl.DataFrame) -> pl.DataFrame:
    """account_id, parent_account_id, root, depth (0 at the top), why (what was wrong with its chain, else empty); a row an account.

    `parents`: account_id, parent_account_id, best source first; a parent that is no other account says nothing.
    """
    known = pl.col("parent_account_id").is_in(accounts["account_id"].implode())
    one = parents.filter(known, pl.col("account_id") != pl.col("parent_account_id")).unique("account_id", keep="first", maintain_order=True)
    places = climb(dict(one.select("account_id", "parent_account_id").iter_rows()))
    rows = [(key, *place) for key, place in places.items()]
    schema = {"account_id": pl.String, "parent_account_id": pl.String, "root": pl.String, "depth": pl.Int64, "why": pl.String}
    placed = pl.DataFrame(rows, schema=schema, orient="row")
    return accounts.select("account_id").join(placed, on="account_id", how="left", maintain_order="left").with_columns(
        pl.coalesce("root", "account_id").alias("root"), pl.col("depth").fill_null(0), pl.col("why").fill_null("")
    )  # fmt: skip
