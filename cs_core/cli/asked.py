"""An answer as a table of text: names first, figures to the right, what was left out said below."""

from collections.abc import Iterable

WIDEST = 40
"""Characters of a column."""
MOST_ROWS = 50
"""Of an answer on a screen of text; ``--json`` has all of them."""


def lines(d: dict) -> Iterable[str]:
    """The document of `ask` in words."""
    if "questions" in d:
        yield from (f"{q['name']:<28} {q['text']}" for q in d["questions"])
        return
    if "rows" not in d:
        yield d["says"]
        for n in d["nearest"]:
            chosen = "".join(f" --set '{key}={word}'" for key, word in n["set"].items())
            yield f"    ask --ready {n['name'] + chosen:<28} {n['text']}"
        return
    yield d["question"]
    yield d["says"]
    names = [c for c in d["columns"] if c != "account_id"]
    cells = [[_cell(row[c]) for c in names] for row in d["rows"][:MOST_ROWS]]
    width = [max([len(name[:WIDEST]), *(len(row[at]) for row in cells)]) for at, name in enumerate(names)]
    right = [any(isinstance(row[c], int | float) for row in d["rows"]) for c in names]
    for row in ([name[:WIDEST] for name in names], *cells):
        yield "  ".join(cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, width, right, strict=True)).rstrip()
    more = f", the first {MOST_ROWS} are shown" if d["n"] > MOST_ROWS else ""
    yield f"{d['n']:,} rows{' and more, cut there' if d['cut'] else ''}{more}, as of {d['as_of']}"
    yield f"query: {d['sql']}"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.1f}".removesuffix(".0")
    text = " ".join(str(value).split())
    return text if len(text) <= WIDEST else text[: WIDEST - 3] + "..."
