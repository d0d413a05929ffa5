"""How many of a thing, in words."""


def counted(n: int, noun: str) -> str:
    """``1 customer``, ``1,234 customers``: of nouns that take an s."""
    return f"{n:,} {noun}{'s' * (n != 1)}"
