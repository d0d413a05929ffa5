"""What a note to one of ours begins with where the customer is upset, whatever the note is about: their own sentence, and its day."""

from cs_core.execution.writing.claims import claim, known
from cs_core.records import Brief, Claim

ALARMED = "They are upset: on {alarm_said_on} they wrote {alarm_said|quote}."
SOURED = "They are upset; of late they wrote {said|quote}."
SOUR = -50.0
"""From this mood on, of what they wrote in 30 days, their newest complaint is told though no sentence of it is an alarm."""


def upset(brief: Brief, why: Claim) -> list[Claim]:
    """At most one sentence, and none where `why` says their words already."""
    mood = brief.get("sentiment_30d")
    soured = mood is not None and isinstance(mood.value, int | float) and mood.value <= SOUR
    line = next((t for t in (ALARMED, *([SOURED] if soured else [])) if known(brief, t)), None)
    told = claim(brief, line) if line else None
    words = {f.id: f.value for f in brief.facts}
    said = {words[i] for i in why.fact_ids}
    return [told] if told and said.isdisjoint(words[i] for i in told.fact_ids if isinstance(words[i], str)) else []
