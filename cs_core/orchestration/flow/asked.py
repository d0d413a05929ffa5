"""What models were asked and what they said, kept by question: what was answered once is not asked again in any later cycle."""

from collections.abc import Iterable
from datetime import datetime

from cs_core.context.store import Store
from cs_core.execution.models.metering import Call
from cs_core.execution.models.model import Model
from cs_core.records import key_of


def recall(store: Store, model: Model, keys: Iterable[str]) -> None:
    """Hand the model the answers that the store has to these questions; it checks them as it would new ones."""
    rows = store.rows("model_call", key=list(keys), problem="")
    model.kept.update((row["key"], row["answer"]) for row in rows)


def rows(calls: Iterable[Call], *, cycle_id: str, now: datetime) -> list[dict]:
    """Rows of `model_call`."""
    return [{"id": key_of(cycle_id, n, c.key), "cycle_id": cycle_id, "at": now} | c._asdict() for n, c in enumerate(calls)]
