"""What the vendor knows, as texts: releases, articles, policies and playbooks in Markdown, one section a row; or a table."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

import polars as pl

from cs_core.context.sources.calls import read_note
from cs_core.context.sources.cells import Bad, decoded
from cs_core.context.sources.heading import moment, read_top
from cs_core.context.sources.table import Table, col, plain

TABLES = (
    Table(
        "documents", "section", "knowledge", ("doc_id", "doc_kind", "doc_name", "doc_text"), ("doc_id",),
        {
            "kind": col("doc_kind"), "name": col("doc_name"), "text": col("doc_text"), "product": col("doc_product"),
            "plan": col("doc_plan"), "event": col("doc_feature"), "version": col("doc_version"), "fixes": col("doc_topics"),
            "value": col("doc_value"), "unit": col("doc_unit"), "published_on": col("doc_date"),
        },
        needs=("kind", "name"),
    ),
)  # fmt: skip
COLUMNS = (
    "_row", "doc_id", "doc_kind", "doc_name", "doc_text", "doc_product", "doc_plan", "doc_feature", "doc_version", "doc_topics",
    "doc_value", "doc_unit", "doc_date",
)  # fmt: skip
KINDS: tuple[tuple[str, str], ...] = (
    ("release", r"release ?notes?|releases?|change ?log|what ?s new"),
    ("policy", r"polic(?:y|ies)"),
    ("playbook", r"play ?books?|sops?|runbooks?"),
    ("article", r"^help$|(?:help|support|knowledge) ?(?:articles?|cent(?:er|re)|base)|articles?|faqs?|how ?tos?"),
)
"""Kind of knowledge -> how its texts are called in the head, the title, the file's name or the folder's; first match wins."""
HEADS: dict[str, tuple[str, ...]] = {
    "kind": ("kind", "type"), "date": ("date", "published", "published_on", "released", "valid_from", "updated"),
    "version": ("version",), "product": ("product",), "plan": ("plan", "plans"), "feature": ("feature",),
    "topics": ("fixes", "topics", "topic", "tags"), "value": ("value", "link", "url"), "unit": ("unit",), "title": ("title",),
}  # fmt: skip
"""What a document or a section may say of itself -> the words for it."""
KNOWN = frozenset(word for words in HEADS.values() for word in words)
VERSION = re.compile(r"\[?\bv?(\d+(?:\.\d+)+(?:-[\w.]+)?)\b\]?", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}")
FIRST_WORDS = 300
"""Characters of a policy that a brief quotes where it states no value."""
REFUSED = (
    "not understood: a text must say what it is: head a document with kind: release, article, policy or playbook, "
    "a call note with Date: and Company:"
)


MOST_COLUMNS = 200
"""Of a table in a text: what has more is none that somebody wrote."""


class Section(NamedTuple):
    """A heading and what stands beneath it."""

    line: int
    name: str
    lines: list[str]


def read_text(raw: bytes, path: PurePosixPath, now: datetime) -> tuple[pl.DataFrame, list[Bad]]:
    """A call note, a document by its sections, or the one table in it. Raises ValueError where it is none of these."""
    text = decoded(raw).replace("\r\n", "\n")
    lines = text.split("\n")
    if not text.strip():
        raise ValueError("not understood: it is empty")
    head = read_top(lines, KNOWN)
    kind = _kind(head.says, head.title, path)
    note = read_note(text, path, by_name=not kind)
    if note is not None:
        return note, []
    found = _table(lines)
    if found is not None and kind in ("", "table"):
        return found
    if not kind or kind == "table":
        raise ValueError(REFUSED)
    return _document(kind, head, lines, path)


def _kind(says: dict[str, str], title: str, path: PurePosixPath) -> str:
    """The kind that the head states; else the one that title, file or folder is called by; "table" for what a table in it tells."""
    stated = says.get("kind") or says.get("type")
    for called in filter(None, (stated, title, path.stem, path.parent.name)):
        words = plain(called).replace("_", " ")
        for kind, pattern in KINDS:
            if re.search(rf"\b(?:{pattern})\b", words):
                return kind
        if called is stated:
            return "table"
    return ""


def _document(kind: str, head, lines: list[str], path: PurePosixPath) -> tuple[pl.DataFrame, list[Bad]]:
    whole, rows, bad, seen = _own(head.says), [], [], {}
    stem = "/".join(plain(part) for part in (path.parent.name, path.stem) if plain(part))
    title = head.title or path.stem.replace("-", " ").replace("_", " ")
    # A head with a version is that of one release, whatever headings it has.
    one = [Section(head.begins + 1, title, lines[head.begins :])] if "version" in whole else None
    for section in one or _sections(lines, head.begins, title, kind):
        inner = read_top(section.lines, KNOWN)
        says = whole | _own(inner.says)
        text = "\n".join(section.lines[inner.begins :]).strip()
        if not text and not says.get("value"):
            continue
        told = _told(kind, section.name, says, text)
        if kind == "release" and not told["date"]:
            bad.append(Bad(section.line, f"no date: write it in the heading, as in ## 2.1.0 - 2026-03-01 ({section.name})", text))
            continue
        key = f"{stem}/{plain(told['version'] or told['name'])}"
        seen[key] = seen.get(key, 0) + 1
        own = f"{key}#{seen[key]}" if seen[key] > 1 else key
        rows.append((section.line, own, kind, *(told[c.removeprefix("doc_")] for c in COLUMNS[3:])))
    return pl.DataFrame(rows, schema={c: pl.Int64() if c == "_row" else pl.String() for c in COLUMNS}, orient="row"), bad


def _own(says: dict[str, str]) -> dict[str, str]:
    found = {ours: next((says[word] for word in words if says.get(word)), "") for ours, words in HEADS.items()}
    return {ours: value for ours, value in found.items() if value}


def _told(kind: str, heading: str, says: dict[str, str], text: str) -> dict[str, str | None]:
    """The fields of a section: a release's version and day stand in its heading; a policy is known by its name in plain form."""
    day, version = DAY.search(heading), VERSION.search(heading)
    name = VERSION.sub("", DAY.sub("", heading)).strip(" -–—:()[]*") if kind == "release" else heading
    if kind == "release" and not name:
        name = re.sub(r"^[-*#\s]+", "", next((line for line in text.split("\n") if line.strip() and not line.startswith("#")), heading))
    date = moment(day[0]) if kind == "release" and day else moment(says.get("date"))
    topics = ";".join(part.strip() for part in re.split(r"[;,]", says.get("topics", "")) if part.strip())
    value = says.get("value") or (" ".join(text.split("\n\n")[0].split())[:FIRST_WORDS] if kind == "policy" else None)
    return {
        "name": plain(name) if kind == "policy" else name, "text": text or None, "product": says.get("product"), "plan": says.get("plan"),
        "feature": says.get("feature"), "version": says.get("version") or (version[1] if kind == "release" and version else None),
        "topics": topics or None, "value": value, "unit": says.get("unit"), "date": date or None,
    }  # fmt: skip


