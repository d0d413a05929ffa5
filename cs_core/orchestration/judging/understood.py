"""Default deny: a sentence that is not understood is one that the gates cannot tell of, whatever it may be that it says.

Understood is a phrasing of ours with its facts' values, letter by letter. Any other cited sentence is read word by word: each is one that
we say of these facts, or says nothing; and what is said of a fact must be there, so that its value is not told as something else. An
uncited one may hold only what stands in any letter. What is understood may still be wrong: other gates hold it against the facts.
"""

from collections.abc import Collection, Sequence

from cs_core.orchestration.judging.events import unbound
from cs_core.orchestration.judging.facts import names_of
from cs_core.orchestration.judging.lexicon import Shelf, beside_ours, shelf_of, strange_asking, strange_words
from cs_core.orchestration.judging.senses import SENSES, SET_PHRASES
from cs_core.orchestration.judging.stems import words_of
from cs_core.orchestration.judging.uncited import uncovered
from cs_core.orchestration.judging.verdicts import short, verdict
from cs_core.orchestration.world import World
from cs_core.records import Brief, Fact, Proposal, Verdict


def is_understood(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """Every sentence is one of ours with its facts' values, or made of words that we use of these facts; else nobody can tell."""
    gate, names = "is_understood", (*names_of(proposal, brief, world), *(proposal.recipient_name or "").split())
    shelf = shelf_of(world.phrases)
    facts, name = brief.by_id, brief.all("name")
    cited = [(c.text, list({i: facts[i] for i in c.fact_ids if i in facts}.values())) for c in proposal.claims if c.fact_ids]
    free = [(line, ()) for line in uncovered(proposal)]
    doubts = ((not_understood(line, own, shelf, names), line) for line, own in (*cited, *free))
    told = list({f.id: f for f in (*name, *(f for _, own in cited for f in own))}.values())
    headed = beside_ours(proposal.subject, [*reversed(brief.facts), *told], shelf) and proposal.subject
    rest = headed and beside_ours(headed, told, shelf)
    found = next((doubt for doubt in doubts if doubt[0]), (_strange(rest, told, shelf, names), headed))
    if found[0] is None:
        return verdict(gate, proposal, True, f"{len(cited) + len(free)} sentences, in words that we use of these facts")
    return verdict(gate, proposal, None, f"{found[0]}: “{short(found[1])}”")


def not_understood(text: str, facts: Sequence[Fact], shelf: Shelf, names: Collection[str]) -> str | None:
    """Why a sentence isn't understood; None where it is."""
    rest = beside_ours(text, facts, shelf)
    if not rest:
        return None
    rest = rest if rest == text else beside_ours(rest, facts, shelf)
    elsewhere = (_told_as_something_else(text, fact, shelf) for fact in facts)
    return _strange(rest, facts, shelf, names) or next((why for why in elsewhere if why), None) or unbound(text, facts)


def _strange(text: str, facts: Sequence[Fact], shelf: Shelf, names: Collection[str]) -> str | None:
    if not text:
        return None
    said = SET_PHRASES.sub(" ", text)
    strange = strange_words(said, facts, shelf, names) if facts else strange_asking(said, shelf, names)
    return f"“{strange[0]}” is no word that we use {'of the cited facts' if facts else 'without a fact'}" if strange else None


def _told_as_something_else(text: str, fact: Fact, shelf: Shelf) -> str | None:
    """A fact of a kind that neither a sense nor a phrasing of ours tells how to say, or that is said without what tells it apart."""
    senses, text = [sense for sense in SENSES if fact.key in sense.keys], " ".join(words_of(text))
    musts = [sense.must for sense in senses if sense.must]
    if (musts and not any(must.search(text) for must in musts)) or not (senses or fact.key in shelf.keys):
        return f"it does not say that it is about {fact.key.replace('_', ' ')}"
    return None
