"""Leaders protect customers, override plans, read what plans promised and hand over what a person leaves, from the command line."""

from cs_core.cli import show
from cs_core.context.store import open_store
from tests.cli.commands import run
from tests.leadership.past_plans import a_past, commit_then
from tests.worlds import IMPORTED, TODAY, ago

SAID = ("--reason", "promise", "--why", "they were promised a workshop", "--by", "Ines Dahl")


def a_company(folder):
    """Three customers with a plan of a hundred days ago, read as of today."""
    with a_past(folder, accounts=3) as store:
        commit_then(store, {f"c{i}": ("call", "Mia Sand", 1.0) for i in range(2)})
        store.put("demo_end", TODAY.isoformat(), at=IMPORTED)
        return store.path


def test_a_customer_is_protected_and_let_go(tmp_path):
    path = a_company(tmp_path)
    status, said = run(path, "protect", "C1", "--why", "the case of the board", "--by", "Ines Dahl")
    assert status == 0 and [(p["account_id"], p["why"]) for p in said["protected"]] == [("c1", "the case of the board")]
    assert "1 customer is protected" in show.text("protect", said)
    assert run(path, "protect", "c1", "--off", "--why", "over")[1] == {"protected": []}
    status, said = run(path, "protect", "c1")
    assert status == 2 and "needs a reason" in said["error"]


def test_an_override_is_kept_and_taken_back(tmp_path):
    path = a_company(tmp_path)
    status, said = run(path, "override", "c1", "--mode", "workshop", "--person", "Uwe Kern", "--hours", "4", *SAID)
    [kept] = said["overrides"]
    assert status == 0 and kept["instead"] == {"mode": "workshop", "person": "Uwe Kern", "hours": 4.0} and kept["standing"]
    assert "workshop, Uwe Kern, 4 h instead of call, Mia Sand, 1 h" in show.text("override", said)
    said = run(path, "override", "--take-back", kept["id"])[1]
    assert [o["standing"] for o in said["overrides"]] == [False]
    assert run(path, "override", "c1", "--reason", "mood")[0] == 2
    status, said = run(path, "override", "c1", "--mode", "workshop")
    assert status == 2 and said["error"].startswith("override needs --reason, one of: relationship,")


def test_the_former_plan_is_put_back_once_it_was_seen(tmp_path):
    path = a_company(tmp_path)
    assert "No plan stood before" in run(path, "coverage", "--put-back")[1]["error"]
    with open_store(path) as store:
        commit_then(store, {"c1": ("call", "Mia Sand", 2.0)}, day=ago(1), plan_id="p2")
    status, said = run(path, "coverage", "--put-back")
    assert status == 0 and [row["account_id"] for row in said["former"]["gains"]] == ["c0"] and "plan_id" not in said
    assert "C0: agents alone → call, Mia Sand, 1 h" in show.text("coverage", said)
    status, said = run(path, "coverage", "--put-back", "--commit", "--signed", "Ines Dahl")
    with open_store(path) as store:
        assert status == 0 and store.rows("coverage_plan")[-1]["by"] == "Ines Dahl" and store.count("coverage_plan") == 3
    assert "It stands again" in show.text("coverage", said)


def test_what_a_plan_promised_is_told(tmp_path):
    status, said = run(a_company(tmp_path), "promised")
    [plan] = said["plans"]
    assert status == 0 and plan["kept"]["kept"] == 2 and "does not show that people caused it" in plan["says"]
    assert "2 of 2 kept" in show.text("promised", said)


def test_a_leaver_is_previewed_before_it_is_written(tmp_path):
    path = a_company(tmp_path)
    words = ("leaver", "Mia Sand", "--last-day", "2026-07-10")
    said = run(path, *words, "--give", "c1=Uwe Kern")[1]
    assert {a["account_id"]: a["to_person"] for a in said["accounts"]} == {"c0": "Uwe Kern", "c1": "Uwe Kern"}
    with open_store(path) as store:
        assert not store.count("succession")
    assert run(path, *words, "--commit")[1]["written"]["accounts"] == 2
    status, said = run(path, *words)
    assert status == 1 and "handed over" in said["error"]
    assert run(path, "leaver", "Uwe Kern", "--last-day", "2026-07-10", "--give", "c1")[0] == 2
