"""A company whose name one system writes with ä, ö and ü, and another without."""

import pytest

from tests.context.identity.test_identity import account_of, companies


def accounts(*rows: tuple[str, str, str | None]) -> set[str]:
    """Of the records (system, name, domain)."""
    told = [{"system": system, "source_id": f"{n}", "name": name, "domain": domain} for n, (system, name, domain) in enumerate(rows)]
    return set(account_of(companies(*told)).values())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Café Zürichberg AG", "Cafe Zuerichberg"), ("Müller & Söhne GmbH", "MUELLER UND SOEHNE"), ("Bäckerei Öz", "Baeckerei Oez"),
     ("Mu\u0308ller Bau", "Mueller Bau")],
)
def test_a_name_with_umlauts_and_the_same_spelt_out_are_one_company(one, other):
    assert len(accounts(("hubspot", one, None), ("stripe", other, None))) == 1


@pytest.mark.parametrize(
    "rows",
    [
        (("hubspot", "Manuel Bau", None), ("stripe", "Manul Bau", None)),
        (("hubspot", "Müller Bau", "mueller-bau.example"), ("stripe", "Mueller Bau", "mueller-nord.example")),
        (("hubspot", "Müller Bau", None), ("hubspot", "Mueller Bau", None), ("stripe", "Mueller Bau AG", None)),
    ],
    ids=["no umlaut", "two domains", "two of one system"],
)
def test_without_an_umlaut_or_against_other_evidence_they_stay_apart(rows):
    assert len(accounts(*rows)) > 1
