"""What a text says of itself: the lines at its top (``Date: ...``), a front matter between ``---``, a title, and days in words."""

import re
from datetime import datetime
from typing import NamedTuple

from cs_core.context.sources.table import plain

MOST_LINES = 40
"""A head is at the top: further down a line with a colon is talk."""


class Top(NamedTuple):
    """The head of a text: what it names (key in plain form -> value), its title, and from which line (counted from 0) it goes on."""

    says: dict[str, str]
    title: str
    begins: int


def read_top(lines: list[str], known: frozenset[str]) -> Top:
    """The front matter and the lines ``Key: value`` whose key is `known`, with or without Markdown's marks; else only the title."""
    says, at = _front_matter(lines)
    title = ""
    while at < min(len(lines), MOST_LINES):
        line = lines[at].strip()
        key, value = _pair(line)
        if key in known:
            says.setdefault(key, value)
        elif line.startswith("# ") and not title:
            title = line[2:].strip()
        elif line:
            break
        at += 1
    return Top(says, title or says.get("title", ""), at)


def _front_matter(lines: list[str]) -> tuple[dict[str, str], int]:
    """Keys and values of ``key: value`` and of lists, whether in brackets or a line each; nothing where the second ``---`` is missing."""
    end = next((n for n in range(1, min(len(lines), MOST_LINES)) if lines[n].strip() == "---"), 0)
    if not end or lines[0].strip() != "---":
        return {}, 0
    says, last = {}, ""
    for line in lines[1:end]:
        item = re.match(r"\s*-\s+(.+)", line)
        if item and last:
            says[last] = ";".join(filter(None, (says[last], _unquoted(item[1]))))
        elif ":" in line:
            last, value = _pair(line)
            says[last] = value
    return says, end + 1


def _pair(line: str) -> tuple[str, str]:
    """``**Date:** 2026-03-01`` -> (``date``, ``2026-03-01``); a list in brackets is joined by semicolons."""
    key, colon, value = re.sub(r"^[-*]\s+", "", line).replace("**", "").partition(":")
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        value = ";".join(_unquoted(part) for part in value[1:-1].split(","))
    return (plain(key), _unquoted(value)) if colon and len(key) <= MOST_LINES else ("", "")


def _unquoted(value: str) -> str:
    return value.strip().strip("\"'").strip()


def moment(text: str | None) -> str:
    """A day or time in words as ISO (``March 3, 2026`` -> ``2026-03-03``); as it stands where it is none of ours."""
    words = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", " ".join((text or "").replace(",", " ").split()), flags=re.IGNORECASE)
    for form in WORDED:
        try:
            return datetime.strptime(words, form).isoformat()
        except ValueError:
            continue
    return (text or "").strip()


#: Days in words; a number for the month is ISO or ``01.03.2026`` (see `kinds.time`), since 03/01 may be either.
WORDED = tuple(
    f"{day}{clock}" for day in ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y") for clock in ("", " %H:%M", " at %H:%M", " %I:%M %p")
)
