"""What a draft to a customer may not say, and which plays are people's, as data: one row a rule, with the reason a person reads."""

import re
from typing import NamedTuple

from cs_core.execution.voice import PLAIN, Voice


class Ban(NamedTuple):
    """A wording that no message to a customer may hold, and why."""

    name: str
    pattern: re.Pattern
    why: str


def _words(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.IGNORECASE)


HUMAN_PLAYS: tuple[str, ...] = ("escalation", "legal", "executive")
"""A play with one of these words in its name is done by a person, with no draft sent in their name."""

BANNED: tuple[Ban, ...] = (
    Ban(
        "promise",
        _words(r"\b(?:we|i) (?:guarantee|promise|warrant|commit)|\bguaranteed\b|\bwithout fail\b"),
        "it promises a result",
    ),
    Ban(
        "money back",
        _words(r"\brefund|\bmoney.back\b|\bcredit note\b|\bcompensat"),
        "it offers money back",
    ),
    Ban(
        "for free",
        _words(r"\bfree of charge\b|\bfor free\b|\bat no (?:extra )?cost\b|\bon the house\b|\bwaive"),
        "it gives something away",
    ),
    Ban(
        "price",
        _words(r"\b(?:special|best|lower|reduced|new) (?:price|rate)\b|\bprice (?:match|lock|freeze)|\bmatch(?:es|ed)? .{0,20}\bprice"),
        "it promises a price",
    ),
    Ban(
        "price cut",
        _words(
            r"\bhalf[- ](?:the )?price\b|\b(?:half|(?:one |two |three )?(?:fifth|quarter|third|tenth)s?)(?: of(?: it)?)? off\b"
            r"|\bknock(?:s|ed|ing)? .{0,40}\boff\b|\bcheaper\b"
            r"|\b(?:reduc|lower|cut|drop|slash|halv)\w* (?:\w+ ){0,3}(?:prices?|fees?|bill|charges?)\b"
            r"|\b(?:reduc|lower|cut|drop|slash|halv)\w* (?:your|the|our) rates?\b|\bhalf (?:of )?(?:your|the) (?:price|fee|bill|rate)\b"
            r"|\b(?:less|off) (?:your|the) (?:price|fee|bill)\b"
            r"|\bfree (?:\w+ )?(?:days?|weeks?|months?|quarters?|years?|seats?|licen[cs]es?)\b"
            r"|\b(?:weeks?|months?|quarters?|years?|seats?|licen[cs]es?) (?:for )?free\b"
        ),
        "it promises a lower price",
    ),
    Ban(
        "legal",
        _words(r"\bliab(?:le|ility)\b|\blegal(?:ly)?\b|\blawsuit\b|\bindemnif|\bbreach of contract\b|\bterminate your\b"),
        "it is a legal statement",
    ),
    Ban(
        "competitor",
        _words(r"\b(?:better|cheaper) than \w+|\bunlike (?:our|your) competitor"),
        "it compares with a competitor",
    ),
    Ban(
        "pressure",
        _words(r"\b(?:act now|last chance|urgent action|before it.s too late|final warning)\b"),
        "it presses",
    ),
    Ban(
        "score",
        _words(r"\bhealth score\b|\bchurn (?:risk|score|probability)\b|\bat.risk account\b|\bour (?:model|algorithm)\b"),
        "it shows our own scoring to the customer",
    ),
    Ban(
        "filler",
        _words(r"\bas an ai\b|\blanguage model\b|\bfinds you well\b|\bjust checking in\b|\bcircle back\b|\btouch base\b"),
        "it is filler",
    ),
    Ban(
        "placeholder",
        _words(r"\[(?:name|company|date|insert|your)[^\]]*\]|\{\w+\}|\blorem ipsum\b|\bTBD\b"),
        "a placeholder is left in it",
    ),
    Ban(
        "link",
        _words(r"https?://|\bwww\."),
        "it holds a link, and no domain is allowed yet",
    ),
)

AMONG_US = frozenset({"score", "legal"})
"""Bans that only hold towards a customer."""

DISCOUNT = _words(r"\bdiscount|\brebate\b|(?:%|percent) off\b|\bprice (?:cut|reduction)\b")
PERCENT = _words(r"(\d+(?:[.,]\d+)?) ?(?:%|percent)")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def done_by_people(play: str) -> bool:
    """Whether a person does this play, so that no draft is ever sent for it."""
    return any(word in play for word in HUMAN_PLAYS)


def offence(text: str, *, max_discount: float, internal: bool = False, voice: Voice = PLAIN) -> str | None:
    """Why the text breaks a policy, with the words that do; None where it keeps them all.

    `max_discount` is in percent; at 0 a draft may not speak of discounts at all. An `internal` note
    may name our own scoring and legal matters, and the phrases that the leader banned.
    """
    if not internal and (phrase := voice.banned_in(text)):
        return f"the leader banned “{phrase}”"
    for ban in BANNED:
        found = None if internal and ban.name in AMONG_US else ban.pattern.search(text)
        if found:
            return f"{ban.why} (“{found[0]}”)"
    return next((why for part in SENTENCE.split(text) if (why := _too_cheap(part, max_discount))), None)


def _too_cheap(sentence: str, limit: float) -> str | None:
    if not DISCOUNT.search(sentence):
        return None
    offered = [float(p.replace(",", ".")) for p in PERCENT.findall(sentence)]
    if limit and offered and max(offered) <= limit:
        return None
    said = f"{max(offered):g} %" if offered else "an unnamed amount"
    return f"it speaks of a discount of {said}; the guardrail max_discount_percent allows {limit:g} %"
