"""An account is found by what people call it, and never guessed."""

import pytest

from cs_core.context.brief import brief, find_account
from cs_core.context.snapshot import snapshot
from cs_core.errors import NotFound
from tests.worlds import TODAY, with_company


def test_an_account_is_found_by_id_or_name_in_any_case(store):
    with_company(store, "a-1", name="Vernove Solar")
    snap = snapshot(store, TODAY)
    assert find_account(snap, "A-1") == find_account(snap, "vernove solar") == "a-1"
    with pytest.raises(NotFound, match=r"Vernove Solar \(a-1\)"):
        find_account(snap, "Vernov Solr")
    with pytest.raises(NotFound, match="'nobody'"):
        brief(snap, "nobody")


def test_the_beginning_of_one_name_only_is_enough(store):
    for company, name in (("a-1", "Adler Machines Ltd"), ("a-2", "Bolt Works"), ("a-3", "Bolt Yard"), ("a-4", "Bolt")):
        with_company(store, company, name=name)
    snap = snapshot(store, TODAY)
    assert find_account(snap, "adler") == "a-1"
    assert find_account(snap, "Bolt") == "a-4"
    assert find_account(snap, "Bolt W") == "a-2"
    for unclear in ("Bol", "Ad", "", "Machines"):
        with pytest.raises(NotFound, match="No account"):
            find_account(snap, unclear)


def test_names_that_are_not_near_are_not_offered(store):
    with_company(store, "a-306", name="Company_306")
    with pytest.raises(NotFound, match="no account is called that; `python -m cs_core account` takes an id or a name"):
        find_account(snapshot(store, TODAY), "Nobody")


def test_a_name_that_two_accounts_bear_is_not_guessed(store):
    with_company(store, "a-1", name="Twin")
    with_company(store, "a-2", name="Twin")
    with pytest.raises(NotFound, match="give one of the ids a-1, a-2"):
        find_account(snapshot(store, TODAY), "twin")
