"""What only a head knows: a note is a fact with author and day, fills what no system says, and may be taken back from a day on."""

from datetime import datetime, time, timedelta

import pytest

from cs_core.context.audit import audit
from cs_core.context.brief import brief, timeline
from cs_core.context.completeness import completeness
from cs_core.context.contradictions import contradictions
from cs_core.context.notes import KINDS, add_note, withdraw_note
from cs_core.context.snapshot import snapshot
from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.errors import BadInput, NotFound, Refused
from tests.worlds import TODAY, a_store, ago, with_company, with_deal, with_desired_outcome, with_person, with_subscription, with_ticket

NOON = datetime.combine(TODAY, time(12))
TERM = {"term_start_on": ago(300), "term_end_on": ago(-65)}


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as opened:
        with_subscription(opened, with_company(opened, domain="acme.example"), mrr=100.0)
        yield opened


def note(store, key, text, *, days=0, **more):
    return add_note(store, "acme", key=key, text=text, by="Mia Sand", now=NOON - timedelta(days=days), **more)


def told(store, day=TODAY):
    return brief(snapshot(store, day), "acme")


def test_a_note_of_the_renewal_date_is_a_fact_with_author_and_day_and_fills_the_knowledge(store):
    before = told(store)
    made = note(store, "renewal_on", "2026-09-01", observed_on=ago(3))
    fact = told(store).get("renewal_on")
    assert (before.get("renewal_on"), "renewal date" in before.unknowns) == (None, True)
    assert (str(fact.value), fact.source, fact.source_row) == ("2026-09-01", "note", f"note:{made} by Mia Sand")
    assert (fact.observed_at, fact.recorded_at) == (ago(3), NOON)
    assert told(store).get("days_to_renewal").value == 65
    assert "renewal date" not in told(store).unknowns


def test_it_is_known_from_the_moment_of_writing_even_where_it_tells_of_an_earlier_day(store):
    note(store, "renewal_on", "2026-09-01", observed_on=ago(100))
    assert told(store, ago(1)).get("renewal_on") is None


@pytest.mark.parametrize(
    "of_record", [lambda s: with_subscription(s, "acme", "s2", mrr=5.0, **TERM), lambda s: with_deal(s, "acme", close_on=ago(-65))]
)
def test_a_system_of_record_goes_first_however_new_the_note_and_the_difference_is_a_contradiction(store, of_record):
    of_record(store)
    note(store, "renewal_on", "2026-10-10")
    assert told(store).get("renewal_on").source == "hubspot"
    [wrong] = [row for row in contradictions(snapshot(store, TODAY)) if row["rule"] == "note against system"]
    assert (wrong["count"], wrong["of"]) == (1, 1)
    [example] = wrong["examples"]
    assert (example["left"], example["right"]) == ("Mia Sand noted renewal on: 2026-10-10", f"HubSpot says {ago(-65)}")


def test_a_term_that_is_known_to_roll_on_by_the_month_takes_no_noted_date(tmp_path):
    with a_store(tmp_path / "rolls") as store:
        with_subscription(store, with_company(store), mrr=5.0, term_start_on=ago(10), term_end_on=ago(-20))
        note(store, "renewal_on", "2026-09-01")
        assert told(store).get("renewal_on") is None


def test_the_newest_note_of_a_kind_takes_the_place_of_older_ones_but_remarks_stand_side_by_side(store):
    note(store, "renewal_on", "2026-09-01", days=2)
    note(store, "renewal_on", "2026-11-01")
    for text in ("They moved house", "The new CFO is sceptical"):
        note(store, "remark", text)
    assert str(told(store).get("renewal_on").value) == "2026-11-01"
    assert {fact.value for fact in told(store).all("note:remark")} == {"They moved house", "The new CFO is sceptical"}


def test_a_noted_champion_gives_a_known_person_the_role_and_an_unknown_name_becomes_one_without_an_address(store):
    with_person(store, "acme", "Ada Lind")
    made = note(store, "champion", "ada lind")
    note(store, "sponsor", "Bo Berg")
    found = told(store)
    assert (found.get("champion").value, found.get("champion").source_row) == ("Ada Lind", f"note:{made} by Mia Sand")
    assert (found.get("contact").value, found.get("contact").source_row) == ("Ada Lind <ada@acme.example>", "person.csv:2")
    assert found.get("sponsor").value == "Bo Berg"
    assert [fact.value for fact in found.all("contact")] == ["Ada Lind <ada@acme.example>"]
    assert found.get("people").value == 1


def test_a_champion_that_the_crm_names_stays_the_champion(store):
    with_person(store, "acme", "Ada Lind", role="champion")
    note(store, "champion", "Bo Berg")
    assert told(store).get("champion").value == "Ada Lind"
    assert [row["rule"] for row in contradictions(snapshot(store, TODAY))] == ["note against system"]


def test_a_noted_budget_holder_is_a_fact_beside_the_sponsor_of_record(store):
    with_person(store, "acme", "Ada Lind", role="executive sponsor")
    made = note(store, "economic_buyer", "Bo Berg")
    fact = told(store).get("note:economic_buyer")
    assert (fact.value, fact.source_row) == ("Bo Berg", f"note:{made} by Mia Sand")
    assert told(store).get("sponsor").value == "Ada Lind"


