"""The facts of one customer as a review tells them: every figure with the mark of its source.

The customer's version of a review holds no score, likelihood, risk, note or word about anybody else; the internal one adds the risks.
"""

from collections.abc import Iterable, Sequence

from cs_core.context.usage.rhythm import on_record
from cs_core.execution.papers.pack import DIGIT, Marks, Source, Span, Text
from cs_core.execution.writing.phrases import SLOT, is_known, say, slots
from cs_core.records import Fact


class Book(Marks):
    """The facts of one account by key, and the sources that were cited so far, numbered in the order of their citing."""

    def __init__(self, facts: Iterable[Fact]):
        super().__init__()
        self._facts: dict[str, Fact] = {}
        for fact in facts:
            self._facts.setdefault(fact.key, fact)

    def get(self, key: str) -> Fact | None:
        """The best known fact of a key that has a value."""
        fact = self._facts.get(key)
        return fact if fact is not None and fact.value is not None else None

    def value(self, key: str) -> object:
        """Its value, None where it is not known."""
        fact = self.get(key)
        return fact.value if fact else None

    def mark(self, fact: Fact) -> int:
        """The number of the fact's source, which from now on is cited."""
        return self.cite(fact.source, fact.source_row, fact.observed_at, fact.id)

    def cell(self, fact: Fact, form: str = "") -> Text:
        """One fact in words, marked where it holds a figure or quotes somebody."""
        text = say(fact.value, fact.unit, form)
        return (Span(text, self.mark(fact) if form == "quote" or DIGIT.search(text) else None),)

    def say(self, template: str, **facts: Fact) -> Text | None:
        """A phrasing with its ``{fact|form}`` slots said and marked; None where one of them is unknown."""
        told = (facts.get(key) or self.get(key) for key, _ in slots(template))
        template, spans, at = on_record(template, [fact.source_row for fact in told if fact]), [], 0
        for slot in SLOT.finditer(template):
            fact, form = facts.get(slot[1]) or self.get(slot[1]), slot[2] or ""
            if fact is None or not is_known(fact.value, form, fact.unit):
                return None
            spans += [Span(template[at : slot.start()]), *self.cell(fact, form)]
            at = slot.end()
        return tuple(s for s in (*spans, Span(template[at:])) if s.text)

    def first(self, *templates: str) -> Text | None:
        """The first phrasing whose facts are known."""
        return next((said for t in templates if (said := self.say(t)) is not None), None)

    def all(self, *templates: str | Sequence[str]) -> tuple[Text, ...]:
        """Each phrasing, or of each group the first, whose facts are known."""
        groups = ((t,) if isinstance(t, str) else t for t in templates)
        return tuple(said for group in groups if (said := self.first(*group)) is not None)

    def sources(self, *, internal: bool) -> tuple[Source, ...]:
        """The cited sources by number; a customer is told the system and the day, not the file and row of ours."""
        told = self.cited()
        return told if internal else tuple(s._replace(source=WORDS.get(s.source, s.source), source_row=_row(s)) for s in told)


def _row(source: Source) -> str:
    """Where in a source, as a customer is told it: of the review itself the span that it is about."""
    return source.source_row if source.source == REVIEW else ON_REQUEST


REVIEW = "review"
"""The review itself, as the source of the days that it is about."""


ON_REQUEST = "details on request"
WORDS = {
    "cs_core": "our records", "vendor": "our records", "team": "our team", "note": "our notes", "product": "product usage",
    "zendesk": "support", "stripe": "billing", "hubspot": "customer record", "salesforce": "customer record", "email": "correspondence",
    REVIEW: "this review", "survey": "survey", "calendar": "meetings", "calls": "calls", "slack": "correspondence",
}  # fmt: skip
"""Systems as a customer knows them."""
