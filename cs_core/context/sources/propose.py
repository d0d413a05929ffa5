"""A guess at what a table means that no source knows: from what its columns are called and from what they hold.

A proposal is never imported by itself: a person confirms it. What is doubtful is left out of it and named, with the reason.
"""

import re
from pathlib import PurePath
from typing import Any, NamedTuple
from unicodedata import combining, normalize

import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.sources.cells import META
from cs_core.context.sources.contents import CURRENCIES, Content
from cs_core.context.sources.kinds import is_not
from cs_core.context.sources.matches import Match, base, on_a_scale, slot, whole_names
from cs_core.context.sources.naming import id_of, rows_follow_each_other, terms_are_regular
from cs_core.context.sources.synonyms import COMPANY, ESSENTIAL, HOLDS, OWN, WORDS, called
from cs_core.context.sources.table import fields_of, plain

COLUMNS_LOOKED_AT = 120
SURE_SHARE = 0.9
"""Of a column's values that must be what its field holds."""
LEAST_SCORE, LEAST_LEAD = 0.65, 0.03
"""Of the best noun, and over the next one."""
NEWCOMER = "table"
"""The system of tables that belong to none."""
KNOWN_SHARE = 0.8
"""Of a column's values that must be ids of one system's companies."""
QUANTITY, UNIT = ("quantity", "qty"), ("unit", "units", "uom", "unit_of_measure")
PEOPLE = re.compile(r"\b(seat|user|licen[cs]e|member|employee|agent|people|person|head)s?\b", re.IGNORECASE)
NATURAL_FIELDS = ("email", "domain", "name", "answered_at")
"""May name a row and be a field of it too."""
PRICES, DAYS = {"mrr", "mrr/12"}, {"started_on", "term_start_on", "term_end_on"}
"""Of a contract one each, or a list of customers says nothing of theirs."""
_SIGN = rf"(?:[€$£¥]|{'|'.join(sorted(CURRENCIES))})"
SIGNS = re.compile(rf"[(\[]\s*(?:(?:in\s+)?{_SIGN}|date|yyyy-mm-dd|dd\.mm\.yyyy)\s*[)\]]|\s+in\s+{_SIGN}\s*$", re.IGNORECASE)
"""Says in what a column is written, not what it is; thousands (k€) change what it is, and stay."""
HELD = {"email": "an address", "domain": "a website", "currency": "a code of a currency", "ref": "an id", "words": "words"}
"""What a cell is not, beside what `is_not` tells."""


class Proposed(NamedTuple):
    """A mapping as `mapping.table_from` takes it, and why: to be confirmed by a person."""

    mapping: dict[str, Any]
    columns: tuple[Match, ...]
    unsure: tuple[tuple[str, str], ...]
    """(column, reason): left out of the mapping."""
    score: float
    says: str

    def report(self, header: list[str]) -> dict[str, Any]:
        """The proposal as a JSON document, with the header that it is confirmed for."""
        return {
            "mapping": self.mapping, "columns": [m._asdict() for m in self.columns],
            "unsure": [{"column": column, "why": why} for column, why in self.unsure],
            "score": self.score, "says": self.says, "header": header,
        }  # fmt: skip


def propose(frame: pl.DataFrame, *, name: str = "", known: dict[str, set[str]] | None = None) -> Proposed | None:
    """What the table (cells as text or typed, of the file or table `name`) seems to be; None where nothing fits well enough.

    `known` is system -> ids of its companies in the store: a table whose refs are these ids is proposed for that system.
    """
    frame, told, looked = looked_at(frame)
    guesses = [guess for noun in WORDS if (guess := _as(noun, frame, told, looked, stem_of(name), known or {}))]
    guesses.sort(key=lambda guess: -guess.score)
    if not guesses or guesses[0].score < LEAST_SCORE or (len(guesses) > 1 and guesses[0].score - guesses[1].score < LEAST_LEAD):
        return None
    return guesses[0]


def looked_at(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str], dict[str, Content]]:
    """The columns worth a look without rows that come twice, every column's plain name, and what each of those looked at holds."""
    told = {column: named(column) for column in frame.columns if column not in META}
    types, worth = frame.schema, _worth_a_look(list(told), told)
    frame = frame.select(c for c in worth if not (types[c].is_nested() or types[c] in (pl.Object, pl.Binary)))
    frame = frame.unique(maintain_order=True)
    return frame, told, {column.name: Content(column) for column in frame} if frame.height else {}


