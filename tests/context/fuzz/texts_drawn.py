"""What is no table: mailboxes, Slack exports, calendars, calls and documents, as they come, with parts of them odd."""

import json
from email.message import EmailMessage
from random import Random

from tests.context.fuzz.cells_drawn import ODD, UNTYPED

ADDRESSES = ("ada@acme.example", "Bo <bo@bolt.example>", '"Crane, Cy" <cy@crane.example>', "mia@ours.example")
HEADERS = (
    "Subject: =?utf-8?b?a?=", "Subject: =?utf-8?q?=ZZ?=", "Subject: =?none-such?q?x?=", "Subject: =?utf-8?b?w6k=?= =?idna?q?=E9?=",
    "To: ((((((",
    "From: " + "(" * 3_000, "From: <", "To: a;b,c:d<e@", 'From: "', "Date: Fri, 31 Dec 9999 23:59:59 -1200",
    "Date: Mon, 99 Foo 2026 99:99",
    "Date: Mon, 1 Jan 0001 00:00:00 +1400", "Date: 1", "Date:", "Date: Mon, 1 Jun 2026 10:00:00 +9999", "Message-ID: <>", "Message-ID:",
    "References: <a> <b> <<c>>", "Content-Type: text/plain; charset=idna", "Content-Type: text/plain; charset=raw_unicode_escape",
    "Content-Type: text/plain; charset*=utf-16''x", "Content-Type: text/html; charset=utf-16", "Content-Type: multipart/mixed",
    "Content-Type: multipart/mixed; boundary=", "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    "Content-Type: message/rfc822", "Content-Type: ;;;", "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: uuencode",
    "Content-Transfer-Encoding: quoted-printable", "Auto-Submitted: (", "X: \x00\xff", " folded", "no colon",
)  # fmt: skip
BODIES = (
    "Text\n",
    "<p>Hi<br>there",
    "<" * 200,
    "<script" * 50,
    "\\ud800 \\u0000",
    "YWJj",
    "=E9=\n",
    "--b\n\n--b--\n",
    "From here on\n",
    "",
)
POSTS = (
    None, 0, "a", [], {}, {"ts": None}, {"ts": 1767225600.5, "user": "U1", "text": 5}, {"ts": "x"}, {"ts": "1767225600.1",
    "user": ["U1"]},
    {"ts": "1767225600.1", "user": {"id": "U1"}, "text": {"a": 1}}, {"subtype": ["channel_join"], "ts": "1767225600.1"},
    {"subtype": "channel_join"}, {"ts": "1767225600.1", "user": "U9", "text": "\ud800\0"}, {"ts": "99999999999999999999", "user": "U1"},
    {"ts": "1767225600.1", "bot_id": 7, "username": 8, "thread_ts": {}, "text": "x"},
)  # fmt: skip
USERS = (
    [{"id": "U1", "profile": {"email": "ada@acme.example", "real_name": "Ada"}}], [], {}, None, ["U1"], [{"id": ["U1"]}], [{"id": "U1",
    "profile": 4}],
    [{"id": "U1", "profile": {"email": 4, "real_name": []}}], [{"name": "x"}],
)  # fmt: skip
EVENT = (
    "BEGIN:VEVENT", "UID:e{n}", "DTSTART:2026060{n}T100000Z", "DTEND:2026060{n}T103000Z", "SUMMARY:Review",
    "ORGANIZER:mailto:mia@ours.example",
    "ATTENDEE:mailto:ada@acme.example", "END:VEVENT",
)  # fmt: skip
LINES = (
    "RRULE:FREQ=DAILY", "RRULE:FREQ=SECONDLY", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "RRULE:FREQ=WEEKLY;COUNT=99999999999",
    "RRULE:FREQ=WEEKLY;INTERVAL=0", "RRULE:FREQ=DAILY;UNTIL=x", "RRULE:", "RRULE:FREQ=WEEKLY;BYDAY=XX",
    "RRULE:FREQ=WEEKLY;UNTIL=20260601",
    "RRULE:FREQ=MONTHLY;BYDAY=-1MO;BYSETPOS=1", "DTSTART:00010101T000000Z", "DTSTART:99991231T235959Z", "DTSTART;VALUE=DATE:20260601",
    "DTSTART:x",
    "DTSTART;TZID=Mars/Base:20260601T100000", "DTSTART;TZID=Europe/Paris:20260329T023000", "DTEND:19000101T000000Z",
    "DURATION:P99999999D",
    "DURATION:-PT1H", "DURATION:x", "EXDATE:20260601T100000Z", "EXDATE:x", "RECURRENCE-ID:20260601T100000Z", "RECURRENCE-ID:x", "UID:",
    "ATTENDEE:x",
    "ATTENDEE;PARTSTAT=DECLINED:mailto:b@x.example", "ORGANIZER;CN=\"a\":", "LAST-MODIFIED:99991231T235959Z", "CREATED:00010101T000000Z",
    "RRULE:FREQ=DAILY;INTERVAL=-1", "RRULE:FREQ=MONTHLY;COUNT=0", "RRULE:FREQ=YEARLY;UNTIL=99991231", "RRULE:FREQ=DAILY;COUNT=1,2",
    "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "DTSTART;TZID=Europe/Berlin:00010101T000000",
    "DTSTART;TZID=America/New_York:99991231T235959", "RDATE:20260601T100000Z", "DTSTART;VALUE=DATE:99991231",
    "STATUS:CANCELLED", "CLASS:PRIVATE", "SUMMARY:a\\", "X;;=:", "BEGIN:VALARM", "END:VTIMEZONE", "BEGIN:VEVENT", "END:VEVENT", ":",
    ";", " ",
)  # fmt: skip
SAID = (
    "WEBVTT", "", "00:00:01.000 --> 00:00:05.000", "<v Ada>Hello there", "<v.loud Ada>Hi</v>", "Bo: yes, we do", "NOTE Date: 2026-06-01",
    "NOTE Company: Acme", "99999999999999999999:00:01.000 --> 99999999999999999999:59:59.000", "STYLE", "1",
    "00:01.000 --> 00:02.000 align:start",
    "Date: 2026-06-01", "Date: June 1st, 2026 at 3:00 PM", "Date: 99.99.9999", "Company: Acme",
    "Participants: ada@acme.example, bo@x.example",
    "Duration: 99999999999999999999999 minutes", "Time: 10:00", "Title: Review", "# Review", "We spoke of the export.", "---",
    "kind: policy",
)  # fmt: skip
WRITTEN = (
    "---", "kind: release", "kind: article", "kind: table", "kind: [a, b]", "version: 1.0", "date: 2026-03-01", "- x", "# Release notes",
    "## 2.1.0 - 2026-03-01", "## 2.1.0", "## Upgrade [2.0.0] March 3rd, 2026", "Text of it.", "```", "## not a heading", "| a | b |",
    "|---|---|",
    "| 1 | 2 |", "| 1 |", "| workspace_id | b \\| c |", "topics: a, b; c", "value: 30", "unit: days", "# Refund policy", "", "   ",
    "Date: 2026-06-01",
)  # fmt: skip


