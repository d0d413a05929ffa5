"""The questions that are ready, and how they are found and filled in: no model is needed for any of them."""

import re
from collections.abc import Mapping

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from cs_core.context.asking.of_customers import CONTEXT, LEADERSHIP
from cs_core.context.asking.of_work import EXECUTION, ORCHESTRATION
from cs_core.context.asking.record import Given, Ready
from cs_core.errors import BadInput, NotFound

READY: tuple[Ready, ...] = (*CONTEXT, *EXECUTION, *ORCHESTRATION, *LEADERSHIP)
_WORD = re.compile(r"\w+")
LIKE_ENOUGH = 45.0
"""Of 100: less than so alike in their words, a ready question is not offered."""
CHOSEN = 12.0
"""So much more alike is one for each thing that the words choose of it."""


def ready(name: str) -> Ready:
    """The ready question of that name. Raises NotFound."""
    found = next((r for r in READY if r.name == name), None)
    if found is None:
        raise NotFound(f"There is no ready question {name!r}: `python -m cs_core ask --list` names them")
    return found


def nearest(words: str, *, most: int = 3) -> list[Ready]:
    """The ready questions whose words are most like these, best first; none where none is like them. One of which the words choose
    something, a segment or a status, is the more like them.
    """
    said = {r.name: f"{r.text} {r.tells}" for r in READY}
    alike = process.extract(words, said, scorer=fuzz.token_set_ratio, processor=default_process, limit=None)
    found = [(score + CHOSEN * len(meant(ready(name), words)), name) for _, score, name in alike]
    best = sorted(((score, name) for score, name in found if score >= LIKE_ENOUGH), key=lambda one: -one[0])
    return [ready(name) for _, name in best[:most]]


def meant(question: Ready, words: str) -> dict[str, str]:
    """What the words choose of a question: ``enterprise`` and ``red`` of "How many enterprise customers are red?"; mostly nothing."""
    said = f" {' '.join(_WORD.findall(words.lower()))} "
    found = {g.name: next((w for w in g.words if w != g.default and f" {w.replace('-', ' ')} " in said), None) for g in question.given}
    return {name: word for name, word in found.items() if word}


def settled(question: Ready, chosen: Mapping[str, str]) -> dict[str, str | int]:
    """What fills the question's placeholders: as chosen, else as it stands. Raises BadInput for what cannot be chosen."""
    unknown = set(chosen) - {g.name for g in question.given}
    if unknown:
        known = ", ".join(g.name for g in question.given) or "nothing"
        raise BadInput(f"The question {question.name} does not take {', '.join(sorted(unknown))}: it takes {known}")
    return {g.name: _one(g, chosen.get(g.name)) for g in question.given}


def _one(given: Given, chosen: str | None) -> str | int:
    if chosen is None:
        return given.default
    if given.words:
        if chosen not in given.words:
            raise BadInput(f"{given.name} is one of {', '.join(given.words)}, not {chosen!r}")
        return chosen
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 7 and given.low <= int(chosen) <= given.high):
        raise BadInput(f"{given.name} is a whole number from {given.low} to {given.high}, not {chosen!r}")
    return int(chosen)
