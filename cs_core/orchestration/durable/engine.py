"""The durable engine: a worker of cycles and of their questions to a model, any number of which share a database.

The store stays the only truth: all of a cycle is written there at once at its end, under the cycle's own id, and what stands there is not
written again. The engine keeps what was made on the way, for as long as the cycle is not written.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from dbos import DBOS, DBOSPortableJSONSerializer

from cs_core.context.store import Store, open_store
from cs_core.errors import CSError, Refused
from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.execution.models.model import OFFLINE, OfflineModel
from cs_core.execution.roster import roster_of
from cs_core.orchestration.cycle import id_of, run_cycle
from cs_core.orchestration.durable import works
from cs_core.orchestration.durable.database import database_of, in_turn
from cs_core.orchestration.durable.hearts import Hearts
from cs_core.orchestration.durable.kept import KEPT, KeptRunner
from cs_core.orchestration.durable.questions import QueuedModel, put
from cs_core.orchestration.durable.works import CYCLE, NIGHTLY, QUESTION, QUEUE
from cs_core.orchestration.flow.steps import so_far
from cs_core.orchestration.runner import InlineRunner
from cs_core.progress import Progress, silent
from cs_core.settings import Settings


class Engine:
    """One worker, from `with` to its end: it does what waits in the queues, and takes over what dead workers left."""

    def __init__(
        self, settings: Settings, *, working: bool = True, progress: Progress = silent, ticks: Callable[[], float] = time.perf_counter
    ) -> None:  # fmt: skip
        """`working` False only looks and asks: it takes nothing from the queues. Raises BadInput for a database that there is none of."""
        self._settings, self._working, self._progress, self._ticks = settings, working, progress, ticks
        self._store, self._stale = Path(settings.store), settings.engine_stale_s
        self._db = database_of(self._store, settings.engine)
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        """Of this worker; never used twice."""
        self.cycles = self.questions = self.taken_over = 0
        """Done here; and put back into the queues here after another worker died."""
        self._hearts = Hearts(self._db.engine, self.name, works.VERSION, schema=self._db.schema, stale_s=self._stale)
        self._models: dict[str, OpenAIModel] = {}
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._heart = threading.Thread(target=self._live, name="heart", daemon=True)
        self._awaited, self._eye = works.Awaited(), threading.Thread(target=self._watch, name="eye", daemon=True)

    def __enter__(self) -> Self:
        global _here  # DBOS calls functions by name, and has one engine a process itself
        _here = self
        DBOS(
            config={
                "name": "cs-console", "system_database_url": self._db.url, "system_database_engine": self._db.engine,
                "dbos_system_schema": self._db.schema or "dbos", "application_version": works.VERSION, "executor_id": self.name,
                "serializer": DBOSPortableJSONSerializer(), "log_level": "CRITICAL", "scheduler_polling_interval_sec": SCHEDULE_S,
            }
        )  # fmt: skip
        DBOS.listen_queues(self._queues())
        DBOS.launch()
        in_turn(self._db)
        most, rate = self._settings.concurrency, self._settings.rate
        some = max(int(rate or 0), 1)
        limiter = {"limit": some, "period": some / rate} if rate else None
        known = {"on_conflict": "always_update"}
        DBOS.register_queue(QUEUE[CYCLE], global_concurrency=1, polling_interval_sec=LOOK_S, **known)
        DBOS.register_queue(QUEUE[QUESTION], global_concurrency=most, limiter=limiter, polling_interval_sec=SOON_S, **known)
        self._hearts.begin()
        if self._working:
            self._heart.start()
            self._eye.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.leave()
        if kind is KeyboardInterrupt:
            return  # what threads are doing here ends with the process
        DBOS.destroy()
        self._db.engine.dispose()

    def _queues(self) -> list[str]:
        """What it takes from; a worker that knows no address of a model asks none."""
        asks = self._settings.api_key or self._settings.base_url
        return [QUEUE[kind] for kind in (CYCLE, QUESTION) if self._working and (kind == CYCLE or asks)]

    def leave(self) -> None:
        """Stop beating: what is unfinished here is another worker's from now on, or the next one's."""
        if not self._stop.is_set():
            self._stop.set()
            if self._working:
                self._heart.join(timeout=LEAVE_S)
                self._eye.join(timeout=LEAVE_S)
            self._hearts.leave()

    def ask(self, asked: dict) -> str:
        """Ask for a cycle: its name. One that was begun in the same words and not finished is it.

        `asked`: as_of and now as ISO text, model, and agents, a list or None for all.
        """
        return works.begin(works.begun(asked) or asked)

    def wait(self, name: str) -> dict:
        """The document of the cycle of that name, once it is written. Raises Refused for what refused it."""
        ended = works.waited(name, every=LOOK_S)
        if ended is None or ended.status != "SUCCESS":
            raise Refused(f"The cycle did not end: {ended.error if ended and ended.error else 'it was called off'}")
        if ended.output["refused"]:
            raise Refused(ended.output["refused"])
        return ended.output["document"]

    def idle(self) -> bool:
        """Whether nothing waits and nothing is being done, by any worker."""
        return not works.unfinished()

    def run(self, asked: dict, run: str) -> dict:
        """Do a cycle, in the thread of its workflow `run`: its document, or why it was refused."""
        as_of, now = date.fromisoformat(asked["as_of"]), datetime.fromisoformat(asked["now"])
        try:
            with open_store(self._store) as store:
                roster, agents, name = roster_of(store), asked["agents"], asked["model"]
                cycle_id = id_of(as_of=as_of, now=now, model=name, roster=roster, agents=agents)
                document = next((row["summary"] for row in store.rows("cycle", id=cycle_id)), None)
                if document is None:
                    model = OfflineModel() if name == OFFLINE else QueuedModel(self._settings, name, asker=run, once=self._once)
                    document = run_cycle(
                        store, as_of=as_of, now=now, model=model, roster=roster, agents=agents, progress=self._progress,
                        ticks=self._ticks, runner=self._runner(store, name),
                    )  # fmt: skip
        except CSError as error:
            return {"refused": str(error), "document": None}
        self.cycles += 1
        works.outside(lambda: works.forget(run))
        return {"refused": "", "document": document}

    def put(self, question: dict) -> dict:
        """Put a question to the model, in the thread of its workflow."""
        name = question["model"]
        with self._lock:
            self.questions += 1
            model = self._models.get(name) or self._models.setdefault(name, OpenAIModel(self._settings, name))
        return put(question, model, secret=self._settings.api_key)

    def on_time(self, at: datetime, told: dict) -> None:
        """Put the cycle of a scheduled moment (UTC) into the queue: the moment is its clock, the store's day its day."""
        with open_store(self._store) as store:
            now = store.now(at)
        works.begin({"as_of": now.date().isoformat(), "now": now.isoformat(), "model": told["model"], "agents": None})

    def _runner(self, store: Store, model: str) -> KeptRunner:
        """What a model drafts is kept by the question; what this program does by the chunk."""
        by_chunk = [step for step in KEPT if step != "Draft" or model == OFFLINE]
        return KeptRunner(store, inside=InlineRunner, steps=by_chunk, told=self._tell)

    def _tell(self, step: str, n: int, of: int) -> None:
        self._progress(*so_far(step, n, of))

    def _once(self, name: str, question: dict) -> dict | None:
        """What came of a question, put by whichever worker; None where it was called off."""
        ended = self._awaited.end_of(works.outside(lambda: works.queued(QUESTION, name, question)))
        return ended.output if ended and ended.status == "SUCCESS" else None

    def _watch(self) -> None:
        while not self._stop.wait(SOON_S):
            try:
                self._awaited.look()
            except Exception as error:  # a database that is away comes back
                DBOS.logger.warning(f"{self.name} could not look for answers: {error}")

    def _live(self) -> None:
        while not self._stop.wait(self._stale / BEATS):
            try:
                self._hearts.beat()
                self._see_to_the_dead()
            except Exception as error:  # a database that is away comes back: the heart goes on
                DBOS.logger.warning(f"{self.name} could not look after the others: {error}")

    def _see_to_the_dead(self) -> None:
        """Put what dead workers left back into its queue; what an older version left is begun anew by this one."""
        left = works.unfinished()
        held = [w for w in left if w.status == "PENDING"]
        dead = self._hearts.dead({w.executor_id: w.app_version for w in held}, time.monotonic())
        alive = self._hearts.versions() | {works.VERSION}
        theirs = [w for w in held if w.executor_id in dead]
        mine = [w for w in theirs if w.app_version == works.VERSION]
        foreign = [w for w in theirs if w.app_version != works.VERSION]
        foreign += [w for w in left if w.status == "ENQUEUED" and w.app_version not in alive]
        works.put_back(mine)
        works.begin_anew(foreign)
        self.taken_over += len(mine) + len(foreign)


@DBOS.workflow(name=CYCLE)
def cycle(asked: dict) -> dict:
    """A cycle as the queue has it."""
    return _here.run(asked, DBOS.workflow_id)


@DBOS.workflow(name=QUESTION)
def question(told: dict) -> dict:
    """A question to a model as the queue has it."""
    return _here.put(told)


@DBOS.workflow(name=NIGHTLY)
def on_time(at: datetime | str, told: dict) -> None:
    """A scheduled moment as the scheduler has it."""
    when = datetime.fromisoformat(str(at)).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    works.outside(lambda: _here.on_time(when, told))


LOOK_S, SOON_S, SCHEDULE_S = 0.25, 0.02, 5.0
"""Seconds between two looks at cycles, at questions (a model takes longer), and at the schedule."""
BEATS = 5
"""Of a heart, before it is taken for dead."""
LEAVE_S = 5.0
_here: Engine
