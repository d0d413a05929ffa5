"""A text to judge: a proposal with its brief and world, and how its sentences are changed so that body and claims stay one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bench.planted.company import Good
from cs_core.orchestration.world import World
from cs_core.records import Brief, Claim, Fact, Proposal


@dataclass(frozen=True)
class Text:
    """What is judged."""

    proposal: Proposal
    brief: Brief
    world: World
    good: Good
    of: str
    """``composer`` or ``paraphrase``."""
    what: str = ""
    """What was planted, in words; empty where nothing was."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        return self.proposal.claims

    def facts(self, claim: Claim) -> list[Fact]:
        """The facts that a claim cites."""
        known = {f.id: f for f in (*self.brief.facts, *self.proposal.facts)}
        return [known[i] for i in claim.fact_ids if i in known]


def as_drafted(good: Good) -> Text:
    """The composer's own words. Facts are the brief's: read back from a store, a day would be a word."""
    known = {f.id: f for f in good.brief.facts}
    facts = tuple(known.get(f.id, _with_day(f)) for f in good.proposal.facts)
    return Text(good.proposal.model_copy(update={"facts": facts}), good.brief, good.world, good, "composer")


def _with_day(fact: Fact) -> Fact:
    if isinstance(fact.value, str) and len(fact.value) == 10:
        try:
            return replace(fact, value=date.fromisoformat(fact.value))
        except ValueError:
            return fact
    return fact


def reworded(text: Text, at: int, claims: Sequence[Claim], what: str = "") -> Text | None:
    """With one claim replaced by others, in the body too; None where the body does not hold it as it stands."""
    old = text.claims[at]
    if old.text not in text.proposal.body:
        return None
    body = text.proposal.body.replace(old.text, " ".join(c.text for c in claims), 1)
    return _with(text, body, (*text.claims[:at], *claims, *text.claims[at + 1 :]), what)


def merged(text: Text, at: int, claim: Claim) -> Text | None:
    """With a claim and the one after it, which stand side by side in the body, replaced by one."""
    pair = f"{text.claims[at].text} {text.claims[at + 1].text}"
    if pair not in text.proposal.body:
        return None
    return _with(text, text.proposal.body.replace(pair, claim.text, 1), (*text.claims[:at], claim, *text.claims[at + 2 :]), "")


def added(text: Text, sentence: str, fact_ids: Iterable[str], what: str) -> Text | None:
    """With a sentence after the last claim; without facts it stands in the body only, as any uncited sentence does."""
    last, cites = text.claims[-1], tuple(fact_ids)
    if last.text not in text.proposal.body:
        return None
    body = text.proposal.body.replace(last.text, f"{last.text} {sentence}", 1)
    return _with(text, body, (*text.claims, Claim(text=sentence, fact_ids=cites)) if cites else text.claims, what)


def with_text(text: Text, at: int, new: str, what: str, *, fact_ids: tuple[str, ...] | None = None) -> Text | None:
    """With other words in one claim, which cites what it did unless said."""
    old = text.claims[at]
    changed = Claim(text=new, fact_ids=old.fact_ids if fact_ids is None else fact_ids)
    return None if changed == old else reworded(text, at, [changed], what)


def with_facts(text: Text, facts: Iterable[Fact]) -> Text:
    """With facts beside those the proposal holds; of one id the new one counts."""
    held = {f.id: f for f in text.proposal.facts} | {f.id: f for f in facts}
    cited = {i for c in text.claims for i in c.fact_ids}
    kept = tuple(f for f in held.values() if f.id in cited)
    return replace(text, proposal=text.proposal.model_copy(update={"facts": kept}))


def _with(text: Text, body: str, claims: tuple[Claim, ...], what: str) -> Text:
    known = {f.id: f for f in (*text.brief.facts, *text.proposal.facts)}
    cited = dict.fromkeys(i for c in claims for i in c.fact_ids)
    facts = tuple(known[i] for i in cited if i in known)
    changed = text.proposal.model_copy(update={"body": body, "claims": claims, "facts": facts})
    return replace(text, proposal=changed, what=what or text.what)
