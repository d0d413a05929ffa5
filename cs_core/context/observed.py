"""What was observed by a day: the cut, and the frames that take several of its nouns together."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps

import polars as pl

from cs_core.context.correspondence import linked_messages
from cs_core.context.cut import Cut
from cs_core.context.imports import Imports, imports
from cs_core.context.notes import standing, with_roles, with_wishes
from cs_core.context.readings import read_texts, readings, said, sayings
from cs_core.context.returns import with_returns
from cs_core.context.team import team_as_of
from cs_core.context.use import Use, linked, use


@dataclass(frozen=True)
class Observed(Cut):
    """A cut with who wrote to whom, who works here, what is used and what people noted: all that signals are made of."""

    @cached_property
    def notes(self) -> pl.DataFrame:
        """What our people noted and did not take back: see `context.notes`."""
        return standing(self)

    @cached_property
    def imports(self) -> Imports:
        """When each row was imported: see `context.imports`."""
        return imports(self)

    @cached_property
    def people(self) -> pl.DataFrame:
        """People at customers, with the roles that notes give; undeliverable and opted out, too, by what came back of our messages."""
        return with_returns(with_roles(super().people, self.notes), self)

    @cached_property
    def desired_outcomes(self) -> pl.DataFrame:
        """What customers said they want, with quote and day, noted statements too."""
        return with_wishes(super().desired_outcomes, self.notes)

    @cached_property
    def messages(self) -> pl.DataFrame:
        """E-mails and Slack posts, linked by the customer's address; `inbound` says that the customer wrote it."""
        return linked_messages(self, self.team)

    @cached_property
    def _texts(self) -> pl.DataFrame:
        return read_texts(self, self.messages)

    @cached_property
    def said(self) -> pl.DataFrame:
        """What was read in conversations, each with its quote: moods, topics and asks of customers, promises of ours."""
        return said(self._texts, self.team)

    @cached_property
    def sayings(self) -> pl.DataFrame:
        """`said`, one row a sentence and kind."""
        return sayings(self.said)

    @cached_property
    def readings(self) -> pl.DataFrame:
        """One row a text that was read: who, when, sentiment, topics, asks, promises."""
        return readings(self._texts, self.said)

    @cached_property
    def team(self) -> pl.DataFrame:
        """Our people and their hours: imported, then as edited on the Coverage page."""
        return team_as_of(self)

    @cached_property
    def events(self) -> pl.LazyFrame:
        """Usage by account up to the day: account_id, at, event, count, seconds, errors, person, system, file, row."""
        return linked(self, self.use.feed)

    @cached_property
    def use(self) -> Use:
        """Sums over the event lake: see `context.use`."""
        return use(self)


def once(work: Callable[[Observed], pl.DataFrame]) -> Callable[[Observed], pl.DataFrame]:
    """What several parts ask of one snapshot is worked out once, and kept with it."""
    key = f"{work.__module__}.{work.__name__}"

    @wraps(work)
    def asked(snap: Observed) -> pl.DataFrame:
        if key not in vars(snap):
            vars(snap)[key] = work(snap)
        return vars(snap)[key]

    return asked
