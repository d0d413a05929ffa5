"""What all records stand on: words that are settled, short ids, rows that do not change, estimates with their interval."""

import hashlib
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

AGENTS: tuple[str, ...] = ("onboarding", "success_planning", "risk", "growth", "renewal", "relationship")
SEGMENTS: tuple[str, ...] = ("enterprise", "mid-market", "long tail")


def key_of(*parts: object) -> str:
    """A short stable id: the same parts give the same id on every machine and in every year."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


class Record(BaseModel):
    """A row someone may later be asked to explain: immutable, and closed to surprise fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Interval(NamedTuple):
    """An estimate with its 95 % interval. An effect is never a bare number."""

    point: float
    low: float
    high: float