@pytest.mark.parametrize(("key", "text"), [("renewal_on", "2026-10-10"), ("champion", "Bo Berg"), ("desired_outcome", "Open in Norway")])
def test_every_note_is_one_fact_its_own_where_it_speaks_and_a_note_where_a_system_does(store, key, text):
    made = note(store, key, text, observed_on=ago(60))
    alone = told(store)
    assert (str(alone.get(key).value), alone.get(f"note:{key}")) == (text, None)
    with_person(store, "acme", "Ada Lind", role="champion")
    with_subscription(store, "acme", "s2", mrr=5.0, **TERM)
    with_desired_outcome(store, "acme", "Halve planning", stated=ago(50))
    both = told(store)
    assert (both.get(key).source, both.get(f"note:{key}").value) == ("hubspot", text) or key == "desired_outcome"
    assert both.get(f"note:{key}").source_row == f"note:{made} by Mia Sand"


def test_of_what_the_customer_wants_the_newest_statement_holds_wherever_it_is_written(store):
    with_desired_outcome(store, "acme", "Halve planning", stated=ago(50))
    note(store, "desired_outcome", "Open in Norway", quote="We go north.", said_by="Ada Lind", observed_on=ago(5))
    found = told(store)
    assert (found.get("desired_outcome").value, found.get("outcome_quote").value) == ("Open in Norway", "We go north.")
    assert found.get("desired_outcome").source == "note"
    with_desired_outcome(store, "acme", "Something newer", stated=ago(1))
    assert told(store).get("desired_outcome").value == "Something newer"


def test_a_pulse_is_no_note_and_the_refusal_says_where_it_is_set(store):
    with pytest.raises(BadInput, match="python -m cs_core pulse"):
        note(store, "pulse", "2")


def test_what_was_taken_back_is_gone_from_then_on_and_stays_in_the_past(store):
    made = note(store, "renewal_on", "2026-09-01", days=5)
    withdraw_note(store, made, account_id="acme", by="Lea", now=NOON - timedelta(days=1))
    assert told(store).get("renewal_on") is None
    assert str(told(store, ago(2)).get("renewal_on").value) == "2026-09-01"
    story = [row["text"] for row in timeline(snapshot(store, TODAY), "acme") if row["kind"] == "note"]
    assert story == ["renewal_on: taken back by Lea", "renewal_on: 2026-09-01 noted by Mia Sand"]
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_note(store, made, account_id="acme", by="Lea", now=NOON)


def test_the_older_note_stands_again_where_the_newer_is_taken_back_and_a_note_may_be_made_anew(store):
    note(store, "renewal_on", "2026-09-01", days=5)
    newer = note(store, "renewal_on", "2026-11-01")
    withdraw_note(store, newer, account_id="acme", by="Lea", now=NOON)
    assert str(told(store).get("renewal_on").value) == "2026-09-01"
    note(store, "renewal_on", "2026-11-01")
    assert str(told(store).get("renewal_on").value) == "2026-11-01"


def test_the_same_note_twice_is_one(store):
    assert note(store, "remark", "They  moved house ") == note(store, "remark", "They moved house")
    assert store.count("note") == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"key": "champion", "text": "jane.doe@acme.example"}, "no address"),
        ({"key": "horoscope", "text": "x"}, "use one of remark, desired_outcome"),
        ({"key": "remark", "text": "  "}, "1 to 2000 characters"),
        ({"key": "remark", "text": "x" * 2001}, "1 to 2000 characters"),
        ({"key": "renewal_on", "text": "next spring"}, "the day on which the term ends"),
        ({"key": "remark", "text": "x", "by": " "}, "--by NAME"),
        ({"key": "remark", "text": "x", "observed_on": ago(-1)}, "still to come"),
    ],
)
def test_what_is_no_note_is_refused_in_one_line(store, given, says):
    with pytest.raises(BadInput, match=says):
        add_note(store, "acme", **({"by": "Mia", "now": NOON} | given))
    assert store.count("note") == 0


def test_a_note_of_an_account_that_is_not_known_is_refused_and_so_is_another_accounts_note_id(store):
    with pytest.raises(NotFound, match="No account 'nobody'"):
        add_note(store, "nobody", key="remark", text="x", by="Mia", now=NOON)
    made = note(store, "remark", "x")
    with pytest.raises(NotFound, match="of account bolt"):
        withdraw_note(store, made, account_id="bolt", by="Mia", now=NOON)


def test_a_noted_date_holds_longer_than_a_feed_but_not_for_ever(store):
    note(store, "renewal_on", "2028-09-01", days=100)
    row = completeness(snapshot(store, TODAY)).filter(account_id="acme", knowledge="renewal date").to_dicts()[0]
    assert (row["known"], row["stale"], row["source"]) == (True, False, "note")
    later = completeness(snapshot(store, TODAY + timedelta(days=500))).filter(account_id="acme", knowledge="renewal date")
    assert later["stale"].to_list() == [True]


def test_the_audit_says_that_it_lives_in_a_persons_head(store):
    with_ticket(store, "acme")
    note(store, "renewal_on", "2026-09-01")
    [agent] = audit(snapshot(store, TODAY), {"renewal": ("renew", ("contract", "renewal date"))})["agents"]
    [cell] = [need for need in agent["needs"] if need["knowledge"] == "renewal date"]
    assert cell["lives_in"] == "a person's head (notes)"
    assert cell["places"] == [{"kind": "head", "place": "a person's head (notes)", "accounts": 1}]
    assert (agent["ready_accounts"], cell["filled"]) == (1, 1.0)


def test_every_kind_of_note_fills_a_kind_of_knowledge_that_there_is_or_none():
    assert {kind.knowledge for kind in KINDS.values()} <= {"", *KNOWLEDGE}
