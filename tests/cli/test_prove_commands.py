"""The commands that ask whether it works, run as a person would."""

from tests.cli.commands import run


def test_a_dry_run_shows_what_a_pilot_could_see_and_writes_nothing(demo_store):
    status, said = run(
        demo_store, "pilot", "start", "--dry-run", "--arms", "agents,care", "--holdout", "50", "--segment", "any", "--outcome", "contact_28"
    )
    assert status == 0 and said["eligible"] > 60 and [a["arm"] for a in said["arms"]] == ["agents", "standard care"]
    assert {row["outcome"] for row in said["power"]} == {"kept_90", "kept_180", "use_56", "contact_28"}
    assert run(demo_store, "pilot", "status")[1]["n"] == 0


def test_a_pilot_is_refused_with_the_number_it_takes(demo_store):
    status, said = run(demo_store, "pilot", "start")
    assert status == 1 and "500 are needed" in said["error"]


def test_arms_that_are_none_are_refused(demo_store):
    assert run(demo_store, "pilot", "start", "--arms", "agents,magic")[0] == 2
    assert run(demo_store, "pilot", "start", "--arms", "agents")[0] == 2
    assert "holdout" in run(demo_store, "pilot", "start", "--holdout", "5")[1]["error"]


def test_a_pilot_is_started_read_stopped_and_not_scaled(demo_store):
    chosen = ("--arms", "agents,care", "--holdout", "50", "--segment", "any")
    status, said = run(demo_store, "pilot", "start", "--name", "first", *chosen)
    assert status == 0 and said["state"] == "running" and sum(a["n"] for a in said["arms"]) == said["n"] >= 100
    status, said = run(demo_store, "pilot", "status", "first")
    assert said["says"] == "cannot tell yet" and not said["scale"]["supported"]
    assert run(demo_store, "pilot", "scale", "first")[0] == 1
    assert run(demo_store, "pilot", "stop", "first")[0] == 2
    assert run(demo_store, "pilot", "stop", "first", "--why", "prices change", "--by", "Ada")[1]["state"] == "stopped"
    assert run(demo_store, "pilot", "status")[1]["state"] == "stopped"


def test_the_old_model_and_the_new_are_compared_on_the_demo(demo_store):
    status, said = run(demo_store, "old-and-new", "--hours", "60")
    assert status == 0 and said["simulated"] and len(said["models"]) == 4 and "Simulated" in said["says"]
