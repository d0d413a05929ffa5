"""How a number is written, with all that people put around it. What one cell leaves open, the other cells of its column tell.

``12.500`` is 12500 in a column that shows decimal commas (``240.000,00``) or several groups (``1.250.000``), and 12.5 in one that shows
decimal points. Where a column shows neither, or both, a sum of money is refused: nobody can tell which it is. Other numbers are then 12.5.
``12,500`` is 12500 but in a column that shows decimal commas and no decimal point.
"""

import re
from typing import NamedTuple

import polars as pl

from cs_core.context.sources.synonyms import HOLDS, WORDS

#: ISO 4217 codes of currencies that contracts are written in.
CURRENCIES = frozenset({
    "AED", "ARS", "AUD", "BDT", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CRC", "CZK", "DKK", "DOP", "EGP", "EUR", "GBP",
    "GEL", "GHS", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MAD", "MXN", "MYR", "NGN",
    "NOK", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "TZS", "UAH",
    "UGX", "USD", "UYU", "VND", "XAF", "XOF", "ZAR",
})  # fmt: skip
_CODE = f"(?i:{'|'.join(sorted(CURRENCIES))})"
SIGNS: dict[str, str] = {"€": "EUR", "£": "GBP", "$": "USD"}
"""What a sign alone stands for. Crowns (kr) stand for none: they may be Swedish, Danish or Norwegian."""
_CROWNS = r"(?i:kr)\.?"
_SIGN, _SIGN_BEHIND = rf"^([+-]?)(?:[€$£]|{_CROWNS})\s*", rf"\s*(?:[€$£%]|{_CROWNS})$"
_SIGNED = rf"[€$£]|^[+-]?{_CROWNS}\s*[+-]?\d|\d\s*{_CROWNS}$"
_SPACED = r"^[+-]?\d{1,3}([ \x{a0}\x{202f}]\d{3})+([.,]\d+)?$"
_CODE_BEFORE, _CODE_BEHIND = rf"^([+-]?){_CODE}\s*([+-]?[\d.,])", rf"([\d.,](?:\s?[kKmM])?)\s*{_CODE}$"
_CODE_IN_FRONT, _CODE_AT_END = rf"^[+-]?({_CODE})\s*[+-]?[\d.,€$£]", rf"[\d.,€$£](?:\s?[kKmM])?\s*({_CODE})$"
_LESS: tuple[tuple[str, str], ...] = (
    (r"^[−–]\s*", "-"), (r"^-\s+", "-"), (rf"^([€$£]|{_CODE})?\s*\(([^()]*\d[^()]*)\)\s*([€$£]|{_CODE})?$", "-${1}${2}${3}"),
    (r"^([^-+]*\d[^-+]*?)\s*[-−–]$", "-$1"),
)  # fmt: skip
"""Ways to write a sum of money below nothing -> with a minus before it: in brackets, as accounts have it, or with the minus behind."""
_SCALED = r"^(.*\d)\s?([kKmM])$"
_SCALES = {"k": 1e3, "m": 1e6}
_DOT, _COMMA = r"^[+-]?[1-9]\d{0,2}\.\d{3}$", r"^[+-]?[1-9]\d{0,2},\d{3}$"
"""What may be thousands or three decimals."""
_DOTS, _COMMAS = r"^[+-]?[1-9]\d{0,2}(\.\d{3})+$", r"^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$"
_DECIMAL_COMMA = r"^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$"
_DECIMAL_POINT = r"^[+-]?(\d*|[1-9]\d{0,2}(,\d{3})+)\.\d+$"
OPEN_SUM = r"^\D*[1-9]\d{0,2}\.\d{3}\D*$"
OPEN_SUM_WORDS = "a number (12.500 may be 12500 or 12.5: write it without the point, or with two decimals)"
"""What a cell may look like that is not settled, and what it is then not."""
_FORMS = {"dot": _DOT, "dots": _DOTS, "comma": _COMMA, "commas": _COMMAS, "decimal_comma": _DECIMAL_COMMA}
_MONEY_NAMES = frozenset(
    name for fields in WORDS.values() for field, names in fields.items() if HOLDS.get(field.split("/")[0]) == "amount"
    for name in names.split()
)  # fmt: skip
_MONEY_WORDS = frozenset({"arr", "mrr", "acv", "tcv", "amount", "price", "fee", "revenue", "refund", "betrag", "preis", "umsatz"})


