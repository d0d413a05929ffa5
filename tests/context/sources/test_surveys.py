"""Surveys: who answered what, on which scale; a score that its scale does not have is refused."""

from datetime import date, datetime

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.timeline import timeline
from tests.exports import NOW, a_crm, import_files, lines, tally

MONKEY = (
    'Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,"How likely is it that you would recommend us to a '
    'friend or colleague?","What is the main reason for your score?"\n'
    ",,,,,,,Response,Open-Ended Response\n"
    "118,5,03/15/2026 02:30:00 PM,03/15/2026 02:31:07 PM,,Ada@acme.example,Ada,9,Fast\n"
    "119,5,03/16/2026 02:30:00 PM,03/16/2026 02:31:07 PM,,bo@mail-of-bo.example,Bo,0 - Not at all likely,Slow\n"
    "120,5,03/17/2026 02:30:00 PM,03/17/2026 02:31:07 PM,,x@y.example,X,11,\n"
    "121,5,03/17/2026 02:30:00 PM,,,x@y.example,X,7,\n"
)
TYPEFORM = (
    "#,How satisfied are you with our support?,Anything we could improve?,email,Response Type,Start Date (UTC),Submit Date (UTC),"
    "Network ID,Tags\n"
    "r1,Very satisfied,no,ada@acme.example,completed,2026-03-01 10:00:00,2026-03-01 10:01:00,n1,\n"
    "r2,2,hours,eve@bolt.example,completed,2026-03-02 10:00:00,2026-03-02 10:01:00,n1,\n"
    "r3,meh,,eve@bolt.example,completed,2026-03-02 10:00:00,2026-03-02 10:01:00,n1,\n"
)
PLAIN = (
    "Score,Survey Type,Comment,Email,Company,Created At\n"
    "9,NPS,Great,nobody@mail.example,Acme GmbH,2026-03-01 10:00\n"
    "6,ces,,Ada@acme.example,,2026-03-02\n"
    "6,csat,,ada@acme.example,,2026-03-03\n"
    "6,mood,,ada@acme.example,,2026-03-04\n"
)

TODAY = NOW.date()


def a_delighted(n, score, **fields):
    return {
        "id": str(n), "person": {"id": "10", "email": "ada@acme.example"}, "survey_type": "nps", "score": score, "comment": None,
        "permalink": "https://x.example", "created_at": 1772352000, "updated_at": None, "person_properties": {}, "tags": [],
    } | fields  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with a_crm(tmp_path) as store:
        yield store


def answers(store, day=TODAY):
    rows = snapshot(store, day).surveys.sort("answered_at")
    return rows.select("account_id", "kind", "score", "most", "comment").rows()


def test_surveymonkey_asks_in_words_and_dates_by_month(store, tmp_path):
    report = import_files(store, tmp_path, {"nps.csv": MONKEY})["nps.csv"]
    assert tally(report) == ("survey", "surveymonkey", "used", 2, 3)
    refused = [(bad["row"], bad["why"]) for bad in report["reasons"]]
    assert refused == [(2, "no Respondent ID"), (5, "11 is off the 0-10 scale"), (6, "no answered_at")]
    assert answers(store) == [("4711", "nps", 9.0, 10.0, "Fast"), ("4712", "nps", 0.0, 10.0, "Slow")]
    assert snapshot(store, NOW.date()).surveys.sort("answered_at")["answered_at"][0] == datetime(2026, 3, 15, 14, 31, 7)


def test_typeform_answers_in_words_have_their_place_on_the_scale(store, tmp_path):
    report = import_files(store, tmp_path, {"t.csv": TYPEFORM})["t.csv"]
    assert tally(report) == ("survey", "typeform", "used", 2, 1)
    assert answers(store) == [("4711", "csat", 5.0, 5.0, "no"), ("4712", "csat", 2.0, 5.0, "hours")]


def test_delighted_answers_are_of_the_person_that_gave_them(store, tmp_path):
    text = lines(a_delighted(1, 10), a_delighted(2, 12), a_delighted(3, None))
    report = import_files(store, tmp_path, {"d.jsonl": text})["d.jsonl"]
    assert tally(report) == ("survey", "delighted", "used", 1, 2)
    assert [bad["why"] for bad in report["reasons"]] == ["12 is off the 0-10 scale", "no score"]
    assert answers(store) == [("4711", "nps", 10.0, 10.0, None)]


def test_a_plain_table_is_linked_by_company_and_address_and_an_unknown_scale_is_refused(store, tmp_path):
    report = import_files(store, tmp_path, {"p.csv": PLAIN})["p.csv"]
    assert tally(report) == ("survey", "answer", "used", 2, 2)
    assert [bad["why"] for bad in report["reasons"]] == ["6 is off the 1-5 scale", "no kind"]
    assert answers(store) == [("4711", "nps", 9.0, 10.0, "Great"), ("4711", "ces", 6.0, 7.0, None)]


def test_an_answer_of_tomorrow_is_not_known_today_and_shows_in_the_timeline_on_its_day(store, tmp_path):
    import_files(store, tmp_path, {"p.csv": PLAIN})
    assert len(answers(store, date(2026, 3, 1))) == 1
    told = [row["text"] for row in timeline(snapshot(store, NOW.date()), "4711") if row["kind"] == "survey"]
    assert told == ["CES: 6 of 7", "NPS: 9 of 10. Great"]


@pytest.mark.parametrize("encode", [str.encode, lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: t.encode("utf-16")])
def test_the_same_answers_twice_land_once(store, tmp_path, encode):
    files = {"nps.csv": encode(MONKEY), "t.csv": encode(TYPEFORM)}
    assert [r["landed"] for r in import_files(store, tmp_path, files).values()] == [2, 2]
    assert [r["landed"] for r in import_files(store, tmp_path, files, now=datetime(2026, 7, 7)).values()] == [0, 0]


def test_a_table_without_its_dates_is_not_taken_for_a_survey(store, tmp_path):
    report = import_files(store, tmp_path, {"x.csv": "Score,Survey Type,Comment,Email\n9,nps,x,ada@acme.example\n"})["x.csv"]
    assert (report["system"], report["landed"]) == (None, 0)
