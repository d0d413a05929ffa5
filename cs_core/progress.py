"""How far a long piece of work is, how long it may still take, and how it is stopped.

Long functions take ``progress: Callable[[float, str], None]`` and call it with the share done (0 to 1, never less than before) and what
they are about to do. Whoever listens may raise `Stopped` from it: what was being written is then undone, what was written before is kept.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from cs_core.errors import CSError

Progress = Callable[[float, str], None]

KEPT = "Stopped at your word; what was written is kept, run it again to go on"


class Stopped(CSError):
    """A person stopped it."""

    def __init__(self, message: str = KEPT):
        super().__init__(message)


def silent(share: float, what: str) -> None:
    """Progress that nobody listens to."""


def part(progress: Progress | None, start: float, end: float, *, before: str = "") -> Progress:
    """Progress of a part of the work, told as the stretch from `start` to `end` of the whole."""
    if progress is None:
        return silent
    return lambda share, what: progress(start + (end - start) * min(max(share, 0.0), 1.0), f"{before}{what}")


def paced(progress: Progress | None, pace: Sequence[tuple[float, float]]) -> Progress | None:
    """Progress of work whose steps take other times than their shares say. `pace` has (share told, share of the time gone by then),
    rising from (0, 0) to (1, 1); between two of them time passes evenly.
    """
    return progress and (lambda share, what: progress(_gone(share, pace), what))


def _gone(share: float, pace: Sequence[tuple[float, float]]) -> float:
    for (told, gone), (next_told, next_gone) in pairwise(pace):
        if share < next_told:
            return gone + (next_gone - gone) * (share - told) / (next_told - told)
    return pace[-1][1]


class Clock:
    """Time left, from what was told so far: the newest stretch counts most, as steps differ in speed."""

    def __init__(self, started: float):
        self._told = [(started, 0.0)]

    def left(self, share: float, now: float) -> float | None:
        """Seconds left, None while nobody can tell. `now` is of the same clock as `started`."""
        if share > self._told[-1][1]:
            self._told = [*self._told[-STRETCHES:], (now, share)]
        return seconds_left(self._told, now)


def seconds_left(told: list[tuple[float, float]], now: float) -> float | None:
    """Seconds left from (second, share) as they were told, the first of them (start, 0); None at the beginning.

    The rate is that of the last stretches and that of the whole, half each. What has passed since the last word is taken off.
    """
    (start, first), (last, share) = told[0], told[-1]
    if share >= 1.0:
        return 0.0
    if share < LEAST_SHARE or last - start < LEAST_SECONDS or share <= first:
        return None
    lately = told[-min(len(told), LATELY + 1)]
    whole = (last - start) / (share - first)
    newest = (last - lately[0]) / (share - lately[1]) if share > lately[1] else whole
    return max((whole + newest) / 2 * (1.0 - share) - (now - last), 0.0)


def in_words(seconds: float | None) -> str:
    """``about 40 s left``, ``about 3 min left``; at the beginning that nobody can tell yet."""
    if seconds is None:
        return "cannot tell yet how long"
    if seconds < 5:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5 if seconds > 10 else round(seconds)} s left"
    minutes = round(seconds / 60)
    return f"about {minutes} min left" if minutes < 90 else f"about {seconds / 3600:.1f} h left"


LEAST_SHARE = 0.02
LEAST_SECONDS = 1.0
STRETCHES = 40
LATELY = 8
"""So many words back is lately."""
