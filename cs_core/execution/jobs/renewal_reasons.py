"""Why a customer left or took less, as codes: a category and a sub-category, read from what was recorded; unknown stays unknown.

Sets for leaving and for taking less are separate. The first row whose words stand in the recorded text counts.
"""

import re
from typing import NamedTuple

import polars as pl

UNKNOWN = "unknown: ask"
NOTHING_SAID = ("", "-", "none", "unknown", "n/a", "na", "null", "not specified")


class Code(NamedTuple):
    """One code: what stands in reports, and the words by which a recorded reason is known to be it."""

    category: str
    sub: str
    words: str
    """A regular expression over the recorded text in lower case."""

    @property
    def code(self) -> str:
        return f"{self.category}: {self.sub}"


class Coded(NamedTuple):
    """A recorded reason with its code; UNKNOWN where nothing was recorded."""

    code: str
    category: str
    sub: str
    said: str


def coded(said: str | None, codes: tuple[Code, ...]) -> Coded:
    """The code of a recorded reason; words that fit none are ``other``, kept as they stand."""
    text = " ".join((said or "").split())
    if text.lower() in NOTHING_SAID:
        return Coded(UNKNOWN, "unknown", "ask", "")
    found = next((c for c in codes if re.search(c.words, text.lower())), OTHER)
    return Coded(found.code, found.category, found.sub, text)


def reasons(rows: pl.DataFrame, *columns: str, codes: tuple[Code, ...]) -> list[Coded]:
    """Of each row the code of the first of the columns that says something."""
    told = ([text for text in row if (text or "").strip().lower() not in NOTHING_SAID] for row in rows.select(columns).iter_rows())
    return [coded(texts[0] if texts else None, codes) for texts in told]


CHURN_REASONS: tuple[Code, ...] = (
    Code("company", "closed", r"bankrupt|insolven|out of business|ceas\w+ (?:trading|operation)|(?:company|business) clos|liquidat"),
    Code("company", "acquired", r"acqui(?:red|sition)|merge[rd]|takeover|taken over"),
    Code("competitor", "lost to a competitor", r"competit|switch(?:ed|ing)?\b|other (?:vendor|supplier|tool)|alternative|in.?house"),
    Code("price", "too dear", r"pric|expensive|too dear|cost"),
    Code("price", "budget cut", r"budget|saving|cut ?back|afford"),
    Code("product", "missing feature", r"feature|functional|missing|gap|integration"),
    Code("product", "quality", r"\bbugs?\b|unreliab|outage|performance|slow|quality"),
    Code("service", "poor support", r"support|service|response time|account manage"),
    Code("people", "champion left", r"champion|sponsor|(?:contact|admin|owner) (?:has )?left|new management|reorgani"),
    Code("adoption", "never got started", r"onboard|implement|never (?:used|live|started)|set.?up"),
    Code("adoption", "low use", r"usage|low use|\bunused|not us(?:ed|ing)|adopt|no (?:longer )?need|value"),
)
OTHER = Code("other", "as said", r"")

DOWNSELL_REASONS: tuple[Code, ...] = (
    Code("people", "fewer people", r"layoff|headcount|fewer (?:people|users|staff)|team (?:got )?smaller|restructur|season"),
    Code("adoption", "seats not used", r"usage|unused|not us(?:ed|ing)|spare|too many seats|adopt"),
    Code("price", "budget cut", r"budget|saving|cut ?back|afford|pric|expensive|cost"),
    Code("product", "smaller plan is enough", r"plan|tier|feature|downgrad"),
    Code("competitor", "part moved to a competitor", r"competit|other (?:vendor|supplier|tool|provider)|alternative|in.?house"),
)
