"""Generated worlds with known effects, and IHDP: numpy only, so that the peers' environment can make the same ones.

64 worlds cross four shapes of effect, chance or confounded touches, a yes/no outcome or a number, and small or large effects; the sizes
500 to 5,000 are dealt out in turn.
"""

from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

SHAPES = ("equal", "linear", "steps", "curved")
SIZES = (500, 1_000, 2_000, 5_000)
COLUMNS = 10
IHDP = ("ihdp 1", "ihdp 2", "ihdp 3")


class World(NamedTuple):
    """Features, touch (0/1), outcome and the true effect (in units of the outcome, a share where it is yes/no), one row an account."""

    x: np.ndarray
    t: np.ndarray
    y: np.ndarray
    effect: np.ndarray
    randomised: bool
    binary: bool


def names() -> list[str]:
    """Names of the generated worlds: shape, assignment, outcome, strength, size."""
    cells = list(product(SHAPES, ("random", "confounded"), ("yes/no", "number"), ("small", "large"), (0, 1)))
    return [" ".join((*cell[:4], str(SIZES[(2 * sum(cell[i] == w for i, w in WORDS) + cell[4] + i // 8) % 4])))
            for i, cell in enumerate(cells)]  # fmt: skip


WORDS = ((1, "confounded"), (2, "number"), (3, "large"))


def world(name: str, *, data: Path | None = None) -> World:
    """The world of that name, the same each time; `data` is the folder of the IHDP files."""
    if name in IHDP:
        return _ihdp(data / f"ihdp_npci_{name[-1]}.csv")
    shape, assigned, outcome, strength, size = name.split()
    n, binary = int(size), outcome == "yes/no"
    rng = np.random.default_rng([names().index(name), 2_024])
    x = rng.normal(size=(n, COLUMNS))
    x[:, 2] = x[:, 2] > 0.3
    x[:, 3] = np.round(np.exp(0.6 * x[:, 3]), 1)
    x[:, 4] = rng.integers(0, 4, n)
    base = 0.7 * x[:, 0] - 0.5 * x[:, 1] + 0.6 * x[:, 2] + (0.4 * np.abs(x[:, 5]) - 0.3 * x[:, 4] if shape in ("steps", "curved") else 0)
    lean = 0.8 * x[:, 0] - 0.6 * x[:, 2] + 0.3 * x[:, 6] if assigned == "confounded" else np.zeros(n)
    t = (rng.random(n) < _chance(lean - lean.mean())).astype(int)
    shift = EFFECTS[shape](x) * (1.6 if strength == "large" else 0.5)
    if not binary:
        return World(x, t, base + shift * t + rng.normal(size=n), shift, assigned == "random", False)
    logit = base - base.mean() + 1.0
    y = (rng.random(n) < _chance(logit + shift * t)).astype(int)
    return World(x, t, y, _chance(logit + shift) - _chance(logit), assigned == "random", True)


def _chance(logit: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logit))


def _ihdp(path: Path) -> World:
    rows = np.genfromtxt(path, delimiter=",")
    return World(rows[:, 5:], rows[:, 0].astype(int), rows[:, 1], rows[:, 4] - rows[:, 3], False, False)


EFFECTS = {
    "equal": lambda x: np.full(len(x), 0.5),
    "linear": lambda x: 0.3 + 0.5 * x[:, 1] - 0.4 * x[:, 2] + 0.2 * x[:, 6],
    "steps": lambda x: 0.8 * ((x[:, 1] > 0) & (x[:, 4] >= 2)) + 0.6 * (x[:, 0] < -0.5) - 0.2,
    "curved": lambda x: 0.7 * np.exp(-((x[:, 1] - 0.5) ** 2)) + 0.4 * np.tanh(2 * x[:, 0]) - 0.1 * x[:, 3],
}
