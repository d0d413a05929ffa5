"""What people's decisions have taught: words they change, plays they turn down. Computed from the decisions, never stored as truth.

A lesson is drawn only where the Wilson lower bound of the share says "mostly". It can change words among safe ones, or hold back; it
never widens autonomy, recipients or discounts, and what it writes passes the same gates. Decisions older than LEARN_DAYS are let go,
so that a lesson is tested again; a leader may switch any lesson off.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from cs_core.context.cut import end_of
from cs_core.context.snapshot import Snapshot
from cs_core.context.store import Store
from cs_core.errors import NotFound
from cs_core.execution.agent import Agent
from cs_core.execution.playbooks.play import Play
from cs_core.execution.writing.composer import BACKGROUND_ALWAYS
from cs_core.execution.writing.phrases import SLOT, first_name
from cs_core.execution.writing.wording import CLOSINGS, DETAILS, FRAME, GREETINGS, Wording
from cs_core.orchestration.gates import states
from cs_core.orchestration.learning.edits import new_sentences
from cs_core.orchestration.learning.learnt import Learnt, Lesson, play_key
from cs_core.orchestration.record import wilson
from cs_core.records import Proposal, key_of

LEARN_DAYS = 180
MOSTLY = 0.5
"""The lower bound of the share that makes a lesson."""
FEWEST = 4
"""Decisions below which nothing is learnt."""
LAST = 12
"""Of a play in a segment only so many newest decisions count: reviewers may change their mind."""
EXAMPLES = 5


class Reviewed(NamedTuple):
    """A draft, and what a person made of it."""

    proposal: Proposal
    segment: str | None
    decision: str
    body: str
    """As it was sent; the draft's own where it was rejected."""
    reason: str
    decision_id: str
    at: datetime
    told: list[tuple[str, str]]
    """(phrasing, the words it came to): what of the play's script stands in the draft, in its order."""

    def kept(self, words: str) -> bool:
        """Whether words of the draft stand in what was sent."""
        return _plain(words) in _plain(self.body)


def learnt(lessons: Iterable[Lesson]) -> Learnt:
    """What follows from the lessons that are on."""
    on = [lesson for lesson in lessons if not lesson.off]
    wording = Wording(
        avoid=frozenset(x.what for x in on if x.kind == "avoid"),
        instead={x.what: x.instead for x in on if x.kind == "instead"},
        details=1 if any(x.kind == "short" for x in on) else DETAILS,
    )
    return Learnt(wording, {x.what: x for x in on if x.kind == "play"})


def lessons(snap: Snapshot, roster: Sequence[Agent]) -> list[Lesson]:
    """All lessons as of the day, the surest first; those that a leader switched off are marked."""
    plays = {a.name: a.plays for a in roster}
    seen = reviewed(snap, plays)
    found = [lesson for draw in DRAWN for lesson in draw(seen, plays)]
    off = _switched_off(snap)
    return sorted((x._replace(off=x.id in off) for x in found), key=lambda x: (-x.low, -x.n, x.id))


def switch(store: Store, lesson_id: str, *, off: bool, by: str, now: datetime, known: Iterable[Lesson]) -> None:
    """Switch a lesson off or on again. Raises NotFound."""
    if lesson_id not in {lesson.id for lesson in known}:
        raise NotFound(f"No lesson {lesson_id!r}: the Quality page lists those drawn so far")
    row = {"id": key_of(lesson_id, now.isoformat(), off), "lesson": lesson_id, "off": off, "by": by, "set_at": now}
    store.append("lesson_switch", [row])


def reviewed(snap: Snapshot, plays: Mapping[str, Mapping[str, Play]]) -> list[Reviewed]:
    """Drafts that people decided in the last LEARN_DAYS, oldest first."""
    since = datetime.combine(snap.as_of - timedelta(days=LEARN_DAYS), datetime.min.time())
    rows = snap.history("decision").sort("decided_at", "id").to_dicts()
    rows = [row for row in rows if row["decided_at"] >= since]
    made = {p.id: p for p in snap.store.records(Proposal, id=[row["proposal_id"] for row in rows])} if rows else {}
    segments = dict(snap.signals.select("account_id", "segment").iter_rows())
    return [
        Reviewed(
            p, segments.get(p.account_id), row["decision"], row["body"] or p.body, row["reason"] or "", row["id"], row["decided_at"],
            phrasings_in(p, plays),
        )
        for row in rows
        if (p := made.get(row["proposal_id"]))
    ]


def _switched_off(snap: Snapshot) -> set[str]:
    rows = [r for r in snap.store.latest("lesson_switch", "lesson") if datetime.fromisoformat(r["set_at"]) <= end_of(snap.as_of)]
    return {r["lesson"] for r in rows if r["off"]}


def _avoided(seen: list[Reviewed], plays: Mapping[str, Mapping[str, Play]]) -> list[Lesson]:
    """Phrasings that are mostly taken out of what is sent."""
    kept: dict[str, list[tuple[bool, Reviewed]]] = defaultdict(list)
    for one in seen:
        if one.decision != "reject":
            for phrasing, text in one.told:
                kept[phrasing].append((not one.kept(text), one))
    return [
        lesson for phrasing, said in kept.items() if phrasing not in FRAME
        if (lesson := _drawn("avoid", phrasing, said, f"Reviewers take out “{phrasing}”"))
    ]  # fmt: skip


