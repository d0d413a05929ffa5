"""A long piece of work in the background: it goes on while the reader looks at other pages, says how far it is, and can be stopped.

One at a time a store. It has its own thread and its own connection, opened as the person who began it. What came of it, or the one line
why not, is kept until somebody has seen it; the result itself until the next work of the same key begins.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cs_core.context.keeping.access import Actor
from cs_core.context.store import Store, open_store
from cs_core.errors import CSError, Refused
from cs_core.progress import Clock, Progress, Stopped, in_words
from pages._ui import words

Work = Callable[[Store, Progress], object]
QUICK_S, OLD_S = 5.0, 600.0
"""Work that took less, or ended longer ago, is told only where it was begun."""


@dataclass
class Job:
    """One long piece of work, as everybody at the same store sees it."""

    key: str
    name: str
    """As a sentence begins: ``A cycle``."""
    path: str
    by: str
    says: Callable[[object], str]
    """What came of it, in a sentence."""
    state: object = None
    """What the result holds for: other files or rows, and it is worked out anew."""
    session: str = ""
    """Of whoever began it: elsewhere its end is told of longer work only, and for a while."""
    share: float = 0.0
    what: str = "Starting"
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    result: object = None
    error: str = ""
    """In one line; empty where all went well."""
    stopped: bool = False
    told: bool = False
    """Whether `panel` has handed it out."""
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(self.began)

    @property
    def running(self) -> bool:
        """Whether it still goes on."""
        return self.ended is None

    def tell(self, share: float, what: str) -> None:
        """Progress of the work; a reader's Stop ends it here, but for what is all done."""
        if self.stop.is_set() and share < 1.0:
            raise Stopped
        self.share, self.what = max(self.share, min(share, 1.0)), what
        self.clock.left(self.share, time.monotonic())

    def left(self) -> str:
        """How long it may still take, in words."""
        return in_words(self.clock.left(self.share, time.monotonic()))


