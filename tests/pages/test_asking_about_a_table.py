"""What the question about an unknown table shows, and the mapping that its answer gives."""

from datetime import datetime

import polars as pl
import pytest

from cs_core.context.importing.mappings import confirm_mapping, remembered
from cs_core.context.sources.mapping import USES, tables_from
from cs_core.context.sources.propose import propose
from cs_core.context.sources.wide import wide
from cs_core.errors import BadInput
from pages._ui.asking import (
    CONTRACT,
    NAMES,
    NOTHING,
    _choices,
    _confirmed,
    _left_out,
    _nothing_known,
    _rows,
    _told,
    can_change,
    field_words,
)
from pages._ui.importing import _refused, _remarked
from tests.worlds import a_store

CUSTOMERS = pl.DataFrame(
    {
        "_row": list(range(2, 32)),
        "Web Site": [f"firm{n}.example" for n in range(30)],
        "Customer Name": [f"Firm {n} Ltd" for n in range(30)],
        "ARR EUR": [str(1200 * n + 1200) for n in range(30)],
        "Renewal Date": [f"2026-{n % 12 + 1:02d}-15" for n in range(30)],
    }
)


def proposed(frame):
    return propose(frame, name="customers.csv").report([c for c in frame.columns if c != "_row"])


def rows_of(asked, ids=("Web Site",), edited=None):
    return _rows(asked, asked["mapping"]["noun"], list(ids), edited)


def standing_for(rows, **chosen):
    """The rows as a person edits them: column -> what it stands for."""
    told = dict(rows.select("column", "field").iter_rows()) | {column.replace("_", " "): field for column, field in chosen.items()}
    return pl.DataFrame({"column": list(told), "field": list(told.values())})


def test_a_column_may_name_a_row_and_be_its_domain_too():
    asked = proposed(CUSTOMERS)
    told = _told(asked["mapping"], "company", ["Web Site"], rows_of(asked))
    assert told["columns"]["id"] == "Web Site" == told["columns"]["domain"]
    assert tables_from(told)[0].id == ("Web Site",)


def test_what_the_rows_say_of_contracts_is_shown_and_kept_as_it_is_read():
    asked = proposed(CUSTOMERS)
    shown = dict(rows_of(asked).select("column", "field").iter_rows())
    assert shown["ARR EUR"] == f"{CONTRACT}mrr/12"
    told = _told(asked["mapping"], "company", ["Web Site"], rows_of(asked))
    assert told["also"][0]["columns"]["mrr"] == asked["mapping"]["also"][0]["columns"]["mrr"]
    assert [t.noun for t in tables_from(told)] == ["company", "subscription"]


def test_what_is_left_out_is_not_read():
    asked = proposed(CUSTOMERS)
    edited = rows_of(asked).with_columns(
        pl.when(pl.col("field").str.starts_with(CONTRACT)).then(pl.lit(NOTHING)).otherwise("field").alias("field")
    )
    assert "also" not in _told(asked["mapping"], "company", ["Web Site"], edited)


def test_a_table_of_which_nothing_is_recognised_can_still_be_told():
    asked = _nothing_known({"path": "exports/Kunden liste.csv", "header": ["knr", "wer", "seit"]})
    edited = pl.DataFrame({"column": ["knr", "wer", "seit"], "field": [NOTHING, "name", "customer_on"]})
    [table] = tables_from(_told(asked["mapping"], "company", ["knr"], edited))
    assert (table.object, table.id, set(table.columns)) == ("Kunden_liste", ("knr",), {"name", "customer_on"})


YEARLY = {"column": "ARR EUR", "divide": 12}


def test_a_yearly_price_is_a_choice_beside_the_monthly_one_and_is_told_as_a_mapping_by_hand_tells_it():
    choices = _choices("company")
    assert choices.index(f"{CONTRACT}mrr/12") == choices.index(f"{CONTRACT}mrr") + 1
    assert field_words(f"{CONTRACT}mrr/12") == "contract: ARR (yearly revenue)"
    asked = _nothing_known({"path": "customers.csv", "header": CUSTOMERS.columns[1:]})
    chosen = standing_for(
        rows_of(asked), Customer_Name="name", ARR_EUR=f"{CONTRACT}mrr/12", Renewal_Date=f"{CONTRACT}term_end_on",
    )  # fmt: skip
    told = _told(asked["mapping"], "company", ["Web Site"], chosen)
    assert told["also"][0]["columns"]["mrr"] == YEARLY
    again = rows_of(asked | {"mapping": told})
    assert dict(again.select("column", "field").iter_rows())["ARR EUR"] == f"{CONTRACT}mrr/12"


