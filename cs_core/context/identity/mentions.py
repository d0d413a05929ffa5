"""Where a text names something of the registry: whole names, aliases, addresses and first names, longest first."""

import re
from collections import defaultdict
from typing import NamedTuple

import polars as pl

from cs_core.context.identity.names import JOINING_WORDS, LEGAL_FORMS, clean_email, company_domain, fold, word_list
from cs_core.context.identity.ordinary_words import ACTS, FOLLOWERS, HAS, ORDINARY_WORDS, THINGS


class Entity(NamedTuple):
    """One row of the registry: an account, or its opportunity, contact or use case."""

    id: str
    type: str
    account_id: str | None
    family_name: str | None


class Registry(NamedTuple):
    """The registry indexed by folded words, for many texts."""

    by_name: dict[tuple[str, ...], list[tuple[Entity, str]]]
    by_first_name: dict[str, list[Entity]]
    by_email: dict[str, list[Entity]]
    by_domain: dict[str, list[Entity]]
    first_words: frozenset[str]
    last_words: frozenset[str]
    accounts: frozenset[str]
    longest: int
    """Words in the longest name."""


class Word(NamedTuple):
    """A word of the text: as written without 's, folded, where, whether it opens a sentence (its capital says nothing), is all of it."""

    text: str
    folded: str
    start: int
    end: int
    opens: bool
    alone: bool = False

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() and not (len(self.text) > 1 and self.text.isupper())


class Mention(NamedTuple):
    """Words of the text that fit entities of the registry; `kind` is name, small_name (a name in small letters), first_name or address."""

    quote: str
    start: int
    entities: tuple[Entity, ...]
    kind: str


class Doubt(NamedTuple):
    """Words that look like a mention and are not linked."""

    name: str
    reason: str


def read_registry(frame: pl.DataFrame) -> Registry:
    """Index a registry frame (columns as in `link_text`); missing optional columns count as empty."""
    names, firsts, emails, domains = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    accounts = set()
    for row in frame.iter_rows(named=True):
        words = [word.folded for word in split_words(row["name"] or "")]
        person = row["type"] == "contact" and words
        entity = Entity(str(row["id"]), row["type"], row.get("account_id"), words[-1] if person else None)
        for name in dict.fromkeys(filter(None, (row["name"], *(row.get("aliases") or ())))):
            for key in _name_keys(name, entity.type):
                names[key].append((entity, name))
        if person:
            firsts[words[0]].append(entity)
        if email := clean_email(row.get("email")):
            emails[email].append(entity)
        if entity.type == "account":
            accounts.add(entity.id)
            if domain := company_domain(row.get("domain")):
                domains[domain].append(entity)
    longest = max(map(len, names), default=1)
    last_words = frozenset(key[-1] for key in names)
    first_words = frozenset(key[0] for key in names) | frozenset(firsts)
    return Registry(dict(names), dict(firsts), dict(emails), dict(domains), first_words, last_words, frozenset(accounts), longest)


def _name_keys(name: str, kind: str) -> list[tuple[str, ...]]:
    """The folded words of a name, for an account also without its legal form; a contact's single name is a first name."""
    spelled = split_words(name)
    words = tuple(word.folded for word in spelled)
    if not words or (kind == "contact" and len(words) < 2):
        return []
    keys = [words]
    while kind == "account" and len(words) > 1 and words[-1].replace(".", "") in LEGAL_FORMS:
        words = words[:-1]
        joined = words[-1] in JOINING_WORDS or "&" in name[spelled[len(words) - 1].end : spelled[len(words)].start]
        if joined or set(words) <= CALENDAR:  # May & Co is not May
            break
        keys.append(words)
    return keys


def split_words(text: str) -> list[Word]:
    """The words of a text; what is joined by a hyphen, an ampersand, a dot or an apostrophe is one word."""
    found, last = [], 0
    for match in _WORD.finditer(text):
        plain = _POSSESSIVE.sub("", match[0])
        opens = not found or bool(_OPENING.search(text, last, match.start()))
        opens = opens and not (text[match.start() - 1 : match.start()] == "(" and text[match.end() : match.end() + 1] == ")")
        alone = opens and plain == match[0] and bool(_ENDS.match(text, match.end()))
        found.append(Word(plain, fold(plain), match.start(), match.start() + len(plain), opens, alone))
        last = match.end()
    return found


