"""Five questions of a Monday morning, each with one figure, one sentence and a page."""

from datetime import date, datetime

import polars as pl

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.leadership import answers, today
from cs_core.leadership.unseen import unseen
from cs_core.orchestration.review import waiting as queue
from tests.worlds import TODAY, a_store, ago, with_company, with_meeting, with_person, with_subscription, with_usage

CYCLE = {"accounts": 40, "as_of": "2026-06-30"}


def a_goal(status: str, name: str = "Gross revenue retention", *, made: bool = True) -> dict:
    return {"name": name, "status": status, "set": made}


def test_goals_that_are_off_course_are_named_and_make_the_answer_bad():
    others = [a_goal("off course", "Time to value"), a_goal("cannot tell yet", "NRR"), a_goal("", made=False)]
    told = answers.on_goal([a_goal("reached"), *others])
    assert (told.figure, told.tone, told.page) == ("1 of 3 goals", "bad", "Strategy")
    assert told.says == "Off course: time to value; Open: NRR"


def test_without_a_goal_nothing_is_called_good():
    assert answers.on_goal([a_goal("", made=False)]).tone == "unknown"
    assert answers.on_goal([a_goal("on course")]).tone == "good"


def test_what_changed_is_counted_by_kind_and_a_departure_stands_out():
    rows = pl.DataFrame({"what": ["left", "became a customer", "became a customer", *["champion left"] * 3]})
    told = answers.what_changed(rows, 7)
    assert (told.figure, told.says, told.tone) == ("6 in 7 days", "3 lost their champion, 2 joined, 1 left.", "bad")
    noticed = answers.what_changed(pl.DataFrame({"what": ["gave notice"]}), 7)
    assert (noticed.says, noticed.tone) == ("1 gave notice.", "bad")
    assert answers.what_changed(rows.clear(), 30).tone == "neutral"


def test_what_nothing_on_record_tells_is_no_news_neither_good_nor_bad():
    none = pl.DataFrame({"what": []}, schema={"what": pl.String})
    told = answers.what_changed(none, 7, {"contracts", "departures", "people", "use"})
    assert (told.figure, told.tone) == ("Cannot tell yet", "unknown")
    assert told.says.startswith("Cannot tell yet who joined, left, lost a champion or reached first value: contracts, former customers")
    some = answers.what_changed(none, 7, {"people", "use"})
    assert some.figure == "0 in 7 days"
    assert some.says == (
        "Nobody joined or left. Cannot tell yet who lost a champion or reached first value: contacts and product use would tell."
    )
    alone = answers.who_is_not_served(pl.DataFrame({"segment": [None]}, schema={"segment": pl.String}), 1, {"contact"})
    assert (alone.figure, alone.tone) == ("Cannot tell yet", "unknown") and "No mail, meeting or visit is on record" in alone.says


def test_of_a_list_of_todays_customers_nobody_says_that_none_left_but_what_would_tell(tmp_path):
    with a_store(tmp_path) as store:
        for name in ("acme", "bolt"):
            with_company(store, name)
            with_subscription(store, name, mrr=100.0, currency="EUR", term_start_on=ago(300), term_end_on=ago(-200))
        snap = snapshot(store, TODAY)
        assert unseen(snap) == {"departures", "people", "use", "contact"}
        told = answers.what_changed(today.changes(snap, snap.signals), 7, unseen(snap))
        assert (told.figure, told.tone) == ("Cannot tell yet", "unknown")
        assert told.says.startswith("Nobody joined. Cannot tell yet who left, lost a champion or reached first value: former customers or ")
        assert told.says.endswith("contracts that ended, contacts and product use would tell.")
        joined = pl.DataFrame({"what": ["became a customer"]})
        told = answers.what_changed(joined, 7, {"departures"})
        assert told.figure == "1 in 7 days" and "Cannot tell yet who left: former customers" in told.says
        with_subscription(store, "gone", mrr=100.0, currency="EUR", started_on=ago(400), ended_on=ago(90))
        assert "departures" not in unseen(snapshot(store, TODAY))


def test_money_that_nobody_knows_is_not_zero_and_each_source_that_comes_is_seen(tmp_path):
    with a_store(tmp_path) as store:
        for name in ("acme", "bolt"):
            with_company(store, name)
        snap = snapshot(store, TODAY)
        told = today.standing(snap, snap.signals)
        amounts = ("arr", "arr_at_risk", "arr_expected_to_leave", "arr_due_90d")
        assert [told[key] for key in amounts] == [None] * 4 and told["customers"] == 2 and told["arr_known"] == 0
        assert unseen(snap) == {"contracts", "departures", "people", "use", "contact"}
        with_subscription(store, "acme", mrr=100.0, currency="EUR", term_start_on=ago(300), term_end_on=ago(-200))
        with_person(store, "acme")
        with_usage(store, "acme", [50] * 12)
        with_meeting(store, "acme")
        snap = snapshot(store, TODAY)
        told = today.standing(snap, snap.signals)
        assert (told["arr"], told["arr_known"], told["arr_due_90d"]) == (1200.0, 1, 0.0), "a date is known, and nothing falls due"
        assert unseen(snap) == {"departures"}


