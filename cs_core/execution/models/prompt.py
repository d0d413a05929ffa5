"""What a model is told, and the shape of its answer. The brief goes in as data, without details of people: see `hiding`."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator

from cs_core.execution.models.hiding import Hiding, names_in
from cs_core.execution.writing.phrases import first_name, slots
from cs_core.execution.writing.wording import AS_WRITTEN, advice
from cs_core.records import Brief, Fact

if TYPE_CHECKING:
    from cs_core.execution.agent import Agent

FOLDER = Path(__file__).parent / "prompts"
COMMON = "common"


class Prompt(NamedTuple):
    """One file of words for a model."""

    name: str
    version: int
    """Raised with every change of the words, so that quality can be compared before and after."""
    parts: dict[str, str]
    """What stands under each ``# heading``; under an empty one what stands before the first."""

    @property
    def digest(self) -> str:
        """Of the words: `versions.json` beside the files keeps one for each version."""
        return hashlib.sha256(json.dumps(self.parts, sort_keys=True).encode()).hexdigest()[:16]


@cache
def prompt(name: str) -> Prompt:
    """The prompt file of that name: first line ``version: N``, then the words. An agent without a file has no words of its own."""
    path = FOLDER / f"{name}.md"
    first, _, text = path.read_text(encoding="utf-8").partition("\n") if path.exists() else ("version: 0", "", "")
    before, *rest = re.split(r"^# (.+)$", text, flags=re.MULTILINE)
    found = {"": before, **dict(zip(rest[::2], rest[1::2], strict=True))}
    return Prompt(name, int(first.removeprefix("version:")), {head.strip(): words.strip() for head, words in found.items()})


def version(agent_name: str) -> str:
    """What a draft of this agent is written by: ``common 2 · risk 1``."""
    return " · ".join(f"{p.name} {p.version}" for p in (prompt(COMMON), prompt(agent_name)))


class Said(BaseModel):
    """One sentence and the facts that bear it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=400)
    fact_ids: list[str] = Field(max_length=8)
    new_paragraph: bool

    @field_validator("text")
    @classmethod
    def _is_whole(cls, text: str) -> str:
        if not _ENDS.search(text):
            raise ValueError("it breaks off: end each sentence with a full stop or a question mark")
        return text


class Answer(BaseModel):
    """The words of one draft."""

    model_config = ConfigDict(extra="forbid")

    subject: str = Field(min_length=1, max_length=120)
    claims: list[Said] = Field(min_length=1, max_length=12)


def instructions(agent: "Agent", row: dict) -> str:
    """The rules for all agents, this agent's own, and what this draft is for."""
    common = prompt(COMMON).parts
    job = f"Your job: {agent.job}. {prompt(agent.name).parts['']}".strip()
    play = f"The play: {row['play']}. {_aim(agent, row)}".strip()
    parts = (common["rules"], job, common[row["kind"]], play, advice(row.get("wording", AS_WRITTEN)))
    return "\n\n".join(part for part in parts if part)


def _aim(agent: "Agent", row: dict) -> str:
    """What the playbook wants asked or done, where it says so in plain words."""
    play = agent.plays.get(row["play"])
    said = (play.script.step if row["kind"] == "task" else next(iter(play.script.ask), "")) if play else ""
    return f"{'The step' if row['kind'] == 'task' else 'What to ask'}: {said}" if said and not slots(said) else ""


def hiding_of(brief: Brief, row: dict, *, on: bool = True) -> Hiding:
    """Of one draft: the people whom the brief names, and who reads it."""
    return Hiding(names_in(brief.facts), reader=first_name(row.get("to")), on=on)


def brief_text(brief: Brief, row: dict, hiding: Hiding | None = None) -> str:
    """The brief as JSON: facts with ids, and unknowns. Contacts are left out, and of whoever is named elsewhere all but a placeholder."""
    hiding = hiding or hiding_of(brief, row)
    facts = [
        {"id": hiding.hide_in_id(f.id), "key": f.key, "value": _hidden(f.value, hiding), "unit": f.unit, "observed_at": f.observed_at}
        for f in brief.facts
        if shown(f)
    ]
    data = {
        "as_of": brief.as_of,
        "reader_first_name": hiding.reader or "",
        "why_now": hiding.hide(row["reason"]),
        "facts": facts,
        "unknown": brief.unknowns,
    }
    return json.dumps(data, ensure_ascii=False, default=str)


def _hidden(value: object, hiding: Hiding) -> object:
    return hiding.hide(value) if isinstance(value, str) else value


def shown(fact: Fact) -> bool:
    """Whether a model is told of it."""
    return not fact.key.startswith(PRIVATE)


_ENDS = re.compile(r"[.?!:…][^\w(]*$")
"""How a sentence ends, quotation marks and the like aside."""
PRIVATE = (
    "contact", "opted_out", "churn_probability", "renewal_likelihood", "expansion_propensity", "health", "pulse", "note:", "touch_result",
    "last_edit", "last_decision", "last_proposal", "last_delivery", "said_mood", "sentiment_30d", "negative_topic", "champion_silent_days",
    "open_risk",
)  # fmt: skip
"""Beginnings of the keys of facts that are about a customer, not for them: no model may tell them."""
