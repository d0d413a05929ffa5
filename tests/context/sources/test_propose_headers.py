"""Headers as people write them: everyday words, other languages, signs, brackets and two names in one."""

import re

import pytest

from cs_core.context.sources.matches import base
from cs_core.context.sources.propose import named
from cs_core.context.sources.synonyms import ESSENTIAL, WORDS
from cs_core.context.sources.table import fields_of
from tests.context.sources.guessed import fields, proposed

ODD = (
    "Cust Ref;Firm;Home;Signed up;Yearly €;Next renewal;Success Person;Licences\n"
    'K-1;Alpha Bau GmbH;alphabau.example;03.02.2024;"12.400,50";01.02.2027;Jo Smith;12\n'
    'K-2;Beta SARL;beta.example;15.11.2023;"3.000,00";15.12.2026;Ann Lee;4\n'
    "K-3;Gamma Ltd;gamma.example;31.12.2025;n/a;31.12.2026;;7\n"
)


def test_headers_in_everyday_words_are_guessed_where_the_cells_hold_what_they_say():
    _, found = proposed(ODD, "odd.csv")
    [contract] = found.mapping["also"]
    assert {"id": "Cust Ref", "name": "Firm", "domain": "Home", "customer_on": "Signed up", "owner": "Success Person"}.items() <= fields(
        found
    ).items()
    assert contract["columns"]["mrr"] == {"column": "Yearly €", "divide": 12} and contract["columns"]["term_end_on"] == "Next renewal"
    assert next(m.why for m in found.columns if m.column == "Home") == "100% of its values are domain, e.g. alphabau.example"
    _, words = proposed(ODD.replace('"12.400,50"', "a lot").replace('"3.000,00"', "little"), "odd.csv")
    assert "also" not in words.mapping


EVERYDAY = "Customer (legal);ARR (€);CSM / AM;Go-live;Next renewal dt;# Employees\n" + "".join(
    f"Firm {'ABCDEFGHIJ'[n % 10]}{'xyzuvw'[n // 10]} GmbH;{1_000 * n + 12_000},00;{('Jo Ray', 'Mia Lund')[n % 2]};"
    f"{1 + n % 28:02}.03.2024;{1 + n % 28:02}.03.2027;{n + 5}\n"
    for n in range(60)
)
GERMAN = (
    "Kunden-Nr;Firma;Webseite;Jahresbetrag (€);Vertragsende;Betreuer;Kunde seit;Währung\n"
    "1001;Müller Haustechnik GmbH;mueller.example;12.500,00;31.12.2026;Anna Kurz;15.02.2023;EUR\n"
    "1002;Ærø Energi A/S;aeroe.example;4.800,00;15.02.2027;;15.03.2024;EUR\n"
    "1003;Grün & Co. KG;gruen.example;27.000,00;01.03.2027;Ben Lang;10.10.2022;EUR\n"
)
FRENCH = (
    "N° client;Raison sociale;Site web;Montant annuel;Date d'échéance;Responsable compte\n"
    "C-1;Société Dupont;dupont.example;12500;31/12/2026;Anne Petit\nC-2;Café Noir;noir.example;4800;15/02/2027;Luc Roy\n"
)


@pytest.mark.parametrize(
    ("text", "names", "owner", "end"),
    [(GERMAN, "Kunden-Nr", "Betreuer", "Vertragsende"), (FRENCH, "N° client", "Responsable compte", "Date d'échéance")],
)
def test_headers_in_other_languages_are_known_with_their_accents(text, names, owner, end):
    _, found = proposed(text, "kunden.csv")
    [contract] = found.mapping["also"]
    assert (fields(found)["id"], fields(found)["owner"], contract["columns"]["term_end_on"]) == (names, owner, end)
    assert contract["columns"]["mrr"]["divide"] == 12


TRACKER = "Kunde;CSM;Tier;ARR (EUR);Verlängerung;Ampel\n" + "".join(
    f"Firma {'ABCDEFGHIJ'[n % 10]}{'xyzuvw'[n // 10]} GmbH;{('Jo', 'Mia')[n % 2]};{'ABC'[n % 3]};{n + 11}.520,00;"
    f"{1 + n % 28:02}.03.2027;grün\n"
    for n in range(60)
)


def test_a_teams_own_list_of_customers_is_known_by_what_it_says_of_them_and_a_letter_of_theirs_is_no_plan():
    _, found = proposed(TRACKER, "CS Kundenliste 2026.csv")
    [contract] = found.mapping["also"]
    assert {"id": "Kunde", "name": "Kunde", "owner": "CSM"}.items() <= fields(found).items()
    assert contract["columns"]["term_end_on"] == "Verlängerung" and "plan" not in contract["columns"]
    assert "Tier" in dict(found.unsure)


def test_an_id_that_rows_leave_empty_says_so_and_another_column_names_the_rows():
    _, found = proposed(GERMAN.replace("1003;", ";"), "kunden.csv")
    assert fields(found)["id"] == "Webseite" and "rows leave it empty" in dict(found.unsure)["Kunden-Nr"]


def test_headers_with_signs_brackets_and_two_names_are_known():
    _, found = proposed(EVERYDAY, "customers.csv")
    [contract] = found.mapping["also"]
    assert fields(found) == {
        "id": "Customer (legal)", "name": "Customer (legal)", "owner": "CSM / AM", "customer_on": "Go-live", "employees": "# Employees",
    }  # fmt: skip
    assert contract["columns"]["mrr"] == {"column": "ARR (€)", "divide": 12}
    assert (contract["columns"]["started_on"], contract["columns"]["term_end_on"]) == ("Go-live", "Next renewal dt")


def test_a_price_of_which_too_little_can_be_read_says_so():
    _, found = proposed(re.sub(r"GmbH;1\d{4},00", "GmbH;a lot", EVERYDAY), "customers.csv")
    why = dict(found.unsure)
    assert "also" not in found.mapping
    assert why["ARR (€)"].startswith("called like ARR (yearly revenue), but only 87% of its values can be read: a lot is not a number")
    assert why["Next renewal dt"].endswith("of a contract, but no column of its price could be read beside it")


def test_a_price_without_a_day_beside_it_says_so():
    _, found = proposed(EVERYDAY.replace("Go-live", "Colour").replace("Next renewal dt", "Mood"), "customers.csv")
    why = dict(found.unsure)
    assert why["ARR (€)"] == (
        "called like ARR (yearly revenue) of a contract, but no column of its day (start, or end of the term) could be read beside it"
    )
    assert why["Colour"].startswith("holds dates")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("AccountName__c", "account_name"),
        ("properties.First Seen", "first_seen"),
        ("ARR", "arr"),
        ("e-Mail", "e_mail"),
        ("ARR (€)", "arr"),
        ("MRR [in USD]", "mrr"),
        ("Fee in EUR", "fee"),
        ("ARR (k€)", "arr_k"),
        ("Next renewal dt", "next_renewal_date"),
        ("Start (dd.mm.yyyy)", "start"),
        ("# Employees", "employees"),
        ("Owner (old)", "owner_old"),
    ],
)
def test_headers_are_compared_without_their_wrapping(header, name):
    assert named(header) == name


@pytest.mark.parametrize("noun", WORDS)
def test_the_words_are_of_fields_that_the_noun_has_and_what_is_essential_can_be_found(noun):
    own = set(fields_of(noun)) | {"known_at"}
    assert {base(field) for field in WORDS[noun]} <= own
    assert {field for group in ESSENTIAL[noun] for field in group.split()} <= set(WORDS[noun])
    assert all(named(word) == word for words in WORDS[noun].values() for word in words.split())
