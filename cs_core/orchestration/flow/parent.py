"""A process that was begun by another one and is gone with it."""

import os
from threading import Thread
from time import sleep

LOOK_S = 0.5
"""So often a process looks whether the one that began it is still there, and that one whether somebody wants it stopped."""


def end_with(parent: int) -> None:
    """This process ends where `parent`, which began it, is killed: nobody waits for its work any more. Windows does not tell of it."""
    Thread(target=_look_out, args=(parent,), daemon=True).start()


def _look_out(parent: int) -> None:
    while os.getppid() == parent:
        sleep(LOOK_S)
    os._exit(1)
