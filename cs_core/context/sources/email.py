"""E-mail: the messages of an mbox or eml file, headers decoded, with the text that a person would read."""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

import polars as pl

from cs_core.context.sources.cells import MOST_SHOWN, Bad, decoded, sound
from cs_core.context.sources.table import Table, col

TABLES = (
    Table(
        "email", "message", "message", ("mail_id", "mail_date", "mail_from", "mail_to"), ("mail_id",),
        {
            "channel": col("mail_kind"), "thread": col("mail_thread"), "sender": col("mail_from"), "sender_name": col("mail_name"),
            "recipients": col("mail_to"), "sent_at": col("mail_date"), "subject": col("mail_subject"), "body": col("mail_text"),
        },
        needs=("sent_at", "sender"),
    ),
)  # fmt: skip
COLUMNS = (
    "_row", "mail_id", "mail_date", "mail_from", "mail_name", "mail_to", "mail_subject", "mail_thread", "mail_kind", "mail_text",
)  # fmt: skip
REPORTED = ("Final-Recipient", "Action", "Status", "Diagnostic-Code", "Message-ID")
"""What a report on delivery says of a recipient, and of the mail itself."""
MOST_IN_MAIL = 64 * 1024**2
"""Bytes, attachments and all: what is longer is no mail that anybody sent."""
MOST_IN_HEADER = 100_000
"""Characters: addresses are parsed in a time that grows with their square."""
SILENT = re.compile(r"(?is)<(script|style)\b(?:(?!<\1\b).)*?</\1>")
"""Parts of a page that nobody reads."""
NO_HEADERS = "no Message-ID: it is no mail, or one whose headers are cut: save it again from the mail program, headers and all"


def read_mbox(content: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """One row a mail of an mbox; `_row` is the line of its ``From `` line, `mail_to` all recipients joined by semicolons."""
    content = content.replace(b"\r\n", b"\n")
    mails, bad = _whole(_split(content))
    if mails.is_empty() and not bad:
        raise ValueError("not understood: no mail begins in it (by a line From ...): export the mailbox again, as mbox")
    return mails, bad


def read_eml(content: bytes) -> tuple[pl.DataFrame, list[Bad]]:
    """The one mail of an eml file."""
    return _whole([(1, memoryview(content))])


def _whole(parts: Iterable[tuple[int, memoryview]]) -> tuple[pl.DataFrame, list[Bad]]:
    """The mails that have their headers, and those that were cut, cannot be read or never were one, as bad lines."""
    good, bad = [], []
    for line, raw in parts:
        if len(raw) > MOST_IN_MAIL:
            bad.append(Bad(line, f"malformed mail: it has {len(raw):,} bytes, more than a mail can have", ""))
            continue
        try:
            mail = _mail(line, message_from_bytes(bytes(raw)))
        except (Exception, RecursionError) as error:
            # The parsers of the standard library raise much that is not told, and one mail must not cost the others.
            told = "nested too deep" if isinstance(error, RecursionError) else str(error).partition("\n")[0] or type(error).__name__
            bad.append(Bad(line, f"malformed mail: {told}", decoded(bytes(raw[:MOST_SHOWN]))))
            continue
        if mail[1]:
            good.append(mail)
        else:
            bad.append(Bad(line, NO_HEADERS, "\n".join((mail[3], mail[6], mail[9])).strip()))
    return _frame(good), bad


def _split(content: bytes) -> Iterator[tuple[int, memoryview]]:
    """(line number, mail) at each ``From `` line that begins the file or follows a blank line, ``>From`` unquoted."""
    starts = [0] * content.startswith(b"From ") + [found.start() + 2 for found in re.finditer(rb"\n\nFrom ", content)]
    line, done = 1, 0
    if not starts:
        return
    for start, end in zip(starts, [*starts[1:], len(content)], strict=True):
        line += content.count(b"\n", done, start)
        done = start
        begins = content.find(b"\n", start, end) + 1 or end
        raw = memoryview(content)[begins:end]
        quoted = len(raw) <= MOST_IN_MAIL and content.find(b"\n>", begins, end) >= 0
        yield line, memoryview(re.sub(rb"\n>(>*From )", rb"\n\1", bytes(raw))) if quoted else raw


def _mail(line: int, mail: Message) -> tuple:
    name, sender = next(iter(getaddresses([_header(mail, "From")])), ("", ""))
    addressed = getaddresses([_header(mail, h) for h in ("To", "Cc") if mail[h]])
    before = re.findall(r"<([^<>\s]+)>", f"{mail['References'] or ''} {mail['In-Reply-To'] or ''}")
    own = _header(mail, "Message-ID").strip().strip("<>")
    recipients = ";".join(dict.fromkeys(address.lower() for _, address in addressed if address))
    kind = "email-auto" if _automatic(mail) else "email"
    told = (own, _date(mail), sender.lower(), name, recipients, _header(mail, "Subject"), next(iter(before), own), kind, _text(mail))
    return (line, *map(sound, told))


def _header(mail: Message, name: str) -> str:
    """A header with its encoded words decoded, on one line; as it stands where it cannot be decoded."""
    raw = str(mail[name] or "")[:MOST_IN_HEADER]
    raw = " ".join(filter(None, map(str.strip, re.split(r"[\r\n]+", raw)))) if "\n" in raw or "\r" in raw else raw
    if "=?" not in raw:
        return raw
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError, MessageError):
        return raw


