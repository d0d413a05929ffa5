"""Who is who: people, company names, and companies of several systems."""

import polars as pl
import pytest

from cs_core.context.identity import link_companies, match_companies, resolve
from cs_core.context.identity.company_rows import NOTHING_TOLD, Told
from cs_core.context.identity.names import clean_email, company_domain, company_key, domain_stem, fold, person_tokens, word_list
from cs_core.errors import BadInput


def people(*rows):
    columns = ("name", "email", "phone", "born", "company", "city")
    return pl.DataFrame(
        [{"id": n, **dict.fromkeys(columns), **row} for n, row in enumerate(rows)],
        schema={"id": pl.Int64} | dict.fromkeys(columns, pl.String),
    )


def companies(*rows):
    columns = ("key", "system", "source_id", "name", "domain", "external_id")
    blank = dict.fromkeys(columns) | {"rank": 1}
    return pl.DataFrame(
        [blank | {"key": f"{row['system']}/{row['source_id']}"} | row for row in rows],
        schema=dict.fromkeys(columns, pl.String) | {"rank": pl.Int64},
    )


def account_of(frame, known=None):
    told = NOTHING_TOLD if known is None else Told(known=known)
    return dict(link_companies(frame, told).select("key", "account_id").iter_rows())


STRANGERS = [{"name": f"Person{n} Family{n}", "email": f"p{n}@firm{n}.com"} for n in range(30)]


def test_one_address_in_two_spellings_is_one_person():
    found = resolve(
        people(
            {"name": "Dana Wu", "email": "Dana.Wu@Acme.com"},
            {"name": "Wu, Dana", "email": "dana.wu+news@acme.com"},
            *STRANGERS,
        )
    )
    assert found["entity"][0] == found["entity"][1]
    assert "email: same" in found["why"][0]
    assert found["score"][0] > 0.9


def test_a_common_name_alone_joins_nobody():
    namesakes = [{"name": "Anna Smith", "email": f"anna.smith@{firm}.com"} for firm in ("acme", "globex", "initech", "hooli")]
    found = resolve(people(*namesakes, *STRANGERS))
    assert found["entity"].n_unique() == found.height


def test_a_short_form_with_a_slip_in_the_birthday_is_still_one_person():
    found = resolve(
        people(
            {"name": "Robert Allen", "born": "1971-06-24", "email": "r.allen@x.com"},
            {"name": "Rob Allen", "born": "1971-05-24", "email": "r.allen@x.com"},
            *STRANGERS,
        )
    )
    assert found["entity"][0] == found["entity"][1]


GIVEN = word_list("Ann Bob Cara Dan Eve Finn Gus Hal Ida Jon Kim Leo Mia Ned Oli Pia Quin Rob Sue Tom")
FAMILY = word_list("Smith Jones Brown Taylor Khan Lee Walker Hill Young King Wright Scott Green Baker Adams")


def colleagues(*, firms, **more):
    """300 people of as many names, all addresses and companies made alike."""
    names = [(given, family) for family in FAMILY for given in GIVEN]
    return [
        {"name": f"{a} {b}", "email": f"{a}.{b}@c{n * 7 % firms}.com".lower(), "company": f"Company {n * 7 % firms}", **more}
        for n, (a, b) in enumerate(names)
    ]


@pytest.mark.parametrize("firms", [1, 30, 100])
@pytest.mark.parametrize("city", ["Paris", None])
def test_what_everybody_shares_brings_nobody_together(firms, city):
    found = resolve(people(*colleagues(firms=firms, city=city)))
    assert found["entity"].n_unique() == found.height == 300


@pytest.mark.parametrize("city", ["Paris", None])
def test_one_person_twice_among_many_alike_is_still_found(city):
    rows = colleagues(firms=30, city=city)
    found = resolve(people({**rows[0], "name": "Smith, Ann", "company": None}, *rows))
    assert found["entity"][0] == found["entity"][1]
    assert found["entity"].n_unique() == 300


def test_namesakes_of_one_company_born_decades_apart_are_two_people_and_said_to_be_doubtful():
    base = {"name": "John Smith", "company": "Zed", "city": "Rome"}
    old = {**base, "email": "john.smith2@zed.com", "born": "1955-07-09"}
    young = {**base, "email": "john.smith@zed.com", "born": "1980-01-01"}
    found = resolve(people(young, old, *colleagues(firms=30, city="Paris")))
    assert found["entity"][0] != found["entity"][1]
    assert found["why"][0].startswith("perhaps, but not surely enough, as 1")
    assert "born: different" in found["why"][0]


def test_no_third_record_brings_together_whom_their_birth_dates_tell_apart():
    base = {"name": "John Smith", "company": "Zed", "city": "Rome"}
    dated = [{**base, "born": born} for born in ("1980-01-01", "1955-07-09")]
    found = resolve(people(*dated, base, *colleagues(firms=30, city="Paris")))
    assert found["entity"][0] != found["entity"][1]


