"""How the steps of a cycle are run: in this process, one item after the other or a few at once. A durable engine would keep the names."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from cs_core.execution.models.at_once import a_few

Item = TypeVar("Item")
Made = TypeVar("Made")
EVERY = 100
"""Items after which it is told how many are done."""


class Runner(Protocol):
    """Runs one step of a cycle over its items; results come back in the order of the items."""

    def each(self, step: str, do: Callable[[Item], Made], items: Sequence[Item], *, at_once: int = 1) -> list[Made]: ...


class InlineRunner:
    """In this process, with nothing besides; `told` hears how many of a step's items are done."""

    def __init__(self, told: Callable[[str, int, int], None] | None = None):
        self._told = told

    def each(self, step: str, do: Callable[[Item], Made], items: Sequence[Item], *, at_once: int = 1) -> list[Made]:
        """The results of `do` over the items, in order. What `do` raises ends the step.

        Up to `at_once` items are being done at a time, in threads of their own if that is more than one: then `do` may wait for
        others, and not touch the store. No item begins before the one `at_once` places ahead of it is done.
        """
        made = []
        for result in a_few(do, items, at_once):
            made.append(result)
            if self._told and len(made) % EVERY == 0:
                self._told(step, len(made), len(items))
        return made
