"""How many of a thing, in words."""

from collections.abc import Sequence


def counted(n: int, noun: str) -> str:
    """``1 customer``, ``1,234 customers``: of nouns that take an s."""
    return f"{n:,} {noun}{'s' * (n != 1)}"


def of_current(everyone: int, which: str) -> str:
    """Whom a count before it is of, as every page says it: ``of 246 current customers: those who pay today``."""
    return f"of {counted(everyone, 'current customer')}: {which}"


def together(words: Sequence[str]) -> str:
    """Several as people say them: ``a``, ``a and b``, ``a, b and c``."""
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def unit_behind(value: object, unit: str) -> str:
    """The unit as it stands behind a value: ``day`` behind 1, else ``days``."""
    return unit.removesuffix("s") if value == 1 else unit


def in_unit(told: str, unit: str) -> str:
    """A value in words with its unit: ``25 days``, ``16.5%``."""
    return f"{told}%" if unit == "%" else f"{told} {unit}".strip()