def find_mentions(document: str, known: Registry) -> tuple[list[Mention], list[Doubt]]:
    """Every mention, none inside another, and what looked like one but is part of another name or an ordinary word."""
    addresses = list(_ADDRESS.finditer(document))
    mentions = [mention for match in addresses for mention in _address(match, known)]
    spans = [match.span() for match in addresses]
    words = [word for word in split_words(document) if not any(a < word.end and word.start < b for a, b in spans)]
    doubts: list[Doubt] = []
    at = 0
    while at < len(words):
        length, found = _name(document, words, at, known) or _first_name(words, at, known) or (1, None)
        at += length
        if found:
            (mentions if isinstance(found, Mention) else doubts).append(found)
    return mentions, doubts


def _address(match: re.Match, known: Registry) -> list[Mention]:
    """The contact who has the e-mail address, and the account whose domain it is in."""
    text = match[0].lower()
    people = known.by_email.get(clean_email(text) or "", []) if "@" in text else []
    labels = text.rpartition("@")[2].split(".")
    hosts = [".".join(labels[n:]) for n in range(len(labels) - 1)]
    owners = next((known.by_domain[host] for host in hosts if host in known.by_domain), [])
    return [Mention(match[0], match.start(), tuple(found), "address") for found in (owners, people) if found]


def _name(document: str, words: list[Word], at: int, known: Registry) -> tuple[int, Mention | Doubt] | None:
    """The longest registry name that starts here, unless its neighbours make it part of another name."""
    for length in range(min(known.longest, len(words) - at), 0, -1):
        span = words[at : at + length]
        quote = document[span[0].start : span[-1].end]
        fits = known.by_name.get(tuple(word.folded for word in span), ())
        after = words[at + length : at + length + 1]
        entities = tuple(dict.fromkeys(entity for entity, name in fits if _written_as_name(quote, name, span, entity.type, after)))
        if entities and "\n" not in quote:
            kind = "small_name" if quote == quote.lower() and not any(quote == name for _, name in fits) else "name"
            reason = _another(document, words, at, length, known)
            return length, Doubt(quote, reason) if reason else Mention(quote, span[0].start, entities, kind)
    return None


def _another(document: str, words: list[Word], at: int, length: int, known: Registry) -> str | None:
    """Why the words are no mention for their neighbours: a longer name, a denial ("not Acme but"), or a thing ("the Summit in Berlin")."""
    span, after = words[at : at + length], words[at + length : at + length + 1]
    if _goes_on(words, at + length, known) or _began(words, at, known):
        return "part_of_a_longer_name"
    if after and document[span[-1].end : after[0].start].strip() == "&" and after[0].capital and after[0].folded not in known.first_words:
        return "part_of_a_longer_name"
    before = words[at - 1].folded if at and _adjacent(words[at - 1], words[at]) else ""
    possessive = _POSSESSIVE.match(document, span[-1].end, span[-1].end + 2)
    if before == "not" and not possessive:
        return "denied"
    thing = before in ARTICLES and length == 1 and span[0].folded in ORDINARY_WORDS and not possessive
    followed = after and _adjacent(span[-1], after[0]) and (after[0].folded in HAS or after[0].capital)
    return "may_be_an_ordinary_word" if thing and not followed else None


def _may_be_a_word(word: Word, after: list[Word]) -> bool:
    """At the start of a sentence: an ordinary word that does nothing that only somebody can do, or any that is followed like a word."""
    follower = after[0] if after and _adjacent(word, after[0]) else None
    if not word.opens or (follower and follower.folded in ACTS):
        return False
    unlike_a_name = follower is not None and follower.text.islower() and not _FOLLOWS.match(follower.folded)
    return word.folded in ORDINARY_WORDS or unlike_a_name


