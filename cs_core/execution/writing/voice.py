"""The voice of the company: tone, greeting, closing, the name it signs with, and phrases that never leave the house. Set by a leader.

A setting is a row; the newest of a key counts, an empty one takes it back. What reviewers have taught applies on top of it.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from cs_core.context.store import Store
from cs_core.errors import BadInput, Refused
from cs_core.records import key_of


class Tone(NamedTuple):
    """What a tone means: the words around a letter, and how a model is told of it."""

    greeting: str
    nameless: str
    """Where no name is sure."""
    closing: str
    says: str


TONES: Mapping[str, Tone] = {
    "plain": Tone("Hello {first},", "Hello,", "Best regards,", "Plain: short, factual sentences."),
    "warm": Tone("Hi {first},", "Hi,", "Kind regards,", "Warm: address the reader as you, as one person to another; no praise."),
    "formal": Tone("Dear {first},", "Good day,", "Yours sincerely,", "Formal: complete sentences, no contractions, reserved."),
}


class Voice(NamedTuple):
    """How letters sound, whoever writes them."""

    tone: str = "plain"
    greeting: str = ""
    """In place of the tone's; ``{first}`` is the reader's first name."""
    sign_off: str = ""
    """Closing words, and on a second line the name line: ``{owner}`` and ``{sender}`` may stand in it."""
    sender: str = ""
    """The name that stands for the company under a letter."""
    banned: tuple[str, ...] = ()
    """Phrases that no letter to a customer may hold, in any case."""
    domains: tuple[str, ...] = ()
    """Domains that a letter may link to, with all under them."""

    @property
    def hello(self) -> str:
        """The greeting's phrasing."""
        return self.greeting or TONES[self.tone].greeting

    @property
    def nameless(self) -> str:
        """The greeting where no name is sure."""
        return TONES[self.tone].nameless

    @property
    def closing(self) -> str:
        """The closing words."""
        return self.sign_off.partition("\n")[0] or TONES[self.tone].closing

    @property
    def name_line(self) -> str:
        """What stands under the closing words; empty where the owner's or the company's name does."""
        return self.sign_off.partition("\n")[2]

    def banned_in(self, text: str) -> str | None:
        """The first banned phrase that stands in the text, as it stands there."""
        found = _pattern(self.banned).search(text) if self.banned else None
        return found[0] if found else None


PLAIN = Voice()


def voice_of(store: Store, *, until: datetime | None = None) -> Voice:
    """The voice as it is set, or was `until` then."""
    told = {row["key"]: row["text"] for row in store.rows("voice") if until is None or row["set_at"] <= until}
    banned, domains = (tuple(told.pop(key, "").splitlines()) for key in LISTS)
    return Voice(banned=banned, domains=domains, **{key: text for key, text in told.items() if text})


def set_voice(store: Store, settings: Mapping[str, str], *, by: str, now: datetime) -> Voice:
    """Set some of KEYS; an empty text takes one back. Returns the voice as it then is.

    Raises BadInput in one line for a key or text that cannot be, Refused where a banned phrase stands in the frame of every letter.
    """
    if not by.strip():
        raise BadInput("say who sets the voice: --by NAME")
    if not settings:
        raise BadInput(f"voice set needs KEY=TEXT: {', '.join(KEYS)}")
    made = with_settings(voice_of(store), settings)
    rows = [{"key": key, "text": _clean(key, text), "set_at": now, "by": by.strip()} for key, text in settings.items()]
    store.append("voice", [row | {"id": key_of("voice", row["key"], row["text"], now.isoformat())} for row in rows])
    return made


def with_settings(voice: Voice, settings: Mapping[str, str]) -> Voice:
    """The voice with these settings, checked; nothing is saved. Raises as `set_voice` does."""
    unknown = [key for key in settings if key not in KEYS]
    if unknown:
        raise BadInput(f"The voice has no {unknown[0]!r}: choose among {', '.join(KEYS)}")
    told = {key: _clean(key, text) for key, text in settings.items()}
    for key, text in told.items():
        if text and (why := CHECKS[key](text)):
            raise BadInput(f"{key}: {why}")
    made = voice._replace(**{LISTS[key]: tuple(told.pop(key).splitlines()) for key in LISTS if key in told})
    made = made._replace(**{key: text or getattr(PLAIN, key) for key, text in told.items()})
    frame = "\n".join((made.hello, made.nameless, made.closing, made.name_line, made.sender))
    if hit := made.banned_in(frame):
        raise Refused(f"“{hit}” is banned and stands in the greeting or the sign-off: change one of them")
    return made


