"""A real server on this machine: llama.cpp's own, serving a model of random weights to the real client."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cs_core.settings import Settings
from tests.execution.gguf import CONTEXT, write_model

AT_ONCE = 4
ANEW = 0xFFFFFFFF
"""llama.cpp's own word for a seed of its choice."""


@contextmanager
def random_server(folder: Path, seed: int = 1, *, anew: bool = False) -> Iterator[Settings]:
    """Settings that lead to it. Skips the test where llama.cpp has no wheel for this platform.

    `anew`: the same question gets another answer each time, and one asked again at once costs no reading of its prompt.
    """
    llama = pytest.importorskip("xllamacpp", reason="xllamacpp has no wheel for this platform (requirements-dev.txt)")
    params = llama.CommonParams()
    params.model.path = str(write_model(folder / f"random-{seed}.gguf", seed))
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel, params.cpuparams.n_threads = CONTEXT * AT_ONCE, AT_ONCE, 1
    params.cpuparams_batch.n_threads = 1
    params.warmup, params.verbosity, params.sampling.seed = False, -1, ANEW if anew else seed
    server = llama.Server(params)
    yield Settings(base_url=f"{server.listening_address}/v1", model="random", concurrency=AT_ONCE)
    del server
