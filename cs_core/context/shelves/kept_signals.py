"""The signals of a day, kept beside the store: worked out again only when a row was added that they read.

A pulse is a person's word on top of them: unless leaders gave it a weight in the health score, a new one is laid over what is kept.
"""

import polars as pl

from cs_core.context.health.weights import weights
from cs_core.context.observed import Observed
from cs_core.context.pulse import NOUN, pulse
from cs_core.context.returns import ASKED_TO_STOP, BOUNCED
from cs_core.context.shelves.shelf import beside, book_mark, kept_beside, shelf_there
from cs_core.context.shelves.shelved import Shelved, with_answers
from cs_core.context.signals import signals
from cs_core.context.signals.frame import with_likelihoods
from cs_core.context.signals.known import known_signals
from cs_core.context.taken_back import count_of
from cs_core.context.vocabulary import type_of
from cs_core.records import key_of

#: Tables whose rows change what the signals say.
SIGNAL_TABLES = (
    "import_file", "link", "touch", "team_edit", "delivery", "note", "identity_answer", "health_weight", "reading", "rate", "pulse",
    "taken_back",
)  # fmt: skip
OVER = ("pulse", "taken_back")
"""Those of them that may change no more than the pulse."""
LAID = ("pulse", "pulse_age_days")


def kept_signals(snap: Observed, *, account_id: str | None = None) -> pl.DataFrame:
    """`signals`, from beside the store where they are there; with an account, its row."""
    rows = kept_beside(snap, f"signals-{signals_mark(snap)}", lambda: _worked_out(snap), account_id=account_id)
    return with_pulses(snap, rows)


def shelved(snap: Observed) -> Shelved | None:
    """The whole book as the day's shelf has it, with its signals; None where one of the two is not there yet."""
    shelf = shelf_there(snap)
    there = shelf and beside(shelf, f"signals-{signals_mark(snap)}").exists()
    return with_answers(Shelved(snap.store, snap.as_of, shelf), kept_signals(snap)) if there else None


def put_down_known(snap: Observed) -> None:
    """Put down the day's shelf, and beside it the signals that no model gives: `kept_signals` then adds those to them.

    The snapshot is spent then, as in `shelf.shelf_of`.
    """
    kept_beside(snap, _known(snap), lambda: known_signals(snap), spent=True)


def _known(snap: Observed) -> str:
    return f"known-{signals_mark(snap)}"


def _worked_out(snap: Observed) -> pl.DataFrame:
    """From the shelf where there is one: nothing is linked or read anew because somebody logged a touch."""
    shelf = shelf_there(snap)
    if shelf is None:
        return signals(snap)
    there, known = with_answers(Shelved(snap.store, snap.as_of, shelf)), beside(shelf, _known(snap))
    return with_likelihoods(there, pl.read_parquet(known)) if known.exists() else signals(there)


def signals_mark(snap: Observed) -> str:
    """A short mark of all that the signals rest on but for pulses that no score counts."""
    store = snap.store
    grown = store.version(*(t for t in SIGNAL_TABLES if t not in OVER))
    back = count_of(store, besides=NOUN)
    returned = store.count("outcome", kind=[BOUNCED, ASKED_TO_STOP])
    cycles = store.frame("cycle", "as_of").filter(pl.col("as_of") < snap.as_of).height  # their scores and cases are this day's past
    weighed = store.version(*OVER) if is_weighed(snap) else ()
    return key_of("signals", snap.as_of, book_mark(snap), *grown, back, returned, cycles, *weighed)


def is_weighed(snap: Observed) -> bool:
    """Whether the health score of any segment counts the pulse."""
    return not weights(snap.store, snap.as_of).filter(pl.col("measure") == NOUN, pl.col("weight") > 0).is_empty()


def with_pulses(snap: Observed, rows: pl.DataFrame) -> pl.DataFrame:
    """The signals with the pulses that stand now."""
    told = pulse(snap).select("account_id", *(pl.col(c).cast(type_of(c)) for c in LAID))
    return rows.drop(LAID).join(told, on="account_id", how="left", maintain_order="left").select(rows.columns)
