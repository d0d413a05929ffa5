"""What a letter may not sound like, as data: one row a tone, with the reason a person reads."""

import re
from collections import Counter
from functools import lru_cache

from cs_core.orchestration.judging.first_look import any_of
from cs_core.orchestration.judging.policy import SENTENCE


def _words(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.IGNORECASE)


_A_DAY = r"(?: on)?(?: (?:mon|tue|wed|thu|fri|sat|sun)\w*\.?,?)?(?: the)? (?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
"""A day of the calendar: a last day that is told does not press."""
MOST_WORDS = 150
"""Of a letter."""
MOST_WORDS_AT_ONCE = 60
"""Of one sentence."""
SHORT_WORDS = 4
"""A sentence of fewer may stand in a letter twice."""
SHOUTS = re.compile(r"!{2,}|![^!]*!|(?:\b[A-Z]{4,}\b\W+){2,}|\b[A-Z]{5,}[!]")
"""The one tone that several lines may strike together: with a mark, or with words in capitals."""
_CAPITALS = re.compile(r"[A-Z]{4}")
TONES: tuple[tuple[str, re.Pattern], ...] = (
    ("it shouts", SHOUTS),
    ("it holds marks of layout", _words(r"</?[a-z][a-z0-9]*(?:\s[^<>\n]*)?/?>|\*\*|#{2,6} |```|\|[^|\n]*\|")),
    ("it holds an emoji", re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]|(?<!\\w)[:;]-?[)(DP](?!\\w)")),
    ("it blames", _words(
        r"\byour (?:own )?(?:fault|mistake|failure|negligence|lack of)\b|\byou (?:failed|neglected|refused|forgot|ignored)\b"
        r"|\byou should have\b"
        r"|\bas (?:we|i) (?:already |have )?(?:told|warned|said) you\b|\bonly yourselves?\b|\byou never bothered\b"
        r"|\bdisappointed (?:in|with|by) you\b"
    )),
    ("it flatters", _words(
        r"\b(?:amazing|awesome|incredible|phenomenal|thrilled|delighted|fantastic|rock ?stars?|superstars?|genius|brilliant)\b"
        r"|(?<!\d )(?<!still )\boutstanding\b(?! (?:on|amount|balance|invoices?|tickets?|payments?|since|sums?)\b)"
        r"|\b(?:most )?valued (?:customer|partner|client)\b|\b(?:favou?rite|best|greatest|smartest) (?:customer|client|team)\b"
    )),
    ("it presses", _words(
        r"\basap\b|\bimmediately\b|\byou (?:must|have to|need to act)\b|\bfinal (?:notice|reminder|warning)\b|\bor else\b|\bhurry\b"
        rf"|\blimited[- ]time\b|\bdo(?:n['’]t| not) miss\b|\b(?:only (?:today|until)|no later than)\b(?!{_A_DAY})|\btime is running out\b"
        r"|\bconsequences\b|\bwithout delay\b"
    )),
)  # fmt: skip
"""What a letter may not sound like: why, and the words that do."""
_holds_tone = any_of(pattern for _, pattern in TONES[1:])


def ill_toned(text: str) -> str | None:
    """Why a letter strikes the wrong tone, with the words that do; None where it does not."""
    words = len(text.split())
    if words > MOST_WORDS:
        return f"{words} words, at most {MOST_WORDS} are read"
    longest = max(len(part.split()) for part in SENTENCE.split(text))
    if longest > MOST_WORDS_AT_ONCE:
        return f"a sentence of {longest} words, at most {MOST_WORDS_AT_ONCE} are read"
    if all(map(_is_even, text.split("\n"))) and not (("!" in text or _CAPITALS.search(text)) and SHOUTS.search(text)):
        return None
    found = next(((why, hit[0]) for why, pattern in TONES if (hit := pattern.search(text))), None)
    return f"{found[0]} (“{' '.join(found[1].split())}”)" if found else None


def said_again(text: str) -> str | None:
    """The sentence that a letter says twice, in a reason; None where each stands once."""
    parts = [" ".join(part.split()) for part in SENTENCE.split(text)]
    again = next((part for part, n in Counter(parts).items() if n > 1 and len(part.split()) >= SHORT_WORDS), None)
    return f"it says the same twice (“{again}”)" if again else None


@lru_cache(maxsize=16_384)
def _is_even(line: str) -> bool:
    """Whether a line of a letter strikes none of the wrong tones but, with other lines, that of shouting."""
    return not _holds_tone(line)
