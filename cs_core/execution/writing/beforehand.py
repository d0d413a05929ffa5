"""What a note to one of ours begins with, whatever it is about: that the customer is closed or in mourning, that it is upset."""

from collections.abc import Iterable

from cs_core.execution.writing.claims import claim, known
from cs_core.records import Brief, Claim

AWAY = "They wrote {closed_said|quote}: until {closed_until} write to nobody there, and call only if it cannot wait."
ALARMED = "A serious complaint is unanswered: on {alarm_said_on} they wrote {alarm_said|quote}."
SOURED = "Their mood is low: of late they wrote {said|quote}."
SOUR = -50.0
"""From this mood on, of what they wrote in 30 days, their newest complaint is told though no sentence of it is an alarm."""


def beforehand(brief: Brief, said: Iterable[Claim]) -> list[Claim]:
    """These sentences where they hold, each with their own words; none whose words are `said` already."""
    mood = brief.get("sentiment_30d")
    soured = mood is not None and isinstance(mood.value, int | float) and mood.value <= SOUR
    upset = next((t for t in (ALARMED, *([SOURED] if soured else [])) if known(brief, t)), None)
    told = {brief.by_id[i].value for c in said for i in c.fact_ids if i in brief.by_id}
    lines = [claim(brief, t) for t in (AWAY, upset) if t and known(brief, t)]
    return [line for line in lines if told.isdisjoint(value for i in line.fact_ids if isinstance(value := brief.by_id[i].value, str))]
