"""How the steps of a cycle are run: in this process, one after the other. A durable engine would keep the same two names."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")
EVERY = 100
"""Items after which it is told how many are done."""


class Runner(Protocol):
    """Runs one step of a cycle over its items; results come back in the order of the items."""

    def each(self, step: str, do: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]: ...


class InlineRunner:
    """In this process, in order, with nothing besides; `told` hears how many of a step's items are done."""

    def __init__(self, told: Callable[[str, int, int], None] | None = None):
        self._told = told

    def each(self, step: str, do: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
        """The results of `do` over the items, in order. What `do` raises ends the step."""
        waiting, made = list(items), []
        for item in waiting:
            made.append(do(item))
            if self._told and len(made) % EVERY == 0:
                self._told(step, len(made), len(waiting))
        return made