class Written(NamedTuple):
    """How the numbers of a column are written, as far as its cells show it."""

    comma: bool = False
    """Whether a cell that can be read one way only shows a decimal comma."""
    point: bool = False
    """Whether one shows a decimal point."""
    money: bool = False
    """Whether the column holds sums of money, as its name or a currency in it tells."""

    def and_more(self, other: "Written") -> "Written":
        """Of two parts of one column together."""
        return Written(*(a or b for a, b in zip(self, other, strict=True)))


def written(words: pl.Series, *, money: bool = False, whole: bool = False) -> Written:
    """How the cells of a column, or of a part of one, write their numbers. `money`, `whole`: see `numbers`."""
    left = _left(words, words.cast(pl.Float64, strict=False))
    money = money or _is_money(words.name)
    if not left.any():
        return Written(point=_has_points(words, left), money=money)
    bare, times = _bare(words.filter(left), money=money)
    comma, point = _shown(_forms(bare), whole=whole)
    return Written(comma, point or _has_points(words, left), times is not None)


def numbers(words: pl.Series, *, money: bool = False, whole: bool = False, told: Written | None = None) -> pl.Series:
    """The numbers of one column, null where a cell is none.

    `money`: it is known to hold sums of money; else its name or a currency in it tells. `whole`: it counts something, so that ``1.250``
    can only be thousands. `told`: how the whole column is written, where `words` are a part of it.
    """
    value = words.cast(pl.Float64, strict=False)
    left = _left(words, value)
    if not left.any():
        return value
    bare, times = _bare(words.filter(left), money=money or _is_money(words.name) or bool(told and told.money))
    forms = _forms(bare)
    if told:
        comma, point = told.comma, told.point
    elif forms.select((pl.col("dot") | pl.col("comma")).any()).item():
        comma, point = _shown(forms, whole=whole)
        point = point or _has_points(words, left)
    else:
        comma, point = False, False
    read = forms.select(_read(comma=comma, point=point, money=times is not None)).to_series()
    return value.scatter(left.arg_true(), read if times is None else read * times)


def currencies(words: pl.Series) -> pl.Series:
    """The code of the currency that each cell of a column of money names by a sign or a code, null where it names none or more than one."""
    frame, word = _minus_first(words).alias("word").to_frame(), pl.col("word")
    if not words.str.contains("[€$£A-Za-z]").any():
        return words.clear(words.len())
    signed = [pl.when(word.str.contains(sign, literal=True)).then(pl.lit(code)) for sign, code in SIGNS.items()]
    coded = [word.str.extract(_CODE_IN_FRONT).str.to_uppercase(), word.str.extract(_CODE_AT_END).str.to_uppercase()]
    return frame.select(one_of(*signed, *coded)).to_series().alias(words.name)


def currency_of(header: str) -> str:
    """The code of the currency that a column of money names in what it is called (``Amount (EUR)``, ``arr_usd``, ``Fee £``); empty where it
    names none, or several."""
    words = re.split(r"[^A-Za-z]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", header))
    named = {code for sign, code in SIGNS.items() if sign in header} | {word.upper() for word in words if word.upper() in CURRENCIES}
    return named.pop() if len(named) == 1 else ""


def one_of(*told: pl.Expr) -> pl.Expr:
    """What all of these say that say anything; null where they differ."""
    return pl.when(pl.min_horizontal(*told) == pl.max_horizontal(*told)).then(pl.min_horizontal(*told))


