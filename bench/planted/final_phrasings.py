"""Eight free paraphrasers: the same draft as eight people would write it. Each is right by how it is made, as `paraphrase` is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from bench.planted import said
from bench.planted.final_sayings import ANY_VOICE, VOICES
from bench.planted.texts import Text, reworded
from cs_core.execution.writing.phrases import feature, person, plain, quoted, reason
from cs_core.records import Claim, Fact

SLOT = re.compile(r"\{(\w+)([#=]?)([\w -]*)\}")
FEATURES = frozenset({"top_feature", "unused_feature", "milestone_feature"})
NAMES = frozenset({"plan", "name", "outcome_metric"})
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SURELY = 0.97
"""Use is called more or less only where rounding cannot hide the other way."""


def paraphrase(text: Text, draw: Random) -> Text | None:
    """The draft in one of the eight voices; None where that voice has words for none of its sentences."""
    voice = draw.choice(tuple(VOICES))
    told, at, changed = replace(text, of="paraphrase"), 0, 0
    while at < len(told.claims):
        new = _sentence(told, told.claims[at], voice, draw)
        found = reworded(told, at, [new]) if new else None
        told, at, changed = found or told, at + 1, changed + (found is not None)
    if not changed:
        return None
    told = FRAMES[voice](told, draw)
    return _in_a_letter(told, voice, draw) if text.proposal.kind == "message" else told


def _sentence(text: Text, claim: Claim, voice: str, draw: Random) -> Claim | None:
    by_key = {f.key: f for f in text.facts(claim)}
    if len(by_key) != len(claim.fact_ids):
        return None
    keys = " ".join(sorted(by_key))
    own, any_voice = VOICES[voice], {} if voice in ("listed", "woven") else ANY_VOICE
    ways = (keys, f"{keys}|{_way(by_key)}")
    usable = [t for k in ways for t in own.get(k, ())] or [t for k in ways for t in any_voice.get(k, ())]
    if not usable:
        return None
    words = SLOT.sub(lambda m: _value(by_key[m[1]], m[2], m[3], text.proposal.as_of, voice, draw), draw.choice(usable))
    for mark, ours, theirs in WHO:
        words = words.replace(mark, theirs if text.proposal.kind == "task" else ours)
    return claim.model_copy(update={"text": words if voice == "woven" else words[:1].upper() + words[1:]})


def _way(by_key: dict[str, Fact]) -> str:
    change, now, before = (by_key.get(k) for k in ("usage_change", "usage_4w", "usage_prev_4w"))
    if change is not None:
        return "up" if change.value >= 1 else "down" if change.value <= -1 else "even"
    if now is None or before is None or not before.value:
        return "even"
    return "up" if now.value * SURELY > before.value else "down" if now.value < before.value * SURELY else "even"


def _value(fact: Fact, mark: str, noun: str, as_of: date, voice: str, draw: Random) -> str:
    value = fact.value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return _day(value, as_of, voice, draw)
    if isinstance(value, str):
        named = feature if fact.key in FEATURES else reason if fact.key == "release_reason" else None
        named = named or (person if fact.key in ("champion", "sponsor") else plain if fact.key in NAMES else quoted)
        return named(value)
    if mark == "=":
        return f"{value:,g}"
    if fact.unit == "%" and not fact.key.startswith("outcome"):
        return _share(abs(value), voice, draw)
    if fact.unit.split("/")[0].isupper() and fact.unit:
        return said.money(value, fact.unit, draw)
    if fact.key.startswith("outcome") or (value != round(value) and abs(value) < 10):
        return f"{value:g} {fact.unit}".strip()
    return _count(value, noun or (fact.unit if mark else ""), voice, draw) + (f" {fact.unit}" if fact.key.startswith("answer") else "")


def _day(value: date, as_of: date, voice: str, draw: Random) -> str:
    name, weekday = said.MONTHS[value.month - 1], DAYS[value.weekday()]
    forms = {
        "formal": (f"{value.day} {name} {value.year}", f"{weekday}, {value.day} {name} {value.year}"),
        "brisk": (f"{value.day} {name[:3]} {value.year}", f"{value:%Y-%m-%d}"),
        "listed": (f"{value.day} {name[:3]} {value.year}", f"{weekday[:3]}, {value.day} {name} {value.year}"),
        "measured": (f"{value.day} {name} {value.year}",),
        "spoken": (f"{weekday} the {said.ordinal(value.day)} of {name} {value.year}", f"{name} {value.day}, {value.year}"),
    }
    return draw.choice(forms[voice]) if voice in forms else said.day(value, as_of, draw)


def _count(value: float, noun: str, voice: str, draw: Random) -> str:
    """As it is, in words where it is small, or "just over 360" where the voice is not a measured one."""
    whole = round(value)
    if voice in ("measured", "formal", "listed", "brisk") or whole < 50:
        told = said.WORDS[whole] if whole <= 12 and voice in ("warm", "woven", "formal") and whole else f"{whole:,}"
    else:
        step = 10 ** (len(str(whole)) - 2)
        low = whole // step * step
        over = whole - low <= step / 2
        near = (f"just over {low:,}", f"a little over {low:,}") if over else (f"just under {low + step:,}", f"almost {low + step:,}")
        told = f"{whole:,}" if whole == low or draw.random() < 0.6 else draw.choice(near)
    if not noun:
        return told
    return f"{told if whole else 'no'} {noun if whole == 1 else said.plural(noun)}"


def _share(size: float, voice: str, draw: Random) -> str:
    """In per cent, or in words where they come within a point: "half", "close to a third"."""
    near = [words for share, words in said.FRACTIONS if abs(size - share) <= 1]
    if near and voice in ("warm", "spoken", "turned", "woven"):
        return draw.choice((f"close to {near[0]}", f"about {near[0]}"))
    return draw.choice((f"{size:.0f} per cent", f"{size:.0f}%", f"{size:.0f} percent"))


def _as_list(text: Text, draw: Random) -> Text:
    """The sentences of a letter as a list."""
    parts = text.proposal.body.split("\n\n")
    told = [c.text for c in text.claims]
    if text.proposal.kind != "message" or len(parts) < 4 or parts[1] != " ".join(told):
        return text
    lead = draw.choice(("Where things stand:", "In short:", "The facts as we have them:"))
    return _with_body(text, "\n\n".join((parts[0], "\n".join((lead, *(f"- {t}" for t in told))), *parts[2:])))


def _turned_round(text: Text, draw: Random) -> Text:
    """The last sentence first, where none of them leans on the one before."""
    parts, told = text.proposal.body.split("\n\n"), [c.text for c in text.claims]
    if len(parts) < 2 or parts[1] != " ".join(told) or any(t.startswith(LEANING) or " it" in t.lower() for t in told):
        return text
    claims = tuple(reversed(text.claims))
    changed = _with_body(text, "\n\n".join((parts[0], " ".join(c.text for c in claims), *parts[2:])))
    return replace(changed, proposal=changed.proposal.model_copy(update={"claims": claims}))


def _woven(text: Text, draw: Random) -> Text:
    """Each part a sentence of its own, or bound to the next by a word that claims no cause."""
    body, claims, at = text.proposal.body, [], 0
    while at < len(text.claims):
        one, two = text.claims[at], text.claims[at + 1] if at + 1 < len(text.claims) else None
        if two is not None and _is_part(one) and _is_part(two) and f"{one.text} {two.text}" in body:
            words = draw.choice(BINDINGS).format(one.text, two.text)
            ids = tuple(dict.fromkeys((*one.fact_ids, *two.fact_ids)))
            old, at = f"{one.text} {two.text}", at + 2
        else:
            words, ids, old, at = f"{one.text}." if _is_part(one) else one.text, one.fact_ids, one.text, at + 1
        words = words[:1].upper() + words[1:]
        body = body.replace(old, words, 1)
        claims.append(Claim(text=words, fact_ids=ids))
    told = _with_body(text, body)
    return replace(told, proposal=told.proposal.model_copy(update={"claims": tuple(claims)}))


def _is_part(claim: Claim) -> bool:
    return not claim.text.endswith((".", "?", "!"))


def _as_it_is(text: Text, draw: Random) -> Text:
    return text


def _with_body(text: Text, body: str) -> Text:
    return replace(text, proposal=text.proposal.model_copy(update={"body": body}))


def _in_a_letter(text: Text, voice: str, draw: Random) -> Text:
    """With the voice's own greeting, and here and there its own question and a line that states nothing."""
    body = text.proposal.body
    name = re.match(r"Hello ([^,\n]+),", body)
    if name:
        body = draw.choice(GREETINGS[voice]).format(name[1]) + body[name.end() :]
    parts = body.split("\n\n")
    if len(parts) >= 4 and parts[-2].endswith("?") and draw.random() < 0.7:
        parts[-2] = draw.choice(ASKED)
    if len(parts) >= 4 and draw.random() < 0.4:
        parts.insert(-1, draw.choice(CLOSING))
    return _with_body(text, "\n\n".join(parts))


