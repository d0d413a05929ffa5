"""What only a head knows: a note of one of our people about one account, which becomes a fact with author and day.

The rule, here and nowhere else: of what *is* (a date, a name, a role) a system of record speaks first and a note where none does,
however new; of what the customer *wants* the newest statement holds, wherever it is written. Where a note and a system differ both
are kept, and the audit names it ("note against system").
"""

from collections.abc import Callable
from datetime import date, datetime
from math import isfinite
from typing import NamedTuple

import polars as pl

from cs_core.context.cut import Cut
from cs_core.context.identity.linked_before import moved_of
from cs_core.context.store import Store
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.records import key_of

SOURCE = "note"
LONGEST = 2000


class Kind(NamedTuple):
    """A kind of note: the knowledge that it fills (empty: none), what to write, and how it is read (raises ValueError)."""

    knowledge: str
    says: str
    read: Callable[[str], str] = str
    many: bool = False
    """Whether several stand side by side; else the newest takes the place of the others."""


def add_note(
    store: Store, account_id: str, *, key: str, text: str, by: str, now: datetime, quote: str | None = None,
    said_by: str | None = None, observed_on: date | None = None,
) -> str:  # fmt: skip
    """Keep what `by` knows of an account since `observed_on` (today unless said); returns the note's id. The same note twice is one.

    Raises BadInput for a kind that does not exist or a text that cannot be read as one, NotFound for an account that is not known.
    """
    kept = _checked(key, text, by, quote)
    day = observed_on or now.date()
    if day > now.date():
        raise BadInput(f"a note cannot be of {day}, which is still to come: write the day on which it became known")
    if account_id not in store.keys_of("link", "account_id"):
        raise NotFound(f"No account {account_id!r}: `python -m cs_core account` takes an id or a name")
    note_id = key_of("note", account_id, key, kept, day, by.strip(), now.date())
    row = {
        "id": note_id, "account_id": account_id, "knowledge": KINDS[key].knowledge, "key": key, "text": kept, "quote": quote,
        "said_by": said_by, "observed_on": day, "by": by.strip(), "at": now, "gone": False,
    }  # fmt: skip
    if store.count("note", text=note_id, gone=True):
        row["id"] = key_of(note_id, now)
    store.append("note", [row])
    return row["id"]


def withdraw_note(store: Store, note_id: str, *, account_id: str, by: str, now: datetime) -> None:
    """Take a note of an account back from now on; days before keep it. Raises NotFound, and Refused where that was done before."""
    if not by.strip():
        raise BadInput("say who withdraws it: --by NAME")
    found = [row for row in store.rows("note", id=note_id) if not row["gone"]]
    of = [row["account_id"] for row in found]
    if account_id not in {*of, *moved_of(store, of, now).values()}:
        raise NotFound(f"No note {note_id!r} of account {account_id}: its timeline names its notes")
    row = found[0] | {"id": key_of("withdrawn", note_id), "text": note_id, "by": by.strip(), "at": now, "gone": True}
    if not store.append("note", [row]):
        raise Refused(f"Note {note_id} was withdrawn already")


def _checked(key: str, text: str, by: str, quote: str | None) -> str:
    if key == "pulse":
        raise BadInput("A pulse is set on the account's page or by `python -m cs_core pulse ACCOUNT SCORE --why TEXT --by NAME`")
    if key not in KINDS:
        raise BadInput(f"There is no note of {key!r}: use one of {', '.join(KINDS)}")
    if not by.strip():
        raise BadInput("say whose note it is: --by NAME")
    words = " ".join(text.split())
    if not words or len(words) > LONGEST or len(quote or "") > LONGEST:
        raise BadInput(f"a note needs 1 to {LONGEST} characters")
    try:
        return KINDS[key].read(words)
    except ValueError as error:
        raise BadInput(f"{key} takes {KINDS[key].says}, not {words[:60]!r}") from error


def standing(cut: Cut) -> pl.DataFrame:
    """Notes that stand as of the day, newest first: the columns of `note`, and system, source_row and recorded_at of their facts.

    Those of an account that is part of another one are that one's.
    """
    rows = cut.history("note")
    back = rows.filter(pl.col("gone").fill_null(False))["text"]
    rows = rows.filter(~pl.col("gone").fill_null(False), ~pl.col("id").is_in(back.implode()))
    rows = rows.sort("observed_on", "at", "id", descending=True)
    alone = [key for key, kind in KINDS.items() if not kind.many]
    newest = pl.int_range(pl.len()).over("account_id", "key") == 0
    return rows.filter(~pl.col("key").is_in(alone) | newest).with_columns(
        pl.lit(SOURCE).alias("system"),
        pl.format("note:{} by {}", "id", "by").alias("source_row"),
        pl.col("at").alias("recorded_at"),
    )