def _left(words: pl.Series, value: pl.Series) -> pl.Series:
    """Which cells are not settled by being a plain number."""
    return (value.is_null() & words.is_not_null()) | words.str.contains(_DOT)


def _forms(bare: pl.Series) -> pl.DataFrame:
    return bare.alias("bare").to_frame().with_columns(pl.col("bare").str.contains(form).alias(name) for name, form in _FORMS.items())


def _has_points(words: pl.Series, left: pl.Series) -> bool:
    return bool((words.str.contains(".", literal=True) & ~left).any())


def _is_money(name: str) -> bool:
    """Whether a column is called what sums of money are called."""
    plain = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")
    return plain in _MONEY_NAMES or not _MONEY_WORDS.isdisjoint(plain.split("_"))


def _bare(words: pl.Series, *, money: bool) -> tuple[pl.Series, pl.Series | None]:
    """The digits and signs without a currency, and what they are to be multiplied by, which is None where nothing shows money."""
    bare, times = _without_currency(words, money=money or bool(words.str.contains(_SIGNED).any()))
    spaced = bare.str.contains(_SPACED)
    return bare.to_frame().select(pl.when(spaced).then(pl.first().str.replace_all(r"\s", "")).otherwise(pl.first())).to_series(), times


def _without_currency(words: pl.Series, *, money: bool) -> tuple[pl.Series, pl.Series | None]:
    words = _minus_first(words) if money else words
    words = words.str.replace(_SIGN, "$1").str.replace(_SIGN_BEHIND, "")
    lettered = words.str.contains(r"[A-Za-z]")
    if not lettered.any():
        return words, pl.Series([1.0]).new_from_index(0, words.len()) if money else None
    coded = words.str.contains(f"{_CODE_BEFORE}|{_CODE_BEHIND}")
    if coded.any():
        words = words.str.replace(_CODE_BEFORE, "${1}${2}").str.replace(_CODE_BEHIND, "$1")
    if not (money or coded.any()):
        return words, None
    scale = words.str.extract(_SCALED, 2).str.to_lowercase().replace_strict(_SCALES, default=1.0, return_dtype=pl.Float64)
    return words.str.replace(_SCALED, "$1"), scale


def _minus_first(words: pl.Series) -> pl.Series:
    if words.str.contains(r"[(−–]|^-\s|-$").any():
        for pattern, minus in _LESS:
            words = words.str.replace(pattern, minus)
    return words


def _shown(forms: pl.DataFrame, *, whole: bool) -> tuple[bool, bool]:
    """Whether cells that can be read one way only show a decimal comma, and whether they show a decimal point."""
    dot, dots, comma, commas, decimal_comma = map(pl.col, _FORMS)
    word = pl.col("bare")
    by_comma = (decimal_comma & ~commas) | (dots & ~dot)
    by_point = (word.str.contains(_DECIMAL_POINT) & ~dot) | (commas & ~comma)
    by_count = dot & ~word.str.ends_with("000") if whole else pl.lit(False)
    shown = forms.select((by_comma | by_count).any().alias("comma"), by_point.any().alias("point"))
    return shown.row(0)


def _read(*, comma: bool, point: bool, money: bool) -> pl.Expr:
    """The numbers, in a column that shows decimal commas or points."""
    word, settled = pl.col("bare"), comma != point
    of_dots, of_commas = word.str.replace_all(".", "", literal=True), word.str.replace_all(",", "", literal=True)
    decimals = of_dots.str.replace(",", ".", literal=True)
    undecided = pl.lit(None, pl.String) if money else word
    plain = (
        pl.when("dot").then((of_dots if comma else word) if settled else undecided)
        .when("dots").then(of_dots)
        .when("comma").then(decimals if comma and settled else of_commas)
        .when("commas").then(of_commas)
        .when("decimal_comma").then(decimals)
        .otherwise(word)
    )  # fmt: skip
    return plain.cast(pl.Float64, strict=False)
