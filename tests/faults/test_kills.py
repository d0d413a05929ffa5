"""kill -9 at any moment of import, cycle, decide, deliver, backup and restore: the store is whole, nothing is lost, nothing goes out twice.

After each kill the same work is done again and ends as one that nobody disturbed.
"""

import logging
import random
import time
from collections import Counter
from datetime import timedelta
from email import message_from_string
from pathlib import Path

import pytest

from cs_core.context.backup import check
from cs_core.context.store import open_store
from cs_core.execution.sending.attempts import settle, unsettled
from cs_core.orchestration.review import queue
from tests.faults import work
from tests.faults.conftest import Worlds
from tests.faults.work import NOON, Running
from tests.faults.worlds import Rows, copied, differing, lost, rows_of, sizes
from tests.web_server import WebServer

pytest.importorskip("aiosmtpd", reason="no aiosmtpd on this machine: pip install -r requirements-dev.txt")

from tests.smtp_server import SmtpServer

FEW = range(2)
MANY = {"import": range(2, 50), "cycle": range(2, 50), "decide": range(2, 25), "deliver": range(2, 50), "backup": range(2, 17),
        "restore": range(2, 17)}  # fmt: skip
"""Seeds of the long run, which with the few make 50, 50, 25, 50, 17 and 17 kills."""
LATER = NOON + timedelta(minutes=40)
NOWHERE = Path()
def seeded(kind: str):
    """Each seed of the fast run, and behind the slow marker those of the long one."""
    seeds = [*FEW, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MANY[kind])]
    return pytest.mark.parametrize("seed", seeds)


class Undisturbed:
    """Each kind of work done by nobody disturbed, once: how long it takes, and the rows that it ends with."""

    def __init__(self, worlds: Worlds, home: Path):
        self.worlds, self.home, self._known = worlds, home, {}

    def __call__(self, kind: str, *, to: tuple[str, str] | None = None) -> tuple[float, Rows]:
        if kind not in self._known:
            start = {"import": None, "cycle": self.worlds.imported, "deliver": self.worlds.decided}.get(kind, self.worlds.cycled)
            path = copied(start, self.home / kind) if start else self.home / kind / "context.db"
            run, began = Running(*work_of(kind, path, self.worlds, self.home / "kept.zip", to)), time.perf_counter()
            assert not [told for told in run.end() if isinstance(told, Exception)]
            self._known[kind] = time.perf_counter() - began, rows_of(path)
        return self._known[kind]

    def takes_less(self, kind: str, seconds: float) -> None:
        """It was measured on a busy machine: kills that come too late tell nothing."""
        _, rows = self._known[kind]
        self._known[kind] = seconds, rows


def work_of(kind: str, path: Path, worlds: Worlds, target: Path, to: tuple[str, str] | None) -> tuple:
    """The work, and what it is given."""
    match kind:
        case "import":
            return work.do_import, path, worlds.exports
        case "cycle":
            return work.do_cycle, path
        case "decide":
            return work.do_decide, path, waiting(worlds.cycled)
        case "deliver":
            return work.do_deliver, path, *to
        case "backup":
            return work.do_backup, path, target
    return work.do_restore, path, worlds.kept


@pytest.fixture(scope="module")
def undisturbed(worlds, tmp_path_factory) -> Undisturbed:
    return Undisturbed(worlds, tmp_path_factory.mktemp("undisturbed"))


def killed(
    kind: str, seed: int, undisturbed: Undisturbed, path: Path, *, target: Path = NOWHERE, to: tuple[str, str] | None = None
) -> list:  # fmt: skip
    """Begins the work and kills it at a random moment of its length; returns what it had told."""
    length, _ = undisturbed(kind, to=to)
    after = random.Random(f"{kind} {seed}").uniform(0, length)
    run = Running(*work_of(kind, path, undisturbed.worlds, target, to))
    time.sleep(after)
    told = run.kill()
    how = "done" if run.process.exitcode == 0 else "cut off"
    if how == "done":
        undisturbed.takes_less(kind, after)
    logging.getLogger(__name__).info("%s %d: killed after %.3f of %.3f s, %s", kind, seed, after, length, how)
    return told


def is_whole(path: Path) -> None:
    with open_store(path) as store:
        assert check(store)["problems"] == []


def waiting(path: Path) -> list[str]:
    with open_store(path) as store:
        return [row["id"] for row in queue(store, now=NOON)][:30]


@seeded("import")
def test_an_import_that_is_killed_keeps_whole_files_and_ends_the_same_when_done_again(worlds, undisturbed, tmp_path, seed):
    path = tmp_path / "context.db"
    told, (_, end) = killed("import", seed, undisturbed, path), undisturbed("import")
    is_whole(path)
    before = rows_of(path)
    assert len({row[1] for row in before["import_file"]}) >= len(told) - 5  # of the last words some are said once all files are in
    at = NOON if seed % 2 else LATER
    assert not [e for e in Running(work.do_import, path, worlds.exports, now=at).end() if isinstance(e, Exception)]
    is_whole(path)
    after = rows_of(path)
    assert not lost(before, after)
    if at == NOON:
        assert differing(after, end) <= {"meta"}
    else:  # a file that was in is listed once more, and rows that came in the second run are known as of then
        assert sizes(after) | {"import_file": 0} == sizes(end) | {"import_file": 0}