def a_mailbox(rng: Random, *, rows: int, odd: int) -> dict[str, bytes]:
    """An mbox, or one mail."""
    mails = [_mail(rng, n) for n in range(max(rows, 1))]
    for _ in range(odd):
        at = rng.randrange(len(mails))
        head, _, body = mails[at].partition("\n\n")
        lines = head.split("\n")
        lines[rng.randrange(len(lines))] = rng.choice(HEADERS)
        mails[at] = "\n".join(lines) + "\n\n" + (rng.choice(BODIES) if rng.random() < 0.5 else body)
    if rng.random() < 0.3:
        return {"mail.eml": mails[0].encode("latin-1", "replace")}
    return {"box.mbox": "\n\n".join(f"From x@y Mon Jun  1 10:00:00 2026\n{mail}" for mail in mails).encode("latin-1", "replace")}


def _mail(rng: Random, n: int) -> str:
    mail = EmailMessage()
    mail["Message-ID"] = f"<m{n}@x.example>"
    mail["Date"] = f"Mon, {n % 28 + 1} Jun 2026 10:00:00 +0200"
    mail["From"], mail["To"] = rng.choice(ADDRESSES), ", ".join(rng.sample(ADDRESSES, 2))
    mail["Subject"] = rng.choice(("Hello", "Re: Export", "Grüße"))
    mail.set_content("We need help with the export.\n")
    if rng.random() < 0.4:
        mail.add_alternative("<p>We need <b>help</b></p>", subtype="html")
    return mail.as_string()


