"""How tall a table stands: never taller than its rows, or empty ones would be drawn beneath the last."""

from collections.abc import Mapping

ROW = 35
"""Pixels of a row of one line, and of the heading."""


def no_taller(rows: int, options: Mapping) -> dict[str, str]:
    """What is to be changed of the options of a table of so many rows: a `height` in pixels that they do not fill gives way to theirs."""
    height = options.get("height")
    fills = not isinstance(height, int) or ROW + rows * (options.get("row_height") or ROW) >= height
    return {} if fills else {"height": "content"}
