"""Notes of some calls of the last half-year: texts that people typed, and transcripts that a meeting tool wrote."""

from datetime import UTC, datetime
from random import Random

from cs_core.demo import vendor
from cs_core.demo.call_words import CLOSINGS, OPENINGS, TALKS, Talk
from cs_core.demo.names import ascii_of
from cs_core.demo.ticket_words import sentences
from cs_core.demo.touches import Booking
from cs_core.demo.world import World

NOTED_DAYS = 182
Turn = tuple[str, str]
"""(who speaks, words)."""


def notes(w: World, booked: list[Booking]) -> dict[str, str]:
    """File name -> note. Mostly of those whom people meet, a fifth of the long tail; one file is nobody's note."""
    dice = w.dice("calls")
    held = [b for b in booked if b.outcome == "Completed" and b.touch.to and w.weeks.end - b.touch.day < NOTED_DAYS]
    most = 6 + w.who.size // 40
    tail = [b for b in held if w.who.segment[b.touch.account] == 2]
    chosen = dice.sample(tail, min(len(tail), most // 5))
    taken = set(chosen)
    rest = [b for b in held if b not in taken]
    chosen += dice.sample(rest, min(len(rest), most - len(chosen)))
    files = dict(_note(w, b, dice) for b in sorted(chosen, key=lambda b: (b.at, b.touch.account)))
    return files | {"ideas-on-the-train.txt": "Ask the developers about offline maps.\nBring the small projector.\n"}


def _note(w: World, b: Booking, dice: Random) -> tuple[str, str]:
    name = f"{datetime.fromtimestamp(b.at, UTC):%Y-%m-%d}-{ascii_of(w.who.slug[b.touch.account])}-{b.touch.account}"
    turns = _turns(w, b, dice)
    if dice.random() < 0.4:
        return f"{name}.vtt", _transcript(w, b, turns)
    return f"{name}.txt", _typed(w, b, turns, dice)


def _turns(w: World, b: Booking, dice: Random) -> list[Turn]:
    """How the account stands decides what they talk of; one or two things, a welcome and a close."""
    t = b.touch
    feature = vendor.FEATURE_KEYS[dice.randrange(vendor.PLANS[w.who.plan[t.account]].features)]
    slots = {
        "feature": vendor.feature_name(feature).lower(), "ours": t.by.name.split()[0], "theirs": t.to.first,
        "day": dice.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")), "few": dice.choice(("two", "three", "four", "five")),
    }  # fmt: skip
    topics = [_topic(w, t.account, t.week, t.purpose, dice)]
    topics += [t.purpose] if topics[0] != t.purpose and t.purpose in TALKS and dice.random() < 0.5 else []
    talks: list[Talk] = [dice.choice(OPENINGS), *(dice.choice(TALKS[topic]) for topic in topics), dice.choice(CLOSINGS)]
    speakers = {"us": t.by.name, "them": t.to.name}
    return [(speakers[who], sentences(words.format(**slots))) for talk in talks for who, words in talk]


def _topic(w: World, account: int, week: int, purpose: str, dice: Random) -> str:
    c = w.course
    feels = float(c.engagement[account, week])
    if c.complaint[account, week]:
        return "trouble"
    if w.people.champion(account, week) is None:
        return "new face"
    if feels < -0.3:
        return "fading"
    if feels > dice.uniform(0.3, 1.3):
        return dice.choice(("praise", "growth"))
    return purpose if purpose in TALKS else dice.choice(("wish", "question"))


def _typed(w: World, b: Booking, turns: list[Turn], dice: Random) -> str:
    """As a CSM types it: a head, and who said what by first name or in full."""
    t = b.touch
    head = [
        f"Date: {datetime.fromtimestamp(b.at, UTC):%Y-%m-%d %H:%M}",
        *([f"Company: {w.who.name[t.account]}"] if dice.random() < 0.85 else []),
        f"Participants: {t.to.name} <{t.to.email}>, {t.by.name} <{t.by.email}>",
        f"Subject: {t.purpose}",
        f"Duration: {b.minutes} min",
    ]
    return "\n".join([*head, "", *(f"{who}: {words}" for who, words in turns)]) + "\n"


def _transcript(w: World, b: Booking, turns: list[Turn]) -> str:
    """As a meeting tool writes it: captions with voices, each as long as it takes to say."""
    t = b.touch
    head = [
        "WEBVTT", "", f"NOTE Date: {datetime.fromtimestamp(b.at, UTC):%Y-%m-%d %H:%M}", f"Company: {w.who.name[t.account]}",
        f"Participants: {t.to.email}, {t.by.email}", f"Subject: {t.purpose}",
    ]  # fmt: skip
    second, cues = 4, []
    for who, words in turns:
        ends = second + 2 + len(words) // 14
        cues.append(f"{_clock(second)} --> {_clock(ends)}\n<v {who}>{words}")
        second = ends + 1
    return "\n".join(head) + "\n\n" + "\n\n".join(cues) + "\n"


def _clock(second: int) -> str:
    return f"00:{second // 60:02d}:{second % 60:02d}.000"
