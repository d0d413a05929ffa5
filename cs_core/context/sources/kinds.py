"""How a cell is read: each kind is an expression from text as it stands to a value, null where it cannot be read.

Times are UTC. A day or time may be ISO (``2026-03-01``, ``2026-03-01T08:00:00+02:00``, ``2026/03/01 08:00``), ``01.03.2026``,
``1 Mar 2026``, ``March 1, 2026``, or Unix seconds or milliseconds. ``24/03/2026`` and ``03/24/2026`` can be one day only;
``01/03/2026`` is what its column shows, and refused where it shows nothing: see `slashed`. A sum of money may leave as much open: see
`numerals`.
"""

from collections.abc import Callable
from functools import partial

import polars as pl

from cs_core.context.sources.numerals import OPEN_SUM, OPEN_SUM_WORDS, Written, currencies, numbers
from cs_core.context.sources.slashed import DAY_FIRST, MONTH_FIRST, OPEN, Order, as_told, in_order, is_open

NOTHING = ("n/a", "#n/a", "n.a.", "na", "none", "null", "-", "–", "—")
"""What people write where a cell holds nothing, in lower case: it says nothing of what the column holds."""
_TIME = (
    r"^(?<y>\d{4})[-/](?<m>\d{2})[-/](?<d>\d{2})"
    r"(?:[T ](?<H>\d{1,2}):(?<M>\d{2})(?::(?<S>\d{2})(?:\.\d+)?)?)?\s*(?:Z|UTC|(?<sign>[+-])(?<oh>\d{2}):?(?<om>\d{2}))?$"
)
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?(Z| UTC)?)?)?$"
_NAMED = (
    r"^(?:(?<d1>\d{1,2})\.?[ -](?<m1>\p{L}{3,9})\.?,?|(?<m2>\p{L}{3,9})\.? (?<d2>\d{1,2}),?)[ -](?<y>\d{4})(?:,?(?<rest> .*))?$"
)
_NAMED_MONTH = r"^(?<m>\p{L}{3,9})\.?[ -](?<y>\d{4})$"
_MONTHS = {
    name: f"{n:02}"
    for n, names in enumerate((
        "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august", "sep sept september",
        "oct october", "nov november", "dec december",
    ), start=1)
    for name in names.split()
}  # fmt: skip
_TRUE, _FALSE = ("true", "yes", "y", "t", "1"), ("false", "no", "n", "f", "0")


DATED = ("day", "time", "month", "period")
"""Kinds of days, whose order of day and month their whole column tells."""