def test_a_slip_in_a_birth_date_still_joins_namesakes_of_one_company():
    base = {"name": "John Smith", "company": "Zed", "city": "Rome"}
    dated = [{**base, "born": born} for born in ("1980-01-01", "1980-10-01")]
    found = resolve(people(*dated, *colleagues(firms=30, city="Paris")))
    assert found["entity"][0] == found["entity"][1]


@pytest.mark.parametrize("others", [[], STRANGERS])
def test_one_name_and_one_address_are_one_person_however_short_the_list(others):
    found = resolve(people(*[{"name": "Jon Smith", "email": "js@x.com"}] * 2, *others))
    assert found["entity"][0] == found["entity"][1]
    alone = resolve(people(*[{"name": "Jon Smith"}] * 2, *others))
    assert alone["entity"][0] != alone["entity"][1]


def test_entities_do_not_depend_on_the_order_of_the_rows():
    rows = people({"name": "Eva Maier", "phone": "+49 170 1234567"}, {"name": "Eva Maier", "phone": "0170 1234567"}, *STRANGERS)
    same = {frozenset(g) for g in resolve(rows).group_by("entity").agg("id")["id"].to_list()}
    back = {frozenset(g) for g in resolve(rows.reverse()).group_by("entity").agg("id")["id"].to_list()}
    assert same == back
    assert frozenset((0, 1)) in same


def test_no_records_and_records_with_nothing_to_go_by_are_answered():
    assert resolve(people()).height == 0
    found = resolve(people({}, {}))
    assert found["entity"].to_list() == [0, 1]


def test_a_repeated_id_is_refused_with_what_to_do():
    with pytest.raises(BadInput, match="without repeats"):
        resolve(pl.DataFrame({"id": [1, 1], "name": ["a", "b"]}))
    with pytest.raises(BadInput, match="without gaps"):
        resolve(pl.DataFrame({"id": ["a", None], "name": ["a", "b"]}))


def test_names_that_cannot_be_compared_are_refused_with_what_to_do():
    with pytest.raises(BadInput, match="1 and 2 names given"):
        match_companies(pl.Series(["a"]), pl.Series(["a", "b"]))
    with pytest.raises(BadInput, match="must be text, not Int64"):
        match_companies(pl.Series([1]), pl.Series([1]))
    assert match_companies(pl.Series([None]), pl.Series(["a"])).to_list() == [None]
    assert match_companies(pl.Series([]), pl.Series([])).to_list() == []


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Acme Co., Ltd.", "ACME", True),
        ("Müller & Söhne GmbH", "Mueller und Soehne", True),
        ("Nordic Freight Lines", "NFL", True),
        ("Blue Harbor Inc", "Blue Harvest Inc", False),
        ("Acme Electronics", "Zenith Electronics", False),
    ],
)
def test_company_names_are_told_apart(left, right, same):
    [score] = match_companies(pl.Series([left]), pl.Series([right]))
    assert (score >= 0.8) == same


def test_a_name_in_another_script_is_compared_by_its_sound():
    scores = match_companies(pl.Series(["삼성전자", "アディダス", "삼성전자"]), pl.Series(["Samsung Electronics", "Adidas", "Zenith"]))
    assert min(scores[0], scores[1]) > scores[2]


def test_a_missing_name_has_no_score_and_an_unreadable_script_is_no_evidence():
    assert match_companies(pl.Series(["Acme", "Huawei"]), pl.Series([None, "华为"])).to_list() == [None, 0.3]


def test_names_come_in_one_form():
    assert company_key("The Acme Co., Ltd.") == company_key("ACME, Inc.") == "acme"
    assert fold("Юлия Öztürk") == "yuliya ozturk"
    assert person_tokens("Dr. Müller, Eva") == ("eva", "muller")
    assert clean_email("Eva <Eva.M+x@Acme.com>") == "eva.m@acme.com"
    assert company_domain("https://www.acme.co.uk/about") == "acme.co.uk"
    assert company_domain("eva@gmail.com") is None
    assert domain_stem("shop.acme.co.uk") == "acme"


def test_an_explicit_id_beats_a_different_name():
    rows = companies(
        {"system": "hubspot", "source_id": "1", "name": "Acme"},
        {"system": "stripe", "source_id": "cus_9", "name": "Renamed Holdings", "external_id": "1", "rank": 2},
    )
    assert account_of(rows) == {"hubspot/1": "1", "stripe/cus_9": "1"}