def test_a_price_that_is_said_to_be_monthly_after_all_is_not_divided():
    asked = proposed(CUSTOMERS)
    assert asked["mapping"]["also"][0]["columns"]["mrr"] == YEARLY
    told = _told(asked["mapping"], "company", ["Web Site"], standing_for(rows_of(asked), ARR_EUR=f"{CONTRACT}mrr"))
    assert told["also"][0]["columns"]["mrr"] == "ARR EUR"


def test_of_a_table_of_contracts_and_of_invoices_the_amounts_that_are_divided_are_choices_too():
    assert "mrr/12" in _choices("subscription") and "amount/100" in _choices("invoice")
    asked = _nothing_known({"path": "bills.csv", "header": ["no", "cents", "day"]})
    told = _told(asked["mapping"], "invoice", ["no"], standing_for(rows_of(asked, ["no"]), cents="amount/100"))
    assert told["columns"]["amount"] == {"column": "cents", "divide": 100}


def test_two_columns_cannot_stand_for_one_field():
    asked = proposed(CUSTOMERS)
    with pytest.raises(BadInput, match="ARR EUR and Renewal Date cannot both be MRR"):
        _told(asked["mapping"], "company", ["Web Site"], standing_for(rows_of(asked), Renewal_Date=f"{CONTRACT}mrr"))
    with pytest.raises(BadInput, match="Customer Name and ARR EUR cannot both be name"):
        _told(asked["mapping"], "company", ["Web Site"], standing_for(rows_of(asked), ARR_EUR="name"))


@pytest.mark.parametrize("noun", ["company", "person", "subscription", "ticket", "invoice", "meeting", "event"])
def test_fields_are_shown_in_words(noun):
    shown = [field_words(choice) for choice in _choices(noun)]
    assert len(set(shown)) == len(shown)
    assert not any("_" in said for said in shown)
    assert {"Wants no mail (yes or no)", "Customer (id)", "Last changed"} <= set(shown) or noun != "person"


def test_the_column_that_names_the_row_is_shown_as_what_it_is():
    asked = proposed(CUSTOMERS.with_columns(pl.format("K-{}", "_row").alias("Customer No")))
    assert asked["mapping"]["columns"]["id"] == "Customer No"
    shown = {column: (field, why) for column, field, why in rows_of(asked, ["Customer No"]).iter_rows()}
    assert shown["Customer No"] == (NAMES, "names the row")
    assert field_words(NAMES) == "(only names the row)"
    told = _told(asked["mapping"], "company", ["Customer No"], rows_of(asked, ["Customer No"]))
    assert told == asked["mapping"]


def test_what_was_chosen_stays_where_another_id_or_noun_is_chosen():
    asked = proposed(CUSTOMERS.with_columns(pl.format("K-{}", "_row").alias("Customer No")))
    edited = standing_for(rows_of(asked, ["Customer No"]), ARR_EUR="plan")
    other = dict(rows_of(asked, ["Web Site"], edited).select("column", "field").iter_rows())
    assert (other["ARR EUR"], other["Customer No"], other["Web Site"]) == ("plan", NOTHING, "domain")
    person = dict(_rows(asked, "person", ["Web Site"], edited).select("column", "field").iter_rows())
    assert (person["Customer Name"], person["ARR EUR"], person["Web Site"]) == ("name", NOTHING, NAMES)


DATED = CUSTOMERS.with_columns(pl.lit("2024-02-01").alias("Start date"), pl.lit("EUR").alias("Currency"))


