"""A customer's name is read whole in a table: its column grows for it, and in a short table what is longer still is wrapped."""

import polars as pl
import streamlit as st

from pages._ui.heights import no_taller
from pages._ui.names import LEAST_TALL, LINE, MOST_LINES, SHORT, bare, bared, read_whole
from pages._ui.tables import TALL
from pages._ui.work import _tall

COLUMNS = {"name": st.column_config.TextColumn("Account", width=200), "arr": st.column_config.NumberColumn("ARR", width=65)}


def told(letters: int, columns: dict = COLUMNS, rows: int = 2) -> tuple[int | str | None, int | None]:
    """The width of the column of names, and the height of a row, where the longest name has so many letters."""
    grown, tall = read_whole(pl.DataFrame({"name": ["x" * letters, *["Acme"] * (rows - 1)], "arr": [1] * rows}), columns)
    return grown["name"]["width"], tall


def test_a_name_that_fits_changes_nothing():
    assert told(20) == (200, None)
    assert read_whole(pl.DataFrame({"name": [None], "arr": [1]}, schema_overrides={"name": pl.String}), COLUMNS) == (COLUMNS, None)


def test_a_longer_name_widens_its_column():
    width, tall = told(40)
    assert 200 < width < 400 and tall is None


def test_a_very_long_name_is_wrapped_in_a_short_table_and_leaves_the_rows_of_a_long_one_as_they_are():
    assert told(60) == (400, LEAST_TALL) and told(900) == (400, MOST_LINES * LINE)
    assert told(900, rows=SHORT + 1) == (400, None)


def test_a_name_in_rows_that_wrap_anyway_is_wrapped_before_its_column_grows():
    rows = pl.DataFrame({"name": ["x" * 40] * 90, "arr": [1] * 90})
    assert read_whole(rows, COLUMNS, height=LEAST_TALL) == (COLUMNS, None)
    assert read_whole(rows.with_columns(name=pl.lit("x" * 80)), COLUMNS, height=LEAST_TALL)[0]["name"]["width"] > 200
    assert read_whole(rows.drop("name"), COLUMNS, height=LEAST_TALL) == (COLUMNS, None)


def test_names_leave_room_for_the_columns_beside_them_where_a_table_says_so():
    rows = pl.DataFrame({"name": ["x" * 60] * (SHORT + 1), "arr": [1] * (SHORT + 1)})
    assert read_whole(rows, COLUMNS, most=245)[0]["name"]["width"] == 245
    assert read_whole(rows.with_columns(name=pl.lit("x" * 20)), COLUMNS, most=245)[0]["name"]["width"] == 200


def test_a_table_is_no_taller_than_its_rows():
    assert no_taller(5, {"height": 600}) == {"height": "content"} == no_taller(5, {"height": 600, "row_height": 72})
    assert no_taller(16, {"height": 560}) == no_taller(8, {"height": 560, "row_height": 72}) == no_taller(5, {"height": "auto"}) == {}


def test_a_column_without_a_width_and_one_in_words_are_told_apart():
    assert told(900, COLUMNS | {"name": st.column_config.TextColumn("Account")}) == (None, None)
    assert told(40, COLUMNS | {"name": st.column_config.TextColumn("Account", width="medium")})[0] == told(40)[0]


def test_a_text_leaves_out_the_name_that_stands_beside_it_wherever_it_begins():
    rows = pl.DataFrame({"account": ["Bolt AG", "Bolt AG", None], "title": ["Bolt AG: still open", "Own it: Bolt AG: still open", None]})
    assert rows.with_columns(bared("title"))["title"].to_list() == ["Still open", "Own it: still open", None]


def test_rows_of_the_last_cycle_are_tall_only_where_a_reason_takes_more_than_a_line():
    assert _tall(["", "Nothing worth saying: 1"]) == {} and _tall(["", "Nothing worth saying: 1. " * 4]) == {"row_height": TALL}


def test_a_name_that_the_words_before_a_colon_need_is_not_cut_out_of_them():
    assert bare("5 people active at Bolt AG: would more seats help?", "Bolt AG") == "5 people active at Bolt AG: would more seats help?"
    assert bare("Bolt AG: 5 people active at Bolt AG: more seats?", "Bolt AG") == "5 people active at Bolt AG: more seats?"
