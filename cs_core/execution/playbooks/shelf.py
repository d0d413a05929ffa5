"""Playbooks: an agent's policy as data that a leader can read and edit. Shipped as one file an agent, edited as rows of the store.

The order of the file is the order of precedence: of the plays that are due for an account the first one is its play. A leader's edit
is a new version of one playbook; it takes the shipped one's place, and the versions before it stay on record.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from cs_core.context.vocabulary import SIGNALS
from cs_core.errors import BadInput
from cs_core.execution.playbooks.conditions import any_holds, holds, scale, which_holds
from cs_core.execution.playbooks.play import Play, Script, Step

FOLDER = Path(__file__).parent / "plays"
MIDDLING = 0.5
Lines = tuple[str, ...]

#: What a running play knows of itself: columns of `runs.course`, words for `stop` and for the `unless` of a step.
WORDS: Mapping[str, pl.Expr] = {word: pl.col(word) for word in ("replied", "touched", "left", "escalated")}
WORDS_SAY: Mapping[str, str] = {
    "replied": "the customer wrote to us since the play began",
    "touched": "one of ours spoke with them since the play began",
    "left": "they are no customer any more",
    "escalated": "an escalated or urgent ticket is open",
}


class Words(BaseModel):
    """Phrasings of a letter to the customer, or of the note to one of ours that takes its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: Lines = ()
    opening: Lines = ()
    details: tuple[Lines | str, ...] = ()
    """Groups of phrasings; ``@goal`` names a group of the file's `phrases`."""
    ask: Lines = ()
    title: str = ""
    background: Lines = ()
    step: str = ""
    needs: Lines = ()


class Then(BaseModel):
    """A step after the first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after_days: int = Field(ge=1, le=365)
    do: Literal["message", "task"]
    to: str = "champion"
    unless: Lines = ()
    due_days: int = Field(default=7, ge=0, le=120)
    words: Words


class Playbook(BaseModel):
    """One playbook, as it stands in the file or in the store."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=3, max_length=60)
    when: Lines = Field(min_length=1)
    """The trigger: every line must hold."""
    unless: Lines = ()
    """No line may hold."""
    why: Lines = Field(min_length=1)
    why_in_full: Lines = ()
    gain: FiniteFloat = Field(ge=0, le=1)
    severity: Lines = ()
    """Scales, such as ``usage_change from 0 to -100``; the worst counts."""
    stakes: Literal["low", "medium", "high"] = "medium"
    confidence: FiniteFloat = Field(default=0.7, ge=0, le=1)
    role: str = "champion"
    due_days: int = Field(default=7, ge=0, le=120)
    kind: Literal["message", "task"] = "message"
    words: Words
    then: tuple[Then, ...] = ()
    stop: Lines = ()
    one_per: str | None = None
    """A signal, such as ``segment``: one customer speaks for all that share it."""
    about: str | None = None
    """A signal, such as ``renewal_on``: of the same one the play begins once with a customer, and again only when it is another."""
    most_letters: int | None = Field(default=None, ge=1, le=12)
    """So many of its letters one customer gets in half a year; where it is due again it is a task for one of ours."""
    off: bool = False


class Default(BaseModel):
    """Conditions that stand in most playbooks of a file, written once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unless: Lines = ()
    stop: Lines = ()


class Shelf(BaseModel):
    """The file of one agent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    never: Lines = ()
    """Conditions under which none of its plays is due."""
    phrases: Mapping[str, Lines] = {}
    """Groups of phrasings that several plays share."""
    playbook: tuple[Playbook, ...]


@lru_cache
def shelf(agent: str) -> Shelf:
    """The playbooks that ship with an agent."""
    return Shelf.model_validate(with_default(tomllib.loads((FOLDER / f"{agent}.toml").read_text(encoding="utf-8"))))


def with_default(file: Mapping) -> dict:
    """The file with its `default` lines in each of its playbooks, behind their own, but in those that go `without_default`.

    What a leader reads and edits is the whole playbook: a default that changes later changes no version of theirs.
    """
    default = Default.model_validate(file.get("default", {})).model_dump(exclude_defaults=True)
    return {key: value for key, value in file.items() if key != "default"} | {
        "playbook": [_completed(book, {} if book.get("without_default") else default) for book in file["playbook"]]
    }