class Board:
    """The work of all stores of this server: what runs or was not yet seen, and the last results by key."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.current: dict[str, Job] = {}
        self.results: dict[tuple[str, str], Job] = {}


@st.cache_resource
def _board() -> Board:
    return Board()


def start(
    store: Store, name: str, function: Work, *, key: str, says: Callable[[object], str] = lambda result: "", state: object = None
) -> Job:  # fmt: skip
    """Begin ``function(store, progress)`` in the background. Raises Refused where another work goes on in this store."""
    path, board = str(store.path), _board()
    with board.lock:
        now = board.current.get(path)
        if now and now.running:
            raise Refused(f"{now.name} is running here already ({now.share:.0%}): wait until it is done, or stop it")
        job = board.current[path] = Job(key, name, path, store.by, says, state, session=_session())
        board.results.pop((path, key), None)
    threading.Thread(target=_work, args=(board, job, function, store.actor), name=f"working {key}", daemon=True).start()
    return job


def _session() -> str:
    """Which tab this is."""
    here = get_script_run_ctx()
    return here.session_id if here else ""


def running(store: Store) -> Job | None:
    """What goes on in this store."""
    job = _board().current.get(str(store.path))
    return job if job and job.running else None


def last(store: Store) -> Job | None:
    """What goes on in this store, or ended and was not seen yet."""
    return _board().current.get(str(store.path))


def forget(path: Path) -> None:
    """A store is gone: nothing that came of work in it is found any more. Raises Refused where work goes on."""
    place, board = str(path), _board()
    with board.lock:
        now = board.current.get(place)
        if now and now.running:
            raise Refused(f"{now.name} is running here ({now.share:.0%}): wait until it is done, or stop it")
        board.current.pop(place, None)
        for name in [name for name in board.results if name[0] == place]:
            del board.results[name]


def found(store: Store, key: str, *, state: object = None) -> object | None:
    """The result of the last work of this key that came to its end here; None where there is none, or none for this state."""
    job = _board().results.get((str(store.path), key))
    return job.result if job and (state is None or job.state == state) else None


def found_or_begun(
    store: Store, name: str, function: Work, *, key: str, state: object, says: Callable[[object], str] = lambda result: ""
) -> object | None:  # fmt: skip
    """The result for this state; where there is none it is begun, once, and the page is drawn anew: `panel` says how far it is."""
    job, result = last(store), found(store, key, state=state)
    if result is not None:
        if job and job.key == key and job.told:
            _seen(job.path)  # what stands on the page need not be told of again
        return result
    failed = job is not None and job.key == key and job.state == state and job.error
    if not failed and (job is None or not job.running):
        start(store, name, function, key=key, says=says, state=state)
        st.rerun()
    return None


def seen(store: Store, key: str) -> None:
    """What came of the work of this key was acted on: its end need not be told of any more, and its result is found no more."""
    job, path = last(store), str(store.path)
    if job and job.key == key:
        _seen(path)
    _board().results.pop((path, key), None)


def panel(store: Store, page: str = "") -> Job | None:
    """Draw what goes on here, with Stop; or what came of it, on the page that tells it first in this tab; an error until it was seen.

    Returns a job once, on the first run after its end.
    """
    path = str(store.path)
    job = _board().current.get(path)
    if job is None:
        return None
    if job.running:
        _bar(path, viewer=bool(store.actor and store.actor.role == "viewer"))
        return None
    if job.session != _session() and not job.error and (job.ended - job.began < QUICK_S or time.monotonic() - job.ended > OLD_S):
        return None
    began, told_on = st.session_state.get("work_told") or (None, page)
    if began == job.began and told_on != page and not job.error:
        return None
    st.session_state["work_told"] = (job.began, page)
    with st.container(key="work_ended"):
        told, answer = st.columns([9, 1], vertical_alignment="center", gap="small")
        with told:
            ended(job)
        answer.button("Got it", key="work_seen", on_click=_seen, args=(path,), type="tertiary")
    if job.told:
        return None
    job.told = True
    return job


@st.fragment(run_every=1)
def _bar(path: str, *, viewer: bool) -> None:
    job = _board().current.get(path)
    if job is None or not job.running:
        st.rerun()
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="work_running"):
        st.progress(job.share, f"**{words.said(job.name)}**: {words.said(job.what)} · {job.share:.0%}, {job.left()}")
        stopping = job.stop.is_set()
        st.button(
            "Stopping after this step" if stopping else "Stop", key="work_stop", icon=":material/stop_circle:", on_click=job.stop.set,
            disabled=stopping or viewer, help="What was written is kept; run it again to go on.",
        )  # fmt: skip


def ended(job: Job) -> None:
    """What came of it, in a line."""
    if job.stopped:
        st.info(f"{words.said(job.name)}: {words.said(job.error)}.", icon=":material/stop_circle:")
    elif job.error:
        st.error(f"{words.said(job.name)}: {words.said(job.error)}", icon=":material/error:")
    else:
        took = _took(job.ended - job.began)
        st.success(f"{words.said(job.name)} is done{took}. {words.said(job.says(job.result))}", icon=":material/check_circle:")


def _took(seconds: float) -> str:
    """``, in 12 s``; nothing of what was done at once."""
    return f", in {seconds:.0f} s" if seconds >= 1 else ""


def _seen(path: str) -> None:
    board = _board()
    with board.lock:
        if path in board.current and not board.current[path].running:
            del board.current[path]


def _work(board: Board, job: Job, function: Work, actor: Actor | None) -> None:
    try:
        with open_store(job.path, actor=actor) as store:
            job.result = function(store, job.tell)
        board.results[job.path, job.key] = job
    except Stopped as error:
        job.stopped, job.error = True, str(error)
    except CSError as error:
        job.error = str(error)
    except Exception as error:  # whatever it is, the reader is told, and the log has where it came from
        logging.getLogger(__name__).exception("%s failed", job.name)
        job.error = f"it failed ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'})"
    finally:
        job.ended = time.monotonic()
