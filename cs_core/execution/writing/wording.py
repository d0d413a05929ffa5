"""How letters are worded: the company's voice, and on top of it what reviewers have taught: phrasings out, others in, how long."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from cs_core.execution.writing import voice as voices
from cs_core.execution.writing.voice import PLAIN, TONES, Voice

DETAILS = 2
"""At most this many further sentences: a short letter is read."""

GREETING, CLOSING = PLAIN.hello, PLAIN.closing
GREETINGS = tuple(tone.greeting for tone in TONES.values())
CLOSINGS = tuple(tone.closing for tone in TONES.values())
FRAME = (*GREETINGS, *CLOSINGS)
"""What code writes around a draft, whoever wrote the rest, where the leader has set no words of their own."""


class Wording(NamedTuple):
    """How a composer chooses among its phrasings; it never adds a figure, a name or a recipient."""

    avoid: frozenset[str] = frozenset()
    """Phrasings that reviewers take out."""
    instead: Mapping[str, str] = MappingProxyType({})
    """A phrasing that states nothing -> the words that reviewers write in its place, which state nothing either."""
    details: int = DETAILS
    voice: Voice = PLAIN

    @property
    def hello(self) -> str:
        """The greeting's phrasing: what reviewers write in place of the voice's, else the voice's."""
        return self.instead.get(self.voice.hello, self.voice.hello)

    @property
    def closing(self) -> str:
        """The closing words, by the same rule."""
        return self.instead.get(self.voice.closing, self.voice.closing)


AS_WRITTEN = Wording()


def advice(wording: Wording) -> str:
    """The same for a model, in words; empty where nothing was set or learnt."""
    lines = [f"- leave out sentences like “{phrasing}”" for phrasing in sorted(wording.avoid - wording.instead.keys())]
    lines += [f"- write “{words}” rather than “{phrasing}”" for phrasing, words in sorted(wording.instead.items()) if phrasing not in FRAME]
    lines += [f"- at most {wording.details + 2} sentences"] if wording.details < DETAILS else []
    learnt = "\n".join(("What reviewers change most:", *lines)) if lines else ""
    return "\n\n".join(part for part in (voices.advice(wording.voice), learnt) if part)
