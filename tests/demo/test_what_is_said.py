"""What the demo company's people write, say, plan and are taken for: imported, and compared with what is true of them."""

from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.signals.conversations import overdue_promises
from cs_core.context.snapshot import snapshot
from cs_core.demo.calendars import calendars
from cs_core.demo.calls import notes
from cs_core.demo.company import write_demo
from cs_core.demo.field_changes import company_history
from cs_core.demo.mail import mbox
from cs_core.demo.surveys import surveys
from cs_core.demo.touches import bookings, meetings, touches
from cs_core.demo.weeks import text
from cs_core.demo.world import make
from tests.worlds import a_store

END = date(2026, 6, 30)
PLANTED = (
    r"^no ", r"is off the (?:0-10|1-5) scale", r"is not a (?:date|time|number)", r"^malformed",
    r"^not needed: it names nobody but its owner",
    r"^not understood: a text must say what it is",
)  # fmt: skip
"""Every reason for which a row of the demo may be refused."""


@pytest.fixture(scope="module")
def world():
    return make(200, 7, 60, END)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The import's document and the store of that world."""
    folder = tmp_path_factory.mktemp("said")
    out = write_demo(folder / "exports", accounts=200, weeks=60, end=END)
    with a_store(folder) as store:
        yield import_paths(store, [out], now=datetime(2026, 6, 30, 18)), snapshot(store, END), pl.read_parquet(f"{out}.truth.parquet")


def test_every_row_is_accounted_for_and_only_planted_ones_are_refused(told):
    files = told[0]["files"]
    assert [f["path"] for f in files if f["rows"] != f["landed"] + f["unchanged"] + f["refused"]] == []
    whys = pl.Series([reason["why"] for f in files for reason in f["reasons"]])
    assert whys.filter(~whys.str.contains("|".join(PLANTED))).to_list() == []
    assert max(f["refused"] for f in files) <= 4
    assert [f["path"].rpartition("/")[2] for f in files if f["decision"] != "used"] == ["ideas-on-the-train.txt"]


def test_nothing_that_is_written_down_lies_after_the_last_day(told):
    snap, end = told[1], datetime(2026, 7, 1)
    for noun, column in (("message", "sent_at"), ("survey", "answered_at"), ("field_change", "changed_at")):
        rows = snap.store.frame(noun)
        assert rows.height and rows[column].max() < end, noun
    later = snap.store.frame("meeting").filter(pl.col("held_at") >= end)
    assert later.height and set(later["status"]) == {"scheduled"} and later["known_at"].max() < end


def test_low_scores_come_from_where_use_is_poor(world):
    rows = surveys(world).filter(pl.col("score").str.contains(r"^\d+$"), pl.col("created_at").str.len_chars() == 19)
    at = {world.who.name[account]: account for account in range(world.who.size)}
    week = world.weeks.of(rows["created_at"].str.slice(0, 10).str.to_date().to_physical().to_numpy())
    account = rows["person_properties"].str.json_path_match("$.company").replace_strict(at, return_dtype=pl.Int64).to_numpy()
    scored = rows.with_columns(pl.Series("engagement", world.course.engagement[account, week]), pl.col("score").cast(pl.Float64))
    for kind, least in (("nps", 100), ("csat", 10)):
        some = scored.filter(pl.col("survey_type") == kind)
        assert some.height >= least and some.select(pl.corr("score", "engagement", method="spearman")).item() > 0.45, kind


def test_answers_calls_and_meetings_find_their_account(told):
    snap = told[1]
    assert snap.surveys.height > 200 and snap.surveys["account_id"].null_count() == 0
    calls = snap.meetings.filter(pl.col("system") == "calls")
    assert calls.height >= 10 and calls["account_id"].null_count() == 0
    strangers = snap.meetings.filter(pl.col("system") == "calendar", pl.col("account_id").is_null())
    assert set(strangers["title"]) == {"Customer success weekly"}


def test_calendars_agree_with_the_crm_in_any_time_zone_and_know_a_few_meetings_more(told):
    rows = told[1].meetings
    logged = rows.filter(pl.col("system") == "hubspot").select("account_id", "held_at", logged="status")
    kept = rows.filter(pl.col("system") == "calendar", pl.col("account_id").is_not_null(), ~pl.col("title").str.starts_with("On site"))
    both = kept.join(logged, on=["account_id", "held_at"])
    assert set(both.select("status", "logged").iter_rows()) <= {("confirmed", "completed"), ("cancelled", "cancelled")}
    assert 0.6 * kept.height < both.height < kept.height


