"""The survey tool's export: whether people would recommend the product (NPS), and how onboarding went for them (CSAT)."""

import json

import numpy as np
import polars as pl

from cs_core.demo import vendor
from cs_core.demo.mess import untidy
from cs_core.demo.people import Contact
from cs_core.demo.world import World
from cs_core.records import key_of

WAVES = (0.33, 0.66, 0.97)
"""When everybody was asked whether they would recommend the product, as shares of the window."""
ASKED_AFTER = 11
"""Weeks after the start in which people are asked about their onboarding."""


def surveys(w: World) -> pl.DataFrame:
    """delighted.csv: answers in order of time. The content are with a good score, the gone and the indifferent do not answer."""
    rng = w.rng("surveys")
    rows = [_answer(w, *asked, rng) for asked in (*_recommend(w, rng), *_onboarded(w, rng))]
    frame = pl.DataFrame(sorted(rows, key=lambda row: row["created_at"]), schema=dict.fromkeys(COLUMNS, pl.String))
    days = frame.select(pl.from_epoch(pl.col("created_at").cast(pl.Int64)).dt.strftime("%Y-%m-%d %H:%M:%S")).to_series()
    frame = frame.with_columns(created_at=days, updated_at=days)
    off_scale = frame[[frame.height // 3]].with_columns(id=pl.lit("off-scale"), score=pl.lit("11"))
    in_words = frame[[frame.height // 2]].with_columns(id=pl.lit("in-words"), score=pl.lit("very likely"))
    return pl.concat([untidy(frame, rng, key="id", date="created_at", altered=("comment", "")), off_scale, in_words])


def _recommend(w: World, rng: np.random.Generator) -> list[tuple]:
    """(kind, contact, week, day) of those who answered a wave."""
    found = []
    for wave in WAVES:
        week = int(wave * w.weeks.count)
        first = int(w.weeks.starts(week))
        rolls = rng.random((2, len(w.people.contacts)))
        for p, roll, days in zip(w.people.contacts, *rolls, strict=True):
            if _there(w, p, week) and roll < 0.14 + 0.05 * abs(_feels(w, p.account, week)):
                found.append(("nps", p, week, first + int(days * 6)))
    return found


def _onboarded(w: World, rng: np.random.Generator) -> list[tuple]:
    found = []
    rolls = rng.random(len(w.people.contacts))
    for p, roll in zip(w.people.contacts, rolls, strict=True):
        week = int(w.course.began[p.account]) + ASKED_AFTER
        if 0 <= week < w.weeks.count and roll < 0.3 and _there(w, p, week):
            found.append(("csat", p, week, int(w.weeks.starts(week)) + 2))
    return found


def _there(w: World, p: Contact, week: int) -> bool:
    started = w.weeks.starts(week) > w.who.start[p.account]
    return bool(started and w.course.active[p.account, week] > 0 and p.since <= week < p.left)


def _feels(w: World, account: int, week: int) -> float:
    """How the account stands, around 0: use, less trouble."""
    c = w.course
    stalled = w.who.slow[account] and week - c.began[account] < 26
    return float(c.engagement[account, week]) - 1.3 * bool(c.complaint[account, week]) - 0.8 * bool(stalled)


def _grievance(w: World, account: int, week: int) -> str:
    """What somebody with a bad score writes of."""
    if w.people.champion(account, week) is None:
        return "lost"
    return "trouble" if w.course.complaint[account, week] else "bad"


def _answer(w: World, kind: str, p: Contact, week: int, day: int, rng: np.random.Generator) -> dict[str, str]:
    feels = _feels(w, p.account, week) + 0.55 * rng.standard_normal()
    score = int(np.clip(round(7.2 + 1.7 * feels), 0, 10)) if kind == "nps" else int(np.clip(round(3.9 + 0.8 * feels), 1, 5))
    high, low = (9, 6) if kind == "nps" else (5, 3)
    words = COMMENTS["good" if score >= high else _grievance(w, p.account, week) if score <= low else "fair"]
    feature = vendor.FEATURE_KEYS[rng.integers(0, vendor.PLANS[w.who.plan[p.account]].features)]
    comment = words[rng.integers(0, len(words))].format(feature=vendor.feature_name(feature).lower())
    number = key_of(w.seed, "answer", p.email, kind, day)
    return {
        "id": number[:12],
        "person": json.dumps({"id": key_of(w.seed, "person", p.email)[:10], "email": p.email, "name": p.name}, ensure_ascii=False),
        "survey_type": kind,
        "score": str(score),
        "comment": comment if rng.random() < 0.45 else "",
        "permalink": f"https://surveys.example/r/{number[:12]}",
        "created_at": str(day * 86_400 + int(rng.integers(7 * 3600, 19 * 3600))),
        "updated_at": "",
        "person_properties": json.dumps({"company": w.who.name[p.account], "role": p.title}, ensure_ascii=False),
    }


COLUMNS = ("id", "person", "survey_type", "score", "comment", "permalink", "created_at", "updated_at", "person_properties")
COMMENTS = {
    "good": (
        "The {feature} saves us an hour a day.", "Our crews love the {feature}.", "Easy to use, and the team behind it is great.",
        "We would not want to go back to paper.", "Very happy with the {feature} and with the support we get.",
        "It simply works, every day.",
    ),
    "fair": (
        "Good product, but the {feature} could be faster.", "Fine for the office, the technicians still need some training.",
        "Does the job. I would like to see more reports.", "Works well once it is set up.", "Could you add certificates that run out soon?",
    ),
    "bad": (
        "Hardly anyone here uses it.", "Too complicated for our technicians.", "We pay for seats that nobody uses.",
        "We expected more of the {feature}.", "I do not see the value any more.", "We are looking at alternatives.",
    ),
    "trouble": (
        "The {feature} has been broken for weeks and nobody gives us a date.", "Support is slow and our problem is still not solved.",
        "We are very unhappy with the {feature}.", "Too many errors, and my crews are back on paper.",
    ),
    "lost": (
        "The colleague who knew the system has left.", "Nobody here really knows how to use it since our planner left.",
        "I have taken over from a colleague and was never shown how it works.",
    ),
}  # fmt: skip