def text(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The words without the space around them; blank is null."""
    words = (cell if dtype == pl.String else cell.cast(pl.String)).str.strip_chars()
    return pl.when(words != "").then(words)


def first(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The first of several ids joined by semicolons, or in a JSON list."""
    words = text(cell, dtype).str.replace(r'^\["?([^",\]]*).*$', "$1")
    return text(words.str.split(";").list.first(), pl.String())


def is_nothing(words: pl.Expr) -> pl.Expr:
    """Whether the words stand for an empty cell."""
    return words.str.to_lowercase().is_in(NOTHING)


def is_not(kind: str, raw: pl.Expr) -> pl.Expr:
    """What a cell is not that could not be read as one of `KINDS`, in words that say what to do."""
    what = KINDS[kind][1]
    if kind in DATED:
        return pl.when(is_open(raw)).then(pl.lit(f"{what.partition(' (')[0]} {OPEN}")).otherwise(pl.lit(what))
    if kind == "number":
        return pl.when(raw.str.contains(OPEN_SUM)).then(pl.lit(OPEN_SUM_WORDS)).otherwise(pl.lit(what))
    return pl.lit(what)


def number(cell: pl.Expr, dtype: pl.DataType, told: Written | None = None) -> pl.Expr:
    """A finite number; thousands separators, a decimal comma, a currency or per cent sign are understood.

    `told`: how the whole column is written, where these cells are a part of it.
    """
    return _number(cell, dtype, _finite, pl.Float64(), told=told)


def money(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A number of a column that holds sums of money, whatever it is called."""
    return _number(cell, dtype, _finite, pl.Float64(), money=True)


def currency_in(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The code of the currency in which a cell tells a sum of money, null where it names none."""
    return text(cell, dtype).map_batches(currencies, return_dtype=pl.String)


def _number(cell: pl.Expr, dtype: pl.DataType, counted: Callable[[pl.Expr], pl.Expr], kind: pl.DataType, **column) -> pl.Expr:
    """`counted`: what of a number is one here. `column`: what `numbers` is told of it."""
    if dtype.is_numeric():
        return counted(cell.cast(pl.Float64))

    def read(words: pl.Series) -> pl.Series:
        return numbers(words, **column).alias(words.name).to_frame().select(counted(pl.first())).to_series()

    return text(cell, dtype).map_batches(read, return_dtype=kind)


def _finite(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_finite()).then(value)


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


def integer(cell: pl.Expr, dtype: pl.DataType, told: Written | None = None) -> pl.Expr:
    """A whole number; `told` as of `number`."""
    if dtype.is_integer():
        return cell.cast(pl.Int64)
    return _number(cell, dtype, _whole, pl.Int64(), whole=True, told=told)


def _whole(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_finite() & (value == value.floor()) & (value.abs() < 2**53)).then(value).cast(pl.Int64)


def flag(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Yes or no."""
    if dtype == pl.Boolean:
        return cell
    word = text(cell, dtype).str.to_lowercase()
    return pl.when(word.is_in(_TRUE)).then(pl.lit(True)).when(word.is_in(_FALSE)).then(pl.lit(False))


def time(cell: pl.Expr, dtype: pl.DataType, told: Order | None = None) -> pl.Expr:
    """A moment, naive UTC, of the years 1 to 9999: no calendar of ours has others.

    `told`: how the whole column orders day and month, where these cells are a part of it.
    """
    if dtype == pl.Date:
        value = cell.cast(pl.Datetime("us"))
    elif isinstance(dtype, pl.Datetime):
        value = (cell.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if dtype.time_zone else cell).dt.cast_time_unit("us")
    else:
        return _moment(_ordered(cell, dtype, told))
    return _of_a_year(value)


def _ordered(cell: pl.Expr, dtype: pl.DataType, told: Order | None) -> pl.Expr:
    return text(cell, dtype).map_batches(partial(in_order, told=told), return_dtype=pl.String)


def _moment(words: pl.Expr) -> pl.Expr:
    return _first_quick(words, _plain_time, _careful_time, pl.Datetime("us"))


def _in_told_order(cell: pl.Expr, dtype: pl.DataType, *, day_first: bool) -> pl.Expr:
    """A moment, of whose order of day and month a person told."""
    if dtype.is_temporal():
        return time(cell, dtype)
    return _moment(text(cell, dtype).map_batches(partial(as_told, day_first=day_first), return_dtype=pl.String))


def _of_a_year(value: pl.Expr) -> pl.Expr:
    return pl.when(value.dt.year().is_between(1, 9999)).then(value)


def _plain_time(words: pl.Expr) -> pl.Expr:
    """ISO in UTC, as nearly every export writes it."""
    iso = pl.when(words.str.contains(_ISO)).then(words.str.slice(0, 19).str.replace(" ", "T", literal=True))
    length = iso.str.len_bytes()
    whole = pl.when(length == 19).then(iso).when(length == 16).then(iso + ":00").when(length == 10).then(iso + "T00:00:00")
    return _of_a_year(whole.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False))


def _careful_time(words: pl.Expr) -> pl.Expr:
    """Any other way of writing it; what is first put in the order of ISO is then read as such."""

    def named(left: pl.Expr) -> pl.Expr:
        return _first_quick(_named(left), _plain_time, _any_time, pl.Datetime("us"))

    return _first_quick(words, _any_time, named, pl.Datetime("us"))


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


def _named(words: pl.Expr) -> pl.Expr:
    """``25 Jan 2024`` and ``January 25, 2024`` in the order of ISO; null where no month is named."""
    part = words.str.extract_groups(_NAMED).struct.field
    name = pl.coalesce(part("m1"), part("m2")).str.to_lowercase()
    months = name.replace_strict(_MONTHS, default=None, return_dtype=pl.String)
    days = pl.coalesce(part("d1"), part("d2")).str.zfill(2)
    return pl.concat_str(part("y"), pl.lit("-"), months, pl.lit("-"), days, part("rest").fill_null(""))


def day(cell: pl.Expr, dtype: pl.DataType, told: Order | None = None) -> pl.Expr:
    """A day (UTC); `told` as of `time`."""
    return time(cell, dtype, told).dt.date()


def month(cell: pl.Expr, dtype: pl.DataType, told: Order | None = None) -> pl.Expr:
    """A month such as ``2026-03``, or a day of one, as its last day: what is summed over a month is known when the month is over."""
    if dtype.is_temporal():
        return time(cell, dtype).dt.month_end().dt.truncate("1d")
    words = _ordered(cell, dtype, told)
    return _first_quick(words, _month, lambda left: _careful_time(left).dt.month_end().dt.truncate("1d"), pl.Datetime("us"))


def period(cell: pl.Expr, dtype: pl.DataType, told: Order | None = None) -> pl.Expr:
    """A moment, or the last day of a month that is written as such."""
    if dtype.is_temporal():
        return time(cell, dtype)
    words = _ordered(cell, dtype, told)
    return _first_quick(words, _plain_time, lambda left: pl.coalesce(_month(left), _careful_time(left)), pl.Datetime("us"))


def _month(words: pl.Expr) -> pl.Expr:
    """The last day of ``2026-03``, ``202603``, ``03/2026``, ``Mar 2026``, or of the month of an ISO day."""
    written = words.str.replace(r"^(\d{4})[-/]?(\d{2})$", "$1-$2-01").str.replace(r"^(\d{2})[/.](\d{4})$", "$2-$1-01")
    part = words.str.extract_groups(_NAMED_MONTH).struct.field
    months = part("m").str.to_lowercase().replace_strict(_MONTHS, default=None, return_dtype=pl.String)
    named = pl.concat_str(part("y"), pl.lit("-"), months, pl.lit("-01"))
    return _of_a_year(pl.coalesce(named, written).str.to_datetime("%Y-%m-%d", time_unit="us", strict=False).dt.month_end())


#: kind -> (how it is read, what a cell that cannot be read is not).
KINDS: dict[str, tuple[Callable[[pl.Expr, pl.DataType], pl.Expr], str]] = {
    "text": (text, "a text"),
    "first": (first, "an id"),
    "number": (number, "a number (write 12500 or 12500.50)"),
    "integer": (integer, "a whole number"),
    "flag": (flag, "yes or no"),
    "time": (time, "a time (write 2026-03-01T08:00:00Z)"),
    "day": (day, "a date (write 2026-03-01)"),
    "month": (month, "a month (write 2026-03)"),
    "period": (period, "a time or a month (write 2026-03-01 or 2026-03)"),
    DAY_FIRST: (partial(_in_told_order, day_first=True), "a date written day first (05/11/2021 is the 5th of November)"),
    MONTH_FIRST: (partial(_in_told_order, day_first=False), "a date written month first (05/11/2021 is the 11th of May)"),
}