def _date(mail: Message) -> str:
    """ISO in UTC; as it stands where it is no date, so that the row is refused for it."""
    raw = _header(mail, "Date")
    try:
        at = parsedate_to_datetime(raw)
        return f"{at.astimezone(UTC) if at.tzinfo else at:%Y-%m-%dT%H:%M:%S}"
    except (TypeError, ValueError, OverflowError):
        return raw


def _automatic(mail: Message) -> bool:
    if _is_report(mail):
        return True
    submitted = str(mail["Auto-Submitted"] or "no").strip().lower()
    return submitted != "no" or str(mail["Precedence"] or "").strip().lower() in ("bulk", "list", "junk", "auto_reply")


def _is_report(mail: Message) -> bool:
    """Whether a mail system says what became of a mail (RFC 3464)."""
    return mail.get_content_type() == "multipart/report" and str(mail.get_param("report-type", "")).lower() == "delivery-status"


def _text(mail: Message) -> str:
    """What a person would read; of a report on delivery also what it says of each recipient, and which mail it is about."""
    told = _told(mail)
    if not _is_report(mail):
        return told
    parts = [_headers(part) for part in mail.walk() if part is not mail]
    fields = [f"{name}: {part[name]}" for part in parts for name in REPORTED if part[name]]
    return "\n".join([told, "", *dict.fromkeys(" ".join(field.split()) for field in fields)])


def _headers(part: Message) -> Message:
    """The part itself; where it holds only the headers of the mail, these."""
    headers_only = part.get_content_type() == "text/rfc822-headers"
    return message_from_bytes(part.get_payload(decode=True) or b"") if headers_only else part


def _told(mail: Message) -> str:
    """The first plain part, else the first HTML part without its tags."""
    parts = [part for part in mail.walk() if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"]
    chosen = next((part for part in parts if part.get_content_subtype() == "plain"), parts[0] if parts else None)
    if chosen is None:
        return ""
    raw = chosen.get_payload(decode=True) or b""
    try:
        words = raw.decode(chosen.get_content_charset() or "utf-8")
    except (LookupError, ValueError):
        words = raw.decode("cp1252", errors="replace")
    return words.strip() if chosen.get_content_subtype() == "plain" else _without_tags(words)


def _without_tags(page: str) -> str:
    page = SILENT.sub(" ", page)
    page = re.sub(r"(?i)<br\s{0,9}/?>|</(p|div|li|tr|h\d)>", "\n", page)
    return re.sub(r"\n\s*\n+", "\n\n", html.unescape(re.sub(r"<[^<>]+>", " ", page))).strip()


def _frame(mails: Iterator[tuple] | list[tuple]) -> pl.DataFrame:
    """The mails; one whose parent is in the same file joins the parent's thread."""
    frame = pl.DataFrame(list(mails), schema={c: pl.Int64() if c == "_row" else pl.String() for c in COLUMNS}, orient="row")
    thread = dict(zip(frame["mail_id"], frame["mail_thread"], strict=True))
    return frame.with_columns(pl.Series("mail_thread", [_root(thread, root) for root in frame["mail_thread"]], dtype=pl.String))


def _root(thread: dict[str, str], mail: str) -> str:
    seen = set()
    while thread.get(mail, mail) != mail and mail not in seen:
        seen.add(mail)
        mail = thread[mail]
    return mail
