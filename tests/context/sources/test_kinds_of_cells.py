"""What a cell leaves open its column tells, or it is refused: thousands and decimals, days and months, words for nothing."""

from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.sources.blank import TABLES
from cs_core.context.sources.contents import Content
from cs_core.context.sources.kinds import KINDS, NOTHING, is_nothing
from cs_core.context.sources.mapping import tables_from
from cs_core.context.sources.synonyms import HOLDS, WORDS
from cs_core.context.sources.table import read

CONTRACTS = next(table for table in TABLES if table.object == "subscriptions")


def column(kind, *cells, name="figure"):
    how, _ = KINDS[kind]
    return pl.DataFrame({name: cells}, schema={name: pl.String}).select(how(pl.col(name), pl.String())).to_series().to_list()


def contracts(*yearly):
    rows = {name: [None] * len(yearly) for name in CONTRACTS.signature} | {"arr": yearly}
    numbers = [str(n) for n in range(len(yearly))]
    rows |= {"subscription_id": numbers, "account_id": numbers}
    found = read(pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String)), CONTRACTS)
    return [None if mrr is None else round(mrr * 12, 6) for mrr in found["mrr"]], found["_why"].to_list()


def test_dotted_thousands_are_thousands_in_a_column_that_shows_decimal_commas():
    assert column("number", "4.800 €", "12.500 €", "12.500", "240.000,00 €") == [4800, 12500, 12500, 240000]
    assert column("number", "-4.800", "9,5", "800") == [-4800, 9.5, 800]


def test_dotted_thousands_are_thousands_in_a_column_that_shows_several_groups():
    assert column("number", "12.500", "1.250.000") == [12500, 1250000]


@pytest.mark.parametrize("other", ["9.5", "12.25", "1.2345", "0.125", "1250.000", "1,250.50", "1,250,000"])
def test_three_decimals_are_decimals_in_a_column_that_shows_a_decimal_point(other):
    assert column("number", "12.500 €", other)[0] == 12.5
    assert column("number", "12.500", other, name="arr")[0] == 12.5


def test_a_sum_of_money_that_may_be_two_is_refused_and_both_are_told():
    sums, why = contracts("12.500", "4800", "240.000 €", "")
    assert sums == [None, 4800, None, None]
    told = "arr is not a number (12.500 may be 12500 or 12.5: write it without the point, or with two decimals): "
    assert why == [f"{told}12.500", None, f"{told}240.000 €", None]


def test_a_column_that_shows_both_a_decimal_comma_and_a_decimal_point_settles_nothing():
    assert column("number", "12.500", "9,5", "9.5", name="arr") == [None, 9.5, 9.5]
    assert column("number", "12.500", "1.250.000", "9.5", name="arr") == [None, 1250000, 9.5]


def test_a_currency_in_one_cell_or_the_name_of_a_column_shows_that_it_holds_money():
    assert column("number", "12.500", "800 €") == column("number", "12.500", "EUR 800") == [None, 800]
    names = [name for fields in WORDS.values() for field, words in fields.items() for name in words.split()
             if HOLDS.get(field.split("/")[0]) == "amount"]  # fmt: skip
    assert [name for name in (*names, "Annual Price", "dealAmount", "ARR (EUR)") if column("number", "12.500", name=name) != [None]] == []


def test_rates_scores_and_hours_are_read_as_they_stand_where_their_column_settles_nothing():
    assert column("number", "12.500", "4.800", "7", name="weekly_hours") == [12.5, 4.8, 7]
    assert column("number", "4.800", "mad dog", name="score") == [4.8, None]
    assert column("number", "12.500 %", name="score") == [12.5]


def test_what_counts_something_has_thousands_where_it_can_have_no_decimals():
    assert column("integer", "1.250", "12.000", "800") == [1250, 12000, 800]
    assert column("integer", "12.000", "7.0") == [12, 7]
    assert column("integer", "12.000") == [12]


def test_a_comma_is_one_of_thousands_but_in_a_column_that_shows_decimal_commas():
    assert column("number", "12,500") == column("number", "12,500", "9.5")[:1] == column("number", "12,500", "9.5", "9,5")[:1] == [12500]
    assert column("number", "12,500", "9,5") == [12.5, 9.5]
    assert column("number", "12,500", "1.250.000,00") == [12.5, 1250000]
    assert column("number", "0,500") == [0.5]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("EUR 4,800", 4800), ("4,800.50 USD", 4800.5), ("chf 5", 5), ("€ 9.6k", 9600), ("1.5m EUR", 1_500_000), ("-€5", -5), ("$-5", -5),
        ("GBP 12 K", 12_000), ("EUR", None), ("XYZ 5", None), ("€ 9.6x", None), ("EUR 5 EUR k", None),
    ],
)  # fmt: skip
def test_a_sum_of_money_may_name_its_currency_and_be_told_in_thousands(text, value):
    assert column("number", text) == [value]


def test_what_is_no_number_at_all_is_not_said_to_be_one_of_two():
    _, why = contracts("TBC", "4800")
    assert why == ["arr is not a number (write 12500 or 12500.50): TBC", None]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("kr 180,000", 180_000), ("180 000 kr", 180_000), ("180.000,50 kr.", 180_000.5), ("Kr 5", 5), ("24\u202f500,00 €", 24_500),
        ("SEK 1 250 000", 1_250_000), ("180 00 kr", None), ("kr", None), ("1 2 3", None),
    ],
)  # fmt: skip
def test_crowns_and_thousands_set_apart_by_a_space_are_read(text, value):
    assert column("number", text) == [value]


