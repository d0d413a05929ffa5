"""What an agent may read: facts with ids, units, ages and sources; unknowns; and nothing learnt after the day."""

from datetime import datetime, timedelta

from cs_core.context.brief import brief, briefs, timeline
from cs_core.context.readings import read_new
from cs_core.context.snapshot import snapshot
from cs_core.records import Decision, Outcome
from tests.context.builders import a_rich_world
from tests.worlds import (
    TODAY,
    a_proposal,
    ago,
    at,
    land,
    with_churn_event,
    with_company,
    with_deal,
    with_desired_outcome,
    with_invoice,
    with_meeting,
    with_message,
    with_milestone,
    with_person,
    with_record,
    with_release,
    with_subscription,
    with_team_member,
    with_ticket,
    with_touch,
    with_usage,
)


def test_a_brief_names_the_bill_that_is_past_due_or_the_first_of_several(store):
    for company, days in (("one", (10,)), ("more", (40, 10))):
        with_company(store, company)
        for n in days:
            with_invoice(store, company, due=ago(n), number=f"I-{n}", amount=70.5)
    found = briefs(snapshot(store, TODAY), ["one", "more"])
    keys = ("invoice", "invoice_due_on", "invoice_amount")
    alone, first = ([found["one"].get(k) for k in keys], [found["more"].get(f"first_{k}") for k in keys])
    assert [(f.value, f.unit) for f in alone] == [("I-10", ""), (ago(10), ""), (70.5, "EUR")]
    assert [f.value for f in first] == ["I-40", ago(40), 70.5] and found["more"].get("invoice") is None


def test_every_fact_carries_id_unit_age_and_source(store):
    told = brief(snapshot(store, TODAY), a_rich_world(store))
    assert len({fact.id for fact in told.facts}) == len(told.facts)
    assert all(fact.observed_at <= TODAY and fact.source and fact.source_row and fact.value is not None for fact in told.facts)
    arr = told.get("arr")
    assert (arr.value, arr.unit, arr.source, arr.source_row) == (12_000.0, "EUR/yr", "hubspot", "subscription.csv:2")
    assert (told.get("usage_change").value, told.get("usage_change").unit) == (-80.0, "%")


def test_only_people_who_can_be_reached_are_contacts(store):
    told = brief(snapshot(store, TODAY), a_rich_world(store))
    assert [fact.value for fact in told.all("contact")] == ["Ada Lind <ada@acme.example>"]
    assert told.get("contact_role").source_row == told.get("contact").source_row
    assert [fact.value for fact in told.all("opted_out")] == ["bo@acme.example"]


def test_nouns_become_facts(store):
    told = brief(snapshot(store, TODAY), a_rich_world(store))
    values = {fact.key: (fact.value, fact.unit) for fact in told.facts}
    assert values["ticket"] == ("Boards load slowly", "")
    assert values["message"] == ("When is the next release?", "")
    assert values["outcome_target"] == (4, "hours/week")
    assert values["outcome_quote"] == ("Half would be grand.", "")
    assert values["release"] == ("Faster boards", "")
    assert values["release_reason"] == ("mends Boards load slowly", "")
    assert values["plan_price"] == (480, "EUR/seat/yr")
    assert values["deal_renewal"] == ("acme renewal", "")
    assert values["policy:renewal_notice_days"] == (30, "days")


def test_an_unknown_currency_leaves_the_unit_bare(store):
    acme = with_company(store)
    with_subscription(store, acme, mrr=10.0)
    assert brief(snapshot(store, TODAY), acme).get("arr").unit == "/yr"


def test_unknowns_name_what_was_looked_for_and_not_found(store):
    assert brief(snapshot(store, TODAY), a_rich_world(store)).unknowns == ()
    bare = brief(snapshot(store, TODAY), with_company(store, "bare", system="stripe")).unknowns
    assert {"contract", "renewal date", "usage", "people", "support", "conversations", "billing", "desired outcome"} <= set(bare)


def test_the_use_of_a_stale_feed_is_unknown(store):
    with_usage(store, with_company(store), weekly=[50] * 12, until=ago(30))
    told = brief(snapshot(store, TODAY), "acme")
    assert "usage" in told.unknowns
    assert told.get("usage_4w") is None


def everything_later(store):
    """All that could be imported tomorrow about the days after yesterday: new rows, new versions of old rows, our own work."""
    day = TODAY + timedelta(days=1)
    late = {"recorded_at": datetime(2026, 7, 9), "known_at": at(day, 8)}
    with_company(store, "zeta", customer_on=day)
    land(store, "company", "acme", system="hubspot", born=ago(730), name="Acme Renamed", segment="enterprise", customer_on=ago(730), **late)
    land(
        store,
        "subscription",
        "sub-acme",
        system="hubspot",
        born=ago(730),
        company_ref="acme",
        started_on=ago(730),
        ended_on=day,
        mrr=1.0,
        **late,
    )
    land(store, "person", "p-acme-Ada Lind", system="hubspot", born=ago(365), company_ref="acme", name="Ada Ny", left_on=day, **late)
    with_usage(store, "acme", weekly=[900] * 3, until=day + timedelta(days=21))
    with_usage(store, "zeta", weekly=[900] * 3, until=day + timedelta(days=21))
    with_person(store, "acme", "Nils Ny", created_on=day)
    with_ticket(store, "acme", "All is lost", opened=day)
    with_message(store, "acme", "We leave.", sender="ada@acme.example", recipients="mia@ours.example", sent=day)
    with_meeting(store, "acme", held=day)
    with_invoice(store, "acme", due=day + timedelta(days=31))
    with_deal(store, "acme", kind="expansion", created_on=day)
    with_desired_outcome(store, "acme", "Something else", stated=day)
    with_churn_event(store, "acme", churned=day)
    with_release(store, "Next", published=day, event="dispatch_board")
    with_touch(store, "acme", day=day)
    proposal = with_record(store, a_proposal("acme", as_of=day))
    with_record(store, Decision(id="d", proposal_id=proposal, decision="approve", by="Mia", decided_at=at(day, 9)))
    with_record(store, Outcome(id="o", account_id="acme", cause_id="x", agent="risk", kind="replied", good=True, observed_on=day))


