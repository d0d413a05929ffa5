"""What is not guessed: columns that are left out with a reason, and tables that say too little."""

import re

import pytest

from tests.context.sources.guessed import LICENCES, fields, proposed


def test_days_that_nobody_can_tell_from_months_are_left_out_and_named():
    rows = "".join(f"C-{n},Acme {'ABCDEFGH'[n]},0{1 + n}/02/2026\n" for n in range(8))
    _, found = proposed("Customer ID,Customer,Customer since\n" + rows, "customers.csv")
    assert set(fields(found)) == {"id", "name"}
    assert [column for column, _ in found.unsure] == ["Customer since"]


def test_a_date_without_a_known_name_is_named_not_guessed():
    rows = "".join(f"C-{n},Acme {'ABCDEFGH'[n]},2026-01-0{n + 1}\n" for n in range(8))
    _, found = proposed("Customer ID,Customer,Milestone 7\n" + rows, "customers.csv")
    assert found.unsure == (("Milestone 7", "holds dates (e.g. 2026-01-01), but not what happened then"),)


def test_an_end_that_every_row_has_is_not_guessed_unless_rows_follow_each_other():
    alone = "".join(f"S-{n},C-{n},2025-01-0{1 + n % 9},2026-01-{10 + n},10\n" for n in range(20))
    _, found = proposed("subscription_id,account_id,start_date,end_date,mrr\n" + alone)
    assert "ended_on" not in fields(found)
    assert any(column == "end_date" and "every row has it" in why for column, why in found.unsure)
    chain = "".join(f"S-{n},C-{n % 4},2025-{1 + n // 4:02}-01,2025-{2 + n // 4:02}-01,10\n" for n in range(40))
    _, found = proposed("subscription_id,account_id,start_date,end_date,mrr\n" + chain)
    assert fields(found)["ended_on"] == "end_date"
    some = re.sub(r",2026-01-\d\d,", ",,", alone, count=15)
    _, found = proposed("subscription_id,account_id,start_date,end_date,mrr\n" + some)
    assert fields(found)["ended_on"] == "end_date"


@pytest.mark.parametrize("end", ["2026-01-31", "2026-01-30"])
def test_an_end_whole_months_after_the_start_is_the_end_of_a_term(end):
    rows = "".join(f"S-{n},C-{n},202{n % 4}-01-31,202{n % 4 + 1}{end[4:]},10\n" for n in range(20))
    _, found = proposed("subscription_id,account_id,start_date,end_date,mrr\n" + rows)
    assert fields(found)["term_end_on"] == "end_date"
    assert "ended_on" not in fields(found)
    assert "whole months after its start" in next(match.why for match in found.columns if match.column == "end_date")


USERS = "subscription_id,account_id,start_date,mrr,quantity,{}\n"
USERS += "".join(f"S-{n},C-{n},2025-01-0{1 + n},10,{n + 5},{{}}\n" for n in range(8))


@pytest.mark.parametrize(("column", "cells"), [("units", ["users"] * 8), ("unit", ["Named seat"] * 8), ("colour", ["red"] * 8)])
def test_a_quantity_is_of_seats_where_nothing_says_otherwise(column, cells):
    _, found = proposed(USERS.format(column, *cells))
    assert fields(found)["seats"] == "quantity"


def test_a_quantity_of_anything_else_is_left_out_and_says_of_what():
    _, found = proposed(USERS.format("units", *["users", "API calls"] * 4))
    assert "seats" not in fields(found)
    assert "of API calls in some rows" in dict(found.unsure)["quantity"]


def test_every_column_that_is_left_out_is_named_with_a_reason():
    text = LICENCES.replace("Notes", "Colour,Blank").replace("call them", "red,")
    frame, found = proposed(text)
    used = {"Contract No", *(match.column for match in found.columns)}
    assert used | set(dict(found.unsure)) == {column for column in frame.columns if column != "_row"}
    assert dict(found.unsure) == {"Colour": "nothing that is read of subscriptions is called so", "Blank": "every cell is empty"}


def test_small_numbers_are_nobodys_ids():
    known = {"hubspot": {str(n) for n in range(1000)}}
    rows = "".join(f"V-{n},{n},2026-02-0{1 + n % 9},Quarterly review\n" for n in range(30))
    assert proposed("visit_id,loudness,held_on,topic\n" + rows, "visits.csv", known)[1] is None


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n",
        "x,y,z\n1,2,3\n4,5,6\n",
        "id,name\n1,Red\n2,Blue\n",
        "id,label,colour\n1,urgent,red\n2,late,blue\n",
        "city,country,population\nGhent,BE,260000\nBruges,BE,118000\n",
        "account_id,score\n1,2\n1,3\n",
        "name,description,price\nPro,all of it,10\nBasic,less,5\n",
    ],
)
def test_a_table_that_says_too_little_gets_no_proposal(text):
    assert proposed(text)[1] is None


def test_a_table_whose_rows_nothing_tells_apart_gets_no_proposal():
    rows = "".join(f"C-{n % 2},2025-01,{('search', 'export')[n % 2]},{n}\n" for n in range(60))
    assert proposed("account_id,month,event,event_count\n" + rows, "usage.csv")[1] is None


def test_repeated_rows_and_a_row_without_an_id_do_not_hide_the_id():
    rows = LICENCES.splitlines(keepends=True)
    _, found = proposed("".join([*rows, *rows[1:6], "," + rows[7].partition(",")[2]]))
    assert fields(found)["id"] == "Contract No"


def test_days_and_sums_that_may_be_two_are_left_out_of_a_proposal_with_what_to_do():
    text = "Customer,Website,ARR,Start date\n" + "".join(f"Firm {n},firm{n}.example,12.500,0{1 + n}/10/2025\n" for n in range(8))
    why = dict(proposed(text, "customers.csv")[1].unsure)
    assert 'a date that is clear (write 2026-03-01, or give its column "kind": "day first" or' in why["Start date"]
    assert "12.500 is not a number (12.500 may be 12500 or 12.5" in why["ARR"]
    text = text.replace("08/10/2025", "26/10/2025")
    assert fields(proposed(text, "customers.csv")[1])["customer_on"] == "Start date"
