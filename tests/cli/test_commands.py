"""The contract of the commands: one JSON document, exit status 0, 1 or 2, and one line of what to do."""

import pytest

from cs_core.cli import show
from cs_core.records import AGENTS, ROUTES
from tests.cli.commands import run


@pytest.fixture
def waiting(demo_store) -> list[dict]:
    return run(demo_store, "queue")[1]["proposals"]


def test_audit_lists_every_agent_with_its_needs(demo_store):
    status, said = run(demo_store, "audit")
    assert status == 0
    assert [a["agent"] for a in said["agents"]] == list(AGENTS)
    assert {"knowledge", "lives_in", "filled", "fresh_days", "conflicts", "blocks"} <= set(said["agents"][0]["needs"][0])
    assert {"as_of", "contradictions", "gaps"} <= set(said)


def test_account_gives_facts_with_sources(demo_store, waiting):
    status, said = run(demo_store, "account", waiting[0]["account_id"])
    assert status == 0
    assert {"id", "key", "value", "unit", "observed_at", "source", "source_row"} <= set(said["facts"][0])
    assert {"health", "outlook", "open", "timeline", "unknowns"} <= set(said)


def test_a_cycle_counts_every_agent_and_all_six_routes(demo_store):
    status, said = run(demo_store, "cycle", "--as-of", "2026-05-31")
    assert status == 0
    assert set(said["proposals"]) == set(AGENTS)
    assert set(said["routed"]) == set(ROUTES)
    assert all({"passed", "failed", "unknown"} == set(v) for v in said["gates"].values())
    assert {"name", "calls", "tokens", "fallbacks"} <= set(said["model"])


def test_a_cycle_says_why_what_is_held_waits_and_the_work_command_says_it_of_the_last_one(demo_store):
    said = run(demo_store, "cycle", "--as-of", "2026-05-31")[1]
    assert sum(said["held_because"].values()) == said["routed"]["held"] > 0
    n = said["held_because"]["another letter to that customer goes first"]
    assert f"held {n}: another letter to that customer goes first" in show.text("cycle", said)
    last = run(demo_store, "work")[1]
    assert last["held_because"] and "last cycle, held" in show.text("work", last)


def test_what_is_printed_of_a_cycle_and_of_quality_is_in_words_and_no_code_names(demo_store, waiting):
    run(demo_store, "decide", waiting[0]["id"], "approve", "--by", "Ada")
    for command in ("cycle", "quality"):
        told = show.text(command, run(demo_store, command)[1])
        assert not [word for word in ("agent_with_review", "success_planning", "accepted", "grounded", "escaped") if word in told]
    assert "sent and wrong" in told and "every claim borne out" in told


def test_a_cycle_twice_on_the_same_day_acts_once(demo_store):
    before = run(demo_store, "queue")[1]["proposals"]
    status, said = run(demo_store, "cycle")
    assert status == 0
    assert sum(said["proposals"].values()) == 0
    assert [p["id"] for p in run(demo_store, "queue")[1]["proposals"]] == [p["id"] for p in before]


def test_the_queue_shows_claims_and_verdicts(waiting):
    assert waiting
    assert {"id", "agent", "job", "account_id", "subject", "body", "claims", "verdicts", "route", "why", "value", "expires_at"} <= set(
        waiting[0]
    )
    assert all({"text", "fact_ids"} <= set(c) for c in waiting[0]["claims"])
    assert all({"gate", "passed", "why"} <= set(v) for v in waiting[0]["verdicts"])


def test_a_decision_is_taken_once(demo_store, waiting):
    status, said = run(demo_store, "decide", waiting[0]["id"], "approve", "--by", "Ada")
    assert status == 0
    assert said["decision"] == "approve"
    assert said["action_id"]
    again, refused = run(demo_store, "decide", waiting[0]["id"], "reject", "--by", "Grace")
    assert again == 1
    assert "Ada" in refused["error"]


def test_what_is_delivered_is_delivered_once(demo_store, waiting):
    for item in waiting[:3]:
        run(demo_store, "decide", item["id"], "approve", "--by", "Ada")
    assert run(demo_store, "deliver")[1]["sent"] >= 3
    assert run(demo_store, "deliver")[1]["sent"] == 0


