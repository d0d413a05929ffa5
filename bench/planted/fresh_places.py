"""Where the third set of error patterns puts a sentence: also at the head of a letter and below its signature."""

from dataclasses import replace
from random import Random

from bench.planted.pattern import is_letter
from bench.planted.texts import Text, added


def to_whom(text: Text, line: str) -> str:
    """The line as it is said to a customer, or of one in a note to a colleague."""
    if is_letter(text):
        return line
    told = f" {line}"
    for ours, theirs in ((" You ", " They "), (" Your ", " Their "), (" your ", " their "), (" you ", " them ")):
        told = told.replace(ours, theirs)
    return told.strip()


def anywhere(text: Text, draw: Random, line: str, what: str) -> Text | None:
    """A sentence before the first paragraph's words, among the claims with or without their facts, or below the signature."""
    if not text.claims:
        return None
    parts, where = text.proposal.body.split("\n\n"), draw.choice(("opening", "cited", "uncited", "below"))
    if is_letter(text) and len(parts) >= 4 and where == "opening":
        return with_body(text, "\n\n".join((parts[0], f"{line} {parts[1]}", *parts[2:])), what)
    if is_letter(text) and where == "below":
        return with_body(text, f"{text.proposal.body.rstrip()}\n\nPS: {line}", what)
    return added(text, line, text.claims[-1].fact_ids if where == "cited" else (), what)


def with_body(text: Text, body: str, what: str) -> Text:
    return replace(text, proposal=text.proposal.model_copy(update={"body": body}), what=what)
