"""Who is who: people across systems as one entity each, scored and explained."""

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from cs_core.context.identity.evidence import LEVELS, weigh
from cs_core.context.identity.groups import join, roots
from cs_core.context.identity.names import clean_email, clean_phone, company_domain, company_key, fold, person_tokens
from cs_core.errors import BadInput

LARGEST_BLOCK = 60
"""A blocking key that more records share than this tells nothing; other keys still bring its records together."""
POPULATION = 1000
"""People that even a short list is drawn from: a name met twice among ten records is not proof that it is rare."""
TELLING = ("email", "phone", "born")
"""Fields whose values are rare among people at large, however often a short list repeats them."""
THRESHOLD = 0.7
"""Match probability from which two records are one entity."""


def resolve(records: pl.DataFrame) -> pl.DataFrame:
    """Which records are one person. In: id (unique), and any of name, email, domain, company, phone, city, born (text or null).

    Out, in the order of the input: id, entity (int, numbered by first appearance), score (0..1: the best match in its
    entity, or for a record alone the certainty that it is), why. Blocked, so time grows with records, not pairs.
    """
    if "id" not in records.columns or records["id"].n_unique() < records.height:
        raise BadInput("Records to resolve need a column id without repeats.")
    rows = _comparable(records)
    pairs = _scored(rows, _candidates(rows))
    parent: dict[str, str] = {}
    for left, right in pairs.filter(pl.col("p") >= THRESHOLD).select("a", "b").iter_rows():
        join(parent, f"{left:09}", f"{right:09}")
    group = pl.Series("entity", roots(parent, [f"{n:09}" for n in range(rows.height)]), dtype=pl.String)
    return records.select("id").with_columns(group.rank("dense").cast(pl.Int64) - 1, *_explained(records["id"], pairs))


def _comparable(records: pl.DataFrame) -> pl.DataFrame:
    """One row a record, in comparable form: given, family, alone (a name of one word), email, phone, born and so on."""

    def column(name: str, clean) -> pl.Series:
        values = records[name].cast(pl.String) if name in records.columns else [None] * records.height
        return pl.Series(name, [clean(value) if value else None for value in values], dtype=pl.String)

    names = [person_tokens(name or "") for name in column("name", str)]
    return pl.DataFrame(
        [
            pl.Series("given", [words[0] if len(words) > 1 else None for words in names], dtype=pl.String),
            pl.Series("family", [words[-1] if len(words) > 1 else None for words in names], dtype=pl.String),
            pl.Series("alone", [words[0] if len(words) == 1 else None for words in names], dtype=pl.String),
            column("email", clean_email),
            column("domain", company_domain),
            column("company", company_key),
            column("phone", clean_phone),
            column("city", lambda text: fold(text).strip() or None),
            column("born", lambda text: text.strip()[:10] or None),
        ]
    ).with_row_index("n")


def _candidates(rows: pl.DataFrame) -> pl.DataFrame:
    """Pairs (a < b) that share at least one blocking key."""
    found = []
    for key in BLOCKS:
        block = rows.select("n", key=key)
        block = (
            (block.explode("key") if block["key"].dtype == pl.List else block)
            .drop_nulls("key")
            .unique()
            .filter(pl.len().over("key") <= LARGEST_BLOCK)
        )
        pairs = block.join(block, on="key", suffix="_b").filter(pl.col("n") < pl.col("n_b"))
        found.append(pairs.select(a="n", b="n_b"))
    return pl.concat(found).unique(maintain_order=False).sort("a", "b")


