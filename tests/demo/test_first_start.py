"""The demo beside one's own data: they never meet in one store, and only the demo is ever reset."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cs_core.__main__ import cli
from cs_core.context.importing.landing import import_paths
from cs_core.context.keeping.access import Actor
from cs_core.context.store import open_store
from cs_core.demo.first_start import make_demo, remove_demo
from cs_core.errors import NotAllowed, Refused
from tests.worlds import a_store, with_company

END = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 12)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with open_store(folder / "context.db") as store:
        make_demo(store, folder / "demo", accounts=20, seed=7, weeks=30, end=END, now=NOON)
    return folder


@pytest.fixture
def made(template, tmp_path) -> Path:
    """The path of a store of the demo in a folder of its own, with an outbox, and somebody's files beside its exports."""
    folder = tmp_path / "data"
    shutil.copytree(template, folder)
    with open_store(folder / "context.db") as store:
        store.put("demo_from", str(folder / "demo"), at=NOON)
    (folder / "context.outbox").mkdir()
    (folder / "context.outbox" / "letter.eml").write_text("Hello")
    return folder / "context.db"


def own_table(folder: Path) -> Path:
    path = folder / "companies.csv"
    path.write_text("Record ID,Company name,Company Domain Name\n1,Acme,acme.example\n", encoding="utf-8")
    return path


def test_own_data_is_refused_by_a_store_that_holds_the_demo_and_the_line_says_where_to(made, tmp_path):
    with open_store(made) as store:
        before = store.count("company")
        with pytest.raises(Refused, match=r"never mixes with it.*--store .*mine\.db.*My data"):
            import_paths(store, [own_table(tmp_path)], now=NOON)
        with pytest.raises(Refused, match="never mixes"):
            import_paths(store, [own_table(tmp_path)], now=NOON, dry_run=True)
        assert store.count("company") == before


def test_the_command_line_refuses_it_in_one_line(made, tmp_path):
    done = CliRunner().invoke(cli, ["--store", str(made), "import", str(own_table(tmp_path))])
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1 and "never mixes" in done.stderr


def test_the_demos_own_exports_may_come_again_and_change_nothing(made):
    with open_store(made) as store:
        report = import_paths(store, [made.parent / "demo" / "hubspot"], now=NOON)
    assert report["totals"]["landed"] == 0 < report["totals"]["unchanged"]


def test_own_data_imported_beside_the_demo_holds_nothing_of_it(made, tmp_path):
    with open_store(made.with_name("mine.db")) as mine:
        import_paths(mine, [own_table(tmp_path)], now=NOON)
        assert [row["name"] for row in mine.rows("company")] == ["Acme"]
        assert mine.count("subscription") == 0 and not mine.lake.exists()
    with open_store(made) as demo:
        assert "Acme" not in demo.frame("company")["name"].to_list()


def test_a_reset_removes_the_demo_and_nothing_beside_it(made):
    mine, kept = made.with_name("mine.db"), made.parent / "demo" / "notes of mine.txt"
    kept.write_text("mine")
    with open_store(mine) as store:
        with_company(store, "acme")
    gone = remove_demo(made)
    assert str(made) in gone
    assert sorted(p.name for p in made.parent.iterdir() if not p.name.startswith("mine.db")) == ["demo"]
    assert [p.name for p in kept.parent.iterdir()] == [kept.name]
    with open_store(mine) as store:
        assert store.count("company") == 1


def test_own_data_is_never_reset(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        path = store.path
    with pytest.raises(Refused, match="only a demo company can be reset"):
        remove_demo(path)
    with open_store(path) as store:
        assert store.count("company") == 1


def test_a_reset_is_a_leaders(made):
    for role in ("reviewer", "viewer"):
        with pytest.raises(NotAllowed):
            remove_demo(made, actor=Actor(name="Ada", email="ada@example.com", role=role))
    assert made.exists()


def test_after_a_reset_the_demo_begins_anew(made):
    remove_demo(made)
    assert remove_demo(made) == []
    with open_store(made) as store:
        make_demo(store, made.parent / "demo", accounts=20, seed=8, weeks=30, end=END, now=NOON)
        assert store.count("company") > 0 and store.count("saved_view") == 0


def test_the_command_line_resets_a_demo_and_never_own_data(made, tmp_path):
    words = ["--reset", "--accounts", "20", "--weeks", "30", "--seed", "9", "--end", "2026-06-30", "--out", str(made.parent / "demo")]
    done = CliRunner().invoke(cli, ["--store", str(made), "demo", *words])
    assert done.exit_code == 0 and not made.with_suffix(".outbox").exists()
    with a_store(tmp_path) as store:
        with_company(store, "acme")
    refused = CliRunner().invoke(cli, ["--store", str(tmp_path / "context.db"), "demo", *words])
    assert refused.exit_code == 1 and "only a demo company can be reset" in refused.stderr
    with open_store(tmp_path / "context.db") as store:
        assert store.count("company") == 1


def test_what_a_reader_was_shown_changes_no_answer(tmp_path):
    with a_store(tmp_path) as store:
        before = store.state()
        store.put("seen_tour", "yes", at=NOON)
        assert store.state() == before
        store.put("newest_on", "2026-06-30", at=NOON)
        assert store.state() != before
