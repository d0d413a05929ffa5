"""A process that is killed while it delivers: nothing is sent twice, and of each kill at most one action is left that nobody can tell."""

import random
import subprocess
import sys
import threading
from collections import Counter
from datetime import datetime
from email import message_from_string
from pathlib import Path

import pytest

from cs_core.context.store import open_store
from cs_core.execution.sending.attempts import settle, unsettled
from cs_core.execution.sending.delivery import deliver
from cs_core.settings import Settings
from tests.execution.builders import an_action
from tests.execution.channels import switched_on
from tests.web_server import WebServer

pytest.importorskip("aiosmtpd", reason="no aiosmtpd on this machine: pip install -r requirements-dev.txt")

from tests.smtp_server import SmtpServer

ROOT = Path(__file__).resolve().parent.parent.parent
NOW, LATER = datetime(2026, 6, 28, 12), datetime(2026, 6, 28, 13)
MESSAGES, TASKS = 6, 6
IDS = [f"m{n}" for n in range(MESSAGES)] + [f"t{n}" for n in range(TASKS)]
STEPS = ("EHLO", "MAIL", "RCPT", "DATA", "TAKEN", "POST", "after")
"""Where the kill falls: before the server answers that step (``TAKEN``: it has the message, and has not said so), or soon after."""


class Killer:
    """Kills the process when the servers have seen a step for the so-manieth time, or some milliseconds later."""

    def __init__(self, step: str, times: int, wait_ms: float) -> None:
        self.process: subprocess.Popen | None = None
        self._step, self._left, self._wait = step, times, wait_ms / 1000

    def __call__(self, step: str) -> None:
        if self.process is None or step != ("TAKEN" if self._step == "after" else self._step):
            return
        self._left -= 1
        if self._left == 0 and self._step == "after":
            threading.Timer(self._wait, self.process.kill).start()
        elif self._left == 0:
            self.process.kill()
            self.process.wait()


def killed(folder: Path, step: str, times: int, wait_ms: float) -> None:
    """One world, one kill, and what must hold afterwards."""
    path, killer = folder / "context.db", Killer(step, times, wait_ms)
    with open_store(path) as store:
        switched_on(store, "email", "webhook")
        store.append("action", [an_action(i, kind="message" if i.startswith("m") else "task") for i in IDS])
    with SmtpServer(on=killer) as mail, WebServer(on=killer) as web:
        smtp_url = f"smtp://127.0.0.1:{mail.port}?from=team@vendor.example"
        settings = Settings(smtp_url=smtp_url, webhook_url=web.url, webhook_secret="shh")
        command = [sys.executable, "-m", "tests.execution.deliverer", str(path), smtp_url, web.url]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
            assert process.stdout.readline() == "ready\n"
            killer.process = process
            process.stdin.write("go\n")
            process.stdin.flush()
            process.wait(timeout=60)
        killer.process = None
        with open_store(path) as store:
            deliver(store, settings, now=LATER)
            _holds(store, mail, web, kills=1)
            doubtful, arrived = unsettled(store), _arrived(mail, web)
            assert len(doubtful) == 1 or step == "after", "a kill in the middle of an attempt leaves just that one in doubt"
            for row in doubtful:  # a person looks in the mailbox, and says what they saw
                settle(store, row["action_id"], "sent" if arrived[row["action_id"]] else "again", by="Lea", now=LATER)
            assert deliver(store, settings, now=LATER)["failed"] == []
        assert _arrived(mail, web) == dict.fromkeys(IDS, 1)


def _holds(store, mail: SmtpServer, web: WebServer, *, kills: int) -> None:
    arrived, doubtful = _arrived(mail, web), unsettled(store)
    assert max(arrived.values()) == 1, f"sent twice: {arrived}"
    assert len(doubtful) <= kills and all(row["unknown"] for row in doubtful)
    told = {row["action_id"] for row in store.rows("delivery") if row["status"] == "sent"}
    assert told <= set(arrived) and told | {row["action_id"] for row in doubtful} == set(IDS)


def _arrived(mail: SmtpServer, web: WebServer) -> Counter:
    """Action -> how often it arrived: mails by Message-ID, posts by Idempotency-Key."""
    mails = (message_from_string(text)["Message-ID"].strip("<>").split("@")[0] for _, _, text in mail.mails)
    return Counter([*mails, *(post.headers["idempotency-key"] for post in web.posts)])


@pytest.mark.parametrize(("step", "times"), [("MAIL", 2), ("TAKEN", 3), ("POST", 2)])
def test_a_kill_before_between_and_after_sends_nothing_twice(tmp_path, step, times):
    killed(tmp_path, step, times, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(48))
def test_a_kill_at_any_moment_sends_nothing_twice(tmp_path, seed):
    chance = random.Random(seed)
    step = STEPS[seed % len(STEPS)]
    most = {"EHLO": 1, "POST": TASKS, "TAKEN": MESSAGES + TASKS, "after": MESSAGES + TASKS}.get(step, MESSAGES)
    killed(tmp_path, step, chance.randint(1, most), chance.uniform(0, 12))
