"""What one odd cell, mail, post or line does to its file: it is refused in words, and costs no other."""

import io
import json
import time
import zipfile
from datetime import datetime, timedelta
from datetime import time as clock
from pathlib import Path

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.sources.cells import read_delimited, read_parquet
from cs_core.context.sources.email import read_eml, read_mbox
from cs_core.context.sources.objects import read_json, read_lines
from cs_core.context.sources.slack import read_export
from cs_core.context.sources.workbook import read_workbook
from tests.context.sources.test_workbook import a_workbook
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
MAIL = "From x\nMessage-ID: <{n}@x.example>\nDate: Mon, 1 Jun 2026 10:00:00 +0200\nFrom: a@x.example\nTo: b@y.example\n{more}\n\n{body}\n\n"
QUICK_S = 5


@pytest.fixture
def landed(tmp_path):
    """Imports files by name, twice; the first report's files by name, and the second's."""

    def land(**files: bytes):
        for name, raw in files.items():
            path = tmp_path / "in" / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
        with a_store(tmp_path) as store:
            first, again = (import_paths(store, [tmp_path / "in"], now=NOW) for _ in range(2))
        assert again["totals"]["landed"] == 0
        assert all(file["rows"] == file["landed"] + file["unchanged"] + file["refused"] for file in first["files"])
        return {Path(file["path"]).relative_to(tmp_path / "in").as_posix(): file for file in first["files"]}

    return land


def parquet(**columns: pl.Series | list) -> bytes:
    raw = io.BytesIO()
    pl.DataFrame(columns).write_parquet(raw)
    return raw.getvalue()


def mbox(*mails: tuple[str, str]) -> bytes:
    return "".join(MAIL.format(n=n, more=more, body=body) for n, (more, body) in enumerate(mails)).encode()


def test_bytes_lists_and_spans_of_time_in_parquet_are_read_as_text():
    big = pl.Series([2**64 - 1, 0], dtype=pl.UInt64)
    raw = parquet(a=[b"ada", b"\xff\x00"], b=[["x", "y"], []], c=[{"k": 1}, None], d=big, e=[timedelta(days=1), None], f=[clock(8), None])
    frame, _ = read_parquet(raw)
    assert frame.drop("_row").rows() == [
        ("ada", "x;y", '{"k": 1}', "18446744073709551615", "86400", "08:00:00"), ("ÿ", "", None, "0", None, None),
    ]  # fmt: skip


def test_a_refused_row_of_parquet_that_holds_bytes_is_kept_in_words(landed):
    raw = parquet(**{"Record ID": ["1", None], "Company name": ["A", "B"], "Company Domain Name": [b"a.example", b"\xfe"]})
    file = landed(companies_dot_parquet=raw)["companies.parquet"]
    assert (file["landed"], file["refused"], file["reasons"][0]["why"]) == (1, 1, "no Record ID")


def test_a_number_that_no_field_holds_costs_its_own_row_of_parquet(landed):
    count = pl.Series([5, 2**64 - 1], dtype=pl.UInt64)
    columns = {
        "Record ID": ["1", "2"],
        "Company name": ["A", "B"],
        "Company Domain Name": ["a.example", "b.example"],
        "Number of Employees": count,
    }
    file = landed(companies_dot_parquet=parquet(**columns))["companies.parquet"]
    assert (file["landed"], file["refused"]) == (1, 1)


def test_a_parquet_file_that_claims_more_cells_than_can_be_held_is_refused_before_it_is_read(landed, monkeypatch):
    monkeypatch.setattr("cs_core.context.sources.cells.MOST_CELLS", 1_000)
    file = landed(bomb_dot_parquet=parquet(**{"Record ID": ["1"] * 2_000}))["bomb.parquet"]
    assert "split the file" in file["reasons"][0]["why"]


def test_a_reason_is_one_line_whatever_the_cell_holds(landed):
    file = landed(
        companies_dot_csv=b'Record ID,Company name,Company Domain Name,Number of Employees\n1,A,a.example,"many\nof\r\n\x1fthem"\n'
    )
    assert file["companies.csv"]["reasons"][0]["why"] == "Number of Employees is not a whole number: many of them"