def _scored(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with p, the probability that both are one person, and the level reached in each field."""
    left, right = rows[pairs["a"]], rows[pairs["b"]]
    left, right = _in_its_place(left, right), _in_its_place(right, left)
    right = _in_order_of(left, right)
    odds = np.full(pairs.height, -np.log(max(rows.height, POPULATION)))
    levels = {}
    for field in LEVELS:
        ratio, levels[field] = weigh(field, left[field], right[field], _frequency(rows, field))
        odds += ratio
    return pairs.with_columns(p=pl.Series(1 / (1 + np.exp(-odds))), **{f: pl.Series(reached) for f, reached in levels.items()})


def _frequency(rows: pl.DataFrame, field: str) -> dict[str, float]:
    """How often each value occurs among the known ones; a name word counts wherever it stands."""
    values = pl.concat([rows[c] for c in ("given", "family", "alone")]) if field in ("given", "family") else rows[field]
    counted = values.drop_nulls().rename("value").to_frame().group_by("value").agg(n=pl.len())
    total = max(counted["n"].sum(), POPULATION if field in TELLING else 1)
    return dict(zip(counted["value"], (counted["n"] / total).clip(1e-6), strict=True))


def _likeness(left: pl.Series, right: pl.Series) -> np.ndarray:
    return process.cpdist(left.fill_null("").to_list(), right.fill_null("").to_list(), scorer=JaroWinkler.similarity)


def _in_its_place(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """A name of one word is compared with the other's given or family name, whichever it is more like."""
    as_family = pl.Series(_likeness(rows["alone"], others["family"]) > _likeness(rows["alone"], others["given"]))
    return rows.with_columns(
        given=pl.coalesce("given", pl.when(~as_family).then("alone")),
        family=pl.coalesce("family", pl.when(as_family).then("alone")),
    )


def _in_order_of(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """The right rows, given and family name exchanged where that way they fit the left ones better."""
    straight = _likeness(left["given"], right["given"]) + _likeness(left["family"], right["family"])
    crossed = _likeness(left["given"], right["family"]) + _likeness(left["family"], right["given"])
    both = left["given"].is_not_null() & left["family"].is_not_null() & right["given"].is_not_null() & right["family"].is_not_null()
    turn = pl.Series(crossed > straight) & both
    return right.with_columns(given=pl.when(turn).then("family").otherwise("given"), family=pl.when(turn).then("given").otherwise("family"))


def _explained(ids: pl.Series, pairs: pl.DataFrame) -> list[pl.Series]:
    """score and why of every record, from its best pair."""
    both = pl.concat([pairs, pairs.rename({"a": "b", "b": "a"}).select(pairs.columns)])
    best = {row["a"]: row for row in both.sort("p", "b").group_by("a", maintain_order=True).last().iter_rows(named=True)}
    score, why = [], []
    for n in range(len(ids)):
        row = best.get(n)
        p = row["p"] if row else 0.0
        score.append(p if p >= THRESHOLD else 1 - p)
        why.append(_reason(row, ids[row["b"]]) if row and p >= 1 - THRESHOLD else "no other record is like it")
    return [pl.Series("score", score, dtype=pl.Float64), pl.Series("why", why, dtype=pl.String)]


def _reason(row: dict, other: object) -> str:
    said = [f"{field}: {LEVELS[field][row[field]].says}" for field in LEVELS if row[field] >= 0]
    lead = "as" if row["p"] >= THRESHOLD else "perhaps, but not surely enough, as"
    return f"{lead} {other} ({', '.join(said)})"


def _each_word(length: int, *others: pl.Expr) -> pl.Expr:
    """A list of keys: the start of each word of the name, with the other columns."""
    return pl.concat_list(pl.concat_str(pl.col(word).str.slice(0, length), *others, separator="|") for word in ("given", "family", "alone"))


_FULL = (pl.col("given"), pl.col("family"))
BLOCKS = (
    pl.col("email"),
    pl.col("email").str.extract("^([^@]{4,})@"),
    pl.col("phone"),
    pl.concat_str(pl.min_horizontal(_FULL), pl.max_horizontal(_FULL), separator=" "),
    pl.col("born"),
    _each_word(3, pl.col("born").str.slice(0, 4)),
    _each_word(4, pl.col("born").str.slice(5, 5)),
    _each_word(20, pl.col("domain")),
    _each_word(20, pl.col("company")),
    _each_word(20, pl.col("city")),
)
"""What brings two records together to be compared: one of these keys is enough."""