def _replaced(seen: list[Reviewed], plays: Mapping[str, Mapping[str, Play]]) -> list[Lesson]:
    """Phrasings without a fact in place of which reviewers mostly write the same words, which state nothing either."""
    written: dict[str, list[tuple[str, Reviewed]]] = defaultdict(list)
    for one in seen:
        if one.decision == "reject":
            continue
        cut = [phrasing for phrasing, text in one.told if not one.kept(text)]
        new = [_unnamed(s, one.proposal) for s in new_sentences(one.proposal.body, one.body)]
        swapped = dict(zip(cut, new)) if len(cut) == len(new) else {}
        for phrasing, _ in one.told:
            if _states_nothing(phrasing):
                written[phrasing].append((swapped.get(phrasing, ""), one))
    found = []
    for phrasing, told in written.items():
        said = [words for words, _ in told if words]
        words = max(said, key=said.count, default="")
        if words and _states_nothing(words):
            says = f"Reviewers write “{words}” rather than “{phrasing}”"
            found.append(_drawn("instead", phrasing, [(w == words, one) for w, one in told], says, instead=words))
    return [lesson for lesson in found if lesson]


def _shortened(seen: list[Reviewed], plays: Mapping[str, Mapping[str, Play]]) -> list[Lesson]:
    """Letters with several further sentences that are mostly cut down to one, or none."""
    said = []
    for one in seen:
        play = plays.get(one.proposal.agent, {}).get(one.proposal.play)
        details = {t for group in play.script.details for t in group} if play else set()
        told = [text for phrasing, text in one.told if phrasing in details]
        if one.decision != "reject" and len(told) > 1:
            said.append((sum(one.kept(text) for text in told) <= 1, one))
    lesson = _drawn("short", "further sentences", said, "Reviewers cut letters down to one further sentence")
    return [lesson] if lesson else []


def _turned_down(seen: list[Reviewed], plays: Mapping[str, Mapping[str, Play]]) -> list[Lesson]:
    """Plays that are mostly rejected in a segment, by the newest decisions."""
    by_play: dict[str, list[tuple[bool, Reviewed]]] = defaultdict(list)
    for one in seen:
        key = play_key(one.proposal.agent, one.proposal.play, one.segment)
        by_play[key].append((one.decision == "reject", one))
    found = []
    for key, said in by_play.items():
        why = [one.reason for no, one in said[-LAST:] if no and one.reason]
        most, one = max(why, key=why.count, default=""), said[-1][1]
        whose = f"the {one.proposal.agent.replace('_', ' ')} agent's “{one.proposal.play}”"
        where = f"for {one.segment} customers" if one.segment else "for customers of no known segment"
        found.append(_drawn("play", key, said[-LAST:], f"Reviewers turn down {whose} {where}{f': {most}' if most else ''}"))
    return [lesson for lesson in found if lesson]


def _drawn(kind: str, what: str, said: list[tuple[bool, Reviewed]], says: str, *, instead: str = "") -> Lesson | None:
    """The lesson, where most of enough decisions say so."""
    k, n = sum(yes for yes, _ in said), len(said)
    share = wilson(k, n)
    if share is None or n < FEWEST or share.low <= MOSTLY:
        return None
    yes = [one for bad, one in said if bad]
    examples = tuple(one.decision_id for one in yes[-EXAMPLES:])
    says = f"{says} ({k} of {n} times)"
    return Lesson(key_of(kind, what, instead), kind, what, instead, says, k, n, share.low, yes[-1].at.date(), examples)


def phrasings_in(proposal: Proposal, plays: Mapping[str, Mapping[str, Play]]) -> list[tuple[str, str]]:
    """(phrasing, the words it came to) of every phrasing of the play that stands in a draft, in the order of the draft."""
    play = plays.get(proposal.agent, {}).get(proposal.play)
    if play is None:
        return []
    scripts = (play.script, *(step.script for step in play.then))
    lines = [t for s in scripts for t in (*s.opening, *(t for group in s.details for t in group), *s.ask)]
    letter = (*GREETINGS, *dict.fromkeys(lines), *CLOSINGS)
    told = []
    for phrasing in letter if proposal.kind == "message" else (*(t for s in scripts for t in s.background), *BACKGROUND_ALWAYS):
        if found := _pattern(phrasing).search(proposal.body):
            told.append((found.start(), phrasing, found[0]))
    return [(phrasing, text) for _, phrasing, text in sorted(told)]


@lru_cache(maxsize=4096)
def _pattern(phrasing: str) -> re.Pattern:
    """What a phrasing may have come to: any words of one line in its slots."""
    fixed = SLOT.split(phrasing)[::3]
    return re.compile(r"[^\n]{1,160}?".join(re.escape(part) for part in fixed))


def _states_nothing(words: str) -> bool:
    """Whether words may be said to anybody: a greeting, a closing, a question or a request, with no slot but the reader's name.

    No figure, no quotation and no name may stand in them.
    """
    bare = words.replace(" {first}", "").strip()
    asks = bare.endswith(("?", ",")) or bare.startswith(("Please ", "Let "))
    return asks and not re.search(r"[{\d%“”\"]|\s[A-Z](?!\b)", bare) and (bare.endswith(",") or states(bare, ()) is None)


def _unnamed(sentence: str, proposal: Proposal) -> str:
    given = first_name(proposal.recipient_name)
    return sentence.replace(given, "{first}") if given else sentence


def _plain(text: str) -> str:
    return " ".join(text.split())


DRAWN: tuple[Callable[[list[Reviewed], Mapping[str, Mapping[str, Play]]], list[Lesson]], ...] = (
    _avoided, _replaced, _shortened, _turned_down,
)  # fmt: skip
