"""A few questions asked at the same time, and their answers in the order of the questions."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def a_few(do: Callable[[Item], Made], items: Iterable[Item], at_once: int) -> Iterator[Made]:
    """What `do` makes of each item, in order; up to `at_once` are being done at a time, in threads of their own if that is more than one.

    No item begins before the one `at_once` places ahead of it is done, which is what `metering.Turn` counts on.
    """
    if at_once == 1:
        yield from map(do, items)
        return
    running: deque = deque()
    with ThreadPoolExecutor(at_once, thread_name_prefix="model") as pool:
        for item in items:
            if len(running) == at_once:
                yield running.popleft().result()
            running.append(pool.submit(do, item))
        while running:
            yield running.popleft().result()