def test_a_touch_is_logged(demo_store, waiting):
    status, said = run(
        demo_store, "touch", waiting[0]["account_id"], "--mode", "call", "--minutes", "20", "--by", "Ada", "--result", "Agreed a plan"
    )
    assert status == 0
    assert said["touch_id"]


def test_coverage_has_the_shape_of_the_contract(demo_store):
    status, said = run(demo_store, "coverage", "--hours", "10")
    assert status == 0
    assert {"hours", "by", "unit", "impact", "bound", "hour_price", "evidence", "compare", "assignments"} <= set(said)
    assert said["impact"]["low"] <= said["impact"]["point"] <= said["impact"]["high"]
    assert {"arr", "risk", "random"} <= set(said["compare"])
    assert {"more_hours", "more_person", "skills", "unmet", "by_unit", "differences", "handoffs", "moves"} <= set(said)
    assert {unit["rank_correlation_with_arr"] is not None for unit in said["by_unit"].values()} == {True}


def test_goals_are_set_shown_and_taken_away(demo_store):
    assert run(demo_store, "goals", "set", "nrr=110")[0] == 0
    assert next(g for g in run(demo_store, "goals")[1]["goals"] if g["key"] == "nrr")["target"] == 110
    run(demo_store, "goals", "set", "nrr=")
    assert next(g for g in run(demo_store, "goals")[1]["goals"] if g["key"] == "nrr")["target"] is None


@pytest.mark.parametrize("words", [("goals", "set", "nonsense=1"), ("goals", "set"), ("goals", "set", "nrr=many")])
def test_a_goal_that_is_none_is_refused_in_one_line(demo_store, words):
    status, said = run(demo_store, *words)
    assert status == 2
    assert "\n" not in said["error"]


def test_quality_gives_an_interval_to_every_rate(demo_store, waiting):
    run(demo_store, "decide", waiting[0]["id"], "approve", "--by", "Ada")
    status, said = run(demo_store, "quality")
    assert status == 0
    rated = next(a for a in said["agents"] if a["agent"] == waiting[0]["agent"])
    assert rated["accepted"]["low"] <= rated["accepted"]["point"] <= rated["accepted"]["high"]


def test_without_a_model_there_is_no_judge_and_one_line_says_what_to_set(demo_store):
    status, said = run(demo_store, "quality", "--judge", "5")
    assert status == 2 and "OPENAI_BASE_URL" in said["error"] and "\n" not in said["error"]
    assert run(demo_store, "quality")[1]["judge"]["available"] is False


def test_a_pilot_starts_once_and_cannot_tell_yet(demo_store):
    status, said = run(demo_store, "pilot", "status")
    assert status == 0
    assert said["says"] == "cannot tell yet"
    assert said["effect"] is None


def test_a_backtest_says_what_it_caught(demo_store):
    status, said = run(demo_store, "backtest", "--from", "2026-02-01", "--to", "2026-03-01")
    assert status == 0
    assert {"flags", "churned_arr", "caught_arr", "median_lead_days", "precision", "alerts_per_week", "auc", "says"} <= set(said)


def test_a_backup_is_put_back_and_whole(demo_store, tmp_path):
    assert run(demo_store, "backup", str(tmp_path / "copy.zip"))[1]["ok"]
    put = tmp_path / "elsewhere" / "context.db"
    assert run(put, "restore", str(tmp_path / "copy.zip"))[1]["ok"]
    assert run(put, "check")[1] == run(demo_store, "check")[1]
    assert run(put, "queue")[1] == run(demo_store, "queue")[1]


def test_a_missing_store_is_one_line_that_says_what_to_do(tmp_path):
    status, said = run(tmp_path / "none.db", "queue")
    assert status == 2
    assert "cs_core demo" in said["error"]
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_store_is_one_line(tmp_path):
    (tmp_path / "photo.db").write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    status, said = run(tmp_path / "photo.db", "queue")
    assert status == 1
    assert "\n" not in said["error"]


