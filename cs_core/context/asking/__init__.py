"""A question over the store in SQL: read-only, one statement, limited in time, rows and size; and the questions that are ready.

`answer` runs a query against copies of what is known as of a day, `READY` are questions with their queries, `schema_words` tells what can
be asked about.
"""

from cs_core.context.asking.query import LIMITS, Answer, Limits, answer
from cs_core.context.asking.ready import READY, meant, nearest, ready, settled
from cs_core.context.asking.record import Ready
from cs_core.context.asking.tables import TABLES, schema_words

__all__ = ["LIMITS", "READY", "TABLES", "Answer", "Limits", "Ready", "answer", "meant", "nearest", "ready", "schema_words", "settled"]