def _written_as_name(quote: str, name: str, span: list[Word], kind: str, after: list[Word]) -> bool:
    """Target is a customer, a target is not; NKE is an alias, nke is not.

    In small letters a name of several words counts if it is whole: an account's with its legal form, a child's within its account.
    """
    if kind == "account" and span[0].alone and span[0].folded in THINGS and quote[0].isupper():
        return True
    if quote == name:
        return not (len(span) == 1 and _may_be_a_word(span[0], after))
    if name.isupper() and len(name) <= 5:
        return False
    if len(span) > 1:
        return kind != "account" or quote != quote.lower() or span[-1].folded.replace(".", "") in LEGAL_FORMS
    return quote[0].isupper() and not _may_be_a_word(span[0], after)


def _adjacent(left: Word, right: Word) -> bool:
    return right.start - left.end <= 1 and not right.opens


def _goes_on(words: list[Word], at: int, known: Registry, *, person: bool = False) -> bool:
    """The next word is capitalised and nothing explains it: Nike Foundation is not Nike."""
    if at >= len(words) or not _adjacent(words[at - 1], words[at]):
        return False
    word = words[at]
    if person:  # a first name before any capital may be another person's
        return word.capital and len(word.text) > 1
    explained = word.folded in known.first_words or word.folded in CALENDAR or word.folded in LEGAL_FORMS
    return word.capital and not explained and len(word.text) > 1


def _began(words: list[Word], at: int, known: Registry, *, person: bool = False) -> bool:
    """The word before is capitalised and nothing explains it. At the start of a sentence that tells only of a person."""
    if at == 0 or not _adjacent(words[at - 1], words[at]):
        return False
    before = words[at - 1]
    if not before.capital or before.folded in OPENERS or before.folded in CALENDAR or before.folded in LEGAL_FORMS:
        return False
    registered = before.folded in known.last_words or (before.folded in known.by_first_name and not person)
    return not registered and (person or not before.opens)


def _first_name(words: list[Word], at: int, known: Registry) -> tuple[int, Mention | Doubt] | None:
    """A first name by itself: not with another family name, not a month, nor an ordinary word that opens a sentence."""
    word = words[at]
    people = known.by_first_name.get(word.folded, ()) if word.text[0].isupper() else ()
    if not people:
        return None
    after = words[at + 1] if at + 1 < len(words) and _adjacent(word, words[at + 1]) else None
    if after and len(after.text) == 1 and after.text.isupper() and after.text != "I":
        people = [entity for entity in people if entity.family_name and entity.family_name.startswith(after.folded)]
    if not people or _goes_on(words, at + 1, known, person=True):
        return 1, Doubt(word.text, "another_family_name")
    if word.folded in CALENDAR or _may_be_a_word(word, words[at + 1 : at + 2]):
        return 1, Doubt(word.text, "may_be_an_ordinary_word")
    if _began(words, at, known, person=True):
        return 1, Doubt(word.text, "part_of_a_longer_name")
    return 1, Mention(word.text, word.start, tuple(people), "first_name")


_WORD = re.compile(r"[^\W_]+(?:['’&.\-/]?[^\W_]+)*")
_FOLLOWS = re.compile(rf"(?:{'|'.join(sorted(FOLLOWERS))}|\w{{2,}}ed)(?:['’]\w*)?$")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_ENDS = re.compile(r"\.(?:\s|$)")
_OPENING = re.compile(r"[.!?:;\n\"“(>•|]|--|–|—")
_ADDRESS = re.compile(r"(?:[\w.%+'-]+@)?(?<![\w-])(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}(?![\w-])")
ARTICLES = frozenset(("the", "a", "an", "this", "that", "our", "their", "every", "each", "any", "no"))
OPENERS = frozenset(
    word_list(
        "a an the this that our their his her my your at in on from for with by to of and or but if when while after before as since "
        "hi hello hey dear thanks thank please also then yesterday today tomorrow met spoke call told asked per re fwd fw with "
        "mr mrs ms miss dr prof sir is was are were has had have does did do can could will would should may might i we he she they "
        "it there here once although because both either neither not no yes so now later meanwhile until unless"
    )
)
"""Capitalised only because they open a sentence, a greeting or a subject line."""
CALENDAR = frozenset(
    word_list(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
        "october november december q1 q2 q3 q4"
    )
)
