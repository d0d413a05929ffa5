"""Words by their stems, so that the forms of a word are one: used, using and uses; short forms in full."""

import re
from collections.abc import Iterable
from functools import lru_cache


def words_of(text: str) -> list[str]:
    """The words of a text in order: "we've" is we have."""
    return _WORD.findall(in_full(text))


def in_full(text: str) -> str:
    """The text with its short forms in full."""
    text = text.replace("’", "'")
    for short, full in SHORT_FORMS if "'" in text else ():
        text = short.sub(full, text)
    return text


def stems(texts: Iterable[str]) -> frozenset[str]:
    """The stems of all words of some texts."""
    return frozenset(stem(word) for text in texts for word in words_of(text))


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A word in small letters without its ending."""
    word = word.lower().removesuffix("'s")
    if word in NOT_A_DENIAL:
        return NOT_A_DENIAL[0]
    if word.endswith(("ies", "ied")) and len(word) > LEAST + 1:
        return word[:-3] + "y"
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST:
            word = word.removesuffix(ending)
            break
    if len(word) > LEAST and word[-1] == word[-2] and word[-1] not in "aeioulsz":
        word = word[:-1]
    return word[:-1] if len(word) > LEAST and word[-1] == "e" else word


NOT_A_DENIAL = ("note", "notes", "noted", "noting")
"""Words whose stem would be the word not."""
LEAST = 3
"""Letters of a stem."""
ENDINGS = ("ing", "ed", "es", "s", "ly")
SHORT_FORMS = tuple(
    (re.compile(pattern, re.IGNORECASE), full)
    for pattern, full in (
        (r"\bwon't\b", "will not"), (r"\bcan't\b", "can not"), (r"n't\b", " not"), (r"'ve\b", " have"), (r"'re\b", " are"),
        (r"'ll\b", " will"), (r"'d\b", " would"), (r"'m\b", " am"), (r"\b(it|that|there|here|what|who|let|he|she)'s\b", r"\1 is"),
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