def test_stray_quotes_that_swallow_each_other_are_read_in_no_time_that_grows_with_their_square():
    began = time.process_time()
    frame, bad = read_delimited(b"a,b\n" + b'"a" "b,"\n' * 30_000 + b"1,2\n")
    assert frame.height + len(bad) == 30_001
    assert frame.row(-1)[1:] == ("1", "2")
    assert time.process_time() - began < QUICK_S


def test_objects_that_share_no_names_are_no_table(monkeypatch):
    monkeypatch.setattr("cs_core.context.sources.objects.MOST_CELLS", 10_000)
    with pytest.raises(ValueError, match="different columns are no table"):
        read_lines("\n".join(json.dumps({f"{n}-{m}": 1 for m in range(10)}) for n in range(1_000)).encode())


def test_a_list_that_breaks_off_keeps_what_went_before():
    frame, bad = read_json(b'[{"a": 1}, {"a": 2}, {"a": 3')
    assert frame["a"].to_list() == ["1", "2"]
    assert [(b.row, b.why[:14]) for b in bad] == [(3, "malformed row:")]


@pytest.mark.parametrize(
    ("raw", "why"), [(b"5", "not an object"), (b'"words"', "not an object"), (b"null", "not an object"), (b"[5]", "not an object")]
)
def test_json_that_is_no_object_is_one_refused_row(raw, why):
    frame, bad = read_json(raw)
    assert frame.is_empty() and [(b.row, b.why) for b in bad] == [(1, f"malformed row: {why}")]


def test_a_line_whose_objects_are_nested_too_deep_costs_only_itself():
    deep = '{"a":' * 600 + "1" + "}" * 600
    frame, bad = read_lines(f'{{"b": 1}}\n{deep}\n{{"b": 2}}'.encode())
    assert frame["b"].drop_nulls().to_list() == ["1", "2"]
    assert frame.height + len(bad) == 3


PARTS_IN_PARTS = "".join(f"\n--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n" for n in range(2_000))


@pytest.mark.parametrize(
    ("more", "body"),
    [
        ("Subject: =?utf-8?b?a?=", "Text"), ("Cc: " + "(" * 5_000, "Text"), ("Content-Type: text/plain; charset=idna", "Text"),
        ("Content-Type: text/plain; charset=raw_unicode_escape", "half \\ud800 of it"), ("Content-Type: text/plain; charset=x\0y", "Text"),
        ("Content-Type: multipart/mixed; boundary=b0", PARTS_IN_PARTS),
    ],
    ids=["encoded word", "comments", "idna", "half a character", "no charset", "parts in parts"],
)  # fmt: skip
def test_an_odd_mail_costs_no_other_mail(landed, more, body):
    file = landed(box_dot_mbox=mbox((more, body), ("Subject: b", "Text")))["box.mbox"]
    assert file["rows"] == 2 and file["landed"] >= 1


def test_a_mail_dated_beyond_the_calendar_is_refused_for_its_date(landed):
    raw = b"Message-ID: <m>\nDate: Fri, 31 Dec 9999 23:59:59 -1200\nFrom: a@x.example\n\nText\n"
    assert landed(late_dot_eml=raw)["late.eml"]["reasons"][0]["why"].startswith("mail_date is not a time")


@pytest.mark.parametrize("page", ["<" * 200_000, "<script>x</scripx>" * 20_000, "<script " * 50_000, "<a " * 100_000, "\n " * 100_000])
def test_a_page_of_broken_tags_is_read_at_once(page):
    began = time.process_time()
    mails, _ = read_eml(f"Message-ID: <m>\nSubject: a{' ' * 50_000}b\nContent-Type: text/html\n\n{page}".encode())
    assert mails.height == 1
    assert time.process_time() - began < QUICK_S


def test_a_mail_longer_than_any_mail_is_refused_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr("cs_core.context.sources.email.MOST_IN_MAIL", 1_000)
    mails, bad = read_mbox(mbox(("Subject: a", "x" * 2_000), ("Subject: b", "Text")))
    assert mails["mail_subject"].to_list() == ["b"]
    assert [b.why[:15] for b in bad] == ["malformed mail:"]


POSTS = [{"ts": "1767225600.1", "user": "U1", "text": "hello"}, 5, None, {"ts": 1767225601.5, "user": ["U1"], "text": {"a": 1}}, "x"]


