"""How often a property is tried: the same few inputs in the short run, new ones by the thousand in the long run."""

import os
from _thread import interrupt_main
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

import pytest

hypothesis = pytest.importorskip("hypothesis", reason="no hypothesis on this machine: pip install -r requirements-dev.txt")
given, st, settings, Phase = hypothesis.given, hypothesis.strategies, hypothesis.settings, hypothesis.Phase

INPUTS = int(os.environ.get("CS_FUZZ_INPUTS", "10_000"))
"""Of a kind of source in the long run."""
FEW = 50
"""Up to so many, the same are tried each time."""


@contextmanager
def an_end(within: float = 300) -> Iterator[None]:
    """What is done here comes to an end: after so many seconds it is a fault, however it would go on."""
    late = Timer(within, interrupt_main)
    late.daemon = True
    late.start()
    try:
        yield
    except KeyboardInterrupt as stop:
        late.join(1)
        if late.finished.is_set():
            raise AssertionError(f"no end after {within:g} seconds") from stop
        raise
    finally:
        late.cancel()


def tried(times: int) -> hypothesis.settings:
    """Settings for so many inputs, without a clock and without a memory of former runs."""
    return settings(
        max_examples=times, deadline=None, database=None, derandomize=times <= FEW, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(hypothesis.HealthCheck), print_blob=True,
    )  # fmt: skip
