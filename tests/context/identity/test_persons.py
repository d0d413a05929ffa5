"""One person across records and addresses of one customer; where nobody can tell, somebody is asked."""

import polars as pl
import pytest

from cs_core.context.identity import known_people
from cs_core.context.identity.answers import answer, answered, open_pairs
from cs_core.context.identity.persons import one_person
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.usage.behaviour import behaviour
from tests.conftest import END
from tests.context.identity.conftest import NOW
from tests.worlds import IMPORTED, TODAY, a_store, ago, with_company, with_message, with_person, with_ticket, with_usage

SCHEMA = dict.fromkeys(("account_id", "node", "system", "record", "name", "email", "phone"), pl.String)


def rows(*people, account="acme"):
    """(name, email[, system[, phone]]) of each record."""
    made = []
    for n, (name, email, *more) in enumerate(people):
        system, phone = [*more, "hubspot", None][:2] if more else ("hubspot", None)
        phone = more[1] if len(more) > 1 else None
        made.append((account, email or f"{system}/{n}", system, f"{system}/{n}", name, email, phone))
    return pl.DataFrame(made, schema=SCHEMA, orient="row")


def loose(address, account="acme"):
    return pl.DataFrame([(account, address, "product", None, None, address, None)], schema=SCHEMA, orient="row")


def persons(frame, **told):
    """Which nodes are one (as sets), and which pairs are asked about."""
    found = one_person(frame, **told)
    groups = found.joined.group_by("account_id", "group").agg("node")["node"].to_list()
    return {frozenset(g) for g in groups}, {frozenset(p) for p in found.doubts.select("left", "right").iter_rows()}


def test_people_are_the_same_whether_all_accounts_are_looked_at_together_or_some_after_others(demo_store, monkeypatch):
    with open_store(demo_store) as store:
        whole, several = snapshot(store, END), snapshot(store, END)
        wanted = whole.people_of_systems, whole.person_nodes, whole.persons.joined
        monkeypatch.setattr(known_people, "AT_ONCE", 40)
        found = several.people_of_systems, several.person_nodes, several.persons.joined
        for one, other in zip(wanted, found, strict=True):
            by = [c for c, kind in one.schema.items() if kind != pl.List]
            assert one.height > 20 and one.sort(by).equals(other.sort(by))
        assert several.persons.doubts.equals(whole.persons.doubts) and whole.persons.doubts.height > 0


DANA = "dana.wu@acme.example"


@pytest.mark.parametrize(
    "other",
    [
        ("Dana Wu", "dana_wu@gmail.com"),
        ("Wu, Dana", "d.wu@acme.io", "zendesk"),
        ("DANA WU", None, "zendesk"),
        ("D. Wu", "danawu@acme.io", "slack"),
        ("Dan Wu", "dan@acme.io", "slack"),
        ("Dana W.", "d17@acme.io", "slack", "+49 170 555 1234"),
    ],
)
def test_one_person_with_two_records_is_one(other):
    groups, asked = persons(rows(("Dana Wu", DANA, "hubspot", "0170 5551234"), other, ("Bo Lind", "bo@acme.example")))
    assert len(groups) == 1
    assert DANA in next(iter(groups))
    assert asked == set()


@pytest.mark.parametrize(
    "address",
    ["dwu@acme.example", "d.wu@acme.example", "wud@acme.example", "danaw@acme.example", "wu-dana@acme.example", "danawu@gmail.com"],
)
def test_an_address_that_is_made_of_the_one_name_it_fits_is_that_persons(address):
    groups, _ = persons(pl.concat([rows(("Dana Wu", None), ("Bo Lind", "bo@acme.example")), loose(address)]))
    assert groups == {frozenset({"hubspot/0", address})}


@pytest.mark.parametrize(
    ("people", "address"),
    [
        ([("Dana Wu", None), ("Dino Wu", "dino@acme.example")], "dwu@acme.example"),
        ([("Dana Wu", DANA)], "dwu@acme.example"),
        ([("Dana Wu", None)], "dwu@gmail.com"),
        ([("Dana Wu", None)], "dwumann@acme.example"),
        ([("Dana Wu", None)], "info@acme.example"),
    ],
)
def test_an_address_that_might_be_another_persons_is_nobodys(people, address):
    groups, _ = persons(pl.concat([rows(*people), loose(address)]))
    assert groups == set()


def test_namesakes_in_one_system_or_with_numbered_addresses_are_asked_about_never_joined():
    one_system = rows(("Anna Berg", "anna.berg@acme.example"), ("Anna Berg", "a.berg@acme.example"))
    numbered = rows(("Anna Berg", "anna_berg@gmail.com"), ("Anna Berg", "anna.berg2@acme.example", "zendesk"))
    for frame in (one_system, numbered):
        groups, asked = persons(frame)
        assert groups == set()
        assert asked == {frozenset(frame["node"])}


def test_a_third_record_is_not_given_to_one_of_two_namesakes():
    frame = rows(("Anna Berg", "anna.berg@acme.example"), ("Anna Berg", "anna.berg2@acme.example"), ("Anna Berg", None, "slack"))
    assert persons(frame)[0] == set()


