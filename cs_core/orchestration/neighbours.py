"""Names of other customers, indexed so that a text is read once: no customer's draft may name another."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cs_core.context.identity.names import company_tokens
from cs_core.context.snapshot import Snapshot

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_DOMAIN = re.compile(r"\b[\w-]+(?:\.[\w-]+)+\b")
_DOT_WITHIN = re.compile(r"\.[\w-]")


Words = tuple[str, ...]


@dataclass(frozen=True)
class Neighbours:
    """Customers by the words of their name, and by their domain."""

    by_name: Mapping[Words, Sequence[str]] = field(default_factory=dict)
    """A full name in words, or the distinctive part of one -> the accounts that are called so."""
    by_domain: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """First word -> how many words the names have that begin with it, the longest first."""
        found: dict[str, set[int]] = {}
        for words in self.by_name:
            found.setdefault(words[0], set()).add(len(words))
        return {word: tuple(sorted(many, reverse=True)) for word, many in found.items()}

    def named_in(self, text: str, account_id: str, *, ours: str = "") -> tuple[str, str] | None:
        """(the words, the other account) of the first other customer that a text names; `ours` is text that may be named anyway.

        Names are matched as they are written, capitals and all, so that a customer called Summit is not seen in every summit.
        """
        words, lengths = _WORD.findall(text), self.lengths
        for at in [at for at, word in enumerate(words) if word in lengths]:
            for said in (tuple(words[at : at + n]) for n in lengths[words[at]]):
                other = next((named for named in self.by_name.get(said, ()) if named != account_id), None)
                if other and not set(_WORD.findall(ours)).issuperset(said):
                    return " ".join(said), other
        for domain in map(str.lower, _DOMAIN.findall(text) if _DOT_WITHIN.search(text) else ()):
            other = self.by_domain.get(domain)
            if other and other != account_id:
                return domain, other
        return None


def holds(text: str, named: str) -> bool:
    """Whether a text holds what `named_in` found, whatever marks stand between the words."""
    return named in text or f" {named} " in f" {' '.join(_WORD.findall(text))} "


def neighbours_of(snap: Snapshot) -> Neighbours:
    """All customers as of the day, present and past."""
    by_name: dict[Words, list[str]] = {}
    for account_id, name in snap.accounts.select("account_id", "name").drop_nulls().iter_rows():
        for words in distinctive(name):
            by_name.setdefault(words, []).append(account_id)
    return Neighbours(by_name, dict(snap.domains.select("domain", "account_id").iter_rows()))


def distinctive(name: str) -> list[Words]:
    """The word sequences by which a text would name this company: the full name, and the name without its legal form.

    A single plain word counts only where it is not an ordinary word with a capital: it holds a digit or an inner capital.
    """
    full = tuple(_WORD.findall(name))
    core = full[: len(company_tokens(name))]
    return [words for words in dict.fromkeys((full, core)) if words and (len(words) > 1 or _telling(words[0]))]


def _telling(word: str) -> bool:
    return len(word) > 3 and (any(c.isdigit() for c in word) or any(c.isupper() for c in word[1:]))
