"""How a cell is read: each kind is an expression from text as it stands to a value, null where it cannot be read.

Times are UTC. A day or time may be ISO (``2026-03-01``, ``2026-03-01T08:00:00+02:00``, ``2026/03/01 08:00``), ``01.03.2026``, or Unix
seconds or milliseconds. ``01/03/2026`` is refused: nobody can tell the day from the month.
"""

from collections.abc import Callable

import polars as pl

_TIME = (
    r"^(?<y>\d{4})[-/](?<m>\d{2})[-/](?<d>\d{2})"
    r"(?:[T ](?<H>\d{1,2}):(?<M>\d{2})(?::(?<S>\d{2})(?:\.\d+)?)?)?\s*(?:Z|UTC|(?<sign>[+-])(?<oh>\d{2}):?(?<om>\d{2}))?$"
)
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?(Z| UTC)?)?)?$"
_THOUSANDS = r"^-?\d{1,3}(,\d{3})+(\.\d+)?$"
_DECIMAL_COMMA = r"^-?(\d+|\d{1,3}(\.\d{3})+),\d+$"
_TRUE, _FALSE = ("true", "yes", "y", "t", "1"), ("false", "no", "n", "f", "0")


def text(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The words without the space around them; blank is null."""
    words = (cell if dtype == pl.String else cell.cast(pl.String)).str.strip_chars()
    return pl.when(words != "").then(words)


def first(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The first of several ids joined by semicolons, or in a JSON list."""
    words = text(cell, dtype).str.replace(r'^\["?([^",\]]*).*$', "$1")
    return text(words.str.split(";").list.first(), pl.String())


def number(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A finite number; thousands separators, a decimal comma, a currency or per cent sign are understood."""
    return _number(cell, dtype, _finite, pl.Float64())


def _number(cell: pl.Expr, dtype: pl.DataType, counted: Callable[[pl.Expr], pl.Expr], kind: pl.DataType) -> pl.Expr:
    """`counted`: what of a number is one here."""
    if dtype.is_numeric():
        return counted(cell.cast(pl.Float64))
    plain, dressed = (lambda words: counted(words.cast(pl.Float64, strict=False))), (lambda words: counted(_dressed(words)))
    return _first_quick(text(cell, dtype), plain, dressed, kind)


def _finite(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_finite()).then(value)


def _dressed(words: pl.Expr) -> pl.Expr:
    """A number with all that people put around it."""
    plain = words.str.replace(r"^[€$£]\s*", "").str.replace(r"\s*[€$£%]$", "")
    plain = (
        pl.when(plain.str.contains(_THOUSANDS)).then(plain.str.replace_all(",", "", literal=True))
        .when(plain.str.contains(_DECIMAL_COMMA)).then(plain.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .otherwise(plain)
    )  # fmt: skip
    return plain.cast(pl.Float64, strict=False)


def _first_quick(words: pl.Expr, quick: Callable[[pl.Expr], pl.Expr], careful: Callable[[pl.Expr], pl.Expr], kind: pl.DataType) -> pl.Expr:
    """`careful`, asked only of what `quick` cannot read: what that reads it must read alike.

    Each asks twice of what it read, which only a plan works out once; an expression that asks so of this one has all of it done twice.
    """

    def read(column: pl.Series) -> pl.Series:
        frame = pl.LazyFrame({"words": column})
        value = frame.select(quick(pl.col("words"))).collect().to_series().alias(column.name)
        left = value.is_null() & column.is_not_null()
        if not left.any():
            return value
        return value.scatter(left.arg_true(), frame.filter(left).select(careful(pl.col("words"))).collect().to_series())

    return words.map_batches(read, return_dtype=kind, is_elementwise=True)


def integer(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A whole number."""
    if dtype.is_integer():
        return cell.cast(pl.Int64)
    return _number(cell, dtype, _whole, pl.Int64())


def _whole(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_finite() & (value == value.floor()) & (value.abs() < 2**53)).then(value).cast(pl.Int64)


def flag(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Yes or no."""
    if dtype == pl.Boolean:
        return cell
    word = text(cell, dtype).str.to_lowercase()
    return pl.when(word.is_in(_TRUE)).then(pl.lit(True)).when(word.is_in(_FALSE)).then(pl.lit(False))


def time(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A moment, naive UTC, of the years 1 to 9999: no calendar of ours has others."""
    if dtype == pl.Date:
        value = cell.cast(pl.Datetime("us"))
    elif isinstance(dtype, pl.Datetime):
        value = (cell.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if dtype.time_zone else cell).dt.cast_time_unit("us")
    else:
        return _first_quick(text(cell, dtype), _plain_time, _any_time, pl.Datetime("us"))
    return _of_a_year(value)


def _of_a_year(value: pl.Expr) -> pl.Expr:
    return pl.when(value.dt.year().is_between(1, 9999)).then(value)


def _plain_time(words: pl.Expr) -> pl.Expr:
    """ISO in UTC, as nearly every export writes it."""
    iso = pl.when(words.str.contains(_ISO)).then(words.str.slice(0, 19).str.replace(" ", "T", literal=True))
    length = iso.str.len_bytes()
    whole = pl.when(length == 19).then(iso).when(length == 16).then(iso + ":00").when(length == 10).then(iso + "T00:00:00")
    return _of_a_year(whole.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False))


def _any_time(words: pl.Expr) -> pl.Expr:
    words = words.str.replace(r"^(\d{2})\.(\d{2})\.(\d{4})", "$3-$2-$1")
    part = words.str.extract_groups(_TIME).struct.field
    clock = [part(name).fill_null("00").str.zfill(2) for name in ("H", "M", "S")]
    iso = pl.concat_str(part("y"), pl.lit("-"), part("m"), pl.lit("-"), part("d"), pl.lit("T"), pl.concat_str(clock, separator=":"))
    minutes = part("oh").cast(pl.Int64) * 60 + part("om").cast(pl.Int64)
    ahead = pl.when(part("sign") == "-").then(-minutes).otherwise(minutes).fill_null(0)
    written = iso.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False) - pl.duration(minutes=ahead)
    unix = pl.when(words.str.contains(r"^\d{10}(\.\d+)?$")).then(1e6).when(words.str.contains(r"^\d{13}$")).then(1e3)
    counted = (words.cast(pl.Float64, strict=False) * unix).cast(pl.Int64, strict=False).cast(pl.Datetime("us"))
    return _of_a_year(pl.coalesce(written, counted))


def day(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A day (UTC)."""
    return time(cell, dtype).dt.date()


def month(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A month such as ``2026-03`` as its last day: what is summed over a month is known when the month is over."""
    if dtype.is_temporal():
        return time(cell, dtype).dt.month_end().dt.truncate("1d")
    written = text(cell, dtype).str.replace(r"^(\d{4})[-/](\d{2})$", "$1-$2-01").str.to_datetime("%Y-%m-%d", time_unit="us", strict=False)
    return _of_a_year(written.dt.month_end())


#: kind -> (how it is read, what a cell that cannot be read is not).
KINDS: dict[str, tuple[Callable[[pl.Expr, pl.DataType], pl.Expr], str]] = {
    "text": (text, "a text"),
    "first": (first, "an id"),
    "number": (number, "a number"),
    "integer": (integer, "a whole number"),
    "flag": (flag, "yes or no"),
    "time": (time, "a time (write 2026-03-01T08:00:00Z)"),
    "day": (day, "a date (write 2026-03-01)"),
    "month": (month, "a month (write 2026-03)"),
}