def _completed(book: Mapping, default: Mapping[str, Lines]) -> dict:
    own = {key: value for key, value in book.items() if key != "without_default"}
    return own | {key: (*(mine := own.get(key, ())), *(line for line in lines if line not in mine)) for key, lines in default.items()}


def shipped(agent: str) -> tuple[Play, ...]:
    """The shipped plays of an agent, in order."""
    own = shelf(agent)
    return tuple(play_of(book, own, version=own.version) for book in own.playbook if not book.off)


def edited(agent: str, rows: Sequence[Mapping]) -> tuple[Play, ...]:
    """The shipped plays with a leader's versions (newest rows of `playbook`) in their places; new ones come last."""
    own, mine = shelf(agent), {row["name"]: row for row in rows if row["agent"] == agent}
    books = [(parsed(mine[b.name]["data"]), mine[b.name]["version"]) if b.name in mine else (b, own.version) for b in own.playbook]
    there = {b.name for b in own.playbook}
    books += [(parsed(row["data"]), row["version"]) for name, row in mine.items() if name not in there]
    return tuple(play_of(book, own, version=version) for book, version in books if not book.off)


def numbered(agent: str, name: str, version: int, rows: Sequence[Mapping]) -> Play | None:
    """That version of a play: of a leader's `rows`, else of what ships; None where it is in neither, or was switched off in it."""
    own = shelf(agent)
    books = [parsed(row["data"]) for row in rows if (row["agent"], row["name"], row["version"]) == (agent, name, version)]
    books = books or [b for b in own.playbook if b.name == name and own.version == version]
    return play_of(books[-1], own, version=version) if books and not books[-1].off else None


def parsed(data: Mapping) -> Playbook:
    """A playbook from plain data. Raises BadInput in one line that names the field."""
    try:
        return Playbook.model_validate(dict(data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the playbook"
        raise BadInput(f"The playbook cannot be kept: {where}: {first['msg']}") from error


def play_of(book: Playbook, own: Shelf, *, version: int) -> Play:
    """The play that a playbook describes. Raises BadInput for a condition, scale or group of phrasings that does not exist."""
    severity = [scale(text).clip(0, 1) for text in book.severity]
    for lines in (book.stop, *(step.unless for step in book.then)):
        which_holds(lines, WORDS)
    if book.one_per is not None and book.one_per not in SIGNALS:
        raise BadInput(f"There is no signal {book.one_per!r} that one customer could speak for: the Context page lists them all")
    if book.about is not None and book.about not in SIGNALS:
        raise BadInput(f"There is no signal {book.about!r} that a play could be about: the Context page lists them all")
    return Play(
        book.name,
        when=holds(book.when) & ~any_holds((*book.unless, *own.never)),
        why=book.why,
        gain=book.gain,
        script=_script(book.words, own),
        severity=pl.max_horizontal(severity) if severity else pl.lit(MIDDLING),
        stakes=book.stakes,
        confidence=book.confidence,
        role=book.role,
        due_days=book.due_days,
        kind=book.kind,
        why_in_full=book.why_in_full,
        then=tuple(Step(t.after_days, t.do, t.to, _script(t.words, own), t.unless, t.due_days) for t in book.then),
        stop=book.stop,
        one_per=book.one_per,
        about=book.about,
        most_letters=book.most_letters,
        version=version,
        data=book.model_dump(mode="json", exclude_defaults=True),
    )


def _script(words: Words, own: Shelf) -> Script:
    groups = tuple(_group(group, own) if isinstance(group, str) else group for group in words.details)
    return Script(
        words.subject, words.opening, groups, words.ask, title=words.title, background=words.background, step=words.step, needs=words.needs
    )


def _group(name: str, own: Shelf) -> Lines:
    if name.removeprefix("@") not in own.phrases:
        raise BadInput(f"There is no group of phrasings {name!r}: choose one of {', '.join('@' + n for n in own.phrases)}")
    return own.phrases[name.removeprefix("@")]