def with_wishes(wishes: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """Desired outcomes and the noted ones, each a statement with its day."""
    told = notes.filter(pl.col("key") == "desired_outcome").select(
        "account_id", "system", "source_row", "recorded_at", "quote", pl.col("id").alias("source_id"), pl.col("at").alias("known_at"),
        pl.col("text").alias("outcome"), pl.col("observed_on").alias("stated_on"), pl.coalesce("said_by", "by").alias("stated_by"),
    )  # fmt: skip
    return pl.concat([wishes, told], how="diagonal_relaxed")


def with_roles(people: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """People with the roles that notes give: to who bears the name already, else to a name without an address.

    A role that the systems know somebody in, who is still there, is not given by a note. `role_system` and `role_row` say where the
    role comes from, which may not be where the person does.
    """
    people = people.with_columns(pl.col("system").alias("role_system"), pl.col("source_row").alias("role_row"))
    told = notes.filter(pl.col("key").is_in(list(ROLES))).with_columns(pl.col("key").replace(ROLES).alias("_role"))
    if told.is_empty():
        return people
    taken = people.filter(pl.col("left_on").is_null()).select("account_id", pl.col("role").str.to_lowercase().alias("_role")).drop_nulls()
    told = told.join(taken.unique(), on=["account_id", "_role"], how="anti", maintain_order="left")
    name = pl.col("name").str.to_lowercase().str.strip_chars()
    told = told.with_columns(pl.col("text").str.to_lowercase().alias("_name"), pl.col("source_row").alias("_row"))
    told = told.unique(["account_id", "_name"], keep="first", maintain_order=True)
    both = people.with_columns(name.alias("_name")).join(
        told.select("account_id", "_name", "_role", "_row"), on=["account_id", "_name"], how="left", maintain_order="left"
    )
    given = pl.col("role").is_null() & pl.col("_role").is_not_null()
    filled = both.with_columns(
        pl.when(given).then("_role").otherwise("role").alias("role"),
        pl.when(given).then(pl.lit(SOURCE)).otherwise("role_system").alias("role_system"),
        pl.when(given).then("_row").otherwise("role_row").alias("role_row"),
    )
    new = told.join(filled, on=["account_id", "_name"], how="anti", maintain_order="left").select(
        "account_id", "system", "source_row", "recorded_at", pl.col("text").alias("name"), pl.col("_role").alias("role"),
        pl.col("id").alias("source_id"), pl.col("observed_on").cast(pl.Datetime("us")).alias("known_at"),
        (pl.lit("note/") + pl.col("id")).alias("person_id"), pl.lit(SOURCE).alias("role_system"), pl.col("source_row").alias("role_row"),
    )  # fmt: skip
    more = new.select(c for c in new.columns if c in people.columns)
    return pl.concat([filled.select(people.columns), more], how="diagonal_relaxed")


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _figure(text: str) -> str:
    """A finite number as people write it: ``1,250.5`` and ``74 %`` too."""
    number = float(text.replace(",", "").removesuffix("%"))
    if not isfinite(number):
        raise ValueError(text)
    return repr(int(number)) if number.is_integer() else repr(number)


def _name(text: str) -> str:
    if "@" in text:
        raise ValueError(text)
    return text


#: Note -> the role that it gives, in a source's word.
ROLES = {"champion": "champion", "sponsor": "sponsor", "economic_buyer": "economic buyer"}

#: A note that is not found under a fact that it fills is a fact ``note:<key>``, which no letter may tell (`our_work.noted`).
KINDS: dict[str, Kind] = {
    "remark": Kind("", "anything worth knowing", many=True),
    "desired_outcome": Kind("desired outcome", "what they want, best with the quote and who said it"),
    "outcome_figure": Kind("", "their own figure for that goal now: a number, in the unit of their target", _figure),
    "renewal_on": Kind("renewal date", "the day on which the term ends, as 2026-12-31", _day),
    "champion": Kind("roles", "the champion's name, no address", _name),
    "sponsor": Kind("roles", "the executive sponsor's name, no address", _name),
    "economic_buyer": Kind("roles", "the name of who holds the budget, no address", _name),
    "competitor": Kind("", "a competitor that they use or talk to", many=True),
}
