"""Free paraphrases: each sentence of a draft said another way, with the same facts. They are correct by how they are made."""

import re
from dataclasses import replace
from datetime import date
from random import Random

from bench.planted import said
from bench.planted.other_words import JOINTS, LEADS, OPENERS, PLEASANTRIES, QUESTIONS, SYNONYMS, WAYS
from bench.planted.phrasings import SAID
from bench.planted.texts import Text, merged, reworded
from cs_core.execution.writing.phrases import feature, person, plain, quoted, reason
from cs_core.records import Claim, Fact

SLOT = re.compile(r"\{(\w+)([#=]?)([\w -]*)\}")
FEATURES = frozenset({"top_feature", "unused_feature", "milestone_feature"})
NAMES = frozenset({"plan", "name", "outcome_metric", "champion", "sponsor"})
SURELY_LESS = 0.97
"""Use is called more or less only where the two figures differ by more than rounding may hide."""


def paraphrase(text: Text, draw: Random) -> Text | None:
    """The whole text in other words; None where no sentence of it could be put differently."""
    told, at, changed = replace(text, of="paraphrase"), 0, 0
    while at < len(told.claims):
        new = _sentence(told, told.claims[at], draw)
        found = reworded(told, at, new) if new else None
        told, at, changed = (found, at + len(new), changed + 1) if found else (told, at + 1, changed)
    told = _joined(told, draw) if draw.random() < 0.35 else told
    return (_framed(told, draw) if text.proposal.kind == "message" else told) if changed else None


def _sentence(text: Text, claim: Claim, draw: Random) -> list[Claim] | None:
    facts = text.facts(claim)
    by_key = {f.key: f for f in facts}
    keys = " ".join(sorted(by_key))
    usable = list(SAID.get(keys, []))
    usable += WAYS.get(keys, {}).get(_way(by_key), []) * 2
    if not usable or len(by_key) != len(claim.fact_ids):
        return _with_synonyms(text, claim, draw)
    chosen = draw.choice(usable)
    parts = chosen if isinstance(chosen, list) else [chosen]
    return [_said(part, by_key, text, draw) for part in parts]


def _said(part: str, by_key: dict[str, Fact], text: Text, draw: Random) -> Claim:
    cited: dict[str, None] = {}

    def slot(m: re.Match) -> str:
        fact = by_key[m[1]]
        cited[fact.id] = None
        return _value(fact, m[2], m[3], text.proposal.as_of, draw)

    words = SLOT.sub(slot, part)
    for mark, ours, theirs in WHO:
        words = words.replace(mark, theirs if text.proposal.kind == "task" else ours)
    if draw.random() < 0.12 and _may_follow(words):
        words = draw.choice(LEADS) + words[:1].lower() + words[1:]
    words = re.sub(r"\bThere's (?=(?:[2-9]|\d\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))", "There are ", words)
    return Claim(text=words[:1].upper() + words[1:], fact_ids=tuple(cited))


def _value(fact: Fact, mark: str, noun: str, as_of: date, draw: Random) -> str:
    value = fact.value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return said.day(value, as_of, draw)
    if isinstance(value, str):
        return _words(fact.key, value)
    if mark == "#":
        return said.count(value, draw, noun=noun or fact.unit)
    if mark == "=":
        return f"{value:g}"
    if fact.unit == "%" and not fact.key.startswith("outcome"):
        return said.percent(value, draw)
    if fact.unit.split("/")[0].isupper() and fact.unit:
        return said.money(value, fact.unit, draw)
    if fact.key.startswith("outcome") or (value != round(value) and abs(value) < 10):
        return f"{value:g} {fact.unit}".strip()
    return said.count(value, draw) + (f" {fact.unit}" if fact.key.startswith("answer") else "")


def _words(key: str, value: str) -> str:
    if key in FEATURES:
        return feature(value)
    if key == "release_reason":
        return reason(value)
    return person(value) if key in ("champion", "sponsor") else plain(value) if key in NAMES else quoted(value)


def _way(by_key: dict[str, Fact]) -> str:
    change, now, before = (by_key.get(k) for k in ("usage_change", "usage_4w", "usage_prev_4w"))
    if change is not None:
        return "up" if change.value >= 1 else "down" if change.value <= -1 else "even"
    if now is None or before is None or not before.value:
        return "even"
    ratio = now.value / before.value
    return "up" if ratio > 1 / SURELY_LESS else "down" if ratio < SURELY_LESS else "even"


def _with_synonyms(text: Text, claim: Claim, draw: Random) -> list[Claim] | None:
    """The sentence as it stands with other words here and there, and its days in another form."""
    words = claim.text
    for span in reversed(said.dates(words, text.proposal.as_of.year)):
        words = words[: span.start] + said.day(span.value, text.proposal.as_of, draw) + words[span.end :]
    for old, new in SYNONYMS:
        if old in said.QUOTED.sub("", words) and not any(old in q for q in said.QUOTED.findall(words)):
            words = words.replace(old, new)
    return None if words == claim.text else [claim.model_copy(update={"text": words})]


def _joined(text: Text, draw: Random) -> Text:
    """Two sentences that stand side by side as one, which cites the facts of both."""
    pairs = [at for at in range(len(text.claims) - 1) if text.claims[at].text.endswith(".") and _may_follow(text.claims[at + 1].text)]
    if not pairs:
        return text
    at = draw.choice(pairs)
    one, two = text.claims[at], text.claims[at + 1]
    words = one.text[:-1] + draw.choice(JOINTS) + two.text[:1].lower() + two.text[1:]
    found = merged(text, at, Claim(text=words, fact_ids=tuple(dict.fromkeys((*one.fact_ids, *two.fact_ids)))))
    return found or text


def _may_follow(sentence: str) -> bool:
    """Whether it may begin in small letters: with a word of ours, not with a name."""
    return sentence.startswith(STARTS)


def _framed(text: Text, draw: Random) -> Text:
    """With another greeting, another question at the end, and here and there a sentence that states nothing."""
    body = text.proposal.body
    if body.startswith("Hello ") and draw.random() < 0.5:
        body = draw.choice(("Hi ", "Dear ")) + body.removeprefix("Hello ")
    parts = body.split("\n\n")
    if len(parts) >= 4 and parts[-2].endswith("?") and draw.random() < 0.6:
        parts[-2] = draw.choice(QUESTIONS)
    if len(parts) >= 4 and draw.random() < 0.25:
        parts[1] = f"{draw.choice(OPENERS)} {parts[1]}"
    if len(parts) >= 4 and draw.random() < 0.25:
        parts[-2] += f" {draw.choice(PLEASANTRIES)}"
    return replace(text, proposal=text.proposal.model_copy(update={"body": "\n\n".join(parts)}))


STARTS = (
    "Your ",
    "The ",
    "In ",
    "On ",
    "You ",
    "Our ",
    "There ",
    "It ",
    "What ",
    "Over ",
    "So far",
    "Right ",
    "Up to",
    "We ",
    "We've ",
    "They ",
)
WHO = (
    ("<your>", "your", "their"),
    ("<Your>", "Your", "Their"),
    ("<You>", "You", "They"),
    ("<you>", "you", "they"),
    ("<them>", "you", "them"),
    ("<have>", "have", "have"),
)
