"""Columns taken for fields, and what only several of them, or the name of the table, tell: the halves of a name, the scale of a score."""

from typing import NamedTuple

import polars as pl

from cs_core.context.sources.contents import Content
from cs_core.context.sources.kinds import KINDS
from cs_core.context.sources.surveys import KINDS as KINDS_OF_SURVEYS
from cs_core.context.sources.surveys import LEAST, MOST

SCALES: dict[str, tuple[str, ...]] = {"nps": ("nps", "promoter"), "csat": ("csat", "satisfaction"), "ces": ("ces", "effort")}
"""Words in the name of a table of answers, or of its column of scores -> the scale that they are on."""


class Match(NamedTuple):
    """A field and the column that seems to hold it."""

    field: str
    column: str
    score: float
    why: str


def base(field: str) -> str:
    """``mrr/12``, ``ref@subscription`` and ``name+first`` fill `mrr`, `ref` and `name`."""
    for sign in "/@+":
        field = field.partition(sign)[0]
    return field


def slot(field: str) -> str:
    """What only one column can fill: each half of a name is another one."""
    return field if "+" in field else base(field)


def whole_names(taken: list[Match]) -> tuple[list[Match], dict[str, str]]:
    """Halves of a name are read where both are there, first name first, and no column holds all of it; else why each is not."""
    halves = sorted((match for match in taken if "+" in match.field), key=lambda match: match.field)
    others = [match for match in taken if "+" not in match.field]
    whole = next((match.column for match in others if match.field == "name"), None)
    if len(halves) == 2 and not whole:
        return others + halves, {}
    why = f"half of a name: {whole} is taken for all of it" if whole else "half of a name, without the other half"
    return others, {match.column: why for match in halves}


def on_a_scale(taken: list[Match], stem: str, told: dict[str, str], looked: dict[str, Content]) -> tuple[list[Match], dict[str, str]]:
    """Answers with the scale of their score, where a column, the table or the column of scores says it; else why there is no score.

    `stem`: the name of the table in plain form.
    """
    score = next((match for match in taken if match.field == "score"), None)
    kind = next((match for match in taken if match.field == "kind"), None)
    if score is None or (kind and {word.lower() for word in looked[kind.column].values} <= {*MOST, *KINDS_OF_SURVEYS}):
        return taken, {}
    words = {*stem.split("_"), *told[score.column].split("_")}
    scale = next((scale for scale, names in SCALES.items() if words.intersection(names)), None)
    others = [match for match in taken if match not in (score, kind)]
    if scale is None:
        return others, {score.column: "a score, but nothing says of what: recommendation (NPS), satisfaction (CSAT) or effort (CES)"}
    if not _within(looked[score.column], scale):
        return others, {score.column: f"a score of {scale.upper()}, but not from {LEAST[scale]:.0f} to {MOST[scale]:.0f}"}
    why = f"{score.why}, from {LEAST[scale]:.0f} to {MOST[scale]:.0f}, and called {scale.upper()}"
    return [*others, score._replace(field=f"score@{scale}", why=why)], {}


def _within(holds: Content, scale: str) -> bool:
    values = pl.DataFrame({"value": sorted(holds.values)}, schema={"value": pl.String})
    numbers = values.select(KINDS["number"][0](pl.col("value"), pl.String())).to_series().drop_nulls()
    return bool(numbers.len()) and bool(numbers.is_between(LEAST[scale], MOST[scale]).all())
