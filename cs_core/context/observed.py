"""What was observed by a day: the cut, and the frames that take several of its nouns together."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps

import polars as pl

from cs_core.context.asked_out import with_asked_out
from cs_core.context.correspondence import linked_messages
from cs_core.context.cut import Cut
from cs_core.context.imports import Imports, imports, usage_imports
from cs_core.context.notes import standing, with_roles, with_wishes
from cs_core.context.readings import read_texts, readings, said, sayings
from cs_core.context.returns import with_returns
from cs_core.context.team import team_as_of
from cs_core.context.usage.linked_use import linked
from cs_core.context.usage.use import Feed, Use, feed, use


@dataclass(frozen=True)
class Observed(Cut):
    """A cut with who wrote to whom, who works here, what is used and what people noted: all that signals are made of."""

    @property
    def only(self) -> dict[str, list[str]]:
        """What picks the rows that are shown of a table with account_id: nothing, as all are."""
        return {}

    @cached_property
    def notes(self) -> pl.DataFrame:
        """What our people noted and did not take back: see `context.notes`."""
        return standing(self)

    @cached_property
    def imported_use(self) -> pl.DataFrame:
        """source, _use_at: when each system's newest use was imported."""
        return usage_imports(self)

    @cached_property
    def imports(self) -> Imports:
        """When each row was imported: see `context.imports`."""
        return imports(self)

    @cached_property
    def people(self) -> pl.DataFrame:
        """People at customers, with the roles that notes give; undeliverable and opted out, too, by what came back of our messages."""
        return with_asked_out(with_returns(with_roles(self.people_of_systems, self.notes), self), self.messages)

    @cached_property
    def desired_outcomes(self) -> pl.DataFrame:
        """What customers said they want, with quote and day, noted statements too."""
        return with_wishes(self.outcomes_of_systems, self.notes)

    @cached_property
    def messages(self) -> pl.DataFrame:
        """E-mails and Slack posts, linked by the customer's address; `inbound` says that the customer wrote it."""
        return self.those_among(linked_messages(self, self.team))

    @cached_property
    def said(self) -> pl.DataFrame:
        """What was read in conversations, each with its quote: moods, topics and asks of customers, promises of ours."""
        return self._read[0]

    @cached_property
    def sayings(self) -> pl.DataFrame:
        """`said`, one row a sentence and kind."""
        return sayings(self.said)

    @cached_property
    def readings(self) -> pl.DataFrame:
        """One row a text that was read: who, when, sentiment, topics, asks, promises."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """`said` and `readings` of every text that was read; the texts, which take as much room as both, are let go."""
        texts = read_texts(self, self.messages)
        spans = said(texts, self.team)
        return spans, readings(texts, spans)

    @cached_property
    def team(self) -> pl.DataFrame:
        """Our people and their hours: imported, then as edited on the Coverage page."""
        return team_as_of(self)

    @cached_property
    def feed(self) -> Feed | None:
        """How far the usage feed reaches: see `context.usage.use`."""
        return feed(self)

    @cached_property
    def events(self) -> pl.LazyFrame:
        """Usage by account up to the day: account_id, at, event, count, seconds, errors, person, system, file, row."""
        return linked(self, self.feed.monthly if self.feed else ())

    @cached_property
    def use(self) -> Use:
        """Sums over the event lake: see `context.usage.use`."""
        return use(self, self.feed)


def once(work: Callable[[Observed], pl.DataFrame]) -> Callable[[Observed], pl.DataFrame]:
    """What several parts ask of one snapshot is worked out once, and kept with it."""
    key = held_as(work)

    @wraps(work)
    def asked(snap: Observed) -> pl.DataFrame:
        if key not in vars(snap):
            vars(snap)[key] = work(snap)
        return vars(snap)[key]

    return asked


def hand_over(snap: Observed, work: Callable[[Observed], pl.DataFrame], answer: pl.DataFrame) -> None:
    """What `work`, a function that is asked `once`, is to answer of this snapshot."""
    vars(snap)[held_as(work)] = answer


def held_as(work: Callable[[Observed], pl.DataFrame]) -> str:
    """The name under which a snapshot holds the answer of what is asked `once`."""
    return f"{work.__module__}.{work.__name__}"


def by_month(snap: Observed) -> tuple[str, ...]:
    """The systems that tell use by the month only, so far as the day shows: what they told holds until the next month can be expected."""
    return tuple(m.system for m in snap.feed.monthly) if snap.feed else ()


@once
def keepers(snap: Observed) -> pl.DataFrame:
    """frame, system: which systems keep our customers' tickets and deals, in the order of their first row.

    Of one most of whose rows are tied to no customer nobody can tell whose they are: who has none there may well have one.
    """
    parts = [
        getattr(snap, name).group_by("system", maintain_order=True).agg(pl.col("account_id").is_not_null().mean().alias("_tied"))
        .filter(pl.col("_tied") >= MOSTLY).select(pl.lit(name).alias("frame"), "system") for name in KEPT_IN
    ]  # fmt: skip
    return pl.concat(parts)


KEPT_IN = ("tickets", "deals")
MOSTLY = 0.5