def test_a_company_domain_joins_and_a_public_one_does_not():
    rows = companies(
        {"system": "hubspot", "source_id": "1", "name": "Acme", "domain": "acme.com"},
        {"system": "hubspot", "source_id": "2", "name": "Acme again", "domain": "www.acme.com"},
        {"system": "zendesk", "source_id": "z1", "name": "Berta Solo", "domain": "gmail.com", "rank": 3},
        {"system": "zendesk", "source_id": "z2", "name": "Carl Duo", "domain": "gmail.com", "rank": 3},
    )
    assert account_of(rows) == {"hubspot/1": "1", "hubspot/2": "1", "zendesk/z1": "z1", "zendesk/z2": "z2"}


def test_a_name_that_two_companies_bear_stays_apart_and_says_so():
    rows = companies(
        {"system": "hubspot", "source_id": "3", "name": "Twin Ltd"},
        {"system": "hubspot", "source_id": "4", "name": "Twin Inc"},
        {"system": "stripe", "source_id": "cus_3", "name": "Twin", "rank": 2},
    )
    found = link_companies(rows)
    assert found["account_id"].n_unique() == 3
    assert found["why"].str.starts_with("ambiguous with").all()


def test_one_name_under_two_domains_is_not_one_company():
    rows = companies(
        {"system": "hubspot", "source_id": "1", "name": "Summit", "domain": "summit-labs.com"},
        {"system": "stripe", "source_id": "c1", "name": "Summit", "domain": "summitbakery.fr"},
    )
    assert link_companies(rows)["account_id"].n_unique() == 2


def test_alike_names_join_only_where_the_domain_agrees():
    near = {"name": "Northwind Logistic"}
    base = {"system": "hubspot", "source_id": "1", "name": "Northwind Logistics", "domain": "northwind.com"}
    agreeing = companies(base, {"system": "zendesk", "source_id": "z", "domain": "northwind.de", **near})
    silent = companies(base, {"system": "zendesk", "source_id": "z", **near})
    assert link_companies(agreeing)["account_id"].n_unique() == 1
    assert link_companies(silent)["account_id"].n_unique() == 2


def test_one_id_in_two_systems_for_two_companies_is_told_apart():
    rows = companies(
        {"system": "hubspot", "source_id": "7", "name": "Alpha"},
        {"system": "zendesk", "source_id": "7", "name": "Omega"},
    )
    assert account_of(rows) == {"hubspot/7": "hubspot:7", "zendesk/7": "zendesk:7"}


def test_a_known_account_keeps_its_id_when_a_better_anchor_arrives():
    first = companies({"system": "stripe", "source_id": "cus_1", "name": "Acme", "rank": 2})
    known = link_companies(first).select("key", "account_id")
    both = companies(*first.to_dicts(), {"system": "hubspot", "source_id": "1", "name": "Acme Inc"})
    assert account_of(both, known) == {"stripe/cus_1": "cus_1", "hubspot/1": "cus_1"}


def test_accounts_do_not_depend_on_the_order_of_the_rows():
    rows = companies(
        {"system": "hubspot", "source_id": "1", "name": "Acme", "domain": "acme.com"},
        {"system": "stripe", "source_id": "c", "name": "ACME Inc", "rank": 2},
        {"system": "zendesk", "source_id": "z", "name": "Support", "domain": "acme.com", "rank": 3},
    )
    assert account_of(rows) == account_of(rows.reverse())
    assert account_of(rows.clear()) == {}


DELTA = {"system": "hubspot", "source_id": "101", "name": "Delta Logistics", "domain": "delta-logistics.de"}
VERTEX = {"system": "hubspot", "source_id": "104", "name": "Vertex Systems", "domain": "vertex.io"}
DESK = {"system": "zendesk", "source_id": "9004", "external_id": "101", "rank": 3}


@pytest.mark.parametrize("points", [{"name": "Vertex Systems"}, {"domain": "vertex.io"}, {"name": "Vertex System", "domain": "vertex.de"}])
def test_an_id_of_one_company_and_the_name_of_another_bring_the_two_not_together(points):
    found = link_companies(companies(DELTA, VERTEX, DESK | points)).rows_by_key("key", named=True, unique=True)
    assert found["zendesk/9004"]["account_id"] == found["hubspot/101"]["account_id"]
    assert found["hubspot/104"]["account_id"] == "104"


def test_an_id_and_a_name_bring_two_domains_not_together_whatever_system_has_them():
    bill = {"system": "stripe", "source_id": "c", "name": "Vertex Systems", "domain": "vertex.io", "rank": 2}
    found = account_of(companies(DELTA, DESK | {"name": "Vertex Systems"}, bill))
    assert found == {"hubspot/101": "101", "zendesk/9004": "101", "stripe/c": "c"}


def test_a_row_that_an_id_brings_still_carries_its_own_domain_where_no_other_company_has_it():
    use = {"system": "product", "source_id": "ws", "domain": "delta.com", "rank": 2}
    assert set(account_of(companies(DELTA, VERTEX, DESK | {"domain": "delta.com"}, use)).values()) == {"101", "104"}