def advice(voice: Voice) -> str:
    """The same for a model, in words; empty where nothing is set."""
    lines = [f"- {TONES[voice.tone].says}"] if voice.tone != PLAIN.tone else []
    lines += [f"- never write “{phrase}”" for phrase in voice.banned]
    return "\n".join(("The company's voice:", *lines)) if lines else ""


def by_tone(phrasings: list[str], tone: str) -> list[str]:
    """Of three phrasings or more those that fit the tone: the one that sounds least like it is left out."""
    if tone == "plain" or len(phrasings) < 3:
        return phrasings
    personal = {text: len(_PERSONAL.findall(text)) / max(1, len(text.split())) for text in phrasings}
    least = min(phrasings, key=personal.get) if tone == "warm" else max(phrasings, key=personal.get)
    return [text for text in phrasings if text != least]


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern:
    """Any of the phrases as whole words, however they are spaced and written large or small."""
    each = (r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile("|".join(rf"(?<!\w){one}(?!\w)" for one in each), re.IGNORECASE)


def _clean(key: str, text: str) -> str:
    """Without empty lines and stray spaces, and no phrase twice."""
    lines = [" ".join(line.split()) for line in text.replace("\\n", "\n").splitlines()]
    kept = [line for line in lines if line]
    return "\n".join(dict.fromkeys(kept) if key in LISTS else kept)


def _slots_but(text: str, *allowed: str) -> str | None:
    rest = re.sub("|".join(re.escape("{" + name + "}") for name in allowed) or "$^", "", text)
    if "{" in rest or "}" in rest:
        return f"only {' and '.join('{' + a + '}' for a in allowed) or 'plain words'} may stand in it"
    return "it may hold no figure, address or link" if re.search(r"\d|@|://|www\.", rest) else None


def _tone(text: str) -> str | None:
    return None if text in TONES else f"{text!r} is no tone: choose among {', '.join(TONES)}"


def _greeting(text: str) -> str | None:
    if len(text) > LONGEST or "\n" in text or not text.endswith(",") or "{first}" not in text:
        return f"one line of at most {LONGEST} characters with {{first}} and a comma at its end, such as “Dear {{first}},”"
    return _slots_but(text, "first")


def _sign_off(text: str) -> str | None:
    if len(text.splitlines()) > 2 or max(map(len, text.splitlines())) > LONGEST:
        return f"closing words and at most one line for the name, each of at most {LONGEST} characters"
    return _slots_but(text, "owner", "sender")


def _sender(text: str) -> str | None:
    if len(text) > LONGEST or "\n" in text:
        return f"one line of at most {LONGEST} characters"
    return _slots_but(text)


def _banned(text: str) -> str | None:
    short = next((p for p in text.splitlines() if len(p) < SHORTEST or not re.search(r"\w", p)), None)
    if short is not None:
        return f"“{short}” is too short to be banned: every letter would fail"
    return f"at most {MOST_BANNED} phrases" if len(text.splitlines()) > MOST_BANNED else None


def _domains(text: str) -> str | None:
    wrong = next((line for line in text.splitlines() if not _DOMAIN.fullmatch(line)), None)
    return None if wrong is None else f"“{wrong}” is no domain: one a line, in lower case, such as example.com"


_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
LISTS = {"banned_phrases": "banned", "allowed_domains": "domains"}
"""Settings of one thing a line, and the field of each."""
LONGEST, SHORTEST, MOST_BANNED = 60, 3, 200
_PERSONAL = re.compile(r"\b(?:you|your|yours|we|us|our)\b", re.IGNORECASE)
CHECKS = {"tone": _tone, "greeting": _greeting, "sign_off": _sign_off, "sender": _sender, "banned_phrases": _banned,
          "allowed_domains": _domains}  # fmt: skip
KEYS: tuple[str, ...] = tuple(CHECKS)
