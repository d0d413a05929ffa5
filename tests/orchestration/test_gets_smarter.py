"""It gets smarter: a reviewer with steady tastes works twelve weekly cycles on the demo, with what decisions teach and without.

The reviewer knows letters only as a person sees them: lines of text. Demo company, made reviewer: this shows that the loop learns what
is consistent, not how well it would do with real people.
"""

import shutil
from datetime import datetime, time, timedelta
from itertools import islice
from typing import NamedTuple

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import Store, open_store
from cs_core.context.written_to import why_not_now
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.review import decide, queue
from tests.conftest import END

WEEKS = 12
A_WEEK = 15
"""So many proposals the reviewer works through."""
UNWANTED = ("recover use", "talk about seats")


class Week(NamedTuple):
    """What became of one week's drafts."""

    sent_unchanged: int
    edited: int
    rejected: int
    came_back: int

    @property
    def share(self) -> float:
        return self.sent_unchanged / max(1, self.sent_unchanged + self.edited + self.rejected)


def as_the_reviewer_likes_it(body: str) -> str:
    """No sentence about goals, "Dear" for "Hello", "Kind regards" for "Best regards"."""
    lines = []
    for line in body.replace("Hello ", "Dear ", 1).replace("Best regards,", "Kind regards,").split("\n"):
        sentences = [s for s in line.split(". ") if "goal" not in s or line.startswith("- ")]
        text = ". ".join(sentences)
        lines.append(text if not text or text[-1] in ".?!," or not line.endswith(".") else text + ".")
    return "\n".join(lines)


def same_draft(proposal: dict) -> tuple:
    """What a person would call the same draft: the same agent's same step for the same customer, whatever its words."""
    return proposal["agent"], proposal["play"], proposal["account_id"]


def a_week(store: Store, week: int, *, learn: bool, seen_rejected: set) -> Week:
    day = END - timedelta(weeks=WEEKS - 1 - week)
    now = datetime.combine(day, time(12))
    run_cycle(store, as_of=day, now=now, model=OfflineModel(), roster=ROSTER, learn=learn)
    counts = {"approve": 0, "edit": 0, "reject": 0}
    letters = [p for p in queue(store, now=now) if p["kind"] == "message"]
    came_back = sum(same_draft(p) in seen_rejected for p in letters)
    snap = snapshot(store, day)
    may_go = (p for p in letters if not why_not_now(store, p["account_id"], p["recipient"], day, snap=snap))
    for n, proposal in enumerate(list(islice(may_go, A_WEEK))):
        at, liked = now + timedelta(minutes=n), as_the_reviewer_likes_it(proposal["body"])
        if proposal["play"] in UNWANTED:
            decide(store, proposal["id"], "reject", by="Ana", now=at, snap=snap, reason="not worth their time")
            seen_rejected.add(same_draft(proposal))
            counts["reject"] += 1
        elif liked != proposal["body"]:
            decide(store, proposal["id"], "edit", by="Ana", now=at, snap=snap, body=liked)
            counts["edit"] += 1
        else:
            decide(store, proposal["id"], "approve", by="Ana", now=at, snap=snap)
            counts["approve"] += 1
    return Week(counts["approve"], counts["edit"], counts["reject"], came_back)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Both runs, from copies of one store: weeks with learning, weeks without."""
    folder = tmp_path_factory.mktemp("smarter")
    with open_store(folder / "made.db") as store:
        make_demo(store, folder / "exports", accounts=60, seed=7, weeks=60, end=END, now=datetime.combine(END, time(12)))
        for name in ("with", "without"):
            store.copy_to(folder / f"{name}.db")
            shutil.copytree(store.lake, folder / f"{name}.lake")
    found = {}
    for name, learn in (("with", True), ("without", False)):
        rejected: set = set()
        with open_store(folder / f"{name}.db") as store:
            found[name] = [a_week(store, n, learn=learn, seen_rejected=rejected) for n in range(WEEKS)]
    return found


def share(weeks: list[Week]) -> float:
    return sum(w.sent_unchanged for w in weeks) / sum(w.sent_unchanged + w.edited + w.rejected for w in weeks)


def test_the_share_sent_unchanged_rises_and_does_not_without_what_was_learnt(runs):
    learnt, plain = runs["with"], runs["without"]
    assert share(learnt[-4:]) > share(learnt[:2]) + 0.3
    assert share(learnt[-4:]) > share(plain[-4:]) + 0.3


def test_rejected_drafts_hardly_come_back_and_without_what_was_learnt_many_do(runs):
    """Hardly: one may, where the figures that it stood on have moved by more than a quarter since."""
    learnt, plain = (sum(w.came_back for w in runs[name]) for name in ("with", "without"))
    assert learnt * 5 <= plain


def test_the_reviewer_had_enough_to_do_in_every_week(runs):
    assert all(w.sent_unchanged + w.edited + w.rejected > 0 for weeks in runs.values() for w in weeks)
