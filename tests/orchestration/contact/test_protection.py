"""A protected customer: no agent writes to it unread, and a pilot does not withhold care from it."""

from datetime import timedelta

import pytest

from cs_core.context.identity.answers import answer, undo_merge
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.contact.protection import protect, protected, protected_ids, unprotect, without_a_person
from cs_core.orchestration.pilots.arms import HOLDOUT
from cs_core.orchestration.routing import route
from cs_core.orchestration.world import load_world
from tests.orchestration.builders import a_proposal, passes
from tests.worlds import IMPORTED, TODAY, a_store, with_company, with_subscription


def a_company(folder):
    store = a_store(folder)
    for company in ("acme", "bolt"):
        with_subscription(store, with_company(store, company, segment="long tail"), mrr=100.0)
    set_level(store, "risk", "long tail", "autonomous", why="earned", by="Ines Dahl", now=IMPORTED)
    return store


def routes(store, day=TODAY):
    """The route of the same low-stakes letter to each of the two."""
    world = load_world(snapshot(store, day), ["acme", "bolt"])
    letters = {a: a_proposal(account=a, stakes="low") for a in ("acme", "bolt")}
    return {a: route(letter, passes(letter), world).route for a, letter in letters.items()}


def test_protecting_a_customer_sends_its_letters_to_review_and_taking_it_back_lets_them_go(tmp_path):
    store = a_company(tmp_path)
    assert routes(store) == {"acme": "agent", "bolt": "agent"}
    protect(store, "acme", why="the case of the board", by="Ines Dahl", now=IMPORTED)
    assert routes(store) == {"acme": "agent_with_review", "bolt": "agent"}
    unprotect(store, "acme", why="the case is over", by="Ines Dahl", now=IMPORTED)
    assert routes(store) == {"acme": "agent", "bolt": "agent"}


def test_a_protected_customer_is_not_withheld_care_by_a_pilot_that_began_before(tmp_path):
    store = a_company(tmp_path)
    withheld(store, "acme", "bolt")
    protect(store, "acme", why="a promise of the founder", by="Ines Dahl", now=IMPORTED)
    assert routes(store) == {"acme": "agent_with_review", "bolt": "held"}


def test_a_past_day_knows_nothing_of_a_protection_that_came_later(tmp_path):
    store = a_company(tmp_path)
    protect(store, "acme", why="a promise of the founder", by="Ines Dahl", now=IMPORTED)
    assert protected_ids(store, TODAY) == {"acme"} and not protected_ids(store, TODAY - timedelta(days=1))


def withheld(store, *account_ids: str) -> None:
    """A pilot began that gives them standard care."""
    arm = {"name": "tail", "as_of": TODAY, "arm": HOLDOUT, "propensity": 0.3, "stratum": "", "started_at": IMPORTED}
    store.append("pilot", [arm | {"id": a, "account_id": a} for a in account_ids])


def one_of(store, *, minutes: int) -> None:
    """A person says that Bolt is Acme."""
    later = IMPORTED + timedelta(minutes=minutes)
    answer(store, "hubspot/acme", "hubspot/bolt", noun="company", same=True, by="Ann", now=later)


def test_a_protected_customer_that_became_part_of_another_one_protects_it_until_it_leaves_again(tmp_path):
    store = a_company(tmp_path)
    protect(store, "bolt", why="the case of the board", by="Ines Dahl", now=IMPORTED)
    one_of(store, minutes=1)
    assert routes(store)["acme"] == "agent_with_review" and protected(store, TODAY)["acme"]["why"] == "the case of the board"
    undo_merge(store, "hubspot/bolt", by="Ann", now=IMPORTED + timedelta(minutes=2))
    assert protected_ids(store, TODAY) == {"bolt"}


def test_a_protection_taken_away_from_one_of_two_says_nothing_of_the_other_until_they_are_one(tmp_path):
    store = a_company(tmp_path)
    for account in ("acme", "bolt"):
        protect(store, account, why=f"{account} matters", by="Ines Dahl", now=IMPORTED)
    one_of(store, minutes=1)
    assert {a: row["why"] for a, row in protected(store, TODAY).items()} == {"acme": "acme matters"}
    undo_merge(store, "hubspot/bolt", by="Ann", now=IMPORTED + timedelta(minutes=2))
    unprotect(store, "acme", why="over", by="Ines Dahl", now=IMPORTED + timedelta(minutes=3))
    one_of(store, minutes=4)
    assert {a: row["why"] for a, row in protected(store, TODAY).items()} == {"acme": "bolt matters"}
    unprotect(store, "acme", why="over", by="Ines Dahl", now=IMPORTED + timedelta(minutes=5))
    assert not protected_ids(store, TODAY)


def test_the_newest_reason_stands_with_who_gave_it(tmp_path):
    store = a_company(tmp_path)
    protect(store, "acme", why="first", by="Ines Dahl", now=IMPORTED)
    protect(store, "acme", why="second", by="Uwe Kern", now=IMPORTED + timedelta(minutes=1))
    assert {k: protected(store, TODAY)["acme"][k] for k in ("why", "by")} == {"why": "second", "by": "Uwe Kern"}


def test_a_plan_that_gives_a_protected_customer_nobody_can_be_told(tmp_path):
    store = a_company(tmp_path)
    protect(store, "acme", why="a promise of the founder", by="Ines Dahl", now=IMPORTED)
    assert without_a_person(store, TODAY, ["bolt"]) == [{"account_id": "acme", "why": "a promise of the founder"}]
    assert without_a_person(store, TODAY, ["acme"]) == []


def test_a_protection_needs_a_reason_a_customer_and_something_to_take_away(tmp_path):
    store = a_company(tmp_path)
    with pytest.raises(BadInput, match="reason"):
        protect(store, "acme", why=" ", by="Ines Dahl", now=IMPORTED)
    with pytest.raises(NotFound, match="Accounts page"):
        protect(store, "nobody", why="x", by="Ines Dahl", now=IMPORTED)
    with pytest.raises(Refused, match="not protected"):
        unprotect(store, "acme", why="x", by="Ines Dahl", now=IMPORTED)


def test_a_customer_stays_in_the_group_of_a_pilot_when_it_becomes_part_of_another_record_of_its_own(tmp_path):
    store = a_company(tmp_path)
    withheld(store, "bolt")
    assert routes(store) == {"acme": "agent", "bolt": "held"}
    one_of(store, minutes=1)
    assert routes(store)["acme"] == "held"
    undo_merge(store, "hubspot/bolt", by="Ann", now=IMPORTED + timedelta(minutes=2))
    assert routes(store) == {"acme": "agent", "bolt": "held"}
