"""What a task says that stands in for a letter, as nobody there can be written to."""

from cs_core.context.brief import Brief
from cs_core.records import Claim

FIND_A_PERSON = "Please find out first whom to speak with, and add that person to the CRM."
CALL_THEM = "Whom we know there asked for no e-mail: please call them instead."


def instead_of_a_letter(brief: Brief) -> Claim:
    """Those who want no mail are known, and are called; else somebody has to be found."""
    barred = tuple(fact.id for fact in brief.all("opted_out"))
    return Claim(text=CALL_THEM, fact_ids=barred) if barred else Claim(text=FIND_A_PERSON)


def stands_in(body: str) -> bool:
    """Whether the text of a task says that nobody there can be written to."""
    return FIND_A_PERSON in body or CALL_THEM in body