def a_slack_export(rng: Random, *, rows: int, odd: int) -> dict[str, bytes]:
    """A folder of one channel, with its users."""
    posts: list = [{"ts": f"17672256{n:02}.000100", "user": "U1", "text": f"hello {n}", "type": "message"} for n in range(rows)]
    posts += [rng.choice(POSTS) for _ in range(odd)]
    users = rng.choice(USERS) if odd else USERS[0]
    day = posts if rng.random() < 0.9 else rng.choice(UNTYPED[-12:])
    files = {"users.json": users, "channels.json": [{"name": "general"}], "general/2026-01-01.json": day}
    more = {
        "general/notes.txt": b"just words",
        "general/a/b.json": b"[]",
        "companies.csv": b"Record ID,Company name,Company Domain Name\n1,A,a.example\n",
    }
    return {f"export/{name}": json.dumps(what).encode() for name, what in files.items()} | (
        {f"export/{name}": what for name, what in more.items()} if rng.random() < 0.1 else {}
    )


def a_calendar(rng: Random, *, rows: int, odd: int) -> dict[str, bytes]:
    """Events with a guest."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"]
    lines += [line.format(n=n % 9 + 1) for n in range(rows) for line in EVENT] + ["END:VCALENDAR"]
    for _ in range(odd):
        at = rng.randrange(1, len(lines))
        lines[at : at + rng.randrange(2)] = [rng.choice(LINES) if rng.random() < 0.8 else rng.choice(ODD)]
    return {"mia.ics": rng.choice(("\n", "\r\n")).join(lines).encode("utf-8", "replace")}


def a_call(rng: Random, *, rows: int, odd: int) -> dict[str, bytes]:
    """A transcript or a note."""
    name = rng.choice(
        ("2026-06-01 Acme.vtt", "call.vtt", "Acme_2026-06-01_Review.txt", "GMT20260601-100000.vtt", "note.txt", "9999-99-99 x.txt")
    )
    head = (
        ["WEBVTT", "", "NOTE Date: 2026-06-01", "NOTE Company: Acme", ""]
        if name.endswith("vtt")
        else ["Date: 2026-06-01", "Company: Acme", ""]
    )
    lines = [*head, *(rng.choice(SAID) for _ in range(3 * rows))]
    for _ in range(odd):
        lines[rng.randrange(len(lines))] = rng.choice(ODD)
    return {name: "\n".join(lines).encode("utf-8", "replace")}


def a_document(rng: Random, *, rows: int, odd: int) -> dict[str, bytes]:
    """What the vendor knows, in Markdown."""
    name = rng.choice(("releases.md", "help/sync.md", "policy.markdown", "playbook.txt", "README.md", "x.md", "notes/changelog.txt"))
    lines = [rng.choice(WRITTEN) for _ in range(3 + 4 * rows)]
    for _ in range(odd):
        lines[rng.randrange(len(lines))] = rng.choice(ODD)
    return {name: "\n".join(lines).encode("utf-8", "replace")}


TEXTS = {"mail": a_mailbox, "slack": a_slack_export, "calendar": a_calendar, "calls": a_call, "documents": a_document}
