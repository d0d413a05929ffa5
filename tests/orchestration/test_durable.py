"""The durable engine's parts: results that come back as they were, hearts, limits, schedules, and an install without it."""

import json
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
import sqlalchemy as sql
from click.testing import CliRunner

from cs_core.__main__ import cli
from cs_core.context.store import open_store
from cs_core.errors import BadInput, ModelError
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.models.prompt import Answer
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.runner import InlineRunner
from tests.conftest import END, NOON
from tests.execution.endpoints import GOOD, SETTINGS
from tests.orchestration.durable_runs import ROOT, a_company, begun, document, made, written
from tests.orchestration.model_server import ModelServer
from tests.orchestration.test_cycle_with_a_model import CUSTOMERS, a_world
from tests.worlds import TODAY, with_company


def test_without_the_extra_a_durable_cycle_says_in_one_line_what_to_install(demo_store, monkeypatch):
    for name in [n for n in sys.modules if n.startswith("cs_core.orchestration.durable")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "dbos", None)
    for words in (["cycle", "--durable"], ["worker"], ["schedule"]):
        said = CliRunner().invoke(cli, ["--store", str(demo_store), *words])
        assert said.exit_code == 2 and said.stderr.splitlines()[-1].endswith("pip install -r requirements-durable.txt")


def test_nothing_imports_the_extra_at_start():
    told = "import sys, cs_core.__main__, cs_core.orchestration.cycle; sys.exit('dbos' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("words", [["--workers", "2"], ["--database", "postgresql://x/y"]])
def test_what_is_for_a_durable_cycle_is_refused_for_a_plain_one(demo_store, words):
    said = CliRunner().invoke(cli, ["--store", str(demo_store), "cycle", *words])
    assert said.exit_code == 2 and "--durable" in said.stderr


def test_a_cycle_that_is_written_already_is_left_as_it_is(tmp_path):
    with a_world(tmp_path) as store:
        first = run_cycle(store, as_of=NOON.date(), now=NOON, model=OfflineModel(), roster=ROSTER, agents=["risk"])
        with_company(store, "new", domain="new.example")  # what became known meanwhile changes nothing
        before = store.state()
        again = run_cycle(store, as_of=NOON.date(), now=NOON, model=OfflineModel(), roster=ROSTER, agents=["risk"])
        assert again["cycle_id"] == first["cycle_id"] and store.state() == before


class Passing:
    """A runner that packs and unpacks each result on its way."""

    def __init__(self):
        self.seen = []

    def each(self, step, do, items, *, at_once=1):
        from cs_core.orchestration.durable.kept import KEPT, packed, unpacked  # noqa: PLC0415  (an extra)

        result = InlineRunner().each(step, do, items, at_once=at_once)
        back = unpacked(json.loads(json.dumps(packed(result, KEPT[step]))), KEPT[step])
        self.seen += list(zip(result, back, strict=True))
        return back


def test_results_that_were_kept_are_exactly_what_they_were(demo_store):
    pytest.importorskip("dbos", reason=NO_ENGINE)
    run = Passing()
    with open_store(demo_store) as store:
        run_cycle(store, as_of=END + timedelta(days=7), now=NOON + timedelta(days=7), model=OfflineModel(), roster=ROSTER, runner=run)
    assert len(run.seen) > 20 and all(was == back and repr(was) == repr(back) for was, back in run.seen)
    assert any(isinstance(f.value, date) for p, _ in run.seen if hasattr(p, "facts") for f in p.facts), "there are days among them"


def test_a_changed_playbook_is_another_program_whose_kept_drafts_are_not_found(tmp_path, monkeypatch):
    pytest.importorskip("dbos", reason=NO_ENGINE)
    from cs_core.orchestration.durable import kept  # noqa: PLC0415  (an extra)

    books = list(kept.ROOT.rglob("*.toml"))
    (tmp_path / "risk.toml").write_bytes(books[0].read_bytes())
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    before = kept.program.__wrapped__()
    (tmp_path / "risk.toml").write_bytes(books[1].read_bytes())
    assert kept.program.__wrapped__() != before


DONE = {"answer": json.dumps(GOOD), "problem": "", "calls": [], "asker": "earlier"}
FAILED = DONE | {"answer": "", "problem": "no line"}


@pytest.mark.parametrize(
    ("said", "answered"),
    [([DONE], True), ([FAILED, DONE], True), ([None, DONE], True), ([FAILED | {"asker": "mine"}], False), ([None, None], False)],
    ids=["answered earlier", "failed earlier", "called off", "failed for us", "called off twice"],
)
def test_a_question_is_put_again_where_it_failed_earlier_or_was_called_off_and_an_answer_is_found(said, answered):
    pytest.importorskip("dbos", reason=NO_ENGINE)
    from cs_core.orchestration.durable.questions import QueuedModel  # noqa: PLC0415

    names, left = [], iter(said)

    def once(name: str, question: dict) -> dict | None:
        names.append(name)
        assert question["answer"] == "Answer" and "secret" not in json.dumps(question)
        return next(left)

    model = QueuedModel(SETTINGS, "m", asker="mine", once=once)
    if answered:
        assert model.write("Be brief", "{}", Answer).subject == GOOD["subject"]
    else:
        with pytest.raises(ModelError, match=r"no line|called off"):
            model.write("Be brief", "{}", Answer)
    assert len(set(names)) == len(said)