def test_what_lapses_soon_is_told_with_its_day_and_ones_own_tasks_where_it_is_known_who_asks():
    needs = {"waiting": 9, "customers": 9, "tests": 0, "soon": 2, "soon_by": date(2026, 7, 2), "tasks": None, "all_tasks": 4}
    assert answers.what_needs_me(needs).says == "2 lapse by 2 July 2026; 4 tasks are open."
    assert answers.what_needs_me(needs | {"tasks": 3, "soon": 0}).says == "None lapses before 2 July 2026; 3 tasks are yours."
    assert answers.what_needs_me(needs | {"waiting": 0, "customers": 0, "soon": 0}).says == "Nothing waits for a yes; 4 tasks are open."
    assert answers.what_needs_me(needs | {"customers": 7}).says.startswith("For 7 customers. 2 lapse")
    assert answers.what_needs_me(needs | {"tests": 2}).says.endswith("Among those to decide: 2 test drafts.")
    one = needs | {"customers": 1, "soon": 1, "all_tasks": 1, "tests": 1}
    assert answers.what_needs_me(one).says == (
        "For 1 customer. 1 lapses by 2 July 2026; 1 task is open. Among those to decide: 1 test draft."
    )


def test_what_agents_did_adds_up_to_what_they_proposed():
    did = pl.DataFrame({"agent": ["risk"] * 3, "route": ["agent", "human_only", "held"], "proposals": [5, 3, 2]})
    told = answers.what_agents_did(CYCLE, did)
    assert told.figure == "10 proposals"
    assert told.says == "5 by agents alone, 3 to people, 2 held or rejected. Last cycle 30 June 2026, 40 customers."
    assert answers.what_agents_did(None, did.clear()).tone == "unknown"


def test_who_is_not_served_is_a_share_of_the_customers_there_are():
    alone = pl.DataFrame({"segment": ["long tail", None]})
    told = answers.who_is_not_served(alone, 8)
    assert told.figure == "25% of 8" and "1 long tail" in told.says and "1 no segment known" in told.says
    assert answers.who_is_not_served(alone.clear(), 0).tone == "unknown"
    assert answers.who_is_not_served(alone.clear(), 8).tone == "good"


def test_what_waits_is_what_the_queue_holds_and_filters_leave_the_rest_out(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, date(2026, 6, 30))
        told = answers.needs_of(snap, None, "console")
        assert told["waiting"] == queue(store, now=datetime(2026, 6, 30, 12)).height > 0
        assert told["tasks"] is None and len(told["first"]) <= answers.SHOWN
        one = {told["first"][0]["account_id"]}
        fewer = answers.needs_of(snap, one, snap.team["name"][0])
        assert 0 < fewer["waiting"] < told["waiting"] and fewer["tasks"] is not None
        assert fewer["customers"] == 1 and len(fewer["first"][0]["work"]) == fewer["waiting"]


def test_what_waits_for_one_customer_stands_in_one_card(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, date(2026, 6, 30))
        rows = queue(store, now=datetime(2026, 6, 30, 12))
        told = answers.needs_of(snap, None, "console")
        first = [card["account_id"] for card in told["first"]]
        assert len(set(first)) == len(first) and told["customers"] == rows["account_id"].n_unique()
        for card in told["first"]:
            assert {item["id"] for item in card["work"]} == set(rows.filter(account_id=card["account_id"])["id"])


def test_a_departure_outside_the_chosen_accounts_is_not_told(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, date(2026, 6, 30))
        everybody = today.changes(snap, snap.signals, days=400)
        left = everybody.filter(pl.col("what") == "left")
        assert left.height
        others = snap.signals.filter(~pl.col("account_id").is_in(left["account_id"].to_list()))
        assert "left" not in today.changes(snap, others, days=400)["what"].to_list()


def test_who_joined_lately_cannot_have_gone_without_contact_for_longer(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, date(2026, 6, 30))
        current = snap.signals.filter(pl.col("churned_on").is_null())
        alone = today.unserved(snap, current)
        joined = current.filter(pl.col("account_id").is_in(alone["account_id"].to_list()))["customer_on"].drop_nulls()
        assert len(joined) and joined.max() < date(2026, 5, 1)


def test_whoever_gave_notice_for_a_near_end_is_expected_to_leave_whatever_a_model_says(demo_store):
    with open_store(demo_store) as store:
        snap = snapshot(store, date(2026, 6, 30))
        one = snap.signals.filter(pl.col("churned_on").is_null(), pl.col("arr").is_not_null()).head(1)
        at = {"churn_probability": 0.02, "days_to_renewal": 30}
        calm = one.with_columns(pl.lit(v).alias(k) for k, v in at.items()).with_columns(pl.lit(None, pl.Date).alias("notice_given_on"))
        noticed = calm.with_columns(pl.lit(date(2026, 6, 1)).alias("notice_given_on"))
        assert abs(today.standing(snap, calm)["arr_expected_to_leave"] - 0.02 * one["arr"][0]) < 1e-6
        assert today.standing(snap, noticed)["arr_expected_to_leave"] == one["arr"][0]
