"""Contradictions and refused rows are told by the names of customers and systems, never as keys or as JSON."""

from types import SimpleNamespace

import polars as pl
import pytest

from cs_core.context.wording.systems import system_name, system_names
from pages._ui.audit import _filled, _side, _thing

HERE = SimpleNamespace(names={"21400017020": "Acme & Sons"}, name=lambda account_id: "Acme & Sons")


def test_what_a_contradiction_is_about_is_a_customer_by_name_or_a_record_by_its_system():
    assert _thing(HERE, "21400017020") == "[Acme & Sons](Accounts?account=21400017020)"
    assert _thing(HERE, "hubspot/contact/610") == "HubSpot contact 610"
    assert _thing(HERE, "t-1") == "Record t-1"


def test_both_sides_name_their_file_and_row():
    example = {"left": "Stripe says Pro", "left_row": "subscriptions.csv:219", "right": "use on 2026-06-05", "right_row": None}
    assert _side(example, "left", "") == "Stripe says Pro · subscriptions.csv, row 219"
    assert _side(example, "right", "but ") == "but use on 5 June 2026"


@pytest.mark.parametrize(
    ("content", "words"),
    [('{"Record ID": "", "Name": "Acme", "Seats": 3}', "Name: Acme; Seats: 3"), ("BEGIN:VEVENT", "BEGIN:VEVENT"), ("7", "7")],
)
def test_a_refused_row_is_its_filled_cells(content, words):
    assert _filled(content) == words


def test_a_system_has_one_name_in_a_sentence_and_in_a_column():
    systems = ["hubspot", "stripe", "email", "cs_core", "my_feed"]
    told = pl.DataFrame({"system": systems}).select(system_names("system"))["system"].to_list()
    assert told == [system_name(s) for s in systems] == ["HubSpot", "Stripe", "E-mail", "This console", "My_feed"]
