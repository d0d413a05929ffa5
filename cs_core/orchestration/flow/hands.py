"""Several processes for work that falls into parts: each is gone with all that it held once the parts are done.

The processes are loky's, for they neither share this one's memory nor run its main program again, be that a page or a command.
"""

import os
from collections.abc import Callable, Sequence
from itertools import islice
from math import ceil
from typing import TypeVar

from joblib.externals.loky import FIRST_COMPLETED, ProcessPoolExecutor, wait
from joblib.externals.loky.process_executor import BrokenProcessPool

from cs_core.errors import StoreError
from cs_core.orchestration.flow.parent import LOOK_S, end_with

Made = TypeVar("Made")
Item = TypeVar("Item")
Hears = Callable[[int, int], None]
"""Hears how many of how many are done."""
MOST = 4
"""So many processes at once, for each holds a part."""
THREADS = "POLARS_MAX_THREADS"
"""Of each process, so many that all together have one a processor: more of them hand small frames to and fro, which takes longer."""
FREED, SOON, LATER = "_RJEM_MALLOC_CONF", "dirty_decay_ms:3000,muzzy_decay_ms:0", "dirty_decay_ms:10000,muzzy_decay_ms:0"
"""How polars' memory is kept: given back soon, for what one step let go of would stand beside what the next one needs. Where there is room
for both, what is given back later need not be asked for so often: that takes a tenth off the work."""
CUT_OFF = "A process at work on a part of the customers was ended from outside, perhaps for want of memory: nothing is kept, run it again"


def nobody(done: int, of: int) -> None:
    """Hears nothing."""


def hands_here() -> int:
    """How many processes work at once: one a processor, at most MOST."""
    return min(os.cpu_count() or 1, MOST)


def evenly(items: Sequence[Item], most: int) -> list[Sequence[Item]]:
    """The items in parts alike in size, of `most` at the most, so many that no process waits for the last one longer than it must."""
    rounds = ceil(len(items) / most / hands_here())
    size = ceil(len(items) / max(1, rounds * hands_here()))
    return [items[start : start + size] for start in range(0, len(items), max(1, size))]


def as_it_is(made: Made) -> Made:
    """The same."""
    return made


def apart(
    work: Callable[..., Made], parts: Sequence[Item], *, told: Hears = nobody, given: Callable[[Item], tuple] = as_it_is,
    taken: Callable[[Made], Made] = as_it_is, roomy: bool = False,
) -> list[Made]:  # fmt: skip
    """`taken(work(*given(part)))` of each, in their order; as many at once as `hands_here`.

    `work` is a function of a module, for it is sent. What it raises is raised here; StoreError where a process was ended from outside.
    `told` hears every LOOK_S, or sooner, how many of the parts are done; where it raises, the processes are ended at once. `given` is asked
    here shortly before a part is sent, `taken` as soon as it is done: neither what it was sent nor what came of it is held. `roomy`: there
    is memory to spare, and the parts differ in length, so that the last one may use the processors of those that are done.
    """
    hands = min(len(parts), hands_here()) or 1
    threads = (os.cpu_count() or 1) // (1 if roomy else hands)
    own = {THREADS: os.environ.get(THREADS) or str(threads), FREED: LATER if roomy else SOON}
    pool = ProcessPoolExecutor(hands, initializer=end_with, initargs=(os.getpid(),), env=own)
    pending, made, waiting = {}, {}, iter(enumerate(parts))

    def send(most: int) -> None:
        pending.update((pool.submit(work, *given(part)), at) for at, part in islice(waiting, most))

    try:
        send(hands + 1)
        while pending:
            done, _ = wait(pending, LOOK_S, FIRST_COMPLETED)
            while done:
                one = done.pop()
                made[pending.pop(one)] = taken(one.result())
                send(1)
            told(len(made), len(parts))
        return [made[at] for at in range(len(parts))]
    except BrokenProcessPool as error:
        raise StoreError(CUT_OFF) from error
    finally:
        pool.shutdown(kill_workers=True)  # what they held is the operating system's to clear away, which takes it no time
