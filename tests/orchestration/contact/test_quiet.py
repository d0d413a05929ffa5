"""What would go by itself waits for the customer's next working day; what a person looks at does not."""

from dataclasses import replace
from datetime import date

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.orchestration.contact.quiet import HOLIDAYS, NOTHING, WEEKENDS, calendar, next_day, policy_of, why_quiet
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.routing import route_all
from cs_core.orchestration.world import load_world
from tests.orchestration.builders import TODAY, a_proposal, a_task, a_world, passes
from tests.worlds import a_store, with_company, with_knowledge

GOOD_FRIDAY, SATURDAY, TUESDAY = date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 7)
FREE = {("risk", "mid-market"): "autonomous"}


@pytest.mark.parametrize(
    ("day", "country", "how", "why"),
    [
        (GOOD_FRIDAY, "Germany", HOLIDAYS, "2026-04-03 is Good Friday in Germany, and holidays are quiet"),
        (GOOD_FRIDAY, "de", HOLIDAYS, "2026-04-03 is Good Friday in de, and holidays are quiet"),
        (GOOD_FRIDAY, "Germany", WEEKENDS, None),
        (GOOD_FRIDAY, "United States", HOLIDAYS, None),
        (date(2026, 7, 3), "USA", HOLIDAYS, "2026-07-03 is Independence Day (observed) in USA, and holidays are quiet"),
        (GOOD_FRIDAY, None, HOLIDAYS, None),
        (GOOD_FRIDAY, "Atlantis", HOLIDAYS, None),
        (SATURDAY, "Atlantis", WEEKENDS, "2026-04-04 is a Saturday, and weekends are quiet"),
        (SATURDAY, "Germany", NOTHING, None),
        (GOOD_FRIDAY, "Saudi Arabia", WEEKENDS, "2026-04-03 is a Friday, and weekends are quiet"),
        (TUESDAY, "Germany", HOLIDAYS, None),
    ],
)
def test_a_day_is_quiet_where_the_customer_is(day, country, how, why):
    assert why_quiet(day, country, how) == why


def test_after_easter_it_goes_on_tuesday():
    assert next_day(GOOD_FRIDAY, "Germany", HOLIDAYS) == TUESDAY
    assert next_day(SATURDAY, None, HOLIDAYS) == date(2026, 4, 6)


@pytest.mark.parametrize("country", ["Germany", "United States", "United Kingdom", "France", "Spain", "Netherlands", "Poland", "Sweden"])
def test_a_country_is_known_by_its_plain_name(country):
    assert calendar(country) is not None and len(calendar(country).weekend) == 2


def routed(proposal, *, day=GOOD_FRIDAY, country="Germany", quiet=HOLIDAYS, **changed):
    world = a_world(as_of=day, autonomy=FREE, quiet=quiet, **changed)
    world = replace(world, accounts={a: told | {"country": country} for a, told in world.accounts.items()})
    return route_all([proposal], {proposal.id: passes(proposal)}, world)[0]


def test_what_would_go_by_itself_waits_and_says_until_when_and_what_would_have_changed_it():
    letter = a_proposal(stakes="low")
    held = routed(letter)
    assert held.route == "held"
    assert held.why == "2026-04-03 is Good Friday in Germany, and holidays are quiet: it goes by itself on 2026-04-07"
    assert held.change.startswith("A working day at the customer, a person who sends it")
    assert routed(letter, day=TUESDAY).route == "agent" == routed(letter, country="United States").route == routed(letter, quiet=0).route


def test_what_a_person_looks_at_does_not_wait():
    assert routed(a_proposal(stakes="medium")).route == "agent_with_review" and routed(a_task(stakes="low")).route == "human_with_draft"


def test_a_leader_may_ask_for_more_quiet_than_the_policy():
    more = Direction({}, Direction().guardrails | {"quiet_days": 2})
    assert routed(a_proposal(stakes="low"), quiet=0, direction=more).route == "held"


@pytest.mark.parametrize(
    ("value", "text", "how"),
    [("weekends and public holidays", "", 2), ("weekends", "", 1), ("", "No mail on holidays.", 2), ("none", "", 0)],
)
def test_the_vendors_policy_says_how_much_is_quiet(tmp_path, value, text, how):
    with a_store(tmp_path) as store:
        with_company(store, "acme", country="Germany")
        assert policy_of(snapshot(store, TODAY)) == 0
        with_knowledge(store, "policy", "quiet_days", value=value, text=text)
        snap = snapshot(store, TODAY)
        world = load_world(snap, ["acme"])
        assert policy_of(snap) == world.quiet == how and world.accounts["acme"]["country"] == "Germany"
