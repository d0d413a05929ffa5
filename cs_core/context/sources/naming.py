"""What names a row of an unknown table: an id, an address, or the few columns that no two rows share."""

import polars as pl

from cs_core.context.sources.contents import Content
from cs_core.context.sources.kinds import KINDS
from cs_core.context.sources.synonyms import COMPANY, OWN

ALMOST_ALL = 0.999
MOST = 0.95
"""Of a column that is called an id: a row may come again, changed, and one without an id is refused by itself."""
REGULAR = 0.9
"""Of the rows that must be terms of whole months."""
ID_WORDS = ("id", "no", "nr", "number", "key", "uuid", "guid", "ref", "code")
GENERIC = ("id", "uuid", "guid", "key", "record_id", "row_id", "object_id")
NUMBERED = ("ticket", "invoice", "subscription", "deal")
"""Nouns whose own word heads their ids: ``Ticket #``."""
NATURAL = {"company": ("domain", "name"), "person": ("email",)}
ANSWER = ("answered_at", "email")
"""Name an answer, even where one of them does so far: another day others answer, and the same person again."""
#: Fields that together may name a row, in the order in which they are tried.
PARTS = (
    "number", "ref", "ref@subscription", "company_ref", "subscription_ref", "person_ref", "person", "sender", "attendees", "name", "at",
    "sent_at", "held_at", "opened_at", "answered_at", "email", "churned_on", "started_on", "term_start_on", "term_end_on", "issued_on",
    "due_on", "created_on", "close_on", "event", "product", "plan", "title", "subject", "kind",
)  # fmt: skip


def id_of(
    frame: pl.DataFrame, noun: str, told: dict[str, str], looked: dict[str, Content], found: dict[str, str]
) -> tuple[tuple[str, ...], float] | None:
    """The columns that name a row and how sure that is (0..1): an id of the noun's own, any id, an address, or several columns."""
    own = {f"{word}_{end}" for word in OWN[noun] for end in ID_WORDS} | (set(COMPANY.split()) if noun == "company" else set())
    own |= set(OWN[noun]) if noun in NUMBERED else set()
    names = [column for column in looked if _names_rows(looked[column], ALMOST_ALL)]
    for certain, words in ((1.0, own), (0.6, set(GENERIC))):
        called = [column for column in looked if told[column] in words and looked[column].share("ref") == 1]
        hits = [column for column in called if _names_rows(looked[column], MOST)]
        if hits:
            return (hits[0],), certain
    for field in NATURAL.get(noun, ()):
        if found.get(field) in names:
            return (found[field],), 0.5
    others = [c for c in names if told[c].rpartition("_")[2] in ID_WORDS[:7] and c not in found.values() and noun != "company"]
    if others:
        return (others[0],), 0.3
    answer = tuple(found[part] for part in ANSWER if part in found)
    if noun == "survey" and len(answer) == len(ANSWER) and _tell_apart(frame, list(answer)):
        return answer, 0.4
    return _several(frame, found) if noun not in NATURAL else None


def _names_rows(holds: Content, enough: float) -> bool:
    return holds.filled >= enough and holds.unique >= enough and holds.share("date") < 0.5


def _several(frame: pl.DataFrame, found: dict[str, str]) -> tuple[tuple[str, ...], float] | None:
    """The fewest found columns, in the order of `PARTS`, that no two rows share."""
    chosen = [found[part] for part in PARTS if part in found and frame[found[part]].null_count() == 0]
    if not chosen or not _tell_apart(frame, chosen):
        return None
    for column in reversed(chosen[1:]):
        fewer = [c for c in chosen if c != column]
        chosen = fewer if _tell_apart(frame, fewer) else chosen
    return tuple(chosen), 0.4


def _tell_apart(frame: pl.DataFrame, columns: list[str]) -> bool:
    return frame.select(columns).n_unique() >= ALMOST_ALL * frame.height


def rows_follow_each_other(frame: pl.DataFrame, found: dict[str, str]) -> bool:
    """Whether most rows of a customer end on the very day on which another of them starts."""
    ref, start, end = (found.get(field) for field in ("company_ref", "started_on", "ended_on"))
    if not (ref and start and end):
        return False
    ends = frame.select(pl.col(ref).alias("ref"), pl.col(end).alias("day"))
    starts = frame.select(pl.col(ref).alias("ref"), pl.col(start).alias("day")).unique()
    return ends.join(starts, on=["ref", "day"], how="semi").height >= 0.5 * frame.height


def terms_are_regular(frame: pl.DataFrame, found: dict[str, str]) -> bool:
    """Whether nearly every row ends whole months after it starts, or on the day before."""
    start, end = found.get("started_on", found.get("term_start_on")), found["ended_on"]
    if start is None:
        return False
    day = KINDS["day"][0]
    days = frame.select(a=day(pl.col(start), frame.schema[start]), b=day(pl.col(end), frame.schema[end])).drop_nulls()
    return bool(days.height) and _whole_months(days) >= REGULAR


def _whole_months(days: pl.DataFrame) -> float:
    """The share of rows from day `a` to day `b` that are whole months."""
    after = days.with_columns(pl.col("b").dt.offset_by("1d").alias("c"))
    ends = [(pl.col(d).dt.year() - pl.col("a").dt.year()) * 12 + pl.col(d).dt.month() - pl.col("a").dt.month() for d in "bc"]
    whole = [(n > 0) & (pl.col("a").dt.offset_by(pl.format("{}mo", n)) == pl.col(d)) for n, d in zip(ends, "bc", strict=True)]
    return after.select((whole[0] | whole[1]).mean()).item()
