"""Gates on words: policy, links, tone and language. What the customer's own words hold is a doubt, not an error."""

import re

from cs_core.context.told import told
from cs_core.execution.writing.phrases import quoted
from cs_core.orchestration.judging.language import language_of
from cs_core.orchestration.judging.policy import address_in, offence
from cs_core.orchestration.judging.tone import ill_toned, said_again
from cs_core.orchestration.judging.verdicts import verdict
from cs_core.orchestration.world import World
from cs_core.records import Brief, Fact, Proposal, Verdict


def keeps_policy(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """No discount beyond the guardrail, no promise of price, result or law, no filler; a task is for us and may speak of them."""
    gate, limit = "keeps_policy", world.direction.guardrails["max_discount_percent"]
    text, rules = _unnamed(f"{proposal.subject}\n{proposal.body}", brief), {"max_discount": limit, "voice": world.voice}
    why = offence(text, **rules) if proposal.kind == "message" else None
    if why is None:
        return verdict(gate, proposal, True, "no discount, promise or banned phrase")
    own = offence(without_quotes(text, proposal.facts), **rules)
    return verdict(gate, proposal, False if own else None, own or f"in the customer's own words that it quotes: {why}")


def links_only_where_allowed(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """No link, address or bare domain but to a domain that the leader has allowed."""
    gate, domains = "links_only_where_allowed", world.voice.domains
    text = _unnamed(f"{proposal.subject}\n{proposal.body}", brief)
    why = address_in(text, domains) if proposal.kind == "message" else None
    if why is None:
        return verdict(gate, proposal, True, "no link but to allowed domains")
    own = address_in(without_quotes(text, proposal.facts), domains)
    return verdict(gate, proposal, False if own else None, own or f"in the customer's own words that it quotes: {why}")


def right_tone(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """No shouting, blame, flattery, pressure, emoji or marks of layout, nothing said twice, and no letter longer than a person reads."""
    text = without_quotes(f"{proposal.subject}\n{proposal.body}", proposal.facts)
    for name in (str(f.value) for f in proposal.facts if isinstance(f.value, str)):
        text = text.replace(name, "")
    why = (ill_toned(_unnamed(text, brief)) or said_again(proposal.body)) if proposal.kind == "message" else None
    return verdict("right_tone", proposal, why is None, why or "plain words, short enough")


def right_language(proposal: Proposal, brief: Brief, world: World) -> Verdict:
    """The text is in the language that its reader reads: their own, the one in which we and the customer write, or that of the house."""
    gate, person = "right_language", world.people.get(proposal.account_id, {}).get((proposal.recipient or "").lower()) or {}
    reads = str(person.get("language") or "").strip().lower().replace("_", "-").split("-")[0]
    written = language_of(without_quotes(proposal.body, proposal.facts)) or OURS
    house = brief.get("policy:language")
    if proposal.kind == "task" or not reads:
        return verdict(gate, proposal, written == OURS, f"the text is in {written}")
    if written == reads or written == language_of(" ".join(str(f.value) for f in brief.facts if f.key in WRITTEN), least=2):
        return verdict(gate, proposal, True, f"the text is in {written}, as {'they read' if written == reads else 'they write to us'}")
    if house is not None and str(house.value).strip().lower().replace("_", "-").split("-")[0] in (written, NAMED.get(written)):
        return verdict(gate, proposal, True, f"the text is in {written}, the language in which this company writes to everybody")
    if written == OURS:
        why = f"the reader's language is {reads}, and nothing tells that English will do: no mail in it, no policy “language”"
        return verdict(gate, proposal, None, why)
    return verdict(gate, proposal, False, f"the text is in {written}, and the reader's language is {reads}")


def without_quotes(text: str, facts: tuple[Fact, ...]) -> str:
    """The text less what it quotes word for word from the customer; other quotation marks hide nothing."""
    if '"' not in text:
        return text
    theirs = [_plain(words) for f in facts if told(f) for words in (str(f.value), quoted(f.value)[1:-1])]
    return _QUOTE.sub(lambda q: "" if any(_plain(q[1]) in words for words in theirs) else q[0], text)


def _unnamed(text: str, brief: Brief) -> str:
    """The text without the customer's name, which may be a domain; not where the name could be an order."""
    name = brief.get("name")
    return text if name is None or told(name) else text.replace(str(name.value), "")


def _plain(text: str) -> str:
    return " ".join(text.replace('"', "'").split()).rstrip(". ")


OURS = "en"
"""The language we draft in."""
WRITTEN = frozenset(
    {"ticket", "message", "said", "ask", "desired_outcome", "outcome_quote", "leaving_said", "alarm_said", "closed_said",
     "buying_said", "competitor_said", "low_answer_said", "answer_comment", "promise"}
)  # fmt: skip
"""Facts that hold what the customer wrote to us, or we to them."""
NAMED = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "nl": "dutch"}
_QUOTE = re.compile(r"\"([^\"\n]+)\"")
