"""The runner of a durable cycle: what was made of a chunk of items is kept, and found again by whoever takes the cycle over."""

import base64
import hashlib
import zlib
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dbos import DBOS
from pydantic import TypeAdapter

from cs_core.context.store import Store
from cs_core.orchestration.runner import Item, Made, Runner
from cs_core.records import Proposal, Verdict, dated, key_of

CHUNK = 200
"""Items of one step: 20,000 drafts are a hundred steps of a millisecond each."""
ROOT = Path(__file__).resolve().parents[2]
Told = Callable[[str, int, int], None]
"""Hears of a step how many items of how many are done."""


class KeptRunner:
    """Each chunk of a step is done by the runner inside, once, and its results are kept under the cycle's name.

    They are found again only where nothing has changed since: not the store, not this program, not the items. What has changed, and a
    step whose results are not known to KEPT or not in `steps`, is simply done. `told` hears how many of a step's items are done.
    """

    def __init__(self, store: Store, *, inside: Callable[[Told | None], Runner], steps: Collection[str], told: Told | None = None):
        self._store, self._steps, self._told = store, steps, told
        self._plain, self._inside = inside(told), inside(None)

    def each(self, step: str, do: Callable[[Item], Made], items: Sequence[Item], *, at_once: int = 1) -> list[Made]:
        """As `Runner.each`; inside a workflow only."""
        kept = KEPT.get(step) if step in self._steps else None
        if kept is None:
            return self._plain.each(step, do, items, at_once=at_once)
        world, made = (step, self._store.state(), program()), []
        for start in range(0, len(items), CHUNK):
            some = items[start : start + CHUNK]
            of = key_of(*world, *map(kept.key, some))
            made += self._chunk(of, kept, lambda some=some: self._inside.each(step, do, some, at_once=at_once))
            if self._told:
                self._told(step, len(made), len(items))
        return made

    def _chunk(self, of: str, kept: "Kept", work: Callable[[], list]) -> list:
        done: list = []

        def once() -> dict:
            done.extend(work())
            return {"of": of, "made": packed(done, kept)}

        found = DBOS.run_step({"name": "chunk"}, once)
        if done:
            return done
        return unpacked(found["made"], kept) if found["of"] == of else work()


class Kept(NamedTuple):
    """How the items of a step are told apart, and what its results are."""

    key: Callable[[Any], str]
    results: TypeAdapter
    dated: bool = False
    """Whether results hold facts, whose days JSON would turn into words."""


def packed(made: Sequence, kept: Kept) -> dict:
    """Results as JSON, squeezed: letters are alike. Which facts are days is written down beside it."""
    days = [[n, at] for n, p in enumerate(made) if kept.dated and p for at, f in enumerate(p.facts) if isinstance(f.value, date)]
    return {"json": base64.b64encode(zlib.compress(kept.results.dump_json(list(made)), 1)).decode(), "days": days}


def unpacked(told: dict, kept: Kept) -> list:
    """The results as they were."""
    made = kept.results.validate_json(zlib.decompress(base64.b64decode(told["json"])))
    days: dict[int, set[int]] = {}
    for n, at in told["days"]:
        days.setdefault(n, set()).add(at)
    for n, places in days.items():
        made[n] = made[n].model_copy(update={"facts": tuple(dated(f) if at in places else f for at, f in enumerate(made[n].facts))})
    return made


@cache
def program() -> str:
    """A digest of this program, its playbooks and prompts: drafts of another version are not found again."""
    told = hashlib.blake2b(digest_size=8)
    for path in sorted(p for p in ROOT.rglob("*") if p.is_file() and p.parent.name != "__pycache__"):
        told.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return told.hexdigest()


def _draft_asked(item: tuple) -> str:
    _, agent, row = item
    return f"{agent.name} {row['play']} {row['account_id']}"


KEPT = {
    "Draft": Kept(_draft_asked, TypeAdapter(list[Proposal | None]), dated=True),
    "Judge": Kept(lambda proposal: proposal.id, TypeAdapter(list[tuple[Verdict, ...]])),
}
