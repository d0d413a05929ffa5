"""What to bring first: the smallest useful export, what each further one adds, and blank tables that import as they stand."""

from datetime import datetime

import pytest

from cs_core.context.audit import Job, audit
from cs_core.context.importing.first_exports import EXAMPLES, exports, readiness, smallest
from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.sources import SOURCES
from cs_core.context.sources.synonyms import WORDS
from cs_core.context.usage import events
from cs_core.context.vocabulary import KNOWLEDGE
from cs_core.execution.roster import JOBS
from tests.worlds import TODAY, a_store

NOW = datetime(2026, 6, 28, 12)
FOUND = {export.name: export for export in exports(JOBS)}


def write(folder, *names: str):
    for name in names:
        (folder / f"{name}.csv").write_text(FOUND[name].blank, encoding="utf-8")
    return folder


def test_accounts_and_subscriptions_are_the_smallest_useful_start():
    assert [export.name for export in smallest(list(FOUND.values()))] == ["accounts", "subscriptions"]
    assert not FOUND["accounts"].runs
    assert {"risk", "renewal", "success_planning"} <= set(FOUND["subscriptions"].runs)


def test_what_an_export_adds_follows_from_what_jobs_need():
    jobs = {"one": Job("a job", ("usage",), (), ("support",)), "two": Job("another", ("profile",))}
    told = {export.name: export for export in exports(jobs)}
    assert told["accounts"].runs == ("two",) and told["usage"].runs == ("one",)
    assert told["tickets"].helps == ("one",)
    assert [export.name for export in smallest(list(told.values()))] == ["accounts"]


def test_every_kind_of_knowledge_comes_with_one_export_and_every_agent_runs_with_one():
    assert sorted(kind for export in FOUND.values() for kind in export.gives) == sorted(KNOWLEDGE)
    assert sorted(agent for export in FOUND.values() for agent in export.runs) == sorted(JOBS)


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_a_blank_table_imports_as_it_stands(name, tmp_path):
    folder = tmp_path / "x"
    folder.mkdir()
    with a_store(tmp_path) as store:
        report = import_paths(store, [write(folder, name)], now=NOW)
    [file] = report["files"]
    assert (file["decision"], file["landed"], file["refused"]) == ("used", 2, 0), file["reasons"]


def test_the_blank_tables_together_let_the_agents_run_and_belong_to_one_another(tmp_path):
    folder = tmp_path / "x"
    folder.mkdir()
    with a_store(tmp_path) as store:
        import_paths(store, [write(folder, *EXAMPLES)], now=NOW)
        snap = snapshot(store, TODAY)
        rows = {row["name"]: row for row in snap.signals.to_dicts()}
        uses = set(events.scan(store).collect()["ref"])
        ready = {row["agent"]: row for row in readiness(audit(snap, JOBS), list(FOUND.values()))}
    assert sorted(rows) == ["Example One Ltd", "Example Two GmbH"]
    one = rows["Example One Ltd"]
    assert (one["arr"], one["renewal_on"].isoformat(), one["champion"], one["owner"]) == (24_000, "2027-01-31", "Grace Moss", "Ada Lind")
    assert one["last_touch_on"].isoformat() == "2026-05-12"
    assert uses == {"A-1", "A-2"}
    assert ready["renewal"]["ready"] == 2 and not ready["renewal"]["lacks"]
    assert ready["onboarding"]["ready"] == 0
    assert ready["onboarding"]["lacks"] == ["milestones"]
    assert ready["onboarding"]["bring"] == ["our own knowledge"]


def test_the_headings_are_words_that_a_changed_table_is_known_by_too():
    for table in (t for t in SOURCES if t.system == "table"):
        for field, column in table.columns.items():
            said = f"{WORDS[table.noun].get(field, '')} {WORDS[table.noun].get('mrr/12', '') if field == '_arr' else ''}".split()
            assert set(column.names) <= set(said), (table.object, field)


def test_a_table_with_one_column_more_is_a_question_that_proposes_the_same(tmp_path):
    (tmp_path / "x").mkdir()
    lines = FOUND["accounts"].blank.splitlines()
    text = "\n".join([f"{lines[0]},region", *(f"{line},north" for line in lines[1:])])
    (tmp_path / "x" / "ours.csv").write_text(text, encoding="utf-8")
    with a_store(tmp_path) as store:
        [file] = import_paths(store, [tmp_path / "x"], now=NOW)["files"]
    assert file["decision"] == "not understood"
    assert file["proposal"]["mapping"]["noun"] == "company"
    assert file["proposal"]["mapping"]["columns"]["name"] == "account_name"


def test_a_blank_table_of_usage_may_leave_out_who_it_was_and_what_else_is_missing_is_named(tmp_path):
    known, nobody = "A-1,2026-06-02,ada@a.example,reports,3", "A-1,2026-06-01,,reports,12"
    rows = ("account_id,date,user_email,feature,count", nobody, known, ",2026-06-03,,,")
    (tmp_path / "usage.csv").write_text("\n".join(rows))
    with a_store(tmp_path) as store:
        [file] = import_paths(store, [tmp_path / "usage.csv"], now=NOW)["files"]
        assert (file["landed"], file["refused"]) == (2, 1)
        assert [reason["why"] for reason in file["reasons"]] == ["no account_id or feature"]
        assert events.scan(store).collect()["person"].to_list().count(None) == 1