def test_importing_future_rows_changes_no_past_brief(store):
    a_rich_world(store)
    with_usage(store, with_company(store, "bolt"), weekly=[5] * 20)
    days = (TODAY, ago(20), ago(200))
    before = [briefs(snapshot(store, day), ["acme", "bolt"]) for day in days]
    stories = [timeline(snapshot(store, day), "acme") for day in days]
    everything_later(store)
    assert [briefs(snapshot(store, day), ["acme", "bolt"]) for day in days] == before
    assert [timeline(snapshot(store, day), "acme") for day in days] == stories
    assert brief(snapshot(store, TODAY + timedelta(days=2)), "acme") != before[0]["acme"]


def test_the_last_proposal_and_its_decision_are_in_the_next_brief(store):
    acme = with_company(store)
    proposal = with_record(store, a_proposal(acme))
    with_record(store, Decision(id="d", proposal_id=proposal, decision="reject", by="Mia", decided_at=at(ago(19), 9), reason="not now"))
    told = brief(snapshot(store, TODAY), acme)
    assert told.get("last_proposal").value == "re-engage champion: Your use of the dispatch board"
    assert told.get("last_decision").value == "reject (re-engage champion): not now"


def test_usage_is_cited_by_its_rows_or_by_how_many_of_them_are_the_accounts_own(store):
    for company, weeks in (("few", 3), ("many", 8)):
        with_company(store, company)
        with_usage(store, company, weekly=[4] * weeks)
    told = briefs(snapshot(store, TODAY), ["few", "many"])
    assert told["few"].get("usage_4w").source_row == "events.parquet:1,1,1"
    assert told["many"].get("usage_4w").source_row == "events.parquet: 8 rows of this account between 1 and 1"


def test_a_milestone_is_cited_by_the_vendors_row_and_its_uses_by_the_accounts_rows(store):
    acme = with_company(store, customer_on=ago(20))
    with_usage(store, acme, weekly=[4, 4])
    with_usage(store, with_company(store, "old"), weekly=[1] * 100)
    with_milestone(store, "First board", event="dispatch_board", threshold=60, days=30)
    told = brief(snapshot(store, TODAY), acme)
    assert told.get("milestone_feature").source_row == told.get("milestone_threshold").source_row == "knowledge.csv:2"
    assert (told.get("milestone_uses").value, told.get("milestone_uses").source_row) == (8, "events.parquet:1,1")


def test_a_segment_that_follows_from_revenue_is_not_cited_as_the_crms_word(store):
    for company, said in (("ranked", None), ("told", "Strategic"), ("odd", "Tier X")):
        with_subscription(store, with_company(store, company, segment=said), mrr=100.0)
    told = {name: found.get("segment") for name, found in briefs(snapshot(store, TODAY), ["ranked", "told", "odd"]).items()}
    assert (told["ranked"].source, told["ranked"].source_row) == ("cs_core", "rule: ARR rank (subscriptions)")
    assert told["odd"].source_row == "rule: ARR rank (subscriptions)"
    assert (told["told"].source, told["told"].source_row, told["told"].value) == ("hubspot", "company.csv:3", "enterprise")


def test_the_champion_is_cited_by_the_champions_own_row(store):
    told = brief(snapshot(store, TODAY), a_rich_world(store))
    assert told.get("champion").source_row == told.get("contact").source_row
    assert told.get("sponsor").source_row != told.get("champion").source_row
    assert (told.get("health").source, told.get("next_milestone")) == ("cs_core", None)


def test_what_is_said_of_words_is_cited_by_the_rows_that_say_it(store):
    acme = with_company(store, domain="acme.example")
    with_team_member(store)
    mail = {"sender": "ada@acme.example", "recipients": "mia@ours.example"}
    for days in (20, 21, 22):
        with_message(store, acme, "Your support is terrible, nobody ever answers us. I am very unhappy.", sent=ago(days), **mail)
    with_message(store, acme, "Could you send us the price list, please?", sent=ago(9), **mail)
    with_message(store, acme, "Thank you, the new board is great!", sent=ago(2), **mail)
    land(store, "survey", "n", system="hubspot", born=ago(9), company_ref=acme, kind="nps", score=9.0, most=10.0, answered_at=ago(9))
    land(store, "survey", "c", system="hubspot", born=ago(1), company_ref=acme, kind="csat", score=5.0, most=5.0, answered_at=ago(1))
    read_new(store, now=at(TODAY))
    told = brief(snapshot(store, TODAY), acme)
    rows = {key: told.get(key).source_row for key in ("negative_topic", "open_asks", "promises_overdue", "texts_30d", "nps", "csat")}
    assert told.get("open_asks").value == 1 and told.get("promises_overdue").value == 0
    assert rows == {
        "negative_topic": "message.csv:2 and 2 more", "open_asks": "message.csv:5", "promises_overdue": "message.csv:6",
        "texts_30d": "message.csv:6 and 4 more", "nps": "survey.csv:2", "csat": "survey.csv:3",
    }  # fmt: skip
    assert told.get("negative_topic").observed_at == ago(20)
