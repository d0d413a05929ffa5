"""A table taken along, as CSV, as a spreadsheet, or as Markdown to paste: made only when it is asked for."""

import io
from collections.abc import Callable

import polars as pl
import streamlit as st

from pages._ui import words

MOST_COPIED = 200
"""Rows that are worth pasting into a mail; more go by file."""

MOST_EXACT = 1e15
"""Whole figures up to here are written out."""


def offer(rows: pl.DataFrame, headings: dict[str, str], *, alt: str, key: str | None = None) -> None:
    """A quiet menu under a table: the file holds every row, also those that the screen cut off."""
    name = f"{key or ''}_{alt}"
    with st.popover(f"Export {rows.height:,} rows" if rows.height > 1 else "Export", icon=":material/download:", type="tertiary",
                    key=f"export_{name}", on_change="rerun") as menu:  # fmt: skip
        if not menu.open:
            return
        file = alt.casefold().replace(" ", "_")[:60]
        st.download_button(
            "CSV", _made(rows, headings, _csv), f"{file}.csv", "text/csv", key=f"csv_{name}", on_click="ignore", icon=":material/csv:"
        )
        st.download_button(
            "Excel", _made(rows, headings, _xlsx), f"{file}.xlsx", XLSX, key=f"xlsx_{name}", on_click="ignore", icon=":material/table:"
        )
        st.caption("To paste, as Markdown" + (f", the first {MOST_COPIED} rows" if rows.height > MOST_COPIED else ""))
        st.code(markdown_table(_titled(rows.head(MOST_COPIED), headings)), language="markdown", height=160)


def markdown(text: str, *, label: str = "Copy as Markdown") -> None:
    """A text with a button to copy it, for a mail or a wiki."""
    with st.popover(label, icon=":material/content_copy:", type="tertiary"):
        st.code(text, language="markdown", wrap_lines=True, height=320)


def _made(rows: pl.DataFrame, headings: dict[str, str], write: Callable) -> Callable[[], bytes]:
    return lambda: write(_titled(rows, headings))


def _titled(rows: pl.DataFrame, headings: dict[str, str]) -> pl.DataFrame:
    """With the headings of the screen, told apart where two are alike, and with nothing that a spreadsheet would run."""
    seen: dict[str, int] = {}
    names = {}
    for column in rows.columns:
        title = headings.get(column) or words.label(column)
        seen[title] = seen.get(title, 0) + 1
        names[column] = title if seen[title] == 1 else f"{title} ({column})"
    return flat(no_formulas(rows)).rename(names)


def flat(rows: pl.DataFrame) -> pl.DataFrame:
    """Lists as one text a cell, and whatever else no file holds as it is read aloud."""
    lists = [c for c, t in rows.schema.items() if isinstance(t, pl.List)]
    rows = rows.with_columns(pl.col(c).cast(pl.List(pl.String)).list.join("; ") for c in lists)
    odd = [c for c, t in rows.schema.items() if isinstance(t, pl.Struct | pl.Object)]
    return rows.with_columns(pl.col(c).map_elements(str, return_dtype=pl.String) for c in odd)


def no_formulas(rows: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run are marked as text: a table's own download writes its cells as they stand."""
    text, texts = [c for c, t in rows.schema.items() if t == pl.String], [c for c, t in rows.schema.items() if t == pl.List(pl.String)]
    return rows.with_columns(*(_as_text(pl.col(c)) for c in text), *(pl.col(c).list.eval(_as_text(pl.element())) for c in texts))


def _as_text(cell: pl.Expr) -> pl.Expr:
    runs = cell.str.contains(r"^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r]")
    figure = cell.str.contains(f"^{FIGURE}( to {FIGURE}| [(]{FIGURE} to {FIGURE}[)])?$")
    return pl.when(runs & ~figure).then(cell.str.replace("^", "'")).otherwise(cell)


FIGURE = r"[+-]?[$€£]?[\d.,]+( ?%|[KM])?"
"""No formula, and no more is one with its range: -0.4 (-1.2 to 20.0)."""


def markdown_table(rows: pl.DataFrame) -> str:
    """The rows as a Markdown table, figures rounded as they are read; a bar in a cell does not end it."""
    rows = rows.with_columns(_read(pl.col(c)) for c, t in rows.schema.items() if t.is_float())
    text = pl.all().cast(pl.String).fill_null("").str.replace_all("|", "\\|", literal=True).str.replace_all(r"\s+", " ")
    lines = [rows.columns, ["---"] * rows.width, *rows.select(text).iter_rows()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _read(x: pl.Expr) -> pl.Expr:
    """A figure as text of two decimals, a share of one with four digits: 18.82, 0.08581; 12 and 0 without a point or a sign."""
    short = pl.when(x.abs() < 1).then(x.round_sig_figs(4).round(6)).otherwise(x.round(2)) + 0.0
    whole = (short == short.round(0)) & short.is_finite() & (short.abs() < MOST_EXACT)
    bare = short.cast(pl.Int64, strict=False).cast(pl.String)
    return pl.when(whole).then(bare).otherwise(short.cast(pl.String)).alias(x.meta.output_name())


def _csv(rows: pl.DataFrame) -> bytes:
    return b"\xef\xbb\xbf" + rows.write_csv().encode()


def _xlsx(rows: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    rows.write_excel(out, worksheet="Table", autofit=True)
    return out.getvalue()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