def test_odd_posts_of_slack_are_refused_one_by_one(landed):
    users = [{"id": "U1", "profile": {"email": "ada@acme.example"}}, "U2", {"id": ["U3"]}, {"id": "U4", "profile": 4}]
    files = {"users": users, "channels": [], "general__2026-01-01": POSTS, "general__2026-01-02": {"no": "list"}}
    file = landed(**{f"e__{name}_dot_json": json.dumps(what).encode() for name, what in files.items()})["e"]
    assert (file["rows"], file["landed"], file["refused"]) == (6, 2, 4)


def test_posts_stand_under_their_ids_where_the_users_cannot_be_read():
    frame, bad = read_export({"users.json": b"{", "general/a.json": json.dumps(POSTS[:1]).encode()})
    assert frame["slack_email"].to_list() == ["U1"]
    assert bad[0][0] == "users.json"


def test_another_file_in_the_folder_of_a_slack_export_is_read_for_itself(landed):
    files = landed(
        e__users_dot_json=b"[]", e__channels_dot_json=b"[]", e__general__day_dot_json=b"[]",
        e__companies_dot_csv=b"Record ID,Company name,Company Domain Name\n1,A,a.example\n", e__general__note_dot_txt=b"words",
    )  # fmt: skip
    assert files["e/companies.csv"]["landed"] == 1 and files["e/general/note.txt"]["refused"] == 1


def zipped(**members: bytes | str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return raw.getvalue()


ROWS = b"Record ID,Company name,Company Domain Name\n1,A,a.example\n"


@pytest.mark.parametrize(
    "name", ["../out.csv", "/etc/out.csv", "C:\\out.csv", "a/../../out.csv", "\\\\host\\share\\out.csv", "a\\..\\..\\out.csv"]
)
def test_a_path_that_leads_out_of_its_zip_is_refused_and_nothing_is_written_there(landed, tmp_path, name):
    files = landed(all_dot_zip=zipped(**{name: ROWS, "in.csv": ROWS}))
    assert files.pop("all.zip/in.csv")["landed"] == 1
    [refused] = files.values()
    assert "leads outside it" in refused["reasons"][0]["why"]
    assert not list(tmp_path.rglob("out.csv"))


def test_a_link_in_a_zip_is_read_as_the_words_it_holds_and_never_followed(landed, tmp_path):
    (tmp_path / "secret.csv").write_bytes(ROWS)
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, str(tmp_path / "secret.csv"))
    assert landed(all_dot_zip=raw.getvalue())["all.zip/link.csv"]["landed"] == 0


def test_a_zip_in_a_zip_is_not_opened(landed):
    file = landed(all_dot_zip=zipped(**{"inner.zip": zipped(**{"a.csv": ROWS})}))["all.zip/inner.zip"]
    assert (file["refused"], "no kind of file" in file["reasons"][0]["why"]) == (1, True)


@pytest.mark.parametrize("place", ["XFD1048576", "xfd99999", "ZZ999999"])
def test_a_spreadsheet_whose_one_cell_is_far_away_is_no_burden(landed, place):
    file = landed(far_dot_xlsx=a_far_cell(place))["far.xlsx"]
    assert (file["rows"], file["refused"]) == (1, 1)
    assert "far from the others" in file["reasons"][0]["why"]


def test_a_spreadsheet_with_a_remark_in_a_corner_is_read():
    assert read_workbook(a_far_cell("AB2000"))[0].height == 2


def a_far_cell(place: str) -> bytes:
    raw, out = io.BytesIO(a_workbook(Sheet1=[["a", "b"], ["1", "2"]])), io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            row = int("".join(c for c in place if c.isdigit()))
            new.writestr(name, text.replace("</sheetData>", f'<row r="{row}"><c r="{place}"><v>1</v></c></row></sheetData>'))
    return out.getvalue()


def test_a_reason_that_quotes_an_unprintable_sign_is_told_without_it(landed):
    who = ("ORGANIZER:mailto:mia@us.example", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@acme.example")
    event = ("UID:1", "DTSTART:20260301T100000Z", "SUMMARY:Review", *who, "RRULE:FREQ=YEARLY;BYMON\x90HDAY=4")
    text = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR", ""))
    [bad] = landed(calendar__mia_dot_ics=text.encode())["calendar/mia.ics"]["reasons"]
    assert bad["why"].isprintable() and "how it repeats is not understood" in bad["why"]
