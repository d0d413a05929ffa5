"""What is done to the rows of a table before they are shown: moments by the reader's clock, whole amounts, words as coloured marks."""

import polars as pl

from pages._ui import words


def local(rows: pl.DataFrame, columns: dict) -> pl.DataFrame:
    """Moments, which the store keeps in UTC, by the reader's own clock; days stay days."""
    zone = words.zone()
    timed = [c for c, t in rows.schema.items() if t == pl.Datetime and "HH" in _format(columns.get(c))]
    return rows.with_columns(pl.col(c).dt.replace_time_zone("UTC").dt.convert_time_zone(zone) for c in timed)


def _format(column: object) -> str:
    return str((column.get("type_config") or {}).get("format") or "") if isinstance(column, dict) else ""


def whole(rows: pl.DataFrame) -> pl.DataFrame:
    """Amounts of money without their cents, health in whole points, chances in whole percents: nobody decides by the rest."""
    return rows.with_columns(
        *(pl.col(c).round(0).cast(pl.Int64) for c in rows.columns if c in AMOUNTS and rows.schema[c].is_float()),
        *((pl.col(c) * 100).round(0).cast(pl.Int64) for c in rows.columns if c in CHANCES and rows.schema[c].is_float()),
    )


AMOUNTS = ("arr", "amount", "health")
CHANCES = ("churn_probability",)


def marked(rows: pl.DataFrame, columns: dict) -> pl.DataFrame:
    """Words of columns that show marks, each as a list of one, as Streamlit takes them."""
    marks = [c for c, t in rows.schema.items() if t == pl.String and _kind(columns.get(c)) == "multiselect"]
    return rows.with_columns(pl.when(pl.col(c).is_not_null()).then(pl.concat_list(c)).alias(c) for c in marks)


def _kind(column: object) -> str:
    return str((column.get("type_config") or {}).get("type") or "") if isinstance(column, dict) else ""
