"""Time is cut in one place: what was learnt later shows in no past frame."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import by_moment, snapshot
from cs_core.context.store import open_store
from cs_core.records import Case
from tests.conftest import copied
from tests.worlds import TODAY, a_store, with_company, with_record, with_touch

MARCH = date(2026, 3, 31)
JUNE = date(2026, 6, 30)
FRAMES = (
    "companies", "accounts", "people", "subscriptions", "invoices", "tickets", "deals", "meetings", "messages", "desired_outcomes",
    "knowledge",
)  # fmt: skip
FILES = {
    "companies": "Record ID,Company name,Company Domain Name,Lifecycle Stage,Became a Customer Date,Last Modified Date\n"
    "1,Acme,acme.example,Customer,2024-01-05,2026-01-02\n",
    "contacts": "Record ID,First Name,Last Name,Email,Buying Role,Associated Company IDs,Date left company,Create Date,Last Modified Date\n"
    "21,Ada,Lind,ADA@acme.example,Champion,1,2026-05-04,2024-02-01,2026-05-04\n",
    "deals": "Record ID,Deal Name,Pipeline,Deal Stage,Amount,Create Date,Close Date,Is closed won,Is closed,Associated Company IDs,"
    "Last Modified Date\n"
    "31,Renewal,Renewals,Closed lost,1200,2026-01-01,2026-05-30,false,true,1,2026-05-30\n"
    "32,More,Expansion,Qualified,300,2026-03-01,2026-09-30,false,false,1,2026-03-02\n",
    "customers": "id,email,name,created,currency,delinquent,metadata_crm_id\ncus_1,bills@acme.example,Acme,2024-01-05,eur,false,1\n",
    "subscriptions": "id,customer,status,start_date,current_period_start,current_period_end,cancel_at_period_end,canceled_at,"
    "ended_at,quantity,plan_nickname,plan_amount,plan_interval,currency\nsub_1,cus_1,canceled,2024-01-05,2025-06-05,2026-06-05,true,2026-04-10,2026-06-05,10,Pro,12000,year,eur\n",
    "invoices": "id,customer,subscription,number,status,created,due_date,paid_at,amount_due,amount_paid,currency\n"
    "in_1,cus_1,sub_1,7,paid,2026-03-01,2026-03-15,2026-04-20,120000,120000,eur\n",
    "notes": "date,version,title,text,feature,fixes\n2026-02-01,1.1,Sync,Faster sync,sync,\n2026-06-01,1.2,Maps,New maps,maps,\n",
}  # fmt: skip
LATER = {
    "companies": "Record ID,Company name,Company Domain Name,Lifecycle Stage,Became a Customer Date,Last Modified Date\n"
    "1,Acme Group,acme.example,Former customer,2024-01-05,2026-06-20\n2,Bolt,bolt.example,Customer,2026-05-01,2026-05-01\n",
    "meetings": "Record ID,Meeting name,Meeting type,Meeting outcome,Activity date,Duration (minutes),Associated Company IDs\n"
    "41,Review,Business review,Completed,2026-06-02 10:00,45,1\n",
    "notes": "date,version,title,text,feature,fixes\n2026-06-25,1.3,Routes,New routes,routes,\n",
    "policies": "policy,value,unit,text\nrenewal_notice_days,30,days,Thirty days\n",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landed")
    with a_store(folder) as store:
        land(store, folder / "first", FILES, datetime(2026, 6, 15))
    return folder / "context.db"


@pytest.fixture
def store(template, tmp_path):
    with open_store(copied(template, tmp_path)) as store:
        yield store


def land(store, folder, files, now):
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    report = import_paths(store, [folder], now=now)
    assert report["totals"]["refused"] == 0, report
    return report


def only(frame):
    [row] = frame.to_dicts()
    return row


@pytest.mark.parametrize("name", FRAMES)
def test_what_is_imported_later_changes_no_past_frame(store, tmp_path, name):
    before = getattr(snapshot(store, MARCH), name)
    land(store, tmp_path / "second", LATER, datetime(2026, 6, 30))
    after = getattr(snapshot(store, MARCH), name)
    assert_frame_equal(after.filter(pl.col("kind") != "policy") if name == "knowledge" else after, before)


def test_our_own_set_up_without_a_date_holds_for_every_day_but_not_releases_or_wishes(store, tmp_path):
    team = "name,email,role,weekly_hours,skills\nMia Sand,mia@ours.example,CSM,{},technical\n"
    files = {"policies": LATER["policies"], "team": team.format(30), "notes": LATER["notes"]}
    land(store, tmp_path / "second", files, datetime(2026, 6, 30))
    land(store, tmp_path / "third", {"team": team.format(10)}, datetime(2026, 7, 30))
    past = snapshot(store, date(2024, 12, 31))
    assert past.team["weekly_hours"].to_list() == [30.0]
    assert past.knowledge["name"].to_list() == ["renewal_notice_days"]
    assert snapshot(store, date(2026, 8, 1)).team["weekly_hours"].to_list() == [10.0]


def test_a_policy_that_says_since_when_it_holds_does_not_hold_before(store, tmp_path):
    policies = "policy,value,unit,text,valid_from\nrenewal_notice_days,30,days,Thirty days,2026-02-01\n"
    land(store, tmp_path / "second", {"policies": policies}, datetime(2026, 6, 30))
    names = [snapshot(store, day).knowledge["name"].to_list() for day in (date(2026, 1, 31), MARCH)]
    assert ["renewal_notice_days" in found for found in names] == [False, True]


def test_later_rows_do_show_on_later_days(store, tmp_path):
    land(store, tmp_path / "second", LATER, datetime(2026, 6, 30))
    now = snapshot(store, JUNE)
    assert now.accounts["name"].to_list() == ["Acme Group", "Bolt"]
    assert now.meetings["account_id"].to_list() == ["1"]
    assert set(now.knowledge["name"]) == {"Sync", "Maps", "Routes", "renewal_notice_days"}


def test_a_departure_shows_from_its_day(store):
    assert only(snapshot(store, MARCH).people)["left_on"] is None
    assert only(snapshot(store, JUNE).people)["left_on"] == date(2026, 5, 4)


def test_an_end_a_payment_and_a_lost_deal_are_hidden_until_their_day(store):
    march, june = snapshot(store, MARCH), snapshot(store, JUNE)
    assert (only(march.subscriptions)["ended_on"], only(june.subscriptions)["ended_on"]) == (None, date(2026, 6, 5))
    assert (only(march.invoices)["paid_on"], only(june.invoices)["paid_on"]) == (None, date(2026, 4, 20))
    lost = march.deals.filter(pl.col("source_id") == "31").to_dicts()[0]
    assert (lost["stage"], lost["won"], lost["closed_on"]) == (None, None, None)


def test_a_cancellation_shows_from_the_day_on_which_it_was_asked_for(store):
    day = date(2026, 4, 10)
    before, after = only(snapshot(store, day - timedelta(days=1)).subscriptions), only(snapshot(store, day).subscriptions)
    assert (before["auto_renew"], before["cancelled_on"]) == (True, None)
    assert (after["auto_renew"], after["cancelled_on"]) == (False, day)


def test_the_stage_of_an_open_deal_shows_from_the_day_of_its_version(store):
    stage = {day: snapshot(store, day).deals.filter(pl.col("source_id") == "32")["stage"].to_list() for day in (date(2026, 3, 1), MARCH)}
    assert stage == {date(2026, 3, 1): [None], MARCH: ["qualified"]}


def test_a_state_without_a_date_shows_only_from_the_day_of_the_import(store, tmp_path):
    running = FILES["subscriptions"].replace("canceled,", "past_due,").replace("true,2026-04-10,2026-06-05", "false,,")
    land(store, tmp_path / "second", {"more": running.replace("sub_1", "sub_2")}, datetime(2026, 6, 30))
    both = {day: snapshot(store, day).subscriptions for day in (MARCH, JUNE)}
    status = {day: frame.filter(pl.col("source_id") == "sub_2")["status"].to_list() for day, frame in both.items()}
    assert status == {MARCH: [None], JUNE: ["past_due"]}


def test_of_several_versions_the_newest_known_by_the_day_is_taken(store, tmp_path):
    land(store, tmp_path / "second", LATER, datetime(2026, 6, 30))
    names = {day: snapshot(store, day).accounts["name"].to_list()[0] for day in (MARCH, date(2026, 6, 19), date(2026, 6, 20))}
    assert list(names.values()) == ["Acme", "Acme", "Acme Group"]


def test_people_are_one_by_address_whatever_its_case(store):
    assert only(snapshot(store, JUNE).people)["email"] == "ada@acme.example"


def test_an_account_that_no_system_names_is_called_by_its_domain(store, tmp_path):
    spaces = "workspace_id,company_domain,created_at,plan\nws_9,dune.example,2026-01-01,Pro\n"
    land(store, tmp_path / "second", {"spaces": spaces}, datetime(2026, 6, 30))
    assert "dune.example" in snapshot(store, JUNE).accounts["name"].to_list()


def test_usage_is_linked_by_workspace_else_by_person(store, tmp_path):
    rows = "e1,ws_1,x@acme.example,report,2026-03-30T10:00:00Z,1\ne2,,ada@acme.example,report,2026-03-31T23:59:59Z,2\n"
    rows += "e3,ws_1,x@acme.example,report,2026-04-01T00:00:00Z,4\ne4,,stranger@else.example,report,2026-03-30T10:00:00Z,8\n"
    spaces = "workspace_id,company_domain,created_at,plan\nws_1,acme.example,2026-01-01,Pro\n"
    usage = "event_id,workspace_id,user_email,event,occurred_at,count\n" + rows
    land(store, tmp_path / "second", {"spaces": spaces, "usage": usage}, datetime(2026, 6, 30))
    events = snapshot(store, MARCH).events.collect()
    assert sorted(events.select("account_id", "count").rows()) == [("1", 1), ("1", 2)]


TERMS = "id,customer,status,start_date,current_period_start,current_period_end,cancel_at_period_end,canceled_at,ended_at,quantity,"
TERMS += "plan_nickname,plan_amount,plan_interval,currency"
NOW_TEN = f"{TERMS}\nsub_2,cus_1,active,2024-01-05,2026-01-05,2027-01-05,false,,,10,Pro,12000,year,eur\n"
WAS_TWO_THEN_FOUR = (
    f"{TERMS},_fivetran_start,_fivetran_active\n"
    "sub_2,cus_1,active,2024-01-05,2025-01-05,2026-01-05,false,,,2,Pro,12000,year,eur,{first},false\n"
    "sub_2,cus_1,active,2024-01-05,2026-01-05,2027-01-05,false,,,4,Pro,12000,year,eur,2026-03-10 09:00:00,true\n"
)
IN_ANY_ORDER = pytest.mark.parametrize("order", [("now", "history"), ("history", "now")], ids=" before ".join)


def seats_of(store, *days):
    subscriptions = [snapshot(store, day).subscriptions.filter(pl.col("source_id") == "sub_2") for day in days]
    return [only(frame)["seats"] for frame in subscriptions]


@IN_ANY_ORDER
@pytest.mark.parametrize("first", ["2024-01-05", "2024-01-05 09:00:00", "2025-06-01 09:00:00"])
def test_the_past_is_told_by_its_versions_and_today_by_the_newest_row_whichever_comes_first(store, tmp_path, order, first):
    files = {"now": NOW_TEN, "history": WAS_TWO_THEN_FOUR.format(first=first)}
    for name in order:
        land(store, tmp_path / name, {name: files[name]}, datetime(2026, 6, 30, 12))
    days = (date(2024, 1, 5), date(2026, 3, 9), date(2026, 3, 10), date(2026, 6, 29), JUNE)
    assert seats_of(store, *days) == [2, 2, 4, 4, 10]


def test_versions_alone_tell_today_by_their_newest_one_though_the_first_began_with_the_subscription(store, tmp_path):
    land(store, tmp_path / "more", {"history": WAS_TWO_THEN_FOUR.format(first="2024-01-05")}, datetime(2026, 6, 30, 12))
    assert seats_of(store, MARCH, JUNE) == [4, 4]


def test_a_stale_history_that_comes_later_does_not_outdo_what_was_newer(store, tmp_path):
    land(store, tmp_path / "now", {"now": NOW_TEN}, datetime(2026, 6, 20))
    land(store, tmp_path / "history", {"history": WAS_TWO_THEN_FOUR.format(first="2024-01-05 09:00:00")}, datetime(2026, 6, 30))
    assert seats_of(store, date(2026, 6, 19), date(2026, 6, 20), JUNE) == [4, 10, 10]


def test_by_the_moment_at_which_a_cycle_began_what_it_wrote_and_what_came_after_is_not_told_and_what_came_before_is(tmp_path):
    noon = datetime(2026, 6, 28, 12)
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        for cycle, hour in (("morning", 8), ("noon", 12), ("evening", 18)):
            store.append("cycle", [{"id": cycle, "as_of": TODAY, "started_at": noon.replace(hour=hour), "summary": {}}])
            with_record(store, a_case(cycle))
            with_touch(store, "acme", day=noon.replace(hour=hour - 1))
        whole = snapshot(store, TODAY)
        then = by_moment(whole, noon)
        assert then.signals is whole.signals and whole.history("case").height == whole.history("touch").height == 3
        assert then.history("case", "state", "as_of")["state"].to_list() == ["morning"]
        assert then.history("touch")["at"].dt.hour().to_list() == [7, 11]


def a_case(cycle: str) -> Case:
    return Case(
        id=cycle, case_id=cycle, agent="risk", account_id="acme", kind="risk", state=cycle, as_of=TODAY, opened_on=TODAY, reason="x",
        cycle_id=cycle,
    )  # fmt: skip
