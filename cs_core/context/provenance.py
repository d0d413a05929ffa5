"""Where each kind of knowledge of an account comes from, and how old it is: the row beneath it, and the day up to which it is known.

A state (a contract, a count of open tickets) is known up to the newest row of the system that keeps it: a quiet account in a live feed
is fresh, any account in a dead feed is not. Of contracts, which come seldom, their file tells too (`feeds`). A statement (a wish, a
contact) is as old as it is.
"""

from collections.abc import Callable, Collection

import polars as pl

from cs_core.context.feeds import newest_days, newest_of_kinds, people_listed
from cs_core.context.observed import Observed, keepers, once
from cs_core.context.pulse import latest_pulse
from cs_core.context.rows.believed import saying
from cs_core.context.signals.consumption import committed_in, counted_in
from cs_core.context.signals.contract import lost_by_deal, open_deals, renewal, rolling, unpaid
from cs_core.context.signals.conversations import answers, felt_lately, on_topic, open_asks, overdue_promises
from cs_core.context.signals.goals import figured, stated
from cs_core.context.signals.grievances import GRIEVANCES
from cs_core.context.signals.occasions import praise
from cs_core.context.signals.onboarding import milestones_of
from cs_core.context.signals.people import CALLED, departed_champions, named, present, two_way
from cs_core.context.signals.profile import said_segment
from cs_core.context.signals.support import seen_by_support
from cs_core.context.signals.wishes import WISHES

Part = Callable[[Observed, pl.DataFrame], pl.DataFrame]
BY_RANK = "rule: ARR rank (subscriptions)"
SHAPE = {"account_id": pl.String, "knowledge": pl.String, "observed_on": pl.Date, "source": pl.String, "source_row": pl.String}
PLACE = {"account_id": pl.String, "source": pl.String, "source_row": pl.String, "observed_on": pl.Date}
PLACED = ("account_id", "system", "source_row")


def origins(snap: Observed, signals: pl.DataFrame, only: Collection[str] = ()) -> pl.DataFrame:
    """account_id, knowledge, observed_on, source, source_row: one row an account and kind of which something is known.

    Of all kinds, or of `only` some. Besides those of `KNOWLEDGE` it names the rows of ``champion``, ``sponsor`` and ``champion left``,
    which are people of their own, of ``segment``, which may be our own ranking, and of each field of the profile, which may come from
    another system each.
    """
    lives = newest_days(snap)
    parts = PARTS | {"milestones": lambda snap, lives: _milestones(snap, signals, lives)}
    told = {name: part(snap, lives) for name, part in parts.items() if not only or name in only}
    rows = pl.concat([_shaped(rows, name) for name, rows in told.items()]).join(snap.accounts, on="account_id", how="semi")
    noted = snap.notes.select("source_row", pl.col("system").alias("source"), pl.col("observed_on").alias("_noted"))
    rows = rows.join(noted, on=["source", "source_row"], how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("_noted", "observed_on").alias("observed_on")).drop("_noted")


def _shaped(rows: pl.DataFrame, knowledge: str) -> pl.DataFrame:
    if rows.is_empty():
        return pl.DataFrame(schema=SHAPE)
    rows = rows.with_columns(pl.lit(knowledge).alias("knowledge")).select(pl.col(c).cast(t) for c, t in SHAPE.items())
    return rows.unique("account_id", keep="first", maintain_order=True)


def _of(rows: pl.DataFrame, lives: pl.DataFrame, *, counted: bool = False) -> pl.DataFrame:
    """One row an account from rows best first: the first row's system and place, known up to the life of that system."""
    if rows.is_empty():
        return pl.DataFrame(schema=PLACE)
    more = pl.len() - 1
    place = pl.when(more > 0).then(pl.format("{} and {} more", pl.col("source_row").first(), more)).otherwise(pl.col("source_row").first())
    one = rows.drop_nulls("account_id").group_by("account_id", maintain_order=True)
    told = one.agg(pl.col("system").first().alias("source"), (place if counted else pl.col("source_row").first()).alias("source_row"))
    return told.join(lives.rename({"system": "source", "life": "observed_on"}), on="source", how="left")


