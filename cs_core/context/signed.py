"""How a difference is written: with its sign, where it has one."""


def signed(x: float, form: str = ".1f") -> str:
    """``+0.5``, ``-0.8``; what rounds to nothing has no sign."""
    told = f"{x:+{form}}"
    return told if any(digit in told for digit in "123456789") else told[1:]
