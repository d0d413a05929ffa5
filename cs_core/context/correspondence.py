"""Who wrote to whom: messages of every channel, linked to the customer and to our person by address, domain or shared channel."""

import polars as pl

from cs_core.context.cut import Cut
from cs_core.context.identity.addresses import address
from cs_core.context.identity.known_people import as_persons
from cs_core.context.our_history import our_history
from cs_core.context.rows.attendance import named
from cs_core.context.rows.desk import addressed

SHARED_CHANNEL = r"^(?:ext|shared|customer)-([^/]+)/"
"""A Slack channel shared with a customer is named for it; the thread begins with the channel."""
OURS = r"\b([0-9a-zA-Z_-]+)@actions\.cs-console"
"""A Message-ID of ours, by which the thread of its answers is called: the action that it says, see `execution.outbox.message_id`."""
TOLD = {
    "account_id": pl.String, "person_id": pl.String, "inbound": pl.Boolean, "ours": pl.String, "outbound": pl.Boolean,
    "automatic": pl.Boolean,
}  # fmt: skip


def linked_messages(cut: Cut, team: pl.DataFrame) -> pl.DataFrame:
    """The message noun's columns and account_id, person_id (the customer's address), inbound, outbound, automatic, ours (our person).

    `team`: our people (name, email). account_id is null where no address and no channel leads to an account; inbound says that the
    customer wrote it, outbound that one of us did (without a team: that the customer did not); a third party's mail is neither. An
    address of people at several accounts tells of none; a mail that a system files, or that answers a letter of ours, is of that account.
    """
    written = addressed(cut.noun("message"), cut.noun)
    if written.is_empty():
        return written.with_columns(pl.lit(None, kind).alias(c) for c, kind in TOLD.items())
    rows = written.with_columns(address("sender")).with_row_index("_n")
    sides = _sides(rows, cut, team)
    customer = sides.filter(pl.col("account_id").is_not_null()).group_by("_n", maintain_order=True).first()
    customer = customer.select("_n", "account_id", pl.col("address").alias("person_id"), (pl.col("place") == 0).alias("inbound"))
    ours = sides.filter("is_ours").group_by("_n", maintain_order=True).first().select("_n", pl.col("our_name").alias("ours"))
    wrote = sides.filter(pl.col("place") == 0).select("_n", pl.col("is_ours").alias("_we_wrote"))
    rows = rows.join(wrote, on="_n", how="left", maintain_order="left")
    known = rows.join(customer, on="_n", how="left", maintain_order="left").join(ours, on="_n", how="left", maintain_order="left")
    known = _of_them(_by_letter(_by_company(_by_channel(known, cut), cut), sides, cut), sides, cut)
    known = as_persons(known, cut.addresses, "person_id")
    return known.with_columns(
        pl.col("inbound").fill_null(False),
        (~pl.col("inbound").fill_null(False) & (pl.col("_we_wrote").fill_null(False) | pl.lit(team.is_empty()))).alias("outbound"),
        pl.col("channel").str.ends_with("-auto").fill_null(False).alias("automatic"),
        pl.when(pl.col("inbound").fill_null(False)).then("ours").otherwise(pl.coalesce("ours", "sender_name", "sender")).alias("ours"),
    ).drop("_n", "_we_wrote")  # fmt: skip


def _sides(rows: pl.DataFrame, cut: Cut, team: pl.DataFrame) -> pl.DataFrame:
    """One row a message and address in it, the sender first: address, place, account_id, is_ours, our_name."""
    everyone = pl.concat_list(pl.col("sender"), pl.col("recipients").fill_null("").str.to_lowercase().str.split(";"))
    sides = rows.select("_n", "sender_name", everyone.alias("address")).explode("address")
    sides = sides.with_columns(pl.int_range(pl.len()).over("_n").alias("place"), address("address")).filter(pl.col("address") != "")
    sides = sides.with_columns(pl.col("address").str.split("@").list.last().alias("domain"))
    people = cut.addresses.select("address", pl.col("account_id").alias("_by_person"))
    people = people.drop_nulls().unique("address", keep="none")
    ours = team.select(address("email").alias("address"), pl.col("name").alias("_member")).drop_nulls().unique("address")
    domains = ours.select(pl.col("address").str.split("@").list.last()).to_series().unique()
    return (
        sides.join(people, on="address", how="left", maintain_order="left")
        .join(cut.domains.rename({"account_id": "_by_domain"}), on="domain", how="left", maintain_order="left")
        .join(ours, on="address", how="left", maintain_order="left")
        .with_columns(pl.col("domain").is_in(domains.implode()).alias("is_ours"))
        .with_columns(
            pl.when(~pl.col("is_ours")).then(pl.coalesce("_by_person", "_by_domain")).alias("account_id"),
            pl.coalesce("_member", pl.when(pl.col("place") == 0).then("sender_name"), "address").alias("our_name"),
        )
    )


