"""Goals on the command line: previewed, set with a day and a weight, taken apart, and set back."""

import pytest

from tests.cli.commands import run


def the(document, key):
    return next(g for g in document["goals"] if g["key"] == key)


def test_a_goal_is_previewed_set_with_day_and_weight_and_set_back(demo_store):
    told = run(demo_store, "goals", "preview", "logo_retention=+2*3")[1]
    assert told["cycle_id"] and "were routed twice, as set now and as changed, and none moves" in told["says"]
    assert run(demo_store, "goals", "history")[1] == {"changes": []}
    more = ("max_contacts_per_account_7d=1", "--due", "2026-12-31", "--by", "Ines")
    code, document = run(demo_store, "goals", "set", "logo_retention=+2*3", *more)
    goal = the(document, "logo_retention")
    assert code == 0 and (goal["weight"], goal["due_on"], goal["by"]) == (3, "2026-12-31", "Ines")
    assert goal["target"] == pytest.approx(goal["baseline"] + 2)
    changes = run(demo_store, "goals", "history")[1]["changes"]
    assert {c["key"] for c in changes} == {"logo_retention", "max_contacts_per_account_7d"}
    back = run(demo_store, "goals", "undo", next(c["id"] for c in changes if c["key"] == "logo_retention"))[1]
    assert the(back, "logo_retention")["target"] is None


def test_what_moved_a_figure_is_told_for_a_goal_that_is_not_set_too(demo_store):
    told = run(demo_store, "goals", "moved", "grr")[1]
    assert sum(p["change"] for p in told["parts"]) == pytest.approx(told["change"]) and told["since"] < "2026-06-30"


@pytest.mark.parametrize("words", [("set", "grr=-2"), ("set", "grr=95@soon"), ("moved", "nonsense"), ("frobnicate",), ("preview", "grr")])
def test_a_wrong_call_is_one_line_and_status_two(demo_store, words):
    code, document = run(demo_store, "goals", *words)[:2]
    assert code == 2 and document["ok"] is False and "\n" not in document["error"]


@pytest.mark.parametrize("verb", ["set", "preview"])
def test_a_verb_without_its_words_is_shown_with_an_example_of_its_own(demo_store, verb):
    code, document = run(demo_store, "goals", verb)
    assert code == 2 and document["error"] == f"goals {verb} needs KEY=VALUE, for example `goals {verb} nrr=110`"