def _profile(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    return _of(_companies(snap), lives)


def _companies(snap: Observed) -> pl.DataFrame:
    return snap.companies.filter(~pl.col("deleted").fill_null(False))


def _field(name: str) -> Part:
    """The row that a field of the profile comes from: the most trusted company record that fills it."""
    return lambda snap, lives: _of(saying(snap.companies, name), lives)


def _name(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    rows = _companies(snap)
    return _of(pl.concat([part.select(PLACED) for part in (rows.drop_nulls("name"), rows.drop_nulls("domain"), rows)]), lives)


def _customer_on(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """The company's own word, else the first contract."""
    own = _of(saying(snap.companies, "customer_on"), lives)
    first = _of(snap.subscriptions.sort("started_on", "source_id", nulls_last=True), lives)
    return pl.concat([own, first])


def _segment(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """The company row that says the segment in a word of ours; where none does, the rule that ranks by revenue."""
    said = _of(_companies(snap).filter(said_segment().is_not_null()), lives)
    rule = pl.lit(snap.as_of).alias("observed_on"), pl.lit("cs_core").alias("source"), pl.lit(BY_RANK).alias("source_row")
    ranked = snap.accounts.join(said, on="account_id", how="anti").select("account_id", *rule)
    return pl.concat([said.select(ranked.columns), ranked])


def _contract(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    largest = [pl.col("ended_on").is_not_null(), pl.col("trial").fill_null(False), -pl.col("mrr").fill_null(0.0), pl.col("source_id")]
    held = _of(snap.subscriptions.sort(largest), _lives_of(snap, lives, "subscription"), counted=True)
    return pl.concat([held, _of(lost_by_deal(snap), _lives_of(snap, lives, "deal"))])


def _renewal(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """The row that dates the renewal; where every term rolls on by the month, the contract by which it is known that there is none."""
    rows = renewal(snap).filter(pl.col("renewal_on").is_not_null())
    dated = rows.select("account_id", pl.col("renewal_system").alias("system"), pl.col("renewal_row").alias("source_row"))
    return _of(pl.concat([dated, rolling(snap).select(dated.columns)]), _lives_of(snap, lives, "subscription", "deal"))


def _lives_of(snap: Observed, lives: pl.DataFrame, *nouns: str) -> pl.DataFrame:
    """`lives`, of systems that send these kinds of rows by how new those are."""
    own = newest_of_kinds(snap).filter(pl.col("noun").is_in(nouns)).group_by("system").agg(pl.col("life").max())
    return pl.concat([own, lives.join(own, on="system", how="anti")])


def _usage(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """The rows of the last 8 weeks; where there are none, the record by which we would see them."""
    span = snap.use.feed
    if span is None:
        return pl.DataFrame(schema=SHAPE)
    seen = snap.use.spans.rename({"place": "source_row"})
    idle = snap.use.covers(snap).join(seen, on="account_id", how="anti").join(_of(_senders(snap), lives), on="account_id", how="left")
    both = pl.concat([seen, idle.select(seen.columns)])
    return both.with_columns(pl.lit(min(span.newest_on, snap.as_of)).alias("observed_on"))


def _senders(snap: Observed) -> pl.DataFrame:
    systems = snap.use.senders.select("system").unique()
    own = pl.concat([f.select(PLACED) for f in (snap.companies, snap.subscriptions)])
    return pl.concat([own.join(systems, on="system", how=how) for how in ("semi", "anti")])


def _people(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    return _newest_person(people_seen(snap).filter(pl.col("reachable")))


def _roles(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    gone = departed_champions(snap).with_columns(pl.col("left_on").alias("seen_on"))
    columns = ["account_id", "system", "source_row", "seen_on"]
    there = _by_role(people_seen(snap)).filter(pl.col("role").is_in(list(CALLED)))
    return _newest_person(pl.concat([there.select(columns), gone.select(columns)]))


def _by_role(rows: pl.DataFrame) -> pl.DataFrame:
    """People by the row that gives their role, which may be a note."""
    return rows.with_columns(pl.col("role_system").alias("system"), pl.col("role_row").alias("source_row"))


def _newest_person(rows: pl.DataFrame) -> pl.DataFrame:
    return _first_person(rows.sort("seen_on", descending=True, maintain_order=True))


def _first_person(rows: pl.DataFrame) -> pl.DataFrame:
    one = rows.group_by("account_id", maintain_order=True)
    return one.agg(pl.col("seen_on").first().alias("observed_on"), pl.col("system").first().alias("source"), pl.col("source_row").first())


def _called(fact: str) -> Part:
    def told(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
        who = named(snap).filter(pl.col("fact") == fact)
        return _first_person(_by_role(people_seen(snap).join(who, on=["account_id", "person_id"], how="semi", maintain_order="left")))

    return told


def _champion_left(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    return _newest_person(departed_champions(snap).with_columns(pl.col("left_on").alias("seen_on")))


@once
def people_seen(snap: Observed) -> pl.DataFrame:
    """`present` with seen_on: the newest day on which their record was written, they wrote to us, or they used the product.

    A record that says when it was made, and not when it was written last, is as new as the list in which it stands.
    """
    theirs = snap.messages.filter(pl.col("inbound"), pl.col("person_id").is_not_null())
    wrote = theirs.group_by("person_id").agg(pl.col("sent_at").max().alias("wrote"))
    rows = present(snap).join(wrote, on="person_id", how="left", maintain_order="left")
    rows = rows.join(snap.use.people, on="person_id", how="left", maintain_order="left")
    rows = rows.join(people_listed(snap), on="system", how="left", maintain_order="left")
    undated = pl.col("known_at") == pl.col("created_on").cast(pl.Datetime("us"))
    days = [*(pl.col(c).dt.date() for c in ("known_at", "wrote", "used")), pl.when(undated).then("listed")]
    return rows.with_columns(pl.max_horizontal(pl.when(d <= snap.as_of).then(d) for d in days).fill_null(snap.as_of).alias("seen_on"))


def _support(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    told = _of(snap.tickets.sort("opened_at", descending=True), lives, counted=True)
    return _or_quiet(told, snap, "tickets", lives).join(seen_by_support(snap), on="account_id", how="semi")


def _or_quiet(told: pl.DataFrame, snap: Observed, frame: str, lives: pl.DataFrame) -> pl.DataFrame:
    """Adds accounts without such a row, but with a company record in a system that keeps them: there it is known that there is none."""
    those = keepers(snap).filter(frame=frame)
    quiet = _of(snap.companies.join(those, on="system", how="semi"), lives).join(told, on="account_id", how="anti")
    return pl.concat([told, quiet.select(told.columns)])


def _conversations(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    theirs = snap.messages.filter(pl.col("inbound"), ~pl.col("automatic"))
    return _of(theirs.sort("sent_at", descending=True), lives)


def _counted(rows_of: Callable[[Observed], pl.DataFrame], at: str = "at") -> Part:
    """The newest of the rows that a signal counts, and how many more; where it counts none, the newest text that was read."""

    def told(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
        rows = rows_of(snap)
        if rows.is_empty():
            return _read(snap)
        rows = rows.sort(at, "key", descending=True).unique(["account_id", "key"], keep="first", maintain_order=True)
        days = rows.group_by("account_id").agg(pl.col(at).max().dt.date().alias("observed_on"))
        mine = _of(rows, lives, counted=True).drop("observed_on").join(days, on="account_id", maintain_order="left")
        return pl.concat([mine, _read(snap).select(mine.columns)])

    return told


@once
def _read(snap: Observed) -> pl.DataFrame:
    """The newest text of each account that was read."""
    rows = snap.readings.filter(pl.col("sentiment").is_not_null()).select("account_id", "system", "source_row", "at", "key")
    return _of(rows.sort("at", "key", descending=True), newest_days(snap))


def _touches(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    return _of(two_way(snap).sort("on", "system", "source_row", descending=[True, False, False]), lives)


def _billing(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    late = unpaid() & (pl.col("due_on") < snap.as_of)
    return _of(snap.invoices.with_columns(late.alias("late")).sort("late", "issued_on", descending=True), lives)


def _pipeline(snap: Observed, lives: pl.DataFrame) -> pl.DataFrame:
    """The open deals; of an account without any, the last deal that was decided."""
    ahead = _of(pl.concat([open_deals(snap, kind) for kind in ("renew", "expan")]), lives, counted=True)
    decided = _of(snap.deals.drop_nulls("closed_on").sort("closed_on", "source_id", descending=True), lives)
    told = pl.concat([ahead, decided.join(ahead, on="account_id", how="anti")])
    return _or_quiet(told, snap, "deals", lives)


def _milestones(snap: Observed, signals: pl.DataFrame, lives: pl.DataFrame) -> pl.DataFrame:
    """The vendor's row of the account's next milestone, else of the last of its plan."""
    ahead = signals.select("account_id", "next_milestone", "plan", pl.col("customer_on").alias("started_on"))
    goals = milestones_of(snap, ahead).join(ahead.select("account_id", "next_milestone"), on="account_id", maintain_order="left")
    is_next = (pl.col("milestone") == pl.col("next_milestone")).fill_null(False)
    told = _of(goals.reverse().sort(is_next, descending=True, maintain_order=True), lives)
    return told.with_columns(pl.lit(snap.as_of).alias("observed_on"))


def _from_vendor(snap: Observed, kinds: tuple[str, ...]) -> pl.DataFrame:
    """The same for every account: the newest row of the vendor's own knowledge of these kinds."""
    rows = snap.knowledge.filter(pl.col("kind").is_in(kinds)).sort("known_at", "source_row", descending=[True, False]).head(1)
    day = pl.coalesce("published_on", pl.col("known_at").dt.date()).clip(upper_bound=snap.as_of).alias("observed_on")
    return snap.accounts.select("account_id").join(rows.select(day, pl.col("system").alias("source"), "source_row"), how="cross")


PARTS = {
    "profile": _profile,
    "segment": _segment,
    "contract": _contract,
    "renewal date": _renewal,
    "usage": _usage,
    "commitment": committed_in,
    "consumption": counted_in,
    "people": _people,
    "roles": _roles,
    "support": _support,
    "conversations": _conversations,
    "touches": _touches,
    "billing": _billing,
    "pipeline": _pipeline,
    "products and prices": lambda snap, lives: _from_vendor(snap, ("plan", "feature")),
    "releases": lambda snap, lives: _from_vendor(snap, ("release",)),
    "policies": lambda snap, lives: _from_vendor(snap, ("policy",)),
    "desired outcome": stated,
    "own figure": figured,
    "champion": _called("champion"),
    "sponsor": _called("sponsor"),
    "champion left": _champion_left,
    **{name: _counted(rows) for name, rows in (("texts", felt_lately), ("negative topic", on_topic), *GRIEVANCES, *WISHES)},
    "asks": _counted(open_asks),
    "promises": _counted(overdue_promises),
    **{kind: _counted(lambda snap, kind=kind: answers(snap, kind), "answered_at") for kind in ("nps", "csat")},
    "praise": lambda snap, lives: praise(snap).rename({"answered_on": "observed_on", "system": "source"}),
    "pulse": lambda snap, lives: latest_pulse(snap).with_columns(pl.col("at").dt.date().alias("observed_on"), source="system"),
    "name": _name,
    "customer_on": _customer_on,
    **{name: _field(name) for name in ("industry", "country", "owner")},
}