def test_a_column_that_says_something_of_the_customer_and_of_the_contract_is_read_for_both_until_it_is_changed():
    asked = proposed(DATED)
    contract = asked["mapping"]["also"][0]["columns"]
    assert (contract["started_on"], contract["currency"]) == ("Start date", "Currency")
    rows = rows_of(asked)
    assert dict(rows.select("column", "why").iter_rows())["Start date"].endswith("also read as contract: start date")
    assert _told(asked["mapping"], "company", ["Web Site"], rows) == asked["mapping"]
    told = _told(asked["mapping"], "company", ["Web Site"], standing_for(rows, Currency=NOTHING))
    assert "currency" not in told["columns"] and "currency" not in told["also"][0]["columns"]


def test_a_confirmed_mapping_is_shown_again_with_its_choices_and_can_be_changed(tmp_path):
    asked = proposed(DATED)
    with a_store(tmp_path) as store:
        confirm_mapping(store, asked["mapping"], asked["header"], by="Ada", now=datetime(2026, 6, 30))
        [kept] = remembered(store)
        again = _confirmed(kept)
        assert can_change(kept) and sorted(again["header"]) == sorted(asked["header"])
        chosen = standing_for(rows_of(again), ARR_EUR=f"{CONTRACT}mrr")
        changed = _told(again["mapping"], "company", ["Web Site"], chosen)
        confirm_mapping(store, changed, again["header"], by="Ada", now=datetime(2026, 7, 1))
        [kept] = remembered(store)
    assert kept["mapping"]["also"][0]["columns"]["mrr"] == "ARR EUR"
    assert {**kept["mapping"], "also": []} == {**asked["mapping"], "also": []}


def test_a_column_that_was_left_out_is_called_as_in_the_file_with_the_reason_where_the_mapping_is_changed(tmp_path):
    frame = DATED.with_columns(pl.lit("a note").alias("Notizen (intern)"), pl.lit("+49 1").alias("Phone No."))
    asked = proposed(frame)
    edited = standing_for(rows_of(asked), ARR_EUR=NOTHING)
    with a_store(tmp_path) as store:
        told = _told(asked["mapping"], "company", ["Web Site"], edited)
        confirm_mapping(store, told, asked["header"], by="Ada", now=datetime(2026, 6, 30), why=_left_out(asked, edited, "Ada"))
        [kept] = remembered(store)
        again = dict(rows_of(_confirmed(kept)).select("column", "why").iter_rows())
        assert can_change(kept) and set(again) == set(asked["header"])
        assert again["ARR EUR"] == "left out: Ada left it out; it was taken for contract: ARR (yearly revenue)"
        assert again["Notizen (intern)"] == "left out: nothing that is read of companies is called so"
        confirm_mapping(store, told, asked["header"], by="--mapping", now=datetime(2026, 7, 1))
        assert remembered(store) == [kept], "a file of the same mapping takes no reason away"


def test_of_a_mapping_that_kept_no_names_the_plain_ones_are_shown_with_who_left_them_out():
    mapping = {"system": "t", "object": "o", "noun": "company", "columns": {"id": "Web", "name": "Firm"}}
    kept = {"mapping": mapping, "signature": "firm,since,web", "left_out": {}, "by": "Ada", "set_at": "2026-06-30T12:00:00"}
    why = dict(_rows(_confirmed(kept), "company", ["Web"]).select("column", "why").iter_rows())
    assert why["since"] == "left out: the answer of Ada does not read it"


@pytest.mark.parametrize(
    "change",
    [
        {"also": [{"system": "t", "object": "p", "noun": "person", "columns": {"id": "Web"}}]},
        {"columns": {"id": "Web", "name": "Web", "domain": "Web"}},
        {"noun": "nothing"},
    ],
)
def test_a_mapping_by_hand_that_says_more_than_the_editor_shows_is_not_offered_for_change(change):
    mapping = {"system": "t", "object": "o", "noun": "company", "columns": {"id": "Web", "name": "Firm"}} | change
    assert not can_change({"mapping": mapping, "signature": "firm,since,web", "left_out": {}, "by": "Ada", "set_at": ""})


def test_what_is_said_of_a_file_is_why_its_rows_are_refused_and_what_is_remarked():
    file = {"path": "book.csv", "reasons": [{"row": 62, "why": "TOTAL is a sum"}], "refused": 7, "remarks": ["an id stands twice"]}
    assert _refused(file) == ["book.csv, row 62: TOTAL is a sum", "book.csv: 2 more rows refused."]
    assert _remarked(file) == ["book.csv: an id stands twice"]


