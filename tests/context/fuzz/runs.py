"""How often a property is tried: the same few inputs in the short run, new ones by the thousand in the long run."""

import os

import pytest

hypothesis = pytest.importorskip("hypothesis", reason="no hypothesis on this machine: pip install -r requirements-dev.txt")
given, st, settings, Phase = hypothesis.given, hypothesis.strategies, hypothesis.settings, hypothesis.Phase

INPUTS = int(os.environ.get("CS_FUZZ_INPUTS", "10_000"))
"""Of a kind of source in the long run."""
FEW = 50
"""Up to so many, the same are tried each time."""


def tried(times: int) -> hypothesis.settings:
    """Settings for so many inputs, without a clock and without a memory of former runs."""
    return settings(
        max_examples=times, deadline=None, database=None, derandomize=times <= FEW, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(hypothesis.HealthCheck), print_blob=True,
    )  # fmt: skip
