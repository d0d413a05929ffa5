"""A play: when it is due, why in words with figures, what it is assumed to change, and the words to use."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from cs_core.context.vocabulary import unit_of
from cs_core.execution.playbooks.conditions import OPEN_WORDS
from cs_core.execution.writing.phrases import fill, slots


class Script(NamedTuple):
    """Phrasings of one play. Every figure, date and name stands in a ``{fact key|form}`` slot, which is what makes it cited.

    A phrasing whose facts are unknown is passed over; where several remain one is chosen by account, never by chance.
    """

    subject: tuple[str, ...]
    opening: tuple[str, ...]
    """Why we write, to the customer."""
    details: tuple[tuple[str, ...], ...] = ()
    """What else is worth saying: of each group the one phrasing that is chosen, where its facts are known."""
    ask: tuple[str, ...] = ()
    """One question or request; states nothing."""
    title: str = ""
    """Subject of the internal task that takes the place of a message where nobody can be written to."""
    background: tuple[str, ...] = ()
    """Further facts for our person, each its own sentence."""
    step: str = ""
    """What our person should do; states nothing."""
    needs: tuple[str, ...] = ()
    """Facts without which there is nothing worth saying: no draft at all."""


class Step(NamedTuple):
    """What comes after a play's first word, if its reason still stands by then."""

    after_days: int
    """Days after the play began."""
    do: str
    """``message`` or ``task``."""
    to: str
    """Whom to write to: a role."""
    script: Script
    unless: tuple[str, ...] = ()
    """Conditions any of which skips the step."""
    due_days: int = 7


class Play(NamedTuple):
    """One playbook of an agent's policy: trigger, words, the steps that follow, and when it stops."""

    name: str
    when: pl.Expr
    """Over the signals frame; null (something is unknown) counts as not due."""
    why: tuple[str, ...]
    """The reason in words: the first phrasing whose signals are all known."""
    gain: float
    """Assumed rise in the chance of being kept (growth: of expanding) at middling severity. An assumption until outcomes say more."""
    script: Script
    severity: pl.Expr = pl.lit(0.5)
    """0 to 1: how far past the threshold; the gain runs from half to one and a half times the assumption with it."""
    stakes: str = "medium"
    confidence: float = 0.7
    role: str = "champion"
    """Whom to write to, if known; else champion, sponsor, anybody reachable."""
    due_days: int = 7
    kind: str = "message"
    """``task`` where no letter should go out whoever could be written to."""
    why_in_full: tuple[str, ...] = ()
    """The reason where only the brief can tell it; takes the place of `why` once the brief is read."""
    then: tuple[Step, ...] = ()
    stop: tuple[str, ...] = ()
    """Conditions any of which ends a running play; it ends as well when its trigger holds no more."""
    one_per: str | None = None
    """A signal: of the customers that share its value one speaks for all, so that an outage is one task and not a hundred."""
    about: str | None = None
    """A signal that names the matter, the day on which a term ends: of one matter a customer hears once, and again of another."""
    most_letters: int | None = None
    """So many letters of it one customer gets in half a year; from then on a person goes on."""
    version: int = 1
    data: Mapping[str, object] = MappingProxyType({})
    """The playbook as a leader reads and edits it."""


COLUMNS = ("account_id", "play", "kind", "reason", "stakes", "gain", "confidence", "role", "due_days")
SCHEMA = {
    "account_id": pl.String, "play": pl.String, "kind": pl.String, "reason": pl.String, "stakes": pl.String, "gain": pl.Float64,
    "confidence": pl.Float64, "role": pl.String, "due_days": pl.Int64,
}  # fmt: skip


def noticed(signals: pl.DataFrame, plays: tuple[Play, ...], *, told: bool = True) -> pl.DataFrame:
    """The first play that is due, for each account that has one: COLUMNS, by account_id; `told` False leaves the reason to `reasons`.

    Where nobody counted the open cases they are unknown, and no condition over them holds.
    """
    if not plays:
        return pl.DataFrame(schema=SCHEMA)
    signals = _with_words(signals)
    due = (pl.when(p.when.fill_null(False)).then(pl.lit(p.name)) for p in plays)
    first = signals.select(pl.coalesce(*due)).to_series()
    names = set(first.drop_nulls())
    parts = [_rows(signals.select(read_by(p, told=told)).filter(first == p.name), p, told) for p in plays if p.name in names]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *parts]).sort("account_id")


def read_by(play: Play, *, told: bool = True) -> list[str]:
    """The signals that a due play's row rests on, in order; with its reason where that is `told`."""
    keys = {"account_id", *play.severity.meta.root_names(), *((play.one_per,) if play.one_per else ())}
    return sorted(keys.union(_told_by(play.why)) if told else keys)


def reasons(signals: pl.DataFrame, play: Play, account_ids: Sequence[str]) -> dict[str, str | None]:
    """Account -> why this play is due there, in words."""
    found = _with_words(signals).select(read_by(play)).filter(pl.col("account_id").is_in(account_ids))
    return dict(zip(found["account_id"], _reasons(found, play.why), strict=True))


def _with_words(signals: pl.DataFrame) -> pl.DataFrame:
    return signals.with_columns(pl.lit(None, pl.Int64).alias(word) for word in OPEN_WORDS if word not in signals.columns)


def _rows(found: pl.DataFrame, play: Play, told: bool) -> pl.DataFrame:
    if play.one_per:
        found = found.sort("account_id").unique(play.one_per, keep="first", maintain_order=True)
    severity = play.severity.cast(pl.Float64).clip(0, 1).fill_null(0.5)
    return found.select(
        "account_id",
        pl.lit(play.name).alias("play"),
        pl.lit(play.kind).alias("kind"),
        _reasons(found, play.why) if told else pl.lit(None, pl.String).alias("reason"),
        pl.lit(play.stakes).alias("stakes"),
        (play.gain * (0.5 + severity)).alias("gain"),
        pl.lit(play.confidence).alias("confidence"),
        pl.lit(play.role).alias("role"),
        pl.lit(play.due_days, pl.Int64).alias("due_days"),
    ).cast(SCHEMA)


def _reasons(found: pl.DataFrame, why: tuple[str, ...]) -> pl.Series:
    """The sentences, written out for the noticed accounts only."""
    rows = found.select(_told_by(why)).iter_rows(named=True)
    return pl.Series("reason", [_sentence(row, why) for row in rows], dtype=pl.String)


def _told_by(why: tuple[str, ...]) -> list[str]:
    return sorted({key for template in why for key, _ in slots(template)} | {"currency", "meter_unit"})


def _sentence(row: dict, why: tuple[str, ...]) -> str | None:
    def read(key: str) -> tuple[object, str] | None:
        unit = unit_of(key, row["currency"], row["meter_unit"])
        return None if row[key] is None else (row[key], unit)

    return next((text for template in why if (text := fill(template, read)) is not None), None)