def _by_channel(known: pl.DataFrame, cut: Cut) -> pl.DataFrame:
    """Posts in a shared channel belong to the customer it is named for, by domain or by name; who of them wrote the address says.

    Whom the workspace's own list of people does not know is theirs, where it has one: without it nobody's id has a name.
    """
    shared = pl.when(pl.col("channel").str.starts_with("slack")).then(pl.col("thread").str.extract(SHARED_CHANNEL))
    rows = known.with_columns(shared.alias("_stem"))
    of = _named_for(rows["_stem"].drop_nulls().unique(), cut)
    is_known = pl.col("sender").str.contains("@") | pl.col("sender_name").is_not_null()
    stranger = pl.col("_of_channel").is_not_null() & ~is_known & (is_known & pl.col("_stem").is_not_null()).any().over("system")
    return (
        rows.join(of, on="_stem", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("account_id", "_of_channel").alias("account_id"),
            pl.coalesce("inbound", pl.when(stranger).then(pl.lit(True))).alias("inbound"),
        )
        .drop("_stem", "_of_channel")
    )


def _named_for(stems: pl.Series, cut: Cut) -> pl.DataFrame:
    """_stem, _of_channel: the one account whose domain begins so, else the one of that name."""
    sites = cut.domains.select(pl.col("domain").str.split(".").list.first().alias("_stem"), pl.col("account_id").alias("_of_channel"))
    words = pl.DataFrame({"_stem": stems, "ref": stems.str.replace_all(r"[-_]+", " ")}, schema={"_stem": pl.String, "ref": pl.String})
    called = words.join(named(cut.companies, words["ref"].unique()), on="ref").select("_stem", pl.col("account_id").alias("_of_channel"))
    return pl.concat([sites.unique().unique("_stem", keep="none"), called]).unique("_stem", keep="first", maintain_order=True)


def _by_company(known: pl.DataFrame, cut: Cut) -> pl.DataFrame:
    """Messages that a system itself files under a company, where nobody's address says whose they are."""
    filed = cut.with_accounts(known.drop("account_id"), "message")["account_id"]
    return known.with_columns(pl.coalesce("account_id", filed).alias("account_id"))


def _by_letter(known: pl.DataFrame, sides: pl.DataFrame, cut: Cut) -> pl.DataFrame:
    """Answers from an address of people at several accounts to a letter of ours: of the account it was about, where they stand there."""
    lost = known.filter(pl.col("account_id").is_null()).select("_n", id=pl.col("thread").str.extract(OURS)).drop_nulls()
    if lost.is_empty():
        return known
    letters = our_history(cut, "action", "id", "account_id", "created_at", id=tuple(lost["id"].unique()))
    about = lost.join(letters, on="id").select("_n", pl.col("account_id").alias("_about"))
    there = _seats(about.rename({"_about": "account_id"}), sides, cut).select("_n", pl.col("account_id").alias("_about"))
    rows = known.join(there, on="_n", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("account_id", "_about").alias("account_id")).drop("_about")


def _of_them(known: pl.DataFrame, sides: pl.DataFrame, cut: Cut) -> pl.DataFrame:
    """Who of the account took part, where its people's addresses did not tell the account."""
    unnamed = known.filter(pl.col("account_id").is_not_null(), pl.col("person_id").is_null()).select("_n", "account_id")
    seats = _seats(unnamed, sides, cut).select("_n", pl.col("address").alias("_who"), (pl.col("place") == 0).alias("_wrote"))
    rows = known.join(seats, on="_n", how="left", maintain_order="left")
    told = pl.coalesce("person_id", "_who").alias("person_id"), pl.coalesce("inbound", "_wrote").alias("inbound")
    return rows.with_columns(told).drop("_who", "_wrote")


def _seats(rows: pl.DataFrame, sides: pl.DataFrame, cut: Cut) -> pl.DataFrame:
    """_n, account_id, address, place: of each message the first address in it that is of a person at its account."""
    people = cut.addresses.select("account_id", "address").unique()
    theirs = sides.filter(~pl.col("is_ours")).select("_n", "address", "place")
    there = rows.join(theirs, on="_n").join(people, on=["account_id", "address"], how="semi")
    return there.sort("_n", "place").unique("_n", keep="first", maintain_order=True)