COUNTS = pl.DataFrame(
    {
        "Account": [f"Firm {n} Ltd" for n in range(8) for _ in range(3)],
        "Month": [f"2026-0{month}" for _ in range(8) for month in (1, 2, 3)],
        "Logins": [str(n) for n in range(24)],
        "Seats active": ["4"] * 24,
    }
)


def test_a_monthly_table_of_counts_is_asked_about_confirmed_and_changed_in_the_editor(tmp_path):
    asked = wide(COUNTS, name="usage.csv").report(COUNTS.columns)
    ids = ["Account", "Month"]
    rows = rows_of(asked, ids)
    assert dict(rows.select("column", "field").iter_rows()) == {"Account": "ref", "Month": "at", "Logins": USES, "Seats active": NOTHING}
    assert field_words(USES) == "Uses, named by the column" and USES in _choices("event")
    assert _told(asked["mapping"], "event", ids, rows) == asked["mapping"]
    chosen = _told(asked["mapping"], "event", ids, standing_for(rows, Seats_active=USES))
    assert chosen["counts"] == {"logins": "Logins", "seats_active": "Seats active"}
    with a_store(tmp_path) as store:
        confirm_mapping(store, chosen, asked["header"], by="Ada", now=datetime(2026, 6, 30))
        [kept] = remembered(store)
    assert can_change(kept) and [table.object for table in tables_from(kept["mapping"])] == ["usage_logins", "usage_seats_active"]


def test_columns_of_a_table_of_which_nothing_is_recognised_can_be_said_to_be_counts():
    asked = _nothing_known({"path": "usage.csv", "header": COUNTS.columns})
    rows = standing_for(rows_of(asked, ["Account", "Month"]), Account="ref", Month="at", Logins=USES)
    told = _told(asked["mapping"], "event", ["Account", "Month"], rows)
    assert told["counts"] == {"logins": "Logins"} and [table.noun for table in tables_from(told)] == ["event"]


PEOPLE = pl.DataFrame(
    {
        "Last name": [f"Carter-{letter}" for letter in "abcdefgh"],
        "First name": ["Anna"] * 8,
        "E-mail address": [f"anna.{n}@firm.example" for n in range(8)],
        "Position": ["Director"] * 8,
    }
)


def test_two_columns_of_a_name_are_shown_as_it_and_kept_together_or_chosen_to_be_it():
    asked = propose(PEOPLE, name="contacts.csv").report(PEOPLE.columns)
    rows = rows_of(asked, ["E-mail address"])
    assert dict(rows.select("column", "field").iter_rows())["First name"] == "name" == rows["field"][0]
    assert _told(asked["mapping"], "person", ["E-mail address"], rows) == asked["mapping"]
    assert asked["mapping"]["columns"]["name"] == ["First name", "Last name"]
    signature = "e_mail_address,first_name,last_name,position"
    assert can_change({"mapping": asked["mapping"], "signature": signature, "left_out": {}, "by": "Ada", "set_at": ""})
    by_hand = standing_for(rows_of(_nothing_known({"path": "p.csv", "header": PEOPLE.columns}), []), First_name="name", Position="name")
    assert _told({"columns": {}, "noun": "person"}, "person", ["E-mail address"], by_hand)["columns"]["name"] == ["First name", "Position"]


def test_a_column_of_scores_is_said_to_be_of_one_scale_in_the_editor():
    asked = _nothing_known({"path": "answers.csv", "header": ["Day", "Who", "Stars"]})
    rows = standing_for(rows_of(asked, ["Day", "Who"]), Day="answered_at", Who="email", Stars="score@csat")
    told = _told(asked["mapping"], "survey", ["Day", "Who"], rows)
    assert told["columns"]["score"] == {"column": "Stars", "of": "csat"} and [table.noun for table in tables_from(told)] == ["survey"]
    kept = {"mapping": told, "signature": "day,stars,who", "left_out": {}, "by": "Ada", "set_at": ""}
    assert can_change(kept) and field_words("score@csat") == "CSAT score (1 to 5)" and "score@nps" in _choices("survey")
    with pytest.raises(BadInput, match="must say of what its score is"):
        tables_from(_told(asked["mapping"], "survey", ["Day", "Who"], standing_for(rows, Stars="score")))
