"""Names of other customers, indexed so that a text is read once: no customer's draft may name another."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import polars as pl

from cs_core.context.identity.names import company_tokens
from cs_core.context.snapshot import Snapshot

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_DOMAIN = re.compile(r"\b[\w-]+(?:\.[\w-]+)+\b")
_DOT_WITHIN = re.compile(r"\.[\w-]")


Words = tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """Words -> accounts, the words as marks of eight bytes: of a million customers they would take a gigabyte in every process."""

    marks: array = field(default_factory=lambda: array("Q"))
    """In order."""
    accounts: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))
    """The account of each."""

    def get(self, *words: str) -> list[str]:
        """The accounts of these words, in the order given."""
        mark = _mark(words)
        first = bisect_left(self.marks, mark)
        return self.accounts[first : bisect_right(self.marks, mark, first)].to_list()


@dataclass(frozen=True)
class Neighbours:
    """Customers by the words of their name, and by their domain. Use `called`."""

    by_name: Index = field(default_factory=Index)
    """A full name in words, or the distinctive part of one -> the accounts that are called so."""
    by_domain: Index = field(default_factory=Index)
    lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """First word -> how many words the names have that begin with it, the longest first."""

    def named_in(self, text: str, account_id: str, *, ours: str = "") -> tuple[str, str] | None:
        """(the words, the other account) of the first other customer that a text names; `ours` is text that may be named anyway.

        Names are matched as they are written, capitals and all, so that a customer called Summit is not seen in every summit.
        """
        words, lengths = _WORD.findall(text), self.lengths
        for at in [at for at, word in enumerate(words) if word in lengths]:
            for said in (tuple(words[at : at + n]) for n in lengths[words[at]]):
                other = next((named for named in self.by_name.get(*said) if named != account_id), None)
                if other and not set(_WORD.findall(ours)).issuperset(said):
                    return " ".join(said), other
        for domain in map(str.lower, _DOMAIN.findall(text) if _DOT_WITHIN.search(text) else ()):
            others = self.by_domain.get(domain)
            if others and others[-1] != account_id:
                return domain, others[-1]
        return None


def holds(text: str, named: str) -> bool:
    """Whether a text holds what `named_in` found, whatever marks stand between the words."""
    return named in text or f" {named} " in f" {' '.join(_WORD.findall(text))} "


def neighbours_of(snap: Snapshot) -> Neighbours:
    """All customers as of the day, present and past."""
    named = snap.accounts.select("account_id", "name").drop_nulls().iter_rows()
    names = ((words, account_id) for account_id, name in named for words in distinctive(name))
    return called(names, snap.domains.select("domain", "account_id").iter_rows())


def called(names: Iterable[tuple[Words, str]], domains: Iterable[tuple[str, str]]) -> Neighbours:
    """Accounts by their names in words, and by their domains; whose domain one is, the last row says."""
    lengths: dict[str, set[int]] = {}

    def seen(words: Words) -> Words:
        lengths.setdefault(words[0], set()).add(len(words))
        return words

    by_name = _index((seen(words), account_id) for words, account_id in names)
    by_length = {word: tuple(sorted(many, reverse=True)) for word, many in lengths.items()}
    return Neighbours(by_name, _index(((domain,), account_id) for domain, account_id in domains), by_length)


def _index(told: Iterable[tuple[Words, str]]) -> Index:
    rows = pl.DataFrame(
        ((_mark(words), account_id) for words, account_id in told), schema={"mark": pl.UInt64, "account_id": pl.String}, orient="row"
    ).sort("mark", maintain_order=True)
    marks = array("Q")
    marks.frombytes(rows["mark"].to_numpy().tobytes())
    return Index(marks, rows["account_id"])


def _mark(words: Words) -> int:
    return int.from_bytes(blake2b("\x1f".join(words).encode(), digest_size=8).digest())


def distinctive(name: str) -> list[Words]:
    """The word sequences by which a text would name this company: the full name, and the name without its legal form.

    A single plain word counts only where it is not an ordinary word with a capital: it holds a digit or an inner capital.
    """
    full = tuple(_WORD.findall(name))
    core = full[: len(company_tokens(name))]
    return [words for words in dict.fromkeys((full, core)) if words and (len(words) > 1 or _telling(words[0]))]


def _telling(word: str) -> bool:
    return len(word) > 3 and (any(c.isdigit() for c in word) or any(c.isupper() for c in word[1:]))