FRAMES: dict[str, Callable[[Text, Random], Text]] = {
    "brisk": _as_it_is,
    "warm": _as_it_is,
    "formal": _as_it_is,
    "spoken": _as_it_is,
    "measured": _as_it_is,
    "listed": _as_list,
    "turned": _turned_round,
    "woven": _woven,
}
LEANING = ("That", "Among", "One of", "Together", "They", "Most of", "What", "Where", "Who", "On your", "Your words", "So far")
BINDINGS = ("{}, and {}.", "{}; {}.", "{}, while {}.")
WHO = (
    ("<yours>", "yours", "theirs"),
    ("<your>", "your", "their"),
    ("<Your>", "Your", "Their"),
    ("<You>", "You", "They"),
    ("<you>", "you", "they"),
    ("<them>", "you", "them"),
)
GREETINGS = {
    "brisk": ("{},", "Hi {},"),
    "warm": ("Hi {},", "Dear {},"),
    "formal": ("Dear {},", "Good day {},"),
    "spoken": ("Hi {},", "Hey {},"),
    "measured": ("Hello {},", "Dear {},"),
    "listed": ("Hello {},", "Hi {},"),
    "turned": ("Hello {},", "Hi {},"),
    "woven": ("Dear {},", "Hello {},"),
}
ASKED = (
    "What would you like to do next?",
    "Have we got that right?",
    "Is now a good moment to look into it?",
    "Whom should we ask about this?",
    "Where could we be of more use to you?",
    "Would you have twenty minutes for us?",
    "What is your own view of it?",
    "Should we leave it at that for now?",
)
"""Questions that take nothing for granted."""
CLOSING = (
    "A line or two in reply would do.",
    "Take your time with it.",
    "Thank you for reading.",
    "If somebody else should get this, please pass it on.",
    "We look forward to hearing from you.",
)
"""Lines that state nothing."""