def test_nobody_is_one_across_two_customers():
    assert persons(pl.concat([rows(("Dana Wu", "dana@x.example")), rows(("Dana Wu", "dana@y.example"), account="bolt")])) == (set(), set())


def test_a_switchboard_number_joins_no_colleagues():
    assert persons(rows(("Dana Wu", DANA, "hubspot", "+49 30 1234567"), ("Bo Lind", None, "zendesk", "+49 30 1234567")))[0] == set()


def test_brothers_are_asked_about_and_a_bare_given_name_too():
    sisters = ("Martha Smyth", "ms@acme.example"), ("Marta Smyth", "ms2@acme.io", "slack")
    groups, asked = persons(rows(*sisters, ("Bo Lind", "bo@acme.example")))
    assert (groups, asked) == (set(), {frozenset({"ms@acme.example", "ms2@acme.io"})})
    assert persons(rows(("Dana Wu", DANA), ("Dana", None, "slack"))) == (set(), {frozenset({DANA, "slack/1"})})
    assert persons(rows(("Dana Wu", DANA), ("Dana", "dana.roth@acme.example", "slack"))) == (set(), set())


def test_a_nickname_counts_only_where_a_list_of_them_was_imported():
    frame = rows(("William Hart", "william@acme.example"), ("Bill Hart", "bill@acme.io", "slack"))
    assert persons(frame) == (set(), set())
    short = pl.DataFrame({"name": ["William"], "short": ["bill"]})
    assert persons(frame, nicknames=short)[0] == {frozenset(frame["node"])}
    twice = pl.concat([frame, rows(("William Hart", None, "calls"))]).with_columns(node=pl.coalesce("email", pl.lit("calls/9")))
    assert len(next(iter(persons(twice, nicknames=short)[0]))) == 3


def test_answers_beat_the_rules_and_the_newest_is_first():
    frame = rows(("Dana Wu", DANA), ("Dana Wu", "dana_wu@gmail.com"), ("Bo Lind", "bo@acme.example"))

    def told(*pairs):
        return pl.DataFrame([(*p, "said by Ann,") for p in pairs], schema=["left", "right", "same", "why"], orient="row")

    assert persons(frame, answers=told((DANA, "dana_wu@gmail.com", False))) == (set(), set())
    groups, _ = persons(frame, answers=told((DANA, "bo@acme.example", True), (DANA, "dana_wu@gmail.com", False)))
    assert groups == {frozenset({DANA, "bo@acme.example"})}


def test_records_that_their_system_merged_are_one_whatever_they_are_called():
    merges = pl.DataFrame({"left": ["hubspot/0"], "right": ["hubspot/1"]})
    assert persons(rows(("Dana Wu", DANA), ("Dana Roth", "dana.roth@acme.example")), merges=merges)[0]


def a_customer(tmp_path):
    """Dana by three addresses: in the CRM privately, at the help desk by the company's, and in the product by another domain."""
    store = a_store(tmp_path)
    acme = with_company(store, "acme", domain="acme.example")
    with_company(store, "ws", account="acme", system="product")
    with_person(store, acme, "Dana Wu", email="dana_wu@gmail.com", opted_out=False, role="champion")
    desk = with_person(store, acme, "Dana Wu", email="Dana.Wu@acme.example", system="zendesk", opted_out=True)
    with_person(store, acme, "Bo Lind", email="bo@acme.example")
    with_usage(store, "ws", weekly=[3] * 6, person="danawu@acme.io", system="product")
    with_usage(store, "ws", weekly=[2], person="bo@acme.example", event="reports", system="product")
    with_message(store, acme, sender="dana.wu@acme.example", recipients="mia@ours.example", sent=ago(4))
    with_message(store, acme, "Any news?", sender="DANA_WU@gmail.com", recipients="mia@ours.example", sent=ago(2), thread="two")
    with_ticket(store, None, system="zendesk", person_ref=desk)
    return store


def test_usage_mail_and_tickets_of_any_address_are_of_the_one_person(tmp_path):
    with a_customer(tmp_path) as store:
        snap = snapshot(store, TODAY)
        [dana] = snap.people.filter(pl.col("name") == "Dana Wu").to_dicts()
        assert dana["person_id"] == "dana_wu@gmail.com"
        assert set(dana["emails"]) == {"dana_wu@gmail.com", "dana.wu@acme.example", "danawu@acme.io"}
        assert "same name" in dana["same_as"]
        assert snap.people.height == 2
        assert set(snap.messages["person_id"]) == {"dana_wu@gmail.com"}
        assert snap.messages["account_id"].to_list() == ["acme", "acme"]
        assert set(snap.use.lately["person"]) == {"dana_wu@gmail.com", "bo@acme.example"}
        assert snap.tickets["account_id"].to_list() == ["acme"]


def test_whoever_opted_out_by_one_address_has_opted_out(tmp_path):
    with a_customer(tmp_path) as store:
        assert snapshot(store, TODAY).people.filter(pl.col("name") == "Dana Wu")["opted_out"].to_list() == [True]