@seeded("cycle")
def test_a_cycle_that_is_killed_is_there_whole_or_not_at_all(worlds, undisturbed, tmp_path, seed):
    path, start = copied(worlds.imported, tmp_path / "s"), rows_of(worlds.imported)
    told, (_, end) = killed("cycle", seed, undisturbed, path), undisturbed("cycle")
    is_whole(path)
    before = rows_of(path)
    assert not lost(start, before)
    assert before["cycle"].total() == (1 if before["proposal"] else 0) >= len(told)
    assert before["proposal"] in (Counter(), end["proposal"])
    if not before["cycle"]:
        [_] = Running(work.do_cycle, path).end()
    else:  # a second one on the same day acts once
        [_] = Running(work.do_cycle, path, now=LATER).end()
    is_whole(path)
    after = rows_of(path)
    assert not lost(before, after)
    same = after if not before["cycle"] else before
    assert differing(same, end) <= {"meta"}
    assert sizes(after)["proposal"] == sizes(end)["proposal"] and after["action"] == end["action"]


@seeded("decide")
def test_decisions_that_were_told_are_kept_and_each_is_made_once_with_its_action(worlds, undisturbed, tmp_path, seed):
    path, ids = copied(worlds.cycled, tmp_path / "s"), waiting(worlds.cycled)
    told, (_, end) = killed("decide", seed, undisturbed, path), undisturbed("decide")
    is_whole(path)
    with open_store(path) as store:
        made = {row["proposal_id"]: row["decision"] for row in store.rows("decision")}
        tests = {row["planted_id"] for row in store.rows("planted_decision")}
        let_out = {row["proposal_id"] for row in store.rows("action")} & set(ids)
    assert set(told) <= {*made, *tests}
    assert let_out == {proposal for proposal, decision in made.items() if decision != "reject"}
    before = rows_of(path)
    Running(work.do_decide, path, ids).end()
    after = rows_of(path)
    is_whole(path)
    assert not lost(before, after)
    assert differing(after, end) <= {"meta"}


@seeded("deliver")
def test_a_delivery_that_is_killed_sends_nothing_twice_and_leaves_one_in_doubt_at_most(worlds, undisturbed, tmp_path, seed):
    path = copied(worlds.decided, tmp_path / "s")
    with SmtpServer() as mail, WebServer() as web:
        urls = f"smtp://127.0.0.1:{mail.port}?from=team@vendor.example", web.url
        undisturbed("deliver", to=urls)
        mail.mails.clear()
        web.posts.clear()
        killed("deliver", seed, undisturbed, path, to=urls)
        is_whole(path)
        Running(work.do_deliver, path, *urls, now=LATER).end()
        is_whole(path)
        with open_store(path) as store:
            due = {row["id"] for row in store.rows("action")}
            doubtful, arrived = unsettled(store), _arrived(mail, web)
            assert max(arrived.values()) == 1 and len(doubtful) <= 1
            assert {row["action_id"] for row in store.rows("delivery") if row["status"] == "sent"} <= {*arrived}
            for row in doubtful:  # a person looks in the mailbox, and says what they saw
                settle(store, row["action_id"], "sent" if arrived[row["action_id"]] else "again", by="Lea", now=LATER + timedelta(hours=1))
        Running(work.do_deliver, path, *urls, now=LATER + timedelta(hours=1)).end()
        with open_store(path) as store:
            stopped = {row["action_id"] for row in store.rows("delivery") if row["status"] == "skipped"}
        assert _arrived(mail, web) == dict.fromkeys(due - stopped, 1)


def _arrived(mail: SmtpServer, web: WebServer) -> Counter:
    """Action -> how often it arrived: mails by Message-ID, posts by Idempotency-Key."""
    mails = (message_from_string(text)["Message-ID"].strip("<>").split("@")[0] for _, _, text in mail.mails)
    return Counter([*mails, *(post.headers["idempotency-key"] for post in web.posts)])


@seeded("backup")
def test_a_backup_that_is_killed_is_there_whole_or_not_at_all(worlds, undisturbed, tmp_path, seed):
    path, target, start = copied(worlds.cycled, tmp_path / "s"), tmp_path / "b" / "kept.zip", rows_of(worlds.cycled)
    killed("backup", seed, undisturbed, path, target=target)
    is_whole(path)
    assert rows_of(path) == start
    if not target.exists():
        Running(work.do_backup, path, target).end()
    assert [file.name for file in target.parent.iterdir()] == ["kept.zip"], "what was cut off leaves nothing behind"
    Running(work.do_restore, tmp_path / "r" / "context.db", target).end()
    is_whole(tmp_path / "r" / "context.db")
    assert rows_of(tmp_path / "r" / "context.db") == start


@seeded("restore")
def test_a_restore_that_is_killed_is_done_or_not_begun_and_what_stood_there_is_kept(worlds, undisturbed, tmp_path, seed):
    path, wanted, stood = copied(worlds.decided, tmp_path / "s"), rows_of(worlds.cycled), rows_of(worlds.decided)
    killed("restore", seed, undisturbed, path)
    is_whole(path)
    assert rows_of(path) in (wanted, stood)
    was_done = rows_of(path) == wanted
    Running(work.do_restore, path, worlds.kept, now=LATER).end()
    is_whole(path)
    assert rows_of(path) == wanted
    aside = sorted(path.parent.glob("*.before-restore-*.db"))
    assert len(aside) == 1 + was_done and any(rows_of(file) == stood for file in aside)
    there = {file.name.partition(".")[2] for file in path.parent.iterdir() if "before" not in file.name}
    assert there <= {"db", "lake", "db-wal", "db-shm"}, "nothing of a restore is left lying about"
