"""A record of drafts to measure: proposals with what gates and people said of them, whether they went out, and what came after."""

from datetime import timedelta

from cs_core.context.store import Store
from cs_core.records import key_of
from tests.worlds import a_proposal, ago, at

GATE = "figures_match"


def drafted(
    store: Store, n: int = 1, *, word: str = "", far: float = 0.0, reason: str = "", seconds: float | None = None, days: int = 60,
    gate: bool | None = True, gates: dict[str, bool | None] | None = None, sent: bool | None = None,
    came: tuple[str, bool, int] | None = None, **changed,
) -> list[str]:  # fmt: skip
    """So many drafts of so many days ago; `came` is the kind of an outcome, whether it is good, and after how many days."""
    ids = []
    for _ in range(n):
        made = a_proposal(**({"id": f"p{store.count('proposal')}", "as_of": ago(days), "expires_at": ago(days - 7)} | changed))
        ids.append(made.id)
        store.append("proposal", [made])
        about = {"proposal_id": made.id, "why": ""}
        said = (gates or {}) | {GATE: gate}
        store.append("verdict", [about | {"id": f"{made.id}:{g}", "gate": g, "passed": p} for g, p in said.items()])
        when = at(ago(days), 10)
        if word:
            row = {"id": f"d-{made.id}", "proposal_id": made.id, "decision": word, "by": "Lea", "decided_at": when, "seconds": seconds}
            store.append("decision", [row | {"reason": reason, "edit_distance": far}])
        if sent if sent is not None else word in ("approve", "edit"):
            _sent(store, made, when, came)
    return ids


def _sent(store: Store, made, when, came) -> None:
    about = {"id": f"a-{made.id}", "proposal_id": made.id, "account_id": made.account_id, "agent": made.agent, "kind": "message"}
    words = {"channel": "email", "recipient": made.recipient, "subject": made.subject, "body": made.body}
    store.append("action", [about | words | {"created_at": when, "authorised_by": "Lea"}])
    store.append("delivery", [{"id": key_of(made.id), "action_id": about["id"], "at": when, "status": "sent", "via": "outbox", "why": ""}])
    if came:
        kind, good, after = came
        row = {"id": f"o-{made.id}-{kind}", "account_id": made.account_id, "cause_id": about["id"], "agent": made.agent, "kind": kind}
        store.append("outcome", [row | {"good": good, "observed_on": when.date() + timedelta(days=after), "detail": ""}])