def test_the_demo_never_mixes_with_somebodys_own_rows(tmp_path):
    (tmp_path / "stripe").mkdir()
    (tmp_path / "stripe" / "customers.csv").write_text(
        "id,email,name,created,currency,delinquent,metadata_crm_id\ncus_1,a@acme.example,Acme,2025-01-01 00:00:00,eur,false,\n"
    )
    assert run(tmp_path / "mine.db", "import", str(tmp_path / "stripe"))[0] == 0
    status, said = run(tmp_path / "mine.db", "demo", "--accounts", "20", "--out", str(tmp_path / "demo"))
    assert status == 1
    assert "another store" in said["error"]


def test_a_past_day_shows_nothing_that_was_opened_later(demo_store, waiting):
    then = run(demo_store, "account", waiting[0]["account_id"], "--as-of", "2026-01-31")[1]
    assert [item for item in then["open"] if item["since"] > "2026-01-31"] == []
    assert [item for item in then["timeline"] if item["at"] > "2026-01-31T23:59:59"] == []


@pytest.mark.parametrize(
    "words", [("coverage", "--hours", "-3"), ("decide", "X", "maybe"), ("cycle", "--as-of", "soon"), ("import", "/nowhere"), ("nonsense",)]
)
def test_a_wrong_call_is_one_document_and_status_2(tmp_path, words):
    status, said = run(tmp_path / "none.db", *words)
    assert status == 2
    assert "\n" not in said["error"]


@pytest.mark.parametrize("command", ["forecast", "goals", "coverage", "digest", "work"])
def test_a_day_beyond_the_data_is_refused_with_the_day_up_to_which_one_may_ask(demo_store, command):
    status, said = run(demo_store, command, "--as-of", "2040-01-01")
    assert status == 2
    assert said["error"].startswith("Nothing is known of 2040-01-01 yet: the newest row is of ") and "--as-of up to" in said["error"]


def test_a_plan_is_told_in_words_and_names(demo_store):
    said = run(demo_store, "coverage", "--hours", "100")[1]
    told = show.text("coverage", said)
    assert "accounts kept" in told and "accounts_kept" not in told and "prior" not in told
    assert said["assignments"][0]["name"] in told and said["assignments"][0]["account_id"] not in told
    assert "success_planning" not in show.text("quality", run(demo_store, "quality")[1])


def test_a_note_becomes_a_fact_and_can_be_taken_back(demo_store, waiting):
    account = waiting[0]["account_id"]
    status, made = run(demo_store, "note", account, "--key", "competitor", "--text", "Quasiflow", "--by", "Mia", "--on", "2026-06-01")
    assert (status, made["account_id"], made["withdrawn"]) == (0, account, False)
    [fact] = [fact for fact in run(demo_store, "account", account)[1]["facts"] if fact["key"] == "note:competitor"]
    assert (fact["value"], fact["observed_at"], fact["source"], fact["source_row"]) == (
        "Quasiflow", "2026-06-01", "note", f"note:{made['note_id']} by Mia"
    )  # fmt: skip
    assert run(demo_store, "note", account, "--by", "Mia", "--withdraw", made["note_id"]) == (0, made | {"withdrawn": True})
    assert not [fact for fact in run(demo_store, "account", account)[1]["facts"] if fact["key"] == "note:competitor"]


def test_a_note_that_cannot_be_is_refused_with_what_to_write(demo_store, waiting):
    status, said = run(demo_store, "note", waiting[0]["account_id"], "--key", "renewal_on", "--text", "soon", "--by", "Mia")
    assert status == 2 and "as 2026-12-31, not 'soon'" in said["error"]
    assert run(demo_store, "note", waiting[0]["account_id"], "--key", "pulse", "--by", "Mia")[0] == 2


@pytest.mark.parametrize("words", [("cycle",), ("check",), ("import", "tests"), ("import", "--dry-run", "tests"), ("demo", "--reset")])
def test_a_store_of_no_name_is_one_line_that_says_what_to_give(words):
    status, said = run("", *words)
    assert status == 1 and said["error"] == "The store is a file: give its path, such as data/context.db, to --store or CS_STORE"
