"""How alike two company names are: legal form, initials, generic words, spelling, and sound across scripts."""

from functools import lru_cache

import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from cs_core.context.identity.names import GENERIC_WORDS, company_tokens, without_han
from cs_core.errors import BadInput


def match_companies(left: pl.Series, right: pl.Series) -> pl.Series:
    """Score 0..1 that two company names are one company, pairwise; null where a name is missing or empty.

    Names in two scripts, where no rule gives the sound, score 0.3: no evidence either way, unlike two names that differ.
    """
    if len(left) != len(right):
        raise BadInput(f"Company names are compared pair by pair: {len(left)} and {len(right)} names given. Give as many left as right.")
    for side in (left, right):
        if side.dtype not in (pl.String, pl.Null):
            raise BadInput(f"Company names must be text, not {side.dtype}. Cast the column to pl.String first.")
    scores = [company_similarity(a, b) if a and b else None for a, b in zip(left, right, strict=True)]
    return pl.Series("score", scores, dtype=pl.Float64)


@lru_cache(maxsize=200_000)
def company_similarity(a: str, b: str) -> float | None:
    """Score 0..1 that two company names are one company; None where nothing is left of one without its legal form."""
    left, right = company_tokens(a), company_tokens(b)
    if not left or not right:
        return None
    if left == right or "".join(left) == "".join(right):
        return 1.0
    if _is_han(left) != _is_han(right):
        return _across_scripts(left, right)
    scores = [_initials(left, b, right), _initials(right, a, left), _leading_words(left, right), _spelling(left, right)]
    if _foreign(a) != _foreign(b):
        scores.append(0.95 * _by_sound("".join(left), "".join(right)))
    return max(scores)


def _foreign(name: str) -> bool:
    """Written in another script than Latin; accents don't count."""
    return any(char > "ʯ" for char in name)


def _is_han(tokens: tuple[str, ...]) -> bool:
    return not "".join(tokens).isascii()


def _across_scripts(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Compare what can be sounded out of a partly Chinese or Japanese name with the other name."""
    a, b = without_han("".join(left)).replace(" ", ""), without_han("".join(right)).replace(" ", "")
    if min(len(a), len(b)) < 3:
        return 0.3
    return 0.75 if b.startswith(a) or a.startswith(b) else 0.9 * _by_sound(a, b)


def sound(name: str) -> str | None:
    """A comparable name as it sounds, so that Harbor and Harbour are the same; None where too little is left."""
    heard = _consonants(name.replace(" ", ""))
    return heard if len(heard) >= 3 else None


def _by_sound(a: str, b: str) -> float:
    """Likeness of the consonants, for one name may have been spelled by ear; the shorter is compared with the start."""
    x, y = _consonants(a), _consonants(b)
    short = min(len(x), len(y))
    if short < 2:
        return 0.0
    return max(fuzz.ratio(x, y), 0.9 * fuzz.ratio(x[:short], y[:short]) if short >= 3 else 0) / 100


def _consonants(word: str) -> str:
    """``"starbucks"`` and ``"sutaabakkusu"`` come out nearly alike: vowels out, near sounds joined, doubles single."""
    kept = ""
    for letter in word.translate(_SOUNDS):
        kept += letter if letter != kept[-1:] else ""
    return kept


def _initials(short: tuple[str, ...], long_name: str, long: tuple[str, ...]) -> float:
    """``IBM`` against ``International Business Machines``: whole initials, or capitals picked out in order."""
    word = "".join(short)
    if not 2 <= len(word) <= 5 or len(word) >= len("".join(long)):
        return 0.0
    initials = "".join(token[0] for token in company_tokens(long_name))
    if len(long) > 1 and word in (initials, "".join(t[0] for t in long if t not in GENERIC_WORDS)):
        return 0.9
    capitals = "".join(char for char in long_name if char.isupper()).lower()
    letters = iter("".join(long))
    in_order = len(short) == 1 and word[0] == long[0][0] and all(letter in letters for letter in word)
    picked = in_order and (capitals.endswith(word[-1]) or not set(word) & set("aeiou"))
    return 0.6 if picked and len(word) >= 3 else 0.0


def _leading_words(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """One name is the other's beginning: ``Deloitte`` and ``Deloitte Touche Tohmatsu``."""
    short, long = sorted((left, right), key=len)
    if long[: len(short)] != short or len("".join(short)) < 3:
        return 0.0
    extra = long[len(short) :]
    return 0.92 if all(word in GENERIC_WORDS for word in extra) else 0.75


def _spelling(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Edit likeness of the words that tell companies apart; a shared generic word is worth nothing."""
    a = [t for t in left if t not in GENERIC_WORDS] or left
    b = [t for t in right if t not in GENERIC_WORDS] or right
    likeness = fuzz.token_sort_ratio(" ".join(a), " ".join(b)) / 100
    if a[0][0] == b[0][0]:
        likeness = max(likeness, 0.95 * JaroWinkler.similarity(" ".join(a), " ".join(b)))
    if left[0] == right[0]:
        likeness = max(likeness, fuzz.ratio(" ".join(left), " ".join(right)) / 100)
    return likeness**1.5


_SOUNDS = str.maketrans(
    {"c": "k", "q": "k", "g": "k", "j": "k", "l": "r", "v": "b", "f": "h", "p": "b", "z": "s", "d": "t", "h": None}
    | dict.fromkeys("aeiouwy")
)
"""Letters that borrowing into another script mixes up stand for one; vowels and breath carry no evidence."""