def test_the_same_meeting_may_be_missing_in_the_crm_but_never_in_both(world):
    booked = bookings(world, touches(world))
    lost = [b for b in booked if not b.logged]
    in_calendars = "".join(calendars(world, booked, END).values()).replace("\r\n ", "")
    assert lost and all(b.outcome == "Completed" for b in lost)
    assert all(f"mailto:{b.touch.to.email}" in in_calendars for b in lost)
    assert meetings(world, booked)["Record ID"].n_unique() == len(booked) - len(lost) + 1


def test_call_notes_are_of_every_segment_and_mostly_of_where_people_meet(world):
    names = [name.rpartition(".")[0] for name in notes(world, bookings(world, touches(world))) if name[0] == "2"]
    segments = [int(world.who.segment[int(name.rpartition("-")[2])]) for name in names]
    assert set(segments) == {0, 1, 2} and segments.count(2) < len(segments) / 2


def test_where_use_is_poor_people_sound_unhappy_and_where_it_is_good_they_do_not(told):
    snap, truth = told[1], told[2]
    links = snap.links.filter(pl.col("system") == "hubspot").select("account_id", crm_id="company_ref")
    known = truth.join(links, on="crm_id").select("account_id", "engagement")
    theirs = snap.readings.filter(pl.col("noun") != "ticket", pl.col("sentiment").is_not_null(), pl.col("at") > datetime(2026, 3, 1))
    moods = theirs.join(known, on="account_id").with_columns(bad=pl.col("sentiment") == "negative")
    poor, good = moods.filter(pl.col("engagement") < -0.5), moods.filter(pl.col("engagement") > 0.7)
    assert poor.height > 20 and good.height > 20
    assert poor["bad"].mean() > good["bad"].mean() + 0.25


def test_promises_with_a_day_are_made_and_some_of_them_are_overdue(told):
    snap = told[1]
    dated = snap.said.filter(pl.col("kind") == "promise", pl.col("due_on").is_not_null(), pl.col("at") > datetime(2026, 4, 1))
    late = overdue_promises(snap)
    assert set(late["noun"]) <= {"message", "meeting"}
    assert 0 < late.n_unique("key") < 0.6 * dated.n_unique("key")


def test_what_was_promised_mostly_follows_in_the_thread(world):
    mails = mbox(world, touches(world))
    promised = mails.count("come back to you by") + mails.count("you will hear from me by")
    kept = mails.count("As promised, here is") + mails.count("I said that you would hear from me")
    assert promised > 20 and 0.2 * promised < kept < promised


def test_organizations_made_on_the_phone_wait_for_a_person_and_merge_with_nobody(told):
    snap = told[1]
    phoned = snap.store.frame("link").filter(pl.col("company_key").str.starts_with("zendesk/4700000"))
    assert phoned.height == 2 and phoned["why"].str.starts_with("ambiguous with").all()
    assert not set(phoned["account_id"]) & set(snap.companies.filter(pl.col("system") == "hubspot")["account_id"])


def test_subsidiaries_have_parents_and_people_have_a_private_address_beside_that_of_their_work(told):
    snap = told[1]
    assert snap.hierarchy.filter(pl.col("depth") == 1).height == 3
    both = snap.people.filter(pl.col("emails").list.len() > 1, pl.col("emails").list.join(" ").str.contains("_[a-z]*@gmail.com"))
    assert both.height >= 3
    mine = both["emails"].explode().to_list()
    from_home = snap.messages.filter(pl.col("sender").is_in(mine), pl.col("sender").str.ends_with("@gmail.com"))
    assert from_home.height and from_home["account_id"].null_count() == 0


def test_the_last_value_of_a_property_is_what_the_company_shows(world):
    rows = company_history(world).filter(pl.col("company_id") != "", pl.col("timestamp").str.len_chars() == 20).sort("timestamp")
    last = rows.unique(["company_id", "name"], keep="last", maintain_order=True)
    at = {crm: account for account, crm in enumerate(world.ids.crm)}
    ended = {crm: str(text(world.course.ended_on[account])) for crm, account in at.items() if world.course.ended_on[account] < 1 << 20}
    untold = company_history(world).filter(pl.col("timestamp").str.len_chars() != 20)["company_id"]
    whole = last.filter(pl.col("name") == "Lifecycle Stage", ~pl.col("company_id").is_in(untold.implode()))
    stages = dict(whole.select("company_id", "value").iter_rows())
    assert {value for crm, value in stages.items() if crm not in ended} == {"customer"}
    assert "former customer" in stages.values() and all(crm in ended for crm, value in stages.items() if value == "former customer")
    several = rows.filter(pl.col("name") == "Company owner").group_by("company_id").agg(pl.col("value").n_unique())
    assert several["value"].max() == 2
