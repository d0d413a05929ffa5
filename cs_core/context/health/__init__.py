"""The health score: measures and weights that leaders edit, what moved it, and whether the weights were right."""

from cs_core.context.health.score import drivers, health, points
from cs_core.context.health.weights import BANDS, MEASURES, weights

__all__ = ["BANDS", "MEASURES", "drivers", "health", "points", "weights"]
