"""The Slack export: shared channels with some larger customers. For six weeks of the past the export job was broken: nothing is of them."""

import json
from pathlib import Path
from random import Random

import numpy as np

from cs_core.demo import vendor
from cs_core.demo.letter_words import DAYS
from cs_core.demo.ticket_words import sentences
from cs_core.demo.weeks import workday
from cs_core.demo.world import World
from cs_core.records import key_of

BROKEN = (140, 98)
"""Days before the last one between which the export wrote nothing."""


def slack(w: World, folder: Path) -> None:
    """Write users.json, channels.json and a folder of day files for each shared channel."""
    rng, dice = w.rng("slack"), w.dice("slack")
    shared = np.flatnonzero(rng.random(w.who.size) < np.array([0.6, 0.15, 0.0])[w.who.segment])
    if not len(shared):
        shared = np.flatnonzero(w.who.segment < 2)[:1]
    users = [_user(w, m.name, m.email, m.role) for m in vendor.TEAM]
    channels = []
    for account in shared.tolist():
        people = {w.people.contacts[at].email: w.people.contacts[at] for at in w.people.of[account]}
        guests = [_user(w, p.name, p.email, p.title) for p in people.values()]
        users += guests
        channels.append(_channel(w, account, [g["id"] for g in guests]))
        for day, messages in _days(w, account, rng, dice).items():
            _write(folder / f"ext-{w.who.slug[account]}" / f"{np.datetime64(day, 'D')}.json", messages)
    _write(folder / "users.json", users)
    _write(folder / "channels.json", channels)


def _days(w: World, account: int, rng: np.random.Generator, dice: Random) -> dict[int, list[dict]]:
    """Messages by day: one thread a day at most, more of them where there is trouble."""
    c, broken = w.course, range(w.weeks.end - BROKEN[0], w.weeks.end - BROKEN[1])
    rate = np.array([0.22, 0.14, 0.0])[w.who.segment[account]] * (1 + 1.5 * c.complaint[account]) * (c.active[account] > 0)
    days = {}
    for week in np.flatnonzero(rng.random(w.weeks.count) < rate).tolist():
        day = max(int(workday(int(w.weeks.starts(week)) + dice.randrange(7))), int(w.who.start[account]))
        if day <= w.weeks.end and day not in broken:
            days[day] = _thread(w, account, week, day, dice)
    return days


def _thread(w: World, account: int, week: int, day: int, dice: Random) -> list[dict]:
    """A customer writes, one of us answers, sometimes the customer closes."""
    asker = w.people.someone(account, week, dice.randrange(8))
    if asker is None:
        return []
    owner = int(w.who.owner[account])
    ours = vendor.TEAM[owner if owner >= 0 else 7]
    mood = float(w.course.engagement[account, week])
    theme = "trouble" if w.course.complaint[account, week] else "good" if mood > 0.6 and dice.random() < 0.5 else "question"
    theme = "fading" if theme == "question" and mood < -0.4 else theme
    feature = vendor.FEATURE_KEYS[dice.randrange(vendor.PLANS[w.who.plan[account]].features)]
    slots = {"feature": vendor.feature_name(feature).lower(), "first": ours.name.split()[0], "asker": asker.first}
    slots["day"] = DAYS[day % len(DAYS)]
    at = day * 86_400 + dice.randrange(8 * 3600, 16 * 3600)
    words, talks = dice.choice(TALKS[theme])
    reply, ending = dice.choice(talks)
    opening = _message(_id(w, asker.email), _said(words, slots), at)
    thread = [opening, _message(_id(w, ours.email), _said(reply, slots), at + dice.randrange(180, 5400), opening)]
    if dice.random() < 0.55:
        thread.append(_message(_id(w, asker.email), _said(ending, slots), at + dice.randrange(5500, 9000), opening))
    if theme == "good":
        opening["reactions"] = [{"name": "tada", "users": [_id(w, ours.email)], "count": 1}]
    return thread


def _said(words: str, slots: dict[str, str]) -> str:
    return sentences(words.format(**slots))


def _message(user: str, text: str, at: int, thread: dict | None = None) -> dict:
    row = {"type": "message", "user": user, "text": text, "ts": f"{at}.{at % 997:06d}"}
    return row | ({"thread_ts": thread["ts"]} if thread else {})