def _sections(lines: list[str], begins: int, title: str, kind: str) -> Iterator[Section]:
    """The parts under headings of the second level, what stands before them under the title; code is no heading."""
    fenced, at, name, inside = False, begins + 1, title, []
    for n, line in enumerate(lines[begins:], start=begins + 1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if line.startswith("## ") and not fenced:
            # What stands before the first release is talk about releases.
            if name != title or kind != "release":
                yield Section(at, name, inside)
            heading = line[3:].strip().rstrip("#").strip()
            at, name, inside = n, heading if kind in ("release", "policy") else f"{title}: {heading}", []
        else:
            inside.append(line)
    yield Section(at, name, inside)


def _table(lines: list[str]) -> tuple[pl.DataFrame, list[Bad]] | None:
    """The rows of the one pipe table of a text; None where there is none or several."""
    starts = [n for n, line in enumerate(lines) if n and set(line) <= set(" \t|:-") and {"|", "-"} <= set(line) and "|" in lines[n - 1]]
    if len(starts) != 1:
        return None
    header = _split(lines[starts[0] - 1])
    if len(header) > MOST_COLUMNS:
        return None
    rows, bad = [], []
    for n, line in enumerate(lines[starts[0] + 1 :], start=starts[0] + 2):
        if "|" not in line:
            break
        cells = _split(line)
        if len(cells) == len(header):
            rows.append((n, *cells))
        else:
            bad.append(Bad(n, f"malformed line: {len(cells)} cells where the header has {len(header)}", line))
    names = [f"{name} ({n})" if name in header[: n - 1] or not name else name for n, name in enumerate(header, start=1)]
    return pl.DataFrame(rows, schema={"_row": pl.Int64} | dict.fromkeys(names, pl.String), orient="row"), bad


def _split(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    return [cell.strip().replace("\\|", "|").replace("**", "").strip("`") for cell in cells]
