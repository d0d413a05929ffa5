"""What was observed by a day: the cut, and the frames that take several of its nouns together."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from cs_core.context.correspondence import linked_messages
from cs_core.context.cut import Cut
from cs_core.context.team import team_as_of
from cs_core.context.use import Use, linked, use


@dataclass(frozen=True)
class Observed(Cut):
    """A cut with who wrote to whom, who works here, and what is used: all that signals are made of."""

    @cached_property
    def messages(self) -> pl.DataFrame:
        """E-mails and Slack posts, linked by the customer's address; `inbound` says that the customer wrote it."""
        return linked_messages(self, self.team)

    @cached_property
    def team(self) -> pl.DataFrame:
        """Our people and their hours: imported, then as edited on the Coverage page."""
        return team_as_of(self)

    @cached_property
    def events(self) -> pl.LazyFrame:
        """Usage by account up to the day: account_id, at, event, count, seconds, errors, person, system, file, row."""
        return linked(self)

    @cached_property
    def use(self) -> Use:
        """Sums over the event lake: see `context.use`."""
        return use(self)