def _channel(w: World, account: int, guests: list[str]) -> dict:
    slug = w.who.slug[account]
    return {
        "id": f"C{key_of(w.seed, 'channel', slug)[:10].upper()}",
        "name": f"ext-{slug}",
        "created": max(int(w.who.start[account]), w.weeks.first) * 86_400,
        "is_archived": bool(w.course.ended_on[account] < w.weeks.end),
        "is_ext_shared": True,
        "members": [_id(w, m.email) for m in vendor.TEAM[:3]] + guests,
        "topic": {"value": f"{vendor.NAME} and {w.who.name[account]}"},
        "purpose": {"value": "Shared channel"},
    }


def _user(w: World, name: str, email: str, title: str) -> dict:
    return {
        "id": _id(w, email), "team_id": "T0TARNBECK", "name": email.split("@")[0], "deleted": False, "real_name": name,
        "profile": {"real_name": name, "display_name": name.split()[0].lower(), "email": email, "title": title}, "is_bot": False,
    }  # fmt: skip


def _id(w: World, email: str) -> str:
    return f"U{key_of(w.seed, 'slack', email)[:10].upper()}"


def _write(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n")


TALKS = {
    "trouble": (
        (
            "@{first} we lost the {feature} again, second time this week",
            (
                ("Sorry {asker}, I have it now. Looking at the logs and back within the hour.", "OK. Please keep us posted here."),
                (
                    "That is not good enough from us, {asker}. I am getting a developer on it.",
                    "Thanks. My boss wants something in writing.",
                ),
            ),
        ),
        (
            "Is anyone looking at our ticket about the {feature}? It has been days.",
            (
                ("I see it, {asker}. A fix is being tested.", "Good to hear. When do we get it?"),
                ("I have it on my desk now and will call you in ten minutes.", "Thanks for the call."),
            ),
        ),
        (
            "The crews are back on paper this morning because of the {feature}. Not happy.",
            (
                (
                    "I understand, {asker}. I am getting a developer on it right away.",
                    "It works again, but we need to know that it stays that way.",
                ),
                ("I am so sorry. Can I call you?", "Yes, any time before noon."),
            ),
        ),
        (
            "Can somebody who knows the {feature} please join a call today?",
            (("I will, {asker}. Is two o'clock all right?", "Yes. Please bring someone technical."),),
        ),
    ),
    "fading": (
        (
            "Hardly anybody here opens the {feature} any more. Can we talk about fewer seats?",
            (
                ("I will send you the figures for each seat by {day}, {asker}.", "OK."),
                ("Sorry to hear that. What gets in the way?", "It is too complicated for the crews, to be honest."),
            ),
        ),
        (
            "Our director wants to know why we still pay for this. What should I tell her?",
            (("I will call you on {day} and we go through it together.", "Please do, it is urgent."),),
        ),
        (
            "We had a demo of another system yesterday. Just so that you know.",
            (("Thank you for being open, {asker}. I will arrange a call with our product people by {day}.", "Fine."),),
        ),
    ),
    "good": (
        (
            "First full week without a phone call between office and vans :tada:",
            (
                ("Love to hear that, {asker}!", ":+1:"),
                ("Thanks for telling us, that makes the team's day.", "More to come when the second depot is live."),
            ),
        ),
        (
            "The new people picked up the {feature} in a morning, thank you!",
            (("Brilliant. Would you tell another customer about it some time?", "Gladly."),),
        ),
        (
            "Just showed the {feature} to our director, she was impressed.",
            (("Love to hear that, {asker}!", "She wants the figures every month now."),),
        ),
        (
            "We closed more jobs this week than ever before.",
            (("That is great news. What changed?", "Mostly that nobody waits for the office any more."),),
        ),
    ),
    "question": (
        (
            "Quick one: can the {feature} be limited to one depot?",
            (("Yes: settings, {feature}, depots. Shout if you cannot see it.", "Found it, thanks."),),
        ),
        (
            "Can we use the {feature} offline? Some basements have no signal.",
            (("Not everything today, but I can show you how most people do it. Ten minutes tomorrow?", "Tomorrow at nine is fine."),),
        ),
        (
            "Where do I see who changed something in the {feature}?",
            (("Behind the clock symbol, top right. It goes back a year.", "Perfect, thank you."),),
        ),
        (
            "Who can help us set up the {feature} for the new crew?",
            (
                ("I can. Does Thursday suit you?", "Thursday is fine, after ten."),
                ("Let me find you someone from onboarding, {asker}.", "Great, no hurry."),
            ),
        ),
        (
            "Is there a way to get the {feature} data out once a month?",
            (("Yes, as a scheduled export. I will send you the link to the guide.", ":+1:"),),
        ),
        (
            "We want to train six people on the {feature}. Do you have material?",
            (("There is a short course of an hour. I will book it for you if you like.", "Yes please, next week."),),
        ),
    ),
}
