"""Two agents with something to say to one person become one letter, where the pair is listed and the gates pass what it became.

The stronger agent's letter stays as it is; the sentences of the weaker one that state something new stand before its closing question.
The weaker proposal is kept, held, with the id of the letter that says its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cs_core.context.shelves.narrow import Briefs
from cs_core.execution.draft import ALONE
from cs_core.orchestration.gates import judge
from cs_core.orchestration.governor import govern
from cs_core.orchestration.judging.likeness import ANNOUNCEMENTS
from cs_core.orchestration.judging.policy import done_by_people
from cs_core.orchestration.world import Joined, World
from cs_core.records import Claim, Proposal, Verdict

MOST_SENTENCES = 2
"""Of the weaker one's that a letter takes up: more would make it the letter of two."""
RANK = {"low": 0, "medium": 1, "high": 2}

Verdicts = Mapping[str, Sequence[Verdict]]


class Pair(NamedTuple):
    """Whose letter takes up whose words, and which plays: only what is news by itself, never a question that waits for an answer."""

    lead: str
    other: str
    plays: tuple[str, ...]


class OneLetter(NamedTuple):
    """The proposals, their verdicts and the world once every pair that may became one letter."""

    proposals: list[Proposal]
    verdicts: dict[str, Sequence[Verdict]]
    world: World


def in_one_letter(proposals: Sequence[Proposal], verdicts: Verdicts, briefs: Briefs, world: World) -> OneLetter:
    """Join what may be joined. A letter takes up one other at most; a pair that fails a gate together stays apart, and one waits."""
    sound = {p.id: p for p in proposals if all(v.passed is not False for v in verdicts[p.id])}
    letters, said, joined = {}, dict(verdicts), {}
    pairs = _pairs(sound, world)
    known = briefs({letter.account_id for _, letter in pairs})
    for other, letter in pairs:
        found = judge(letter, known[letter.account_id], world) if letter.id not in letters else ()
        if found and all(v.passed for v in found):
            letters[letter.id], said[letter.id] = letter, found
            joined[other.id] = Joined(letter.id, letter.agent, other.agent, other.play)
    return OneLetter([letters.get(p.id, p) for p in proposals], said, replace(world, joined={**world.joined, **joined}))


def _pairs(sound: Mapping[str, Proposal], world: World) -> list[tuple[Proposal, Proposal]]:
    """What may be joined, the most valuable first: a proposal, and the letter of the one it waits for with its news."""
    holds, pairs = govern(sound.values(), world), []
    for other in sorted(sound.values(), key=lambda p: (-p.value, p.id)):
        lead = sound.get(holds[other.id].behind or "") if other.id in holds else None
        letter = joint(lead, other) if lead and may_join(lead, other, world) else None
        if letter:
            pairs.append((other, letter))
    return pairs


def may_join(lead: Proposal, other: Proposal, world: World) -> bool:
    """Whether the pair is listed, both write to one person, and neither is kept back or done by a person."""
    listed = any((p.lead, p.other) == (lead.agent, other.agent) and other.play in p.plays for p in PAIRS)
    to_one = lead.recipient is not None and (lead.recipient or "").lower() == (other.recipient or "").lower()
    segment = world.segment(lead.account_id)
    acts = "shadow" not in {world.level(p.agent, p.account_id, p.play) for p in (lead, other)}
    wanted = all(world.learnt.against(p, segment) is None for p in (lead, other))
    return listed and to_one and acts and wanted and not any(done_by_people(p.play) for p in (lead, other))


def joint(lead: Proposal, other: Proposal) -> Proposal | None:
    """The lead's letter with the other's news as a paragraph of its own; None where most of what the other opens with is said already.

    It is as risky as the riskier of the two, and as sure as the less sure; where a model wrote either, a model wrote it.
    """
    known = {i for c in lead.claims for i in c.fact_ids}
    told = [c for c in other.claims if c.fact_ids]
    news = [c for c in told if not known.issuperset(c.fact_ids)][:MOST_SENTENCES]
    last = max((n for n, c in enumerate(lead.claims) if c.fact_ids), default=None)
    if not news or news[0] is not told[0] or last is None or 2 * len(known.intersection(news[0].fact_ids)) > len(news[0].fact_ids):
        return None
    after = lead.claims[last].text.strip()
    if lead.body.count(after) != 1:
        return None
    words = " ".join(c.text.strip() for c in news)
    added = tuple(Claim(text=c.text.strip(), fact_ids=c.fact_ids) for c in news)
    cited = {i for c in added for i in c.fact_ids}
    more = tuple(f for f in other.facts if f.id in cited and f.id not in {g.id for g in lead.facts})
    read = (lead.others_words, other.others_words)
    return lead.model_copy(update={
        "body": lead.body.replace(after, f"{after}\n\n{words}", 1),
        "claims": (*lead.claims[: last + 1], *added, *lead.claims[last + 1 :]),
        "facts": (*lead.facts, *more),
        "stakes": max(lead.stakes, other.stakes, key=RANK.__getitem__),
        "confidence": min(lead.confidence, other.confidence),
        "drafted_by": other.drafted_by if lead.drafted_by in ALONE else lead.drafted_by,
        "others_words": None if None in read else tuple(dict.fromkeys(key for keys in read for key in keys)),
    })  # fmt: skip


NEWS = (*ANNOUNCEMENTS, "say what is new", "greet the first value")
"""Plays of the relationship agent that are news by themselves."""
PAIRS: tuple[Pair, ...] = (
    Pair("renewal", "relationship", NEWS),
    Pair("renewal", "success_planning", ("report progress",)),
    Pair("onboarding", "relationship", ANNOUNCEMENTS),
    Pair("success_planning", "relationship", NEWS),
    Pair("growth", "relationship", ANNOUNCEMENTS),
)
"""Nothing joins a letter on a risk or an escalation, nor an offer to buy any other letter: there one of the two waits."""
