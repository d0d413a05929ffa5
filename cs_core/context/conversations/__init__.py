"""What customers say and what we promise them: read by rules, offline; every word with the sentence that shows it."""

from cs_core.context.conversations.reading import (
    ASKS,
    BUYING,
    OFFLINE,
    PROMISES,
    SENTIMENTS,
    TOPICS,
    WORDS,
    Reader,
    Reading,
    Span,
    Text,
    overall,
    trusted,
)

__all__ = [
    "ASKS", "BUYING", "OFFLINE", "PROMISES", "SENTIMENTS", "TOPICS", "WORDS", "Reader", "Reading", "Span", "Text", "overall", "trusted",
]  # fmt: skip
