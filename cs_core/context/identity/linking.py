"""Which known accounts, people and deals a text speaks of. When in doubt nothing is linked, and the doubt has a name."""

from typing import NamedTuple

import polars as pl

from cs_core.context.identity.mentions import Doubt, Entity, Mention, Registry, find_mentions, read_registry


class Links(NamedTuple):
    """What a text was linked to, and what it was not linked to and why."""

    subjects: tuple[tuple[str, str, float], ...]
    """(entity id, the words quoted from the text, score 0..1), in the order of the text."""
    skipped: tuple[tuple[str, str], ...]
    """(name as written, reason): a mention that fits several entities, or none surely enough."""
    why: str


class Subject(NamedTuple):
    """A mention settled on one entity."""

    start: int
    id: str
    quote: str
    score: float


def link_text(document: str, registry: pl.DataFrame | Registry) -> Links:
    """The entities a text speaks of; nothing fuzzy, for a link to the wrong customer costs more than a missed one.

    Registry columns: id, type (account, opportunity, contact, use_case; or product, one of our own: never linked, and an account of its
    name is not linked by that name alone), name, aliases (list of text), domain, email, account_id (of a child). An account named in the
    text, by name, alias or address, is the scope: only its children are linked, and only within a scope does a first name, or a name
    in small letters, count. A
    registry of one single account is itself the scope.
    For many texts pass `read_registry(frame)`.
    """
    known = registry if isinstance(registry, Registry) else read_registry(registry)
    mentions, doubts = find_mentions(document, known)
    accounts, unsure = _settle_accounts(mentions)
    scope = {subject.id for subject in accounts} | _scope_of_addresses(mentions)
    if not scope and len(known.accounts) == 1:
        scope = set(known.accounts)
    settled = [_settle_child(mention, scope) for mention in mentions if not _of_account(mention) and not _is_product(mention)]
    subjects = sorted(accounts + [s for s in settled if isinstance(s, Subject)])
    first = {subject.id: subject for subject in reversed(subjects)}
    kept = tuple((s.id, s.quote, s.score) for s in subjects if first[s.id] == s)
    skipped = tuple(dict.fromkeys((d.name, d.reason) for d in (*doubts, *unsure, *settled) if isinstance(d, Doubt)))
    return Links(kept, skipped, _why(kept, skipped, scope))


def _of_account(mention: Mention) -> tuple[Entity, ...]:
    return tuple(entity for entity in mention.entities if entity.type == "account")


def _is_product(mention: Mention) -> bool:
    return any(entity.type == "product" for entity in mention.entities)


def _settle_accounts(mentions: list[Mention]) -> tuple[list[Subject], list[Doubt]]:
    """Accounts named without doubt; a name that two accounts bear counts if the text names one of them otherwise too."""
    named = [(mention, _of_account(mention)) for mention in mentions if _of_account(mention)]
    sure = {entities[0].id for mention, entities in named if len(entities) == 1 and not _is_product(mention)}
    subjects, doubts = [], []
    for mention, entities in named:
        product = _is_product(mention)
        fits = [entity.id for entity in entities if (len(entities) == 1 and not product) or entity.id in sure]
        if len(fits) == 1 and not product:
            subjects.append(Subject(mention.start, fits[0], mention.quote, 1.0 if mention.kind == "address" else 0.95))
        elif not (product and fits):
            doubts.append(Doubt(mention.quote, "may_be_a_product" if product else "ambiguous_account"))
    return subjects, doubts


def _scope_of_addresses(mentions: list[Mention]) -> set[str]:
    """The account of a contact whose own address stands in the text."""
    exact = [m.entities[0] for m in mentions if m.kind == "address" and len(m.entities) == 1 and not _of_account(m)]
    return {entity.account_id for entity in exact if entity.account_id}


def _settle_child(mention: Mention, scope: set[str]) -> Subject | Doubt:
    """A child is linked inside the scope if just one fits; without a scope only a whole name that is unique."""
    within = [entity for entity in mention.entities if entity.account_id in scope]
    if mention.kind == "address" and len(mention.entities) == 1:
        return Subject(mention.start, mention.entities[0].id, mention.quote, 1.0)
    if len(within) == 1:
        return Subject(mention.start, within[0].id, mention.quote, SCORES[mention.kind])
    if scope:
        return Doubt(mention.quote, "ambiguous_in_account_scope" if within else "outside_account_scope")
    if mention.kind in NEEDS_SCOPE:
        return Doubt(mention.quote, NEEDS_SCOPE[mention.kind])
    if len(mention.entities) == 1:
        return Subject(mention.start, mention.entities[0].id, mention.quote, 0.8)
    return Doubt(mention.quote, "ambiguous_without_account_scope")


def _why(kept: tuple, skipped: tuple, scope: set[str]) -> str:
    if not kept and not skipped:
        return "The text names nothing that the registry knows."
    where = f" within {', '.join(sorted(scope))}" if scope else " without an account that sets the scope"
    return f"{len(kept)} linked and {len(skipped)} left out{where}."


SCORES = {"name": 0.95, "address": 0.95, "small_name": 0.9, "first_name": 0.85}
"""How sure a link inside the scope is, by how the entity was named."""
NEEDS_SCOPE = {"first_name": "ambiguous_first_name_without_account_scope", "small_name": "small_letters_without_account_scope"}
"""Ways to name a child that say nothing without its account."""
