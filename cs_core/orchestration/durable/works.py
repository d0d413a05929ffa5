"""The pieces of work of the engine, by name: put into a queue, waited for, found unfinished, begun anew, forgotten."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import Context
from threading import Lock
from typing import TypeVar

from dbos import DBOS, WorkflowStatus

from cs_core.records import key_of

T = TypeVar("T")


def begin(asked: dict) -> str:
    """Put a cycle into the queue: the name of its work. The same cycle is there once only."""
    return outside(lambda: queued(CYCLE, name_of(asked), asked))


def name_of(asked: dict) -> str:
    """The name under which this version does a cycle."""
    return f"{CYCLE}:{key_of(*(asked[word] for word in ('as_of', 'now', 'model', 'agents')))}:{VERSION}"


def begun(asked: dict) -> dict | None:
    """The unfinished cycle that was asked for in the same words at another time, as it was asked for then."""
    same = [w.input["args"][0] for w in unfinished(load=True) if w.name == CYCLE]
    return next((told for told in same if told | {"now": ""} == asked | {"now": ""}), None)


def outside(do: Callable[[], T]) -> T:
    """Done as if outside of any workflow: it is nobody's step or child, and is found by its own name alone."""
    return Context().run(do)


def queued(kind: str, name: str, told: dict) -> str:
    """Put work into its queue; what is there under that name already is left as it is."""
    DBOS.enqueue_workflow_with_options(
        {"workflow_name": kind, "queue_name": QUEUE[kind], "workflow_id": name, "app_version": VERSION}, told
    )
    return name


def waited(name: str, *, every: float) -> WorkflowStatus | None:
    """How work ended, looking at it every so many seconds; None where it is there no more."""
    while True:
        found = next(iter(DBOS.list_workflows(workflow_ids=[name], load_input=False)), None)
        if found is None or found.status not in UNFINISHED:
            return found
        time.sleep(every)


class Awaited:
    """What many threads wait for: looked at together, so that a hundred who wait cost one look."""

    def __init__(self) -> None:
        self._ends: dict[str, Future] = {}
        self._lock = Lock()

    def end_of(self, name: str) -> WorkflowStatus | None:
        """As `waited`, for as long as somebody looks."""
        with self._lock:
            end = self._ends.setdefault(name, Future())
        return end.result()

    def look(self) -> None:
        """Tell those who wait for work that has ended."""
        names = list(self._ends)
        found = {w.workflow_id: w for w in DBOS.list_workflows(workflow_ids=names, load_input=False)} if names else {}
        for name in names:
            if name not in found or found[name].status not in UNFINISHED:
                with self._lock:
                    end = self._ends.pop(name)
                end.set_result(found.get(name))


def unfinished(*, load: bool = False) -> list[WorkflowStatus]:
    """All work that waits or is being done."""
    return [w for w in DBOS.list_workflows(status=UNFINISHED, load_input=load, load_output=False) if w.name in QUEUE]


def put_back(works: list[WorkflowStatus]) -> None:
    """Into the queues that they came from."""
    for kind, queue in QUEUE.items():
        ids = [w.workflow_id for w in works if w.name == kind]
        if ids:
            DBOS.resume_workflows(ids, queue_name=queue)


def begin_anew(foreign: list[WorkflowStatus]) -> None:
    """What another version left: cycles in the same words, so under the same cycle id; their open questions are called off."""
    ids = [w.workflow_id for w in foreign]
    cycles = [w.input["args"][0] for w in DBOS.list_workflows(workflow_ids=ids, name=CYCLE, load_output=False)] if ids else []
    DBOS.cancel_workflows(ids)
    for asked in cycles:
        begin(asked)


def forget(run: str) -> None:
    """Once the cycle of that name is written: what was made on the way to it, and the cycles before it."""
    ended = DBOS.list_workflows(status=["SUCCESS", "ERROR", "CANCELLED"], load_input=False, load_output=False)
    ids = [w.workflow_id for w in ended if w.workflow_id != run]
    for start in range(0, len(ids), AT_ONCE):
        DBOS.delete_workflows(ids[start : start + AT_ONCE])


VERSION = "1"
"""Of what work is told and what it keeps. Raised when that changes: pending work of another version is begun anew."""
CYCLE, QUESTION, NIGHTLY = "cycle", "question", "nightly"
QUEUE = {CYCLE: "cycles", QUESTION: "questions", NIGHTLY: None}
"""Kind of work -> the queue that it waits in; None is DBOS's own."""
UNFINISHED = ["PENDING", "ENQUEUED", "DELAYED"]
AT_ONCE = 500
