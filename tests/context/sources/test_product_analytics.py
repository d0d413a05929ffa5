"""PostHog, Segment, Mixpanel, Amplitude and Pendo: uses, users and accounts as their exports really hold them."""

import csv
import gzip
import io
import json
from datetime import date, datetime

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.usage.events import scan
from tests.exports import NOW, a_crm, import_files, lines, tally


@pytest.fixture
def store(tmp_path):
    with a_crm(tmp_path) as store:
        yield store


def used(store):
    """account, event, person, count of every use that is of a known account, in order of time."""
    rows = snapshot(store, NOW.date()).events.sort("at").select("account_id", "event", "person", "count").collect()
    return rows.rows()


def table(*rows: dict) -> str:
    """The rows as CSV, objects as JSON in a cell."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows({k: json.dumps(v) if isinstance(v, dict) else v for k, v in row.items()} for row in rows)
    return out.getvalue()


def a_hog(n, event, who="u1", at="2026-06-01T10:00:00.123Z", **properties):
    return {
        "uuid": f"0190-{n}", "event": event, "distinct_id": who, "person_id": "p-1", "timestamp": at, "created_at": at, "team_id": 2,
        "properties": {"$lib": "web", **properties}, "person_properties": {"plan": "Pro"},
    }  # fmt: skip


HOGS = (
    a_hog(1, "$groupidentify", **{"$group_type": "company", "$group_key": "acme-key", "$group_set": {"domain": "acme.example"}}),
    a_hog(2, "$groupidentify", **{"$group_type": "project", "$group_key": "p9", "$group_set": {"domain": "acme.example"}}),
    a_hog(3, "$identify", "u1", **{"$set": {"email": "Ada@acme.example", "name": "Ada Lind"}}),
    a_hog(4, "report exported", "u1", "2026-06-02T10:00:00Z", **{"$groups": {"company": "acme-key"}}),
    a_hog(5, "report exported", "u1", "2026-06-03T10:00:00Z"),
    a_hog(6, "$pageview", "eve@bolt.example", "2026-06-04T10:00:00Z"),
    a_hog(7, "report exported", "someone@nowhere.example", "2026-06-05T10:00:00Z"),
    a_hog(8, "$feature_flag_called", "u1"),
)


@pytest.mark.parametrize(("name", "write"), [("e.jsonl", lines), ("e.csv", table)])
def test_posthog_events_are_uses_of_known_users_and_accounts_and_its_technical_events_are_none(store, tmp_path, name, write):
    report = import_files(store, tmp_path, {name: write(*HOGS)})[name]
    assert tally(report) == ("posthog", "event", "used", 6, 2)
    assert {bad["row"] for bad in report["reasons"]} == ({2, 8} if name.endswith("jsonl") else {3, 9})
    assert all(bad["why"] == "not needed: it is no use of the product" for bad in report["reasons"])
    assert used(store) == [
        ("4711", "report exported", "ada@acme.example", None),
        ("4711", "report exported", "ada@acme.example", None),
        ("4712", "$pageview", "eve@bolt.example", None),
    ]
    assert scan(store).select(pl.len()).collect().item() == 4


def test_posthog_parquet_with_properties_as_json_and_its_persons_are_read(store, tmp_path):
    frame = pl.DataFrame(HOGS[3:4]).with_columns(pl.lit(json.dumps({"$groups": {"account": "4711"}})).alias("properties"))
    raw = io.BytesIO()
    frame.drop("person_properties").write_parquet(raw)
    persons = lines(
        {"team_id": 2, "distinct_id": "u1", "person_id": "p-1", "properties": {"email": "ada@acme.example"}, "person_version": 3,
         "person_distinct_id_version": 1, "created_at": "2026-01-01T00:00:00Z"}
    )  # fmt: skip
    reports = import_files(store, tmp_path, {"e.parquet": raw.getvalue(), "persons.jsonl": persons})
    assert [tally(r)[:4] for r in reports.values()] == [("posthog", "event", "used", 1), ("posthog", "person", "used", 1)]
    assert used(store) == [("4711", "report exported", "ada@acme.example", None)]


def test_what_an_event_of_the_future_says_is_not_known_yet(store, tmp_path):
    import_files(store, tmp_path, {"e.jsonl": lines(*HOGS)})
    early = snapshot(store, date(2026, 6, 2)).events.select("event").collect()
    assert early["event"].to_list() == ["report exported"]


def test_an_event_without_a_day_and_a_line_cut_short_are_refused_by_their_line(store, tmp_path):
    text = lines(a_hog(1, "a"), a_hog(2, "b", at="soon")) + '{"uuid": "0190-3", "event": "c", "prop'
    report = import_files(store, tmp_path, {"e.jsonl": text})["e.jsonl"]
    assert tally(report)[3:] == (1, 2)
    assert [(bad["row"], bad["why"].partition(":")[0]) for bad in report["reasons"]] == [
        (2, "timestamp is not a time (write 2026-03-01T08"), (3, "malformed line"),
    ]  # fmt: skip


def a_call(n, kind, **fields):
    return {"type": kind, "messageId": f"m{n}", "timestamp": f"2026-06-0{n}T09:00:00.000Z", "receivedAt": "2026-06-09T09:00:00Z"} | fields


CALLS = (
    a_call(1, "group", userId="u7", groupId="g-bolt", traits={"name": "Bolt Ltd", "website": "https://bolt.example", "employees": 12}),
    a_call(2, "identify", userId="u7", traits={"email": "eve@bolt.example", "firstName": "Eve", "lastName": "Moe"}),
    a_call(3, "track", userId="u7", event="Invoice Sent", properties={"total": 3}),
    a_call(4, "track", userId="u8", event="Invoice Sent", context={"groupId": "g-bolt"}),
    a_call(5, "page", userId="u7", name="Pricing", properties={"path": "/pricing"}),
    a_call(6, "alias", userId="u7", previousId="anon"),
    a_call(7, "track", userId="u7"),
)


def test_segment_calls_of_one_file_become_uses_a_company_and_a_person(store, tmp_path):
    report = import_files(store, tmp_path, {"calls.jsonl.gz": gzip.compress(lines(*CALLS).encode())})["calls.jsonl.gz"]
    assert tally(report) == ("segment", "event", "used", 5, 2)
    assert [(bad["row"], bad["why"]) for bad in report["reasons"]] == [(6, "not needed: it renames a visitor"), (7, "no event")]
    assert used(store) == [
        ("4712", "Invoice Sent", "eve@bolt.example", None),
        ("4712", "Invoice Sent", "u8", None),
        ("4712", "viewed Pricing", "eve@bolt.example", None),
    ]
    [eve] = snapshot(store, NOW.date()).people.filter(pl.col("email") == "eve@bolt.example").to_dicts()
    assert (eve["account_id"], eve["name"]) == ("4712", "Eve Moe")


def test_segment_tables_of_a_warehouse_are_known_by_their_columns(store, tmp_path):
    files = {
        "tracks.csv": "id,anonymous_id,user_id,event,event_text,received_at,timestamp,context_group_id,UUID_TS\n"
        "t1,a,u7,invoice_sent,Invoice Sent,2026-06-01 10:00:01 UTC,2026-06-01 10:00:00 UTC,g-bolt,2026-06-01 10:05:00 UTC\n",
        "accounts.csv": "id,received_at,uuid_ts,name,website\ng-bolt,2026-06-01,2026-06-01,Bolt Ltd,bolt.example\n",
        "users.csv": "ID,RECEIVED_AT,UUID_TS,EMAIL,CONTEXT_LIBRARY_NAME\nu7,2026-06-01,2026-06-01,eve@bolt.example,web\n",
    }
    reports = import_files(store, tmp_path, files)
    assert {name: tally(r)[:4] for name, r in reports.items()} == {
        "tracks.csv": ("segment", "track", "used", 1),
        "accounts.csv": ("segment", "group", "used", 1),
        "users.csv": ("segment", "user", "used", 1),
    }
    assert used(store) == [("4712", "Invoice Sent", "eve@bolt.example", None)]


def test_mixpanel_lines_name_the_account_as_a_property_and_people_in_a_table_of_their_own(store, tmp_path):
    at = int(datetime(2026, 6, 1, 8).timestamp())
    events = lines(
        {"event": "Signed contract", "properties": {"time": at, "distinct_id": "d1", "$insert_id": "i1", "company_id": "4711"}},
        {"event": "Signed contract", "properties": {"time": at + 1, "distinct_id": "d2", "$insert_id": "i2"}},
        {"event": "$identify", "properties": {"time": at + 2, "distinct_id": "d2", "$insert_id": "i3"}},
    )
    people = "$distinct_id,$name,$email,$last_seen,company_id\nd2,Bo Ek,bo@mail-of-bo.example,2026-06-01T08:00:00,\n"
    reports = import_files(store, tmp_path, {"export.json": events, "people.csv": people})
    assert [tally(r) for r in reports.values()] == [("mixpanel", "event", "used", 2, 1), ("mixpanel", "user", "used", 1, 0)]
    assert [row[:3] for row in used(store)] == [("4711", "Signed contract", "d1"), ("4712", "Signed contract", "bo@mail-of-bo.example")]


@pytest.mark.parametrize("write", [lines, table])
def test_amplitude_events_belong_to_the_group_that_they_name_whatever_its_type_is_called(store, tmp_path, write):
    def an_event(n, kind, **fields):
        return {
            "$insert_id": f"a{n}", "event_type": kind, "event_time": f"2026-06-0{n} 10:00:00.123000", "amplitude_id": 99,
            "user_id": f"u{n}", "groups": {}, "user_properties": {}, "event_properties": {"x": 1},
        } | fields  # fmt: skip

    text = write(
        an_event(1, "Open board", groups={"org name": ["Acme GmbH", "Other"]}),
        an_event(2, "Open board", user_properties={"email": "bo@mail-of-bo.example"}),
        an_event(3, "session_start"),
        an_event(4, "Open board", groups={"org name": ["Nobody we know"]}),
    )
    name = "amplitude.json" if text.startswith("{") else "amplitude.csv"
    report = import_files(store, tmp_path, {name: text})[name]
    assert tally(report) == ("amplitude", "event", "used", 3, 1)
    assert [row[:3] for row in used(store)] == [("4711", "Open board", "u1"), ("4712", "Open board", "bo@mail-of-bo.example")]


def test_pendo_hours_are_counted_uses_of_features_by_their_names(store, tmp_path):
    files = {
        "feature_event.csv": "_fivetran_synced,account_id,app_id,feature_id,num_events,num_minutes,timestamp,visitor_id\n"
        "x,acc-1,1,f9,14,3,2026-06-01 10:00:00,v1\n",
        "feature.csv": "id,name,app_id,is_core_event\nf9,Export to CSV,1,false\n",
        "account.csv": "id,first_visit,last_visit,last_updated_at,name,domain\nacc-1,2025-01-01,2026-06-01,2026-06-02,Acme,acme.example\n",
        "visitor.csv": "id,account_id,first_visit,last_visit,last_browser_name,email\n"
        "v1,acc-1,2025-01-01,2026-06-01,Chrome,Ada@acme.example\n",
        "guide_event.csv": "visitor_id,account_id,guide_id,guide_step_id,timestamp,type\nv1,acc-1,g,s,2026-06-01,guideSeen\n",
        "api.json": json.dumps({"results": [
            {"accountId": "acc-1", "visitorId": "v1", "pageId": "p1", "day": 1780300800000, "numEvents": 2, "numMinutes": 1},
        ]}),
    }  # fmt: skip
    reports = import_files(store, tmp_path, files)
    assert {name for name, r in reports.items() if r["decision"] != "used"} == {"guide_event.csv"}
    assert reports["guide_event.csv"]["decision"] == "not needed"
    assert used(store) == [("4711", "p1", "ada@acme.example", 2), ("4711", "Export to CSV", "ada@acme.example", 14)]
    assert scan(store).filter(pl.col("count") == 14).collect()["seconds"].to_list() == [180.0]


@pytest.mark.parametrize("name", ["e.jsonl", "calls.jsonl"])
def test_the_same_export_twice_lands_nothing(store, tmp_path, name):
    files = {name: lines(*(HOGS if name[0] == "e" else CALLS))}
    first = import_files(store, tmp_path, files)[name]
    again = import_files(store, tmp_path, files, now=datetime(2026, 7, 7))[name]
    assert (again["landed"], again["unchanged"]) == (0, first["landed"])


@pytest.mark.parametrize("encode", [lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: t.encode("utf-16")])
def test_a_byte_order_mark_changes_nothing(store, tmp_path, encode):
    report = import_files(store, tmp_path, {"e.csv": encode(table(*HOGS))})["e.csv"]
    assert tally(report) == ("posthog", "event", "used", 6, 2)


def test_a_hostile_event_name_is_only_a_name(store, tmp_path):
    names = ("'; DROP TABLE company; --", "=HYPERLINK(1)")
    text = lines(*(a_hog(n, name, "ada@acme.example", f"2026-06-0{n}T10:00:00Z") for n, name in enumerate(names, start=1)))
    import_files(store, tmp_path, {"e.jsonl": text})
    assert tuple(row[1] for row in used(store)) == names
    assert store.count("company") == 2
