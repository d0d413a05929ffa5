"""Who is who: people across systems as one entity each, scored and explained."""

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from cs_core.context.identity.evidence import LEVELS, chance, weigh
from cs_core.context.identity.groups import Groups
from cs_core.context.identity.names import clean_email, clean_phone, company_domain, company_key, fold, person_tokens
from cs_core.errors import BadInput

LARGEST_BLOCK = 60
"""A blocking key that more records share than this tells nothing; other keys still bring its records together."""
POPULATION = 1000
"""People that even a short list is drawn from: a name met twice among ten records is not proof that it is rare."""
TELLING = ("email", "phone", "born")
"""Fields whose values are rare among people at large, however often a short list repeats them."""
WORDS_AT_LARGE = 100
"""Name words that a short list is counted among: Smith is no more common for standing in both of two records."""
WORKPLACE = ("email", "domain", "company")
"""Fields that say the same thing, where somebody works: what speaks for a pair counts once."""
BIRTH_YEARS = 5
"""Years between two birth dates that a date badly written may still explain."""
SAMPLE = 2000
"""Records that are compared with strangers, to see how alike two of this list are by chance."""
THRESHOLD = 0.7
"""Match probability from which two records are one entity."""


def resolve(records: pl.DataFrame) -> pl.DataFrame:
    """Which records are one person. In: id (unique), and any of name, email, domain, company, phone, city, born (text or null).

    Out, in the order of the input: id, entity (int, numbered by first appearance), score (0..1: the best match in its
    entity, or for a record alone the certainty that it is), why. Blocked, so time grows with records, not pairs.
    """
    if "id" not in records.columns or records["id"].null_count() or records["id"].n_unique() < records.height:
        raise BadInput("Records to resolve need a column id without repeats and without gaps.")
    rows = _comparable(records)
    pairs = _scored(rows, _candidates(rows))
    groups = _grouped(pairs)
    group = pl.Series("entity", groups.of(_node(n) for n in range(rows.height)), dtype=pl.String)
    return records.select("id").with_columns(group.rank("dense").cast(pl.Int64) - 1, *_explained(records["id"], pairs))


def _grouped(pairs: pl.DataFrame) -> Groups:
    """The pairs sure enough, surest first; no third record brings two together whose birth dates contradict them."""
    groups = Groups()
    for left, right in pairs.filter("contradicted").select("a", "b").iter_rows():
        groups.keep_apart(_node(left), _node(right))
    sure = pairs.filter(pl.col("p") >= THRESHOLD).sort("p", "a", "b", descending=[True, False, False])
    for left, right in sure.select("a", "b").iter_rows():
        groups.join(_node(left), _node(right))
    return groups


def _node(n: int) -> str:
    return f"{n:09}"


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
    """The pairs with p, the probability that both are one person, contradicted, and the level reached in each field."""
    left, right = _beside(rows[pairs["a"]], rows[pairs["b"]])
    strangers = _beside(*_strangers(rows))
    ratios, levels = {}, {}
    for field in LEVELS:
        by_chance = chance(field, strangers[0][field], strangers[1][field])
        ratios[field], levels[field] = weigh(field, left[field], right[field], _frequency(rows, field), by_chance)
    ratios["email"] = np.where(_of_namesakes(left, right, levels), np.minimum(ratios["email"], DIFFERENT_ADDRESS), ratios["email"])
    work = np.array([ratios[field] for field in WORKPLACE])
    odds = sum(ratio for field, ratio in ratios.items() if field not in WORKPLACE) - np.log(max(rows.height, POPULATION))
    odds += np.minimum(work, 0).sum(axis=0) + np.maximum(work, 0).max(axis=0)
    p = 1 / (1 + np.exp(-odds))
    born_apart = (levels["born"] == len(LEVELS["born"]) - 1) & _born_years_apart(left, right)
    contradicted = born_apart & (levels["email"] != 0) & (levels["phone"] != 0) & (p >= THRESHOLD)
    p = np.where(contradicted, 0.5, p)
    reached = {field: pl.Series(level) for field, level in levels.items()}
    return pairs.with_columns(p=pl.Series(p), contradicted=pl.Series(contradicted), **reached)


def _beside(left: pl.DataFrame, right: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    left, right = _in_its_place(left, right), _in_its_place(right, left)
    return left, _in_order_of(left, right)


def _strangers(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records beside others far away in the order of their names: hardly any two of them are one person."""
    some = rows.drop("n").sort(pl.all()).gather_every(max(rows.height // SAMPLE, 1))
    far = [pl.concat([some[n:], some[:n]]) for n in {some.height // part for part in (2, 3, 5)} if n]
    return pl.concat([some.clear(), *[some] * len(far)]), pl.concat([some.clear(), *far])


def _born_years_apart(left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    """Birth dates of which year, month and day all differ, and that no slip or shift explains."""
    dates = pl.DataFrame({"left": left["born"], "right": right["born"]}).select(
        pl.all().str.extract_groups(r"^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$")
    )
    year, month, day = ([pl.col(side).struct.field(part).cast(pl.Int64) for side in dates.columns] for part in ("year", "month", "day"))
    apart = ((year[0] - year[1]).abs() > BIRTH_YEARS) & (month[0] != month[1]) & (day[0] != day[1])
    return dates.select(apart.fill_null(False)).to_series().to_numpy()


def _of_namesakes(left: pl.DataFrame, right: pl.DataFrame, levels: dict[str, np.ndarray]) -> np.ndarray:
    """Addresses nearly the same because they hold a name that both bear, where the other name differs: ann.smith@, bob.smith@."""
    said = np.zeros(left.height, dtype=bool)
    for shared, other in (("given", "family"), ("family", "given")):
        asked = (levels["email"] == 1) & (levels[shared] == 0) & (levels[other] >= 2)
        for n in np.flatnonzero(asked):
            name = left[shared][int(n)]
            said[n] |= all(name in side["email"][int(n)].split("@")[0] for side in (left, right))
    return said


def _frequency(rows: pl.DataFrame, field: str) -> dict[str, float]:
    """How often each value occurs among the known ones; a name word counts wherever it stands."""
    named = field in ("given", "family")
    values = pl.concat([rows[c] for c in ("given", "family", "alone")]) if named else rows[field]
    counted = values.drop_nulls().rename("value").to_frame().group_by("value").agg(n=pl.len())
    total = max(counted["n"].sum(), POPULATION if field in TELLING else WORDS_AT_LARGE if named else 1)
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


DIFFERENT_ADDRESS = float(np.log(LEVELS["email"][-1].m / LEVELS["email"][-1].u))
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