def named(header: str) -> str:
    """A header in plain form without its wrapping: ``AccountName__c`` and ``properties.account name`` -> ``account_name``.

    Accents are taken away: ``Währung`` -> ``wahrung``.
    """
    bare = "".join(c for c in normalize("NFKD", header.replace("ß", "ss")) if not combining(c))
    words = plain(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", SIGNS.sub("", re.sub(r"__c$", "", bare))))
    return re.sub(r"_dt$", "_date", re.sub(r"^(?:properties|property|custom|attributes|traits|metadata|cf)_", "", words))


def stem_of(name: str) -> str:
    return re.sub(r"(_?\d+)+$", "", plain(re.split(r"[.@]", PurePath(name).name)[0]))


def _worth_a_look(header: list[str], told: dict[str, str]) -> list[str]:
    """Of a very wide table the columns whose names say something, and as many others as there is time for."""
    words = {word for fields in WORDS.values() for names in fields.values() for word in names.split()}
    return sorted(header, key=lambda column: (told[column] not in words, "id" not in told[column]))[:COLUMNS_LOOKED_AT]


def _as(noun: str, frame: pl.DataFrame, told: dict, looked: dict[str, Content], stem: str, known: dict[str, set[str]]) -> Proposed | None:
    """The table as one noun, or None where something essential is missing."""
    matches, unsure = _matched(noun, told, looked, known)
    if noun == "subscription":
        matches, unsure = _which_end(frame, matches, unsure, looked)
        matches, unsure = _of_what(matches, unsure, told, looked)
    found = id_of(frame, noun, told, looked, {m.field: m.column for m in matches})
    if noun == "survey":
        matches, why_not = on_a_scale(matches, stem, told, looked)
        unsure |= why_not
    by = {base(match.field): match.score for match in matches}
    groups = [max((by[base(f)] for f in group.split() if base(f) in by), default=0.0) for group in ESSENTIAL[noun]]
    if found is None or not all(groups):
        return None
    ids, certain = found
    named_so = noun == "company" and {"name", "domain"} & set(by)
    contract, why_not = _contract(frame, told, looked, known, ids) if named_so else ([], {})
    unsure = unread(noun, told, looked) | why_not | unsure
    groups += [1.0, 1.0] if contract else []
    matches = [m for m in matches if (m.column,) != ids or m.field in NATURAL_FIELDS]
    if noun == "company" and not {"name", "domain", "customer_on"} & {m.field for m in matches}:
        return None
    used = {*ids, *(m.column for m in (*matches, *contract))}
    met = sum(field in by for group in ESSENTIAL[noun] for field in {*map(base, group.split())})
    specific = (sum(groups) / len(groups)) * (1 - 0.3 ** max(len(groups), min(met, 2)))
    called_so = {*stem.split("_"), *(word for m in matches if m.field.startswith("score@") for word in told[m.column].split("_"))}
    in_name = any(word in called_so or f"{word}s" in called_so for word in OWN[noun])
    in_name = in_name or bool(noun == "company" and contract and told[ids[0]] in COMPANY.split())
    score = round(0.5 * specific + 0.2 * certain + 0.2 * in_name + 0.1 * len(used) / min(len(told), 12 + len(used)), 3)
    mapping = _mapping(noun, stem or noun, ids, matches, looked, known)
    if contract:
        also = _mapping("subscription", f"{stem or noun}_contract", ids, contract, looked, known)
        mapping["also"] = [also | {"columns": {"company_ref": ids[0]} | also["columns"]}]
    says = (
        f"it looks like a table of {PLURAL[noun]}{' and their contracts' if contract else ''}: "
        f"{len(used)} of {len(told)} columns understood, a row is named by {' and '.join(ids)}"
    )
    shown = (*matches, *(m._replace(field=f"subscription.{m.field}") for m in contract))
    return Proposed(mapping, shown, tuple((c, why) for c, why in unsure.items() if c not in used), score, says)


def unread(noun: str, told: dict, looked: dict[str, Content]) -> dict[str, str]:
    """Why a column that no field takes is left out: of every column, for the ones about which nothing better is known."""
    reasons = dict.fromkeys(told, f"nothing that is read of {PLURAL[noun]} is called so")
    dated = {column: holds.example for column, holds in looked.items() if holds.share("date") >= SURE_SHARE}
    reasons |= {column: f"holds dates (e.g. {example}), but not what happened then" for column, example in dated.items()}
    ids = {column for column in looked if noun == "company" and told[column] in COMPANY.split()}
    reasons |= dict.fromkeys(ids, "called like their id, but rows leave it empty or share one: fill it in, or choose what names a row")
    reasons |= {column: "every cell is empty" for column, holds in looked.items() if not holds.filled}
    unseen = f"not looked at: it holds lists, objects or bytes, or the table has more than {COLUMNS_LOOKED_AT} columns"
    return reasons | {column: unseen for column in told if column not in looked}


def _contract(
    frame: pl.DataFrame, told: dict, looked: dict[str, Content], known: dict, ids: tuple[str, ...]
) -> tuple[list[Match], dict[str, str]]:  # fmt: skip
    """What each row of a list of customers says of a contract, where it names a price and a day, and why a column says nothing of it."""
    matches, unsure = _matched("subscription", told, {c: holds for c, holds in looked.items() if c not in ids}, known)
    matches, unsure = _which_end(frame, matches, unsure, looked)
    matches, unsure = _of_what(matches, unsure, told, looked)
    found = [match for match in matches if match.field not in ("company_ref", "known_at")]
    fields = {match.field for match in found}
    lacks = [what for what, one_of in (("price", PRICES), ("day (start, or end of the term)", DAYS)) if not fields & one_of]
    if len(ids) == 1 and not lacks:
        return found, unsure
    why = f"of a contract, but no column of its {' or '.join(lacks or ['own'])} could be read beside it"
    return [], unsure | {match.column: f"called like {called(match.field)} {why}" for match in found}


def _mapping(noun: str, name: str, ids: tuple[str, ...], matches: list[Match], looked: dict, known: dict) -> dict[str, Any]:
    system = _system(matches, looked, known)
    fields = {"id": ids[0] if len(ids) == 1 else list(ids)} | {base(m.field): _told(m, looked) for m in matches}
    fields |= {"name": [m.column for m in matches if "+" in m.field]} if any("+" in m.field for m in matches) else {}
    mapping = {"system": system, "object": object_of(name, system), "noun": noun, "columns": fields}
    return mapping | ({"ref_object": "subscription"} if any(m.field == "ref@subscription" for m in matches) else {})


def _matched(noun: str, told: dict, looked: dict[str, Content], known: dict[str, set[str]]) -> tuple[list[Match], dict[str, str]]:
    """One column a field, best first; what a name promises and its cells do not keep is unsure."""
    offers, unsure = [], {}
    for column, holds in looked.items():
        for field, names in WORDS[noun].items():
            offer = _offer(noun, field, column, holds, _name_score(told[column], names.split(), OWN[noun]), known)
            if isinstance(offer, Match):
                offers.append(offer)
            elif offer:
                unsure.setdefault(column, offer)
    taken: list[Match] = []
    for offer in sorted(offers, key=lambda match: -match.score):
        if offer.column in (match.column for match in taken):
            continue
        if slot(offer.field) in (slot(match.field) for match in taken):
            unsure.setdefault(offer.column, f"also looks like {called(offer.field)}, which another column is taken for")
        else:
            taken.append(offer)
    taken, halves = whole_names(taken)
    return taken, {c: why for c, why in (unsure | halves).items() if c not in {m.column for m in taken}}


def _offer(noun: str, field: str, column: str, holds: Content, by_name: float, known: dict[str, set[str]]) -> Match | str | None:
    """The field as this column, or why not although it is called so; None where nothing speaks for it."""
    if by_name and holds.filled:
        share, kind = _share(field, noun, holds)
        if share < SURE_SHARE:
            value = holds.other_than(kind)
            what = HELD.get(kind) or pl.select(is_not("number" if kind == "amount" else kind, pl.lit(value))).item()
            other = f": {value} is not {what}" if value else ""
            return f"called like {called(field)}, but only {share:.0%} of its values can be read{other}"
        return Match(field, column, round(by_name * share, 3), f"its name, and {share:.0%} are {kind}, e.g. {holds.example}")
    system = refers_to(field, holds, known, by_name)
    if system:
        return Match(field, column, 0.85, f"its values are ids of {system} companies")
    if field in ("email", "currency", "domain") and holds.share(field) > 0.95:
        return Match(field, column, 0.7, f"{holds.share(field):.0%} of its values are {field}, e.g. {holds.example}")
    return None


def _name_score(name: str, names: list[str], own: tuple[str, ...]) -> float:
    """1 for the first of a field's names, a little less down the list, less again under the noun's own word; 0 for any other."""
    if name in names:
        return 1 - 0.005 * names.index(name)
    word, _, rest = name.partition("_")
    return 0.9 - 0.005 * names.index(rest) if word in own and rest in names else 0.0


def _share(field: str, noun: str, holds: Content) -> tuple[float, str]:
    """The share of a column's values that the field can hold, and what it holds."""
    own = base(field)
    kind = HOLDS.get(f"{noun}.{own}") or HOLDS.get(own)
    kind = kind or ("time" if own == "at" or own.endswith("_at") else "day" if own.endswith("_on") else "")
    kind = kind or {int: "integer", float: "number", bool: "flag"}.get(fields_of(noun).get(own, str), "text")
    share = holds.share(kind)
    if kind == "time" and share < SURE_SHARE and holds.share("month") >= SURE_SHARE:
        return holds.share("month"), "month"
    return share, kind


def refers_to(field: str, holds: Content, known: dict[str, set[str]], by_name: float) -> str:
    """The system whose companies' ids the column's values are."""
    if field not in ("company_ref", "ref") or not holds.values or (holds.trivial and not by_name):
        return ""
    best = max(known, key=lambda system: len(holds.values & known[system]), default="")
    return best if best and len(holds.values & known[best]) >= KNOWN_SHARE * len(holds.values) else ""


def _which_end(frame: pl.DataFrame, matches: list[Match], unsure: dict[str, str], looked: dict[str, Content]) -> tuple[list, dict]:
    """An end that every row has may end its term or everything: rows that follow each other, or terms of whole months, tell."""
    by = {match.field: match.column for match in matches}
    end = by.get("ended_on")
    if end is None or looked[end].filled < SURE_SHARE or rows_follow_each_other(frame, by):
        return matches, unsure
    if "term_end_on" not in by and terms_are_regular(frame, by):
        why = "every row has it, whole months after its start: the end of a term"
        return [m._replace(field="term_end_on", why=why) if m.field == "ended_on" else m for m in matches], unsure
    why = f"every row has it: {called('term_end_on')} where the contract goes on, {called('ended_on')} where it does not"
    return [m for m in matches if m.field != "ended_on"], unsure | {end: why}


def _of_what(matches: list[Match], unsure: dict[str, str], told: dict, looked: dict[str, Content]) -> tuple[list, dict]:
    """A quantity is one of seats, unless a column beside it counts it in anything else than people."""
    seats = next((m.column for m in matches if m.field == "seats" and told[m.column] in QUANTITY), None)
    other = next((u for c, holds in looked.items() if told[c] in UNIT for u in sorted(holds.values) if not PEOPLE.search(u)), None)
    if seats is None or other is None:
        return matches, unsure
    why = f"a quantity, of {other} in some rows: name it as seats only where all rows count people"
    return [m for m in matches if m.field != "seats"], unsure | {seats: why}


def _system(matches: list[Match], looked: dict[str, Content], known: dict[str, set[str]]) -> str:
    found = (refers_to(m.field, looked[m.column], known, 1.0) for m in matches)
    return next(filter(None, found), NEWCOMER)


def object_of(stem: str, system: str) -> str:
    """Beside a vendor's own objects a table of ours must not take the name of one."""
    return stem if system == NEWCOMER else f"own_{stem}"


def _told(match: Match, looked: dict[str, Content]) -> str | dict[str, Any]:
    if "/" in match.field:
        return {"column": match.column, "divide": int(match.field.split("/")[1])}
    if match.field.startswith("score@"):
        return {"column": match.column, "of": match.field.partition("@")[2]}
    is_month = match.field == "at" and looked[match.column].share("time") < SURE_SHARE
    return {"column": match.column, "kind": "month"} if is_month else match.column


PLURAL = {noun: f"{noun.replace('_', ' ')}s" for noun in (*NOUNS, "event")} | {
    "company": "companies", "person": "people", "survey": "answers to a survey",
}  # fmt: skip
