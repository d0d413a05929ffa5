"""A decision is taken back while nothing has left the house by it: what it let out never goes, and the proposal waits again."""

from datetime import datetime

from cs_core.context.store import Store
from cs_core.context.taken_back import standing_of, take_back
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.execution.sending.attempts import pasts
from cs_core.orchestration.oversight.planted import is_planted
from cs_core.records import Proposal


def undecide(store: Store, proposal_id: str, *, by: str, now: datetime, why: str = "") -> dict:
    """Take back the decision on a proposal: ``{"id", "decision", "waits"}``; `waits` is False where it has expired meanwhile.

    Raises BadInput without a name, NotFound, and Refused where nothing was decided, where it may have gone out, where its task is done,
    where its play went on by it, and of a test draft.
    """
    if not by.strip():
        raise BadInput("say who takes it back: --by NAME")
    with store.transaction():
        made, decided = why_not(store, proposal_id)
        if isinstance(made, str):
            raise Refused(made)
        actions = standing_of(store, "action", "id", proposal_id=proposal_id)["id"]
        rows = [("decision", decided["id"]), *(("action", action) for action in actions)]
        take_back(store, rows, account_id=made.account_id, why=why, by=by, now=now)
    return {"id": proposal_id, "decision": decided["decision"], "waits": made.expires_at >= now.date()}


def last_decided(store: Store, *, by: str) -> dict | None:
    """The row of the decision that this person made last, if it still stands and can be taken back; else None."""
    newest = store.frame("decision", "id", "proposal_id", by=by).tail(1).to_dicts()
    for row in newest:
        made, decided = why_not(store, row["proposal_id"])
        return None if isinstance(made, str) or decided["id"] != row["id"] else decided
    return None


def why_not(store: Store, proposal_id: str) -> tuple[Proposal | str, dict]:
    """The proposal with its standing decision; or, in words, why that decision can no longer be taken back."""
    found = store.records(Proposal, id=proposal_id)
    if not found:
        if is_planted(store, proposal_id):
            return "This was a test draft: nothing was sent, and the answer to it stands", {}
        raise NotFound(f"No proposal {proposal_id!r}: `python -m cs_core queue` lists those that wait")
    ids = standing_of(store, "decision", "id", proposal_id=proposal_id)["id"].to_list()
    if not ids:
        return f"Proposal {proposal_id} is not decided: there is nothing to take back", {}
    [decided] = store.rows("decision", id=ids)
    return _gone_on(store, found[0], decided) or found[0], decided


def _gone_on(store: Store, proposal: Proposal, decided: dict) -> str | None:
    actions = standing_of(store, "action", "id", proposal_id=proposal.id)["id"].to_list()
    for past in pasts(store, actions).values():
        if past.last is not None and past.last.status == "sent":
            return f"It went out on {past.last.at:%Y-%m-%d} ({past.last.via}): what was sent cannot be taken back"
        if past.unknown:
            return "Nobody can tell whether it went out: look in the mailbox and settle it first"
    tasks = store.frame("task", "id", proposal_id=proposal.id)["id"].to_list()
    done = standing_of(store, "touch", "id", task_id=tasks, done=True) if tasks else None
    if done is not None and done.height:
        return "Its task is done: withdraw the touch that finished it first"
    if proposal.run_id:
        later = {row["cycle_id"] for row in store.rows("play_run", run_id=proposal.run_id)} - {proposal.cycle_id}
        if any(row["started_at"] >= decided["decided_at"] for row in store.rows("cycle", id=later)):
            return f"The play “{proposal.play}” went on by this decision in a later cycle"
    return None
