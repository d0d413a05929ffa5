"""Which agents may act on whom: what they need is there and not too old; a note fills a gap, a dead feed makes one."""

import re
from datetime import datetime, time, timedelta

import pytest

from cs_core.context.brief import brief, timeline
from cs_core.context.completeness import completeness
from cs_core.context.notes import add_note, withdraw_note
from cs_core.context.pulse import set_pulse
from cs_core.context.snapshot import snapshot
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.models.prompt import brief_text
from cs_core.execution.roster import JOBS, ROSTER
from cs_core.leadership.today import stale_feeds
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.flow.readiness import newest, readiness
from cs_core.orchestration.review import decide, queue
from cs_core.records import Proposal
from tests.worlds import TODAY, a_store, ago, with_company, with_person, with_subscription, with_team_member, with_ticket, with_usage

NOON = datetime.combine(TODAY, time(12))
QUIET = ("acme", "bolt", "cedar")


@pytest.fixture
def store(tmp_path):
    """Three customers whose use fell, billed by a system that names no term; today's row of the CRM says that it still reports."""
    with a_store(tmp_path) as store:
        with_team_member(store, "Mia Sand", hours=40)
        for n, company in enumerate(QUIET):
            with_company(store, company, name=f"{company.title()} Heating", segment="long tail", domain=f"{company}.example")
            with_subscription(store, company, mrr=100.0, seats=5, currency="EUR", plan="Pro")
            with_person(store, company, f"{company.title()} Lind")
            with_usage(store, company, [50 + 7 * n] * 16 + [0] * 4 + [9 + 2 * n] * 2, until=TODAY)
        with_ticket(store, "acme", opened=TODAY, closed_at=NOON)
        yield store


def cycle(store, *, day=TODAY, agents=None, hour=12) -> dict:
    now = datetime.combine(day, time(hour))
    return run_cycle(store, as_of=day, now=now, model=OfflineModel(), roster=ROSTER, agents=agents)


def note(store, text="2026-08-20", **more):
    return add_note(store, "acme", **({"key": "renewal_on", "text": text, "by": "Mia Sand", "now": NOON} | more))


def test_a_note_of_the_renewal_date_lets_the_renewal_agent_act_on_that_customer_alone(store):
    assert cycle(store, agents=["renewal"])["missing"]["renewal"] == {"renewal date": 3}
    made = note(store)
    done = cycle(store, agents=["renewal"], hour=13)
    [proposal] = store.records(Proposal, agent="renewal")
    assert (proposal.account_id, done["missing"]["renewal"]) == ("acme", {"renewal date": 2})
    [fact] = [fact for fact in proposal.facts if fact.key == "renewal_on"]
    assert (str(fact.value), fact.source, fact.source_row) == ("2026-08-20", "note", f"note:{made} by Mia Sand")
    assert done["gates"]["facts_are_fresh"]["failed"] == done["gates"]["cites_known_facts"]["failed"] == 0


def test_a_note_taken_back_holds_the_renewal_agent_again(store):
    withdraw_note(store, note(store), account_id="acme", by="Mia Sand", now=NOON)
    assert cycle(store, agents=["renewal"])["proposals"]["renewal"] == 0


def test_an_old_note_still_lets_it_act_and_is_fresh_to_the_gate(store):
    note(store, now=NOON - timedelta(days=200))
    done = cycle(store, agents=["renewal"])
    assert done["proposals"]["renewal"] == 1 and done["gates"]["facts_are_fresh"]["failed"] == 0


def test_remarks_and_a_pulse_reach_no_letter(store):
    for key, text in (("remark", "Their CFO is called Ebenezer"), ("competitor", "Quasiflow")):
        note(store, text, key=key)
    set_pulse(store, "acme", 1, why="Ebenezer is furious", by="Mia Sand", now=NOON)
    cycle(store)
    bodies = " ".join(proposal.subject + proposal.body for proposal in store.records(Proposal))
    assert bodies and "Ebenezer" not in bodies and "Quasiflow" not in bodies
    known = brief(snapshot(store, TODAY), "acme")
    row = {"kind": "message", "play": "x", "reason": "use fell", "to": "Ada Lind"}
    assert known.get("note:competitor").value == "Quasiflow"
    assert not {"Ebenezer", "Quasiflow", "note:"} & set(re.findall(r"Ebenezer|Quasiflow|note:", brief_text(known, row)))


@pytest.mark.parametrize(("days", "held"), [(21, False), (22, True)])
def test_a_usage_feed_that_is_22_days_old_holds_the_risk_job_and_today_says_so(store, days, held):
    day = TODAY + timedelta(days=days)
    with_ticket(store, "bolt", opened=day, escalated=True)
    with_ticket(store, "cedar", opened=ago(-days + 5), escalated=True)
    done = cycle(store, day=day, agents=["risk"])
    assert (done["ready"]["risk"], done["missing"]["risk"]) == ((0, {"usage": 3}) if held else (3, {}))
    assert (done["proposals"]["risk"] == 0) is held
    feeds = [feed for feed in stale_feeds(snapshot(store, day)) if feed["noun"] == "event"]
    assert bool(feeds) is held
    if held:
        [feed] = feeds
        assert (feed["accounts"], feed["arr"]) == (3, {"EUR": 3600.0})
        assert {"risk", "growth", "onboarding"} == set(feed["agents"])
        assert feed["says"] == (
            f"The HubSpot feed of product usage is 22 days old (last heard of on {TODAY.day} {TODAY:%B %Y}); what it tells "
            "holds for 21 days. Held until it is imported again: onboarding, risk, growth, for 3 customers (3,600 EUR a year)."
        )
        assert any("have no recent usage on record (what people do in the product" in finding["says"] for finding in done["findings"])


def test_risk_works_without_usage_where_there_never_was_any(tmp_path):
    with a_store(tmp_path / "bare") as store:
        with_subscription(store, with_company(store), mrr=100.0)
        with_ticket(store, "acme", opened=ago(5), escalated=True)
        able = readiness(completeness(snapshot(store, TODAY)), snapshot(store, TODAY).accounts["account_id"], ROSTER)
        assert able.ready["risk"].to_list() == ["acme"] and able.ready["growth"].to_list() == []
        assert not [feed for feed in stale_feeds(snapshot(store, TODAY)) if feed["agents"]]


def test_a_note_is_no_feed(store):
    note(store, now=NOON - timedelta(days=100))
    assert "renewal date" not in newest(completeness(snapshot(store, TODAY)))


def test_every_agent_wants_what_it_watches_and_the_audit_knows_it():
    assert all(set(agent.watches) <= set(agent.wants) for agent in ROSTER)
    assert {name: job.watches for name, job in JOBS.items() if job.watches} == {"onboarding": ("usage",), "risk": ("usage",)}


def test_what_a_person_decided_and_changed_is_in_the_next_brief(store):
    cycle(store, agents=["risk"])
    row = next(row for row in queue(store, now=NOON) if row["account_id"] == "acme")
    body = row["body"].replace(row["claims"][-1]["text"], "Shall we speak?")
    decide(store, row["id"], "edit", by="Lea", now=NOON, body=body, reason="too long")
    snap = snapshot(store, TODAY + timedelta(days=1))
    fact = brief(snap, "acme").get("last_edit")
    assert "took out" in fact.value and "Shall we speak?" in fact.value
    assert (fact.source, fact.source_row.startswith("decision:"), fact.recorded_at) == ("cs_core", True, NOON)
    [told] = [line["text"] for line in timeline(snap, "acme") if line["kind"] == "decision"]
    assert "edit by Lea. too long. took out" in told
