"""Readings of what customers write and of what we promise them: kept in the store by row and reader, and read back as of a day.

A reading belongs to its row: it is known from the row's own day, whenever it was made. A reader is asked once a row; new rules read
everything again. Where several have read a row a model's reading stands before the rules', and the newest of each before older ones.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

import polars as pl

from cs_core.context.conversations import OFFLINE, WORDS, Reader, Reading, Text
from cs_core.context.cut import Cut
from cs_core.context.identity.known_people import as_persons
from cs_core.context.rows.desk import NOTE
from cs_core.context.store import Store
from cs_core.progress import Progress, silent
from cs_core.records import key_of

BATCH = 10_000
AT_ONCE = 50_000
"""Texts whose spans are decoded together: while they are, they take ten times their room."""
#: Noun -> the columns with words, and the one that dates them.
READ: dict[str, tuple[tuple[str, ...], str]] = {
    "message": (("subject", "body"), "sent_at"),
    "ticket": (("subject", "body"), "opened_at"),
    "meeting": (("notes",), "held_at"),
    "survey": (("comment",), "answered_at"),
}
SPAN = {
    "kind": pl.String, "word": pl.String, "column": pl.String, "start": pl.Int64, "end": pl.Int64, "quote": pl.String,
    "speaker": pl.String, "due": pl.String, "due_on": pl.String,
}  # fmt: skip
_REPLY = re.compile(r"\s*(?:re|aw|sv|antw|fw|fwd|wg)\s*:", re.IGNORECASE)


def read_new(
    store: Store, *, now: datetime, reader: Reader = OFFLINE, most: int | None = None, until: date | None = None,
    progress: Progress = silent,
) -> int:  # fmt: skip
    """Keep what the reader says of rows that it has not read, newest first; returns how many rows it read.

    `most`: of so many rows only; `until`: of rows up to that day only. What a reader says that is not word for word in the row is not kept.
    """
    waiting = sorted(_unread(store, reader.name, until), key=lambda text: (text.on or date.min, text.key), reverse=True)[:most]
    done = 0
    for at in range(0, len(waiting), BATCH):
        progress(at / len(waiting), f"reading conversations: {at:,} of {len(waiting):,}")
        texts = waiting[at : at + BATCH]
        rows = [
            _row(text, said, reader.name, now)
            for text, said in zip(texts, reader.read(texts), strict=True)
            if said is not None and is_verbatim(text, said)
        ]
        done += store.append("reading", rows)
    return done


def is_verbatim(text: Text, reading: Reading) -> bool:
    """Whether all that a reading says is a word that may be said, shown by a stretch of the row as it stands."""
    columns = dict(text.parts)
    words = reading.sentiment in (None, *WORDS["sentiment"]) and all(s.word in WORDS.get(s.kind, ()) for s in reading.spans)
    return words and all(s.quote and columns.get(s.column, "")[s.start : s.end] == s.quote for s in reading.spans)


def _unread(store: Store, reader: str, until: date | None) -> Iterator[Text]:
    done = store.frame("reading", "source_key", reader=reader).rename({"source_key": "key"})
    for noun, (columns, day) in READ.items():
        rows = store.frame(noun, "key", day, *columns, *(("channel",) if noun == "message" else ()))
        rows = rows.filter(pl.any_horizontal(pl.col(columns).is_not_null())).join(done, on="key", how="anti", maintain_order="left")
        if noun == "message":
            rows = rows.filter(~pl.col("channel").str.ends_with("-auto").fill_null(False), (pl.col("channel") != NOTE).fill_null(True))
        if until is not None:
            rows = rows.filter(pl.col(day).dt.date() <= until)
        for key, at, *words in rows.select("key", day, *columns).iter_rows():
            parts = tuple((c, w) for c, w in zip(columns, words, strict=True) if w and not (c == "subject" and _REPLY.match(w)))
            if any(w.strip() for _, w in parts):
                yield Text(key, noun, at.date() if at else None, parts)


def _row(text: Text, reading: Reading, reader: str, now: datetime) -> dict:
    return {
        "id": key_of(text.key, reader), "noun": text.noun, "source_key": text.key, "reader": reader, "sentiment": reading.sentiment,
        "topics": reading.words("topic"), "asks": reading.words("ask"), "promises": reading.words("promise"),
        "spans": [{k: v for k, v in s._asdict().items() if v not in ("", None)} for s in reading.spans], "read_at": now,
    }  # fmt: skip


def read_texts(cut: Cut, messages: pl.DataFrame) -> pl.DataFrame:
    """One row a text that was read: key, noun, account_id, person_id, at, inbound (null: both sides), thread, system, source_row,
    spans (as JSON).

    Left out: what nobody wrote (automatic), notes among our people, and mails of third parties.
    """
    last = cut.store.frame("reading", "source_key", "reader", "sentiment", "spans").with_row_index("_n")
    if last.is_empty():
        return pl.DataFrame(schema=TEXT)
    theirs = (_theirs(cut, noun, frame) for noun, frame in CUSTOMERS)
    texts = pl.concat([_messages(messages), *theirs], how="vertical_relaxed", rechunk=True)
    last = last.sort(~pl.col("reader").str.starts_with("offline"), "_n").unique("source_key", keep="last").drop("_n")
    known = texts.join(last.rename({"source_key": "key"}), on="key", how="inner", maintain_order="left")
    return known.with_columns(pl.col("sentiment").is_not_null().alias("told"))


def said(texts: pl.DataFrame, team: pl.DataFrame) -> pl.DataFrame:
    """One row a span of `read_texts`: its columns, and kind, word, quote, due, due_on.

    Of customers it is what they feel, speak of and ask, of ours what we promise. In notes of a call the speaker
    tells whose words they are; where none is named, they count as said by both.
    """
    ours = team.select(pl.col("name").str.to_lowercase()).to_series().drop_nulls()
    return pl.concat((_spans(texts[at : at + AT_ONCE], ours) for at in range(0, texts.height or 1, AT_ONCE)), rechunk=True)


def _spans(texts: pl.DataFrame, ours: pl.Series) -> pl.DataFrame:
    """`said` of some texts. `ours`: our people's names, in lower case."""
    spans = texts.select("inbound", pl.col("spans").str.json_decode(pl.List(pl.Struct(SPAN))))
    rows = spans.with_row_index("_n").explode("spans").drop_nulls("spans").unnest("spans")
    spoken = pl.when(pl.col("speaker").str.to_lowercase().is_in(ours.implode())).then(True)
    by_us = pl.coalesce(~pl.col("inbound"), spoken)
    promised = pl.col("kind") == "promise"
    rows = rows.filter(by_us.fill_null(promised) == promised).with_columns(pl.col("due_on").str.to_date(strict=False))
    whose = texts.drop("sentiment", "reader", "told", "spans")[rows["_n"]]
    return pl.concat([whose, rows.drop("_n", "inbound")], how="horizontal")