@pytest.fixture
def hearts(tmp_path):
    """Makes a worker's view of the beats in one database."""
    pytest.importorskip("dbos", reason=NO_ENGINE)
    from cs_core.orchestration.durable.database import database_of  # noqa: PLC0415
    from cs_core.orchestration.durable.hearts import Hearts  # noqa: PLC0415

    made_here = []

    def of(worker: str, version: str = "1") -> Hearts:
        made_here.append(database_of(tmp_path / "context.db").engine)
        found = Hearts(made_here[-1], worker, version, schema=None, stale_s=10)
        found.begin()
        return found

    yield of
    for engine in made_here:
        engine.dispose()


def test_a_heart_that_stands_still_is_found_dead_by_one_watcher_only(hearts):
    ada, bob, cara = hearts("ada"), hearts("bob"), hearts("cara")
    assert ada.dead({}, 0.5) == cara.dead({}, 0.5) == []
    bob.beat(), cara.beat()
    assert ada.dead({}, 11) == cara.dead({}, 9) == [], "they beat since"
    ada.beat(), cara.beat()
    assert ada.dead({}, 20.9) == []
    assert ada.dead({}, 21.1) == ["bob"] and "bob" not in cara.dead({}, 40), "who took it has its work"
    bob.beat()
    assert "bob" not in ada.dead({}, 41), "one that was taken for dead and wakes up is back"


def test_who_leaves_politely_is_taken_over_at_once_and_who_never_beat_after_a_while(hearts):
    ada, bob = hearts("ada"), hearts("bob", "0")
    assert ada.versions() == {"0", "1"}
    bob.leave()
    assert ada.versions() == {"1"} and ada.dead({}, 1) == ["bob"]
    held = {"gone": "1", "ada": "1"}
    assert ada.dead(held, 2) == [] == ada.dead(held, 11.9) and ada.dead(held, 12.1) == ["gone"]


@pytest.mark.parametrize(
    ("uri", "said"),
    [("nonsense", "no URI"), ("mysql://x/y", "cannot be mysql"), ("postgresql://u:geheim@127.0.0.1:1/x", "does not answer")],
)
def test_a_database_that_is_none_is_refused_in_one_line_without_its_password(tmp_path, uri, said):
    pytest.importorskip("psycopg", reason=NO_ENGINE)
    from cs_core.orchestration.durable.database import database_of  # noqa: PLC0415

    with pytest.raises(BadInput, match=said) as refused:
        database_of(tmp_path / "context.db", uri)
    assert "geheim" not in str(refused.value) and "\n" not in str(refused.value)


def test_two_stores_of_one_database_have_schemas_of_their_own(tmp_path, monkeypatch):
    pytest.importorskip("psycopg", reason=NO_ENGINE)
    from cs_core.orchestration.durable.database import database_of  # noqa: PLC0415

    monkeypatch.setattr(sql.Engine, "connect", lambda engine: engine)
    monkeypatch.setattr(sql.Engine, "close", lambda engine: None, raising=False)
    one, two = (database_of(tmp_path / name, "postgresql://x/y") for name in ("a.db", "b.db"))
    assert one.schema != two.schema and one.schema == database_of(tmp_path / "a.db", "postgresql://x/y").schema


def test_all_workers_together_ask_no_more_a_second_than_allowed(tmp_path):
    pytest.importorskip("dbos", reason=NO_ENGINE)
    store = a_company(tmp_path)
    with ModelServer() as server:
        told = document(begun(store, server.url, "--durable", "--workers", "2", CS_MODEL_RATE="2", CS_ENGINE_STALE="30"))
    assert told["model"]["calls"] == CUSTOMERS == len(server.at)
    seconds = server.at[-1] - server.at[0]
    least = CUSTOMERS / 2 - 3
    assert seconds > least, f"{CUSTOMERS} in {seconds:.2f} s at 2 a second; the first and last second may be short, and the first one late"


def test_a_schedule_is_shown_refused_or_kept_and_fires_by_a_worker(tmp_path):
    pytest.importorskip("dbos", reason=NO_ENGINE)
    store = a_company(tmp_path)
    wrong = begun(store, "", "schedule", "at noon")
    assert "cron" in wrong.communicate()[1] and wrong.returncode == 2
    set_to = document(begun(store, "", "schedule", "*/3 * * * * *", "--time-zone", "Europe/Berlin"))["scheduled"]
    assert set_to == {"cron": "*/3 * * * * *", "time_zone": "Europe/Berlin", "model": "offline", "last_fired_at": None}
    worker = begun(store, "", "worker")
    assert written(store), "it fires"
    assert document(begun(store, "", "schedule", "--off")) == {"scheduled": None}
    worker.send_signal(signal.SIGTERM)
    told = document(worker)
    assert told["cycles"] >= 1 and told["questions"] == 0
    with open_store(store) as opened:
        assert {row["as_of"] for row in opened.rows("cycle")} == {TODAY.isoformat()}


def test_a_worker_that_is_stopped_politely_leaves_its_cycle_to_the_next(tmp_path):
    pytest.importorskip("dbos", reason=NO_ENGINE)
    store, running = a_company(tmp_path), []

    def at_the_third(n: int, step: str) -> None:
        if (step, n) == ("answered", 3):
            running[0].send_signal(signal.SIGINT)

    with ModelServer(latency_s=0.2, on=at_the_third) as server:
        running.append(first := begun(store, server.url, "--durable"))
        said = first.communicate()[1]
        assert first.returncode == 130 and "Traceback" not in said
        document(begun(store, server.url, "--durable"))
        assert server.paid_again <= 4
    assert len(made(store)["proposal"]) == 2 * CUSTOMERS


NO_ENGINE = "no durable engine on this machine: pip install -r requirements-durable.txt"