def test_a_sum_of_money_tells_the_currency_of_its_row_where_no_column_does():
    sums = ["£36,000", "€24.500,00", "$5", "6,000.00 GBP", "eur 9,600", "36000.00", "kr 180,000", "€5 GBP", "", "CHF 1m"]
    told = tables_from({"system": "ours", "object": "deals", "noun": "deal", "columns": {"id": "No", "amount": "Value"}})[0]
    rows = pl.DataFrame({"No": [str(n) for n in range(10)], "Value": sums, "Money": ["USD"] * 10})
    assert read(rows, told)["currency"].to_list() == ["GBP", "EUR", "USD", "GBP", "EUR", None, None, None, None, "CHF"]
    columns = {"id": "No", "amount": "Value", "currency": "Money"}
    [mapped] = tables_from({"system": "ours", "object": "deals", "noun": "deal", "columns": columns})
    assert read(rows, mapped)["currency"].to_list() == ["USD"] * 10


def test_thousands_are_told_by_a_letter_of_money_only():
    assert column("number", "9.6k", "2M", name="arr") == [9600, 2_000_000]
    assert column("number", "5m", name="minutes") == [None]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("25 Jan 2024", datetime(2024, 1, 25)),
        ("25. January 2024", datetime(2024, 1, 25)),
        ("25-Jan-2024", datetime(2024, 1, 25)),
        ("January 25, 2024", datetime(2024, 1, 25)),
        ("Sept 3, 2024 08:05", datetime(2024, 9, 3, 8, 5)),
        ("may 4 2024", datetime(2024, 5, 4)),
        ("04/26/2023", datetime(2023, 4, 26)),
        ("24/08/2026 00:00", datetime(2026, 8, 24)),
        ("24/8/2026 07:30:10", datetime(2026, 8, 24, 7, 30, 10)),
        ("03/04/2024", None),
        ("03/04/2024 10:00", None),
        ("13/13/2024", None),
        ("02/30/2024", None),
        ("30 Feb 2024", None),
        ("25 Jam 2024", None),
        ("Janus 25, 2024", None),
        ("04/26/20234", None),
        ("04/26/2023 soon", None),
    ],
)
def test_a_day_that_can_be_one_only_is_read(text, moment):
    assert column("time", text) == [moment]
    assert column("day", text) == [moment.date() if moment else None]


def test_a_day_that_may_be_two_is_what_the_other_days_of_its_column_show():
    assert column("day", "05/11/2021", "26/06/2021", None, "n/a") == [date(2021, 11, 5), date(2021, 6, 26), None, None]
    assert column("time", "03/04/2024 10:00", "04/26/2023") == [datetime(2024, 3, 4, 10), datetime(2023, 4, 26)]
    assert column("month", "05/11/2021", "26/06/2021") == [datetime(2021, 11, 30), datetime(2021, 6, 30)]
    assert column("period", "05/11/2021", "26/06/2021", "2021-03") == [datetime(2021, 11, 5), datetime(2021, 6, 26), datetime(2021, 3, 31)]


@pytest.mark.parametrize(
    "other", [["26/06/2021", "06/26/2021"], ["26.06.2021"], ["2021-06-26"], ["99/06/2021"], ["26/06/21"], ["5 Nov 2021"], []]
)
def test_a_day_that_may_be_two_is_none_where_no_other_day_of_its_column_settles_it(other):
    assert column("day", "05/11/2021", *other)[0] is None


def test_a_day_whose_month_is_of_the_same_number_is_one_day_only_and_years_of_two_digits_are_none():
    assert column("day", "05/05/2021", "06/26/21") == [date(2021, 5, 5), None]


def test_a_person_tells_the_order_of_days_of_which_no_cell_does_and_what_does_not_fit_it_is_refused():
    assert column("day first", "05/11/2021", "5/4/2024 10:00", "06/26/2021") == [datetime(2021, 11, 5), datetime(2024, 4, 5, 10), None]
    assert column("month first", "05/11/2021", "2024-04-05", "26/06/2021") == [datetime(2021, 5, 11), datetime(2024, 4, 5), None]


def test_words_for_nothing_are_one_list_and_say_nothing_of_a_column():
    words = ["n/a", "N/A", "-", "none", "NULL", "–", "Acme", "0", ""]
    assert pl.DataFrame({"word": words}).select(is_nothing(pl.col("word"))).to_series().to_list() == [True] * 6 + [False] * 3
    for kind, cell in (("number", "12"), ("day", "2026-03-01"), ("integer", "7"), ("flag", "yes")):
        assert Content(pl.Series("cell", [cell, *NOTHING])).share(kind) == 1
        assert column(kind, *NOTHING) == [None] * len(NOTHING)


def test_a_column_is_looked_at_as_it_is_read():
    assert Content(pl.Series("yearly", ["12.500", "4800"])).share("amount") == 0.5
    assert Content(pl.Series("refund", ["12.500", "4800"])).share("number") == 0.5
    assert Content(pl.Series("hours", ["12.500", "4800"])).share("number") == 1
    assert Content(pl.Series("yearly", ["12.500", "4800", "9,5"])).share("amount") == 1
    assert Content(pl.Series("since", ["25 Jan 2024", "January 25, 2024"])).share("date") == 1


@pytest.mark.parametrize("word", NOTHING)
def test_a_word_for_nothing_leaves_a_cell_empty_and_refuses_a_row_only_where_it_is_needed(word):
    assert contracts(word, "4800") == ([None, 4800], [None, None])
    usage = next(table for table in TABLES if table.object == "usage")
    row = {"account_id": "1", "date": word, "user_email": "a@x.example", "feature": "export", "count": "2"}
    assert read(pl.DataFrame([row]), usage)["_why"].to_list() == ["no date"]
