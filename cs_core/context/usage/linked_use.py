"""Events and whose they are: by the company or contract that they name, else by who used it."""

from collections.abc import Callable
from datetime import date

import polars as pl
import polars.selectors as cs

from cs_core.context.cut import Cut
from cs_core.context.identity.known_people import as_persons
from cs_core.context.rows.known_by import end_of
from cs_core.context.usage import events
from cs_core.context.usage.event_names import companies_named, users_at, words_of
from cs_core.context.usage.restated import counting, not_counting
from cs_core.context.usage.rhythm import Monthly, told_at

NAMED = ["system", "ref_object", "ref"]
"""What an event says of whose it is."""
Linker = Callable[[pl.LazyFrame], pl.LazyFrame]


def linked(cut: Cut, of: tuple[Monthly, ...] = ()) -> pl.LazyFrame:
    """Events known by the cut's day, each with its account_id; those of no known account are left out. `of`: its systems by the month."""
    return linker(cut, of)(events.scan(cut.store))


def linker(cut: Cut, of: tuple[Monthly, ...] = (), text: pl.DataType = pl.String) -> Linker:
    """What makes `linked` of some of the lake's rows, whose words are of the type `text`: what it needs of the book is read once."""
    companies = cut.links.select("system", pl.lit("company").alias("ref_object"), pl.col("company_ref").alias("ref"), "account_id")
    subscriptions = cut.subscriptions.select(
        "system", pl.lit("subscription").alias("ref_object"), pl.col("source_id").alias("ref"), "account_id"
    ).drop_nulls()
    by_system = pl.concat([companies, companies_named(cut), subscriptions.unique(NAMED)]).join(cut.users, on=NAMED, how="semi")
    strangers = cut.users.join(by_system, on=NAMED, how="anti")["person"].unique()
    words = words_of(cut)
    by_person = _by_person(cut, pl.concat([strangers, *(told["_word"] for told in words)]))
    by_system, by_person, known, *words = (
        frame.with_columns(cs.string().cast(text)) for frame in (by_system, by_person, cut.addresses, *words)
    )

    among = pl.Series(cut.among, dtype=pl.String).cast(text)
    gone = not_counting(cut.store, end_of(cut.as_of))

    def link(rows: pl.LazyFrame) -> pl.LazyFrame:
        rows = counting(rows, gone).with_columns(told_at(list(of)))
        rows = rows.filter(pl.col("at") < _after(cut.as_of)).with_columns(cs.string().cast(text))
        for told in words:
            code = told.columns[1]
            rows = rows.join(told.lazy(), on=["system", code], how="left")
            rows = rows.with_columns(pl.coalesce("_word", code).alias(code)).drop("_word")
        rows = rows.join(by_system.lazy(), on=NAMED, how="left")
        if len(strangers):
            rows = rows.join(by_person.lazy(), left_on="person", right_on="ref", how="left")
            rows = rows.with_columns(pl.coalesce("account_id", "_by_person").alias("account_id")).drop("_by_person")
        ours = pl.col("account_id").is_in(among.implode()) if cut.among else pl.col("account_id").is_not_null()
        return as_persons(rows.filter(ours), known, "person")

    return link


def _by_person(cut: Cut, persons: pl.Series) -> pl.DataFrame:
    """ref (address), _by_person: the account of those of these persons that we know, or whose domain we do."""
    wanted = pl.col("ref").is_in(persons.implode())
    addresses = cut.addresses.select(pl.col("address").alias("ref"), "account_id").unique("ref").filter(wanted)
    return pl.concat([addresses, users_at(cut, wanted)]).unique("ref", keep="first").rename({"account_id": "_by_person"})


def _after(day: date) -> pl.Expr:
    """The first moment that does not belong to the day any more."""
    return pl.lit(day).cast(pl.Datetime("us")).dt.offset_by("1d")
