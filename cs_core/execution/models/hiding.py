"""Whose details no model needs: addresses, phone numbers and full names of people stand as placeholders in all that it is sent.

What it writes gets them back from code. `Hiding` belongs to one question: the same words get the same placeholder, other words another,
so that nothing is lost and what a model quotes is still the text word for word.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from email.utils import parseaddr
from itertools import pairwise
from unicodedata import normalize

import polars as pl

from cs_core.errors import ModelError
from cs_core.records import Fact

READER = "reader"
MOST_NAME_WORDS = 5


class Hiding:
    """What one question leaves out: `hide` what is sent, `show` what comes back."""

    def __init__(self, names: frozenset[str] = frozenset(), *, reader: str = "", on: bool = True) -> None:
        """`names`: as `known_names` gives them; `reader`: the given name of whom a letter goes to; `on` False sends everything as it is."""
        self._names, self._on = names, on
        self._placeholders: dict[str, str] = {}
        self._behind: dict[str, str] = {}
        self._counts = dict.fromkeys(KINDS, 0)
        self.reader: str | None = reader or None
        """What stands for the reader's given name in the data; None where nobody in particular reads it."""
        if on and reader:
            self.reader = f"[{READER}]"
            self._behind[self.reader] = reader

    def hide(self, text: str) -> str:
        """The text with a placeholder for each address, phone number and full name that is known."""
        if not self._on:
            return text
        text = LOOKS_LIKE_OURS.sub(self._placed("words"), text)
        text = ADDRESS.sub(self._placed("address"), text)
        return PHONE.sub(self._placed("phone"), self._without_names(text))

    def hide_in_id(self, text: str) -> str:
        """An id without addresses: some systems name a row by one."""
        return ADDRESS.sub(self._placed("address"), text) if self._on else text

    def show(self, text: str, *, inside: Callable[[str], str] = str) -> str:
        """What a model wrote with the words behind its placeholders, as they stand `inside` of what it writes.

        Raises ModelError where it made up a placeholder: nobody may read one.
        """
        if not self._on:
            return text

        def word(match: re.Match) -> str:
            if match[0] not in self._behind:
                raise ModelError(f"it speaks of {match[0]}, which stands for nothing")
            return inside(self._behind[match[0]])

        return LOOKS_LIKE_OURS.sub(word, text)

    def _placed(self, kind: str) -> Callable[[re.Match], str]:
        return lambda match: self._placeholder(kind, match[0])

    def _placeholder(self, kind: str, words: str) -> str:
        if words not in self._placeholders:
            self._counts[kind] += 1
            self._placeholders[words] = f"[{kind} {self._counts[kind]}]"
            self._behind[self._placeholders[words]] = words
        return self._placeholders[words]

    def _without_names(self, text: str) -> str:
        if not self._names:
            return text
        words, parts, at, n = list(WORD.finditer(text)), [], 0, 0
        while n < len(words):
            size = self._name_at(text, words, n)
            if size:
                start, end = words[n].start(), words[n + size - 1].end()
                parts += [text[at:start], self._placeholder("name", text[start:end])]
                at = end
            n += size or 1
        return "".join(parts) + text[at:]

    def _name_at(self, text: str, words: list[re.Match], n: int) -> int:
        """So many words from the n-th on are a known full name; 0 where none is. One word is one only where it is all that is said."""
        for size in range(min(MOST_NAME_WORDS, len(words) - n), 0, -1):
            some = words[n : n + size]
            if _spelled(" ".join(w[0] for w in some)) not in self._names or (size == 1 and some[0][0] != text.strip()):
                continue
            gaps = (text[a.end() : b.start()] for a, b in pairwise(some))
            if all(gap.strip(" \t\r\n\u00a0.,") == "" for gap in gaps):
                return size
        return 0


def known_names(names: Sequence[str | None] | pl.Series) -> frozenset[str]:
    """Names as `Hiding` looks them up: lower case, words only, the family name first as well."""
    given = pl.DataFrame({"name": pl.Series(names, dtype=pl.String)}).drop_nulls().unique()
    words = pl.col("name").str.normalize("NFC").str.to_lowercase().str.replace_all("’", "'").str.extract_all(WORD_PATTERN)
    turned = words.list.tail(1).list.concat(words.list.head(words.list.len().cast(pl.Int64) - 1))
    both = given.select(pl.concat_list(words.list.join(" "), turned.list.join(" ")).explode())["name"]
    return frozenset(both.to_list()) - {""}


def names_in(facts: Iterable[Fact]) -> frozenset[str]:
    """Of the people whom facts name: by a name with its address, or as champion, sponsor or one of ours."""
    told = [(fact.key, str(fact.value)) for fact in facts if isinstance(fact.value, str)]
    return known_names([name for key, value in told if (name := value.partition(" (")[0] if key in PERSON else _named(value))])


def _spelled(name: str) -> str:
    return normalize("NFC", name).lower().replace("’", "'")


def _named(value: str) -> str:
    return parseaddr(value)[0] if "@" in value and value.endswith(">") else ""


PERSON = frozenset({"champion", "sponsor", "owner"})
"""Keys of facts whose whole value is somebody's name, or a name and in brackets what they are."""
KINDS = ("address", "phone", "name", "words")
LOOKS_LIKE_OURS = re.compile(rf"\[(?:{READER}|(?:{'|'.join(KINDS)}) \d+)\]")
"""A placeholder: what somebody outside writes so is hidden too, as words that stand for themselves."""
ADDRESS = re.compile(r"[\w.!#$%&*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
DAY = r"\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})\b"
PHONE = re.compile(
    rf"(?<![\w.+])(?!{DAY})"
    r"(?:(?:\+|00)[1-9][\d ()./-]{6,20}\d"  # with the country
    r"|\(?0[1-9]\d{0,4}\)?[ ./-]?\d[\d ./-]{4,12}\d"  # within one
    r"|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}([.-])\d{3}\1\d{4})(?!\w)"  # as in North America
)
WORD_PATTERN = r"[^\W_]+(?:['’-][^\W_]+)*"
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+(?:['’-](?!s\b)(?:[^\W_][\u0300-\u036f]*)+)*")
"""A word of a text: as one of a name, but for the ending that says whose."""
