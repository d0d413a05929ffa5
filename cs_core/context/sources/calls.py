"""Call notes and transcripts: a text with its date, company and people at its top or in its name, as one meeting."""

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

import polars as pl

from cs_core.context.sources.cells import Bad, decoded
from cs_core.context.sources.heading import moment, read_top
from cs_core.context.sources.table import Table, col, plain

TABLES = (
    Table(
        "calls", "call", "meeting", ("call_id", "call_at", "call_notes"), ("call_id",),
        {
            "company_ref": col("call_company"), "kind": col("call_kind"), "held_at": col("call_at"), "minutes": col("call_minutes"),
            "held_by": col("call_host"), "title": col("call_title"), "attendees": col("call_people"), "notes": col("call_notes"),
        },
        needs=("held_at",),
    ),
)  # fmt: skip
COLUMNS = (
    "_row", "call_id", "call_at", "call_company", "call_kind", "call_minutes", "call_host", "call_title", "call_people", "call_notes",
)  # fmt: skip
HEADS: dict[str, tuple[str, ...]] = {
    "at": ("date", "meeting_date", "call_date", "when", "start", "start_time"),
    "time": ("time",),
    "company": ("company", "account", "customer", "client"),
    "people": ("participants", "attendees", "present", "invitees", "who"),
    "title": ("subject", "title", "topic", "meeting", "call"),
    "minutes": ("duration", "length", "minutes"),
    "host": ("host", "csm", "held_by", "recorded_by"),
}
"""What a note may say of itself -> the words for it."""
KNOWN = frozenset(word for words in HEADS.values() for word in words)
ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")
TIMING = re.compile(r"^(?:(\d+):)?(\d{2}):(\d{2})\.\d{3}\s+-->\s+(?:(\d+):)?(\d{2}):(\d{2})\.\d{3}")
VOICE = re.compile(r"<v(?:\.[\w.]{1,60})?\s{1,9}([^<>]{1,90})>")
NAMES: tuple[tuple[re.Pattern, tuple[str, ...]], ...] = (
    (re.compile(r"GMT(?P<day>\d{8})-(?P<clock>\d{6})"), ()),
    (re.compile(r"(?P<title>.+?)[-_ ]+(?P<day>\d{8})_(?P<clock>\d{6})"), ("title",)),
    (re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[ _-]+(?P<company>[^_]+?)(?:(?:_| - | – )(?P<title>.+))?"), ("company", "title")),
    (re.compile(r"(?P<company>[^_]+?)(?:_| - | – | )(?P<day>\d{4}-\d{2}-\d{2})(?:(?:_| - | – )(?P<title>.+))?"), ("company", "title")),
)
"""Names of files that say when, and with whom or on what: as Zoom and Teams write them, and as people do."""
HOW = (
    "begin it with lines such as Date: 2026-03-01, Company: Acme, Participants: ada@acme.example, or name the file "
    "2026-03-01 Acme{}"
)


class Cue(NamedTuple):
    """One caption: who speaks, what, and the second at which it ends."""

    speaker: str
    text: str
    ends: int


def read_transcript(raw: bytes, path: PurePosixPath, now: datetime) -> tuple[pl.DataFrame, list[Bad]]:
    """The one call of a WebVTT file; what one speaker says at a stretch is one line of its notes."""
    lines = decoded(raw).replace("\r\n", "\n").split("\n")
    if not lines[0].strip().upper().startswith("WEBVTT"):
        raise ValueError("not understood: it is no WebVTT transcript: its first line must be WEBVTT")
    cues, heads = _cues(lines)
    if not cues:
        raise ValueError("not understood: the transcript holds no words")
    says = _says(heads, path)
    if "at" not in says:
        raise ValueError(f"not understood: a transcript without a date: {HOW.format('.vtt')}")
    return _frame(says, _by_speaker(cues), path, minutes=-(-max(cue.ends for cue in cues) // 60)), []


def read_note(text: str, path: PurePosixPath, *, by_name: bool) -> pl.DataFrame | None:
    """The call that a text tells of; None where neither its top nor (if `by_name`) the file's name says when and with whom."""
    lines = text.split("\n")
    head = read_top(lines, KNOWN)
    told = _named(head.says)
    if not (("at" in told and {"company", "people"} & set(told)) or (by_name and _of_name(path))):
        return None
    if head.title:
        told.setdefault("title", head.title)
    body = "\n".join(lines[head.begins :]).strip()
    return _frame(_says_of(told, path), body, path) if body else None


def _says(heads: list[str], path: PurePosixPath) -> dict[str, str]:
    return _says_of(_named(read_top(heads, KNOWN).says), path)


def _says_of(told: dict[str, str], path: PurePosixPath) -> dict[str, str]:
    """What the note says of itself; what it does not say, the file's name may."""
    says = _of_name(path) | told
    if "time" in told and len(says.get("at", "")) <= 10:
        says["at"] += f" {told['time']}"
    return says


def _named(says: dict[str, str]) -> dict[str, str]:
    found = {ours: next((says[word] for word in words if says.get(word)), "") for ours, words in HEADS.items()}
    return {ours: value for ours, value in found.items() if value}


def _of_name(path: PurePosixPath) -> dict[str, str]:
    for pattern, parts in NAMES:
        if found := (pattern.match(path.stem) if not parts else pattern.fullmatch(path.stem.removesuffix("-Meeting Recording"))):
            day, clock = found["day"], found.groupdict().get("clock")
            at = day if "-" in day else f"{day[:4]}-{day[4:6]}-{day[6:]}"
            if clock:
                at += f"T{clock[:2]}:{clock[2:4]}:{clock[4:]}"
            return {"at": at} | {part: found[part].strip() for part in parts if found[part]}
    return {}


def _frame(says: dict[str, str], notes: str, path: PurePosixPath, minutes: int | None = None) -> pl.DataFrame:
    at = moment(says.get("at"))
    people = ";".join(dict.fromkeys(address.lower() for address in ADDRESS.findall(says.get("people", ""))))
    lasts = re.match(r"\d+", says.get("minutes", ""))
    row = (
        1, f"{at}/{plain(path.stem)}", at, says.get("company"), "call", str(minutes) if minutes else lasts and lasts[0],
        says.get("host"), says.get("title"), people or None, notes,
    )  # fmt: skip
    return pl.DataFrame([row], schema={c: pl.Int64() if c == "_row" else pl.String() for c in COLUMNS}, orient="row")


def _cues(lines: list[str]) -> tuple[list[Cue], list[str]]:
    """The captions, and the lines of notes and of the head, which may say when and with whom it was."""
    blocks = re.split(r"\n\s*\n", "\n".join(lines[1:]))
    cues, heads = [], [lines[0].strip()[len("WEBVTT") :].strip(" -")]
    for block in (block.strip().split("\n") for block in blocks if block.strip()):
        timing = next((n for n, line in enumerate(block[:2]) if TIMING.match(line)), None)
        if timing is not None:
            cues += _said(TIMING.match(block[timing]), block[timing + 1 :])
        elif not block[0].startswith(("STYLE", "REGION")):
            heads += [re.sub(r"^NOTE\s*", "", line) for line in block]
    return cues, [line for line in heads if line]


def _said(timing: re.Match, lines: list[str]) -> list[Cue]:
    words = " ".join(line.strip() for line in lines)
    voice = VOICE.search(words)
    told = re.match(r"([^\W\d_][\w .'’-]{0,60}?)(?:\s*\([^)]*\))?:\s+(.+)", words)
    speaker, text = (voice[1], words) if voice else (told[1], told[2]) if told else ("", words)
    text = " ".join(re.sub(r"<[^<>]*>", "", text).split())
    hours, minutes, seconds = (int(part or 0) for part in timing.groups()[3:])
    return [Cue(speaker.strip(), text, hours * 3600 + minutes * 60 + seconds)] if text else []


def _by_speaker(cues: list[Cue]) -> str:
    lines: list[list[str]] = []
    last = None
    for cue in cues:
        if cue.speaker != last or not lines:
            lines.append([f"{cue.speaker}:"] if cue.speaker else [])
        lines[-1].append(cue.text)
        last = cue.speaker
    return "\n".join(" ".join(line) for line in lines)