def sayings(spans: pl.DataFrame) -> pl.DataFrame:
    """`said` with one row a sentence and kind; `word` joins what it says: a promise to look and to reply is one promise."""
    rows = spans.group_by("account_id", "key", "column", "start", "kind", maintain_order=True)
    first = pl.exclude("account_id", "key", "column", "start", "kind", "word", "due_on").first()
    return rows.agg(first, pl.col("word").unique(maintain_order=True).str.join(", "), pl.col("due_on").max())


def readings(texts: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """One row a text: account_id, person_id, at, noun, inbound, sentiment, topics, asks, promises, thread, reader, key, source, source_row.

    sentiment is null for texts of ours, and where the reader could not tell.
    """
    of = {kind: pl.col("word").filter(pl.col("kind") == kind).unique(maintain_order=True) for kind in WORDS}
    words = spans.group_by("key").agg(of["topic"].alias("topics"), of["ask"].alias("asks"), of["promise"].alias("promises"), *_moods())
    rows = texts.join(words, on="key", how="left", maintain_order="left")
    alarm, bad, good = (pl.col(c).fill_null(0) for c in ("_alarm", "_negative", "_positive"))
    mood = pl.when((alarm > 0) | ((bad > 0) & (bad >= good))).then(pl.lit("negative")).when(good > 0).then(pl.lit("positive"))
    mood = mood.otherwise(pl.lit("neutral"))
    return rows.select(
        "account_id", "person_id", "at", "noun", "inbound",
        pl.when("told", pl.col("inbound").fill_null(True)).then(mood).alias("sentiment"),
        *(pl.col(c).fill_null([]) for c in ("topics", "asks", "promises")), "thread", "reader", "key", "system", "source_row",
    )  # fmt: skip


def _moods() -> list[pl.Expr]:
    felt = pl.col("kind") == "sentiment"
    return [(felt & (pl.col("word") == word)).sum().alias(f"_{word}") for word in ("alarm", "negative", "positive")]


def _messages(messages: pl.DataFrame) -> pl.DataFrame:
    people = messages.filter(pl.col("account_id").is_not_null(), ~pl.col("automatic"), (pl.col("channel") != NOTE).fill_null(True))
    written = people.filter(pl.col("inbound") | pl.col("outbound"))
    thread = pl.concat_str("system", pl.lit("/"), "thread")
    return _shaped(written.with_columns(noun=pl.lit("message"), at="sent_at", thread=thread))


def _theirs(cut: Cut, noun: str, frame: str) -> pl.DataFrame:
    """Tickets and answers are the customer's; of notes of a call nobody knows without their speakers."""
    rows = getattr(cut, frame).filter(pl.col("account_id").is_not_null())
    inbound = pl.lit(None if noun == "meeting" else True, pl.Boolean)
    thread = pl.concat_str("system", pl.lit("/"), "source_id") if noun == "ticket" else pl.lit(None, pl.String)
    address = {"survey": "email", "ticket": "_email"}.get(noun)
    if noun == "ticket":
        writers = cut.noun("person").select("system", person_ref="source_id", _email=pl.col("email").str.to_lowercase().str.strip_chars())
        rows = rows.join(writers.drop_nulls(), on=["system", "person_ref"], how="left", maintain_order="left")
        own = pl.col("person_ref").str.to_lowercase().str.strip_chars()  # of a table that names its people by their addresses
        rows = rows.with_columns(pl.coalesce("_email", pl.when(own.str.contains("@", literal=True)).then(own)).alias("_email"))
    person = pl.col(address) if address else pl.lit(None, pl.String)
    rows = rows.with_columns(noun=pl.lit(noun), at=READ[noun][1], inbound=inbound, thread=thread, person_id=person)
    return _shaped(as_persons(rows, cut.addresses, "person_id"))


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("key", "noun", "account_id", "person_id", "at", "inbound", "thread", "system", "source_row")


CUSTOMERS = (("ticket", "tickets"), ("meeting", "meetings"), ("survey", "surveys"))
TEXT = {
    "key": pl.String, "noun": pl.String, "account_id": pl.String, "person_id": pl.String, "at": pl.Datetime("us"), "inbound": pl.Boolean,
    "thread": pl.String, "system": pl.String, "source_row": pl.String, "reader": pl.String, "sentiment": pl.String, "spans": pl.String,
    "told": pl.Boolean,
}  # fmt: skip