def test_mail_is_shown_beside_use_of_the_same_person(tmp_path):
    with a_customer(tmp_path) as store:
        rows = behaviour(snapshot(store, TODAY), "acme")
    dana, bo = rows.sort("person", descending=True).to_dicts()
    assert (dana["person"], dana["threads"], dana["uses_4w"], dana["top_feature"]) == ("Dana Wu", 2, 12, "dispatch_board")
    assert (dana["last_mail_on"], dana["last_used_on"]) == (ago(2), TODAY)
    assert (bo["person"], bo["threads"], bo["last_mail_on"], bo["uses_4w"], bo["top_feature"]) == ("Bo Lind", 0, None, 2, "reports")


def test_where_no_event_names_people_nobody_is_said_to_be_idle(tmp_path):
    with a_store(tmp_path) as store:
        with_person(store, with_company(store, "acme"))
        with_usage(store, "acme", weekly=[5] * 4)
        assert behaviour(snapshot(store, TODAY), "acme")["uses_4w"].to_list() == [None]


def test_two_people_taken_for_one_are_told_apart_for_good_and_only_from_that_day(tmp_path):
    with a_customer(tmp_path) as store:
        waiting = open_pairs(store).height
        changed = answer(store, "dana_wu@gmail.com", "dana.wu@acme.example", noun="person", same=False, by="Ann", now=IMPORTED)
        assert changed["key"].to_list() == ["dana.wu@acme.example", "danawu@acme.io"]
        assert snapshot(store, TODAY).people.height == 3
        assert snapshot(store, ago(1)).people.height == 2
        assert open_pairs(store).height == waiting
        answer(store, "dana_wu@gmail.com", "dana.wu@acme.example", noun="person", same=True, by="Ann", now=IMPORTED)
        assert snapshot(store, TODAY).people.height == 2


def test_a_persons_merge_of_two_people_is_listed_and_undone_by_the_opposite_answer_with_nothing_lost(tmp_path):
    pair, said = ("bo@acme.example", "dana_wu@gmail.com"), {"noun": "person", "by": "Ann"}
    with a_customer(tmp_path) as store:
        before = standing(store)
        answer(store, *pair, same=True, why="a nickname", now=IMPORTED, **said)
        assert snapshot(store, TODAY).people.height == 1
        [listed] = answered(store).to_dicts()
        assert (listed["left_key"], listed["right_key"], listed["left_name"], listed["right_name"]) == (*pair, "Bo Lind", "Dana Wu")
        assert (listed["noun"], listed["same"], listed["why"], listed["by"]) == ("person", True, "a nickname", "Ann")
        answer(store, listed["right_key"], listed["left_key"], same=False, now=IMPORTED, **said)
        assert standing(store) == before
        assert answered(store).select("left_key", "same").rows() == [("dana_wu@gmail.com", False)]


def standing(store):
    """Who the people are, and whose each message, use and ticket is."""
    snap = snapshot(store, TODAY)
    people = {row["person_id"]: set(row["emails"]) for row in snap.people.iter_rows(named=True)}
    use = sorted(snap.use.lately.select("account_id", "person").unique().rows())
    return people, snap.messages.select("source_id", "person_id").rows(), use, snap.tickets.select("source_id", "account_id").rows()


def test_an_ambiguous_person_waits_with_names_addresses_and_systems(tmp_path):
    with a_store(tmp_path) as store:
        acme = with_company(store, "acme", domain="acme.example")
        with_person(store, acme, "Anna Berg", email="anna.berg@acme.example")
        with_person(store, acme, "Anna  Berg", email="anna.berg2@acme.example")
        [row] = open_pairs(store).to_dicts()
        assert (row["noun"], row["left_system"], row["right_system"]) == ("person", "hubspot", "hubspot")
        assert {row["left_name"], row["right_name"]} == {"Anna Berg", "Anna  Berg"}
        assert {row["left_at"], row["right_at"]} == {"anna.berg@acme.example", "anna.berg2@acme.example"}


def test_what_is_learnt_later_brings_nobody_together_earlier(tmp_path):
    with a_store(tmp_path) as store:
        acme = with_company(store, "acme", domain="acme.example")
        with_company(store, "acme", system="zendesk")
        with_person(store, acme, "Dana Wu", email="dana.wu@acme.example")
        before = snapshot(store, ago(10)).people
        with_person(store, acme, "Dana Wu", email="dana_wu@gmail.com", created_on=ago(5), system="zendesk")
        assert snapshot(store, ago(10)).people.equals(before)
        assert snapshot(store, TODAY).people["emails"].to_list() == [["dana.wu@acme.example", "dana_wu@gmail.com"]]


def test_the_imported_list_of_nicknames_is_used(land):
    store = land(
        companies="1,Acme,acme.example,,",
        contacts="7,William,Hart,william@acme.example,1,,\n8,Bill,Hart,bill@acme.io,1,,",
        nicknames="canonical_name,nickname\nWilliam,Bill",
    )
    assert snapshot(store, NOW.date()).people["emails"].to_list() == [["william@acme.example", "bill@acme.io"]]
