"""Blind samples: drawn at random with a known chance, labelled by a person, and the share that agents missed with its interval."""

from datetime import datetime, timedelta

import pytest

from cs_core.cli import base
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound
from cs_core.execution.roster import ROSTER
from cs_core.leadership.output.blind import FEWEST, draw, draw_stopped, label, missed, waiting
from tests.cli.commands import run
from tests.leadership.records import drafted
from tests.worlds import TODAY, a_store, with_company, with_subscription

NOW = datetime(2026, 6, 28, 9)
AGENTS = ROSTER[:2]


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        for n in range(30):
            with_company(made, f"c{n}")
            with_subscription(made, f"c{n}", mrr=100.0)
        yield made


def drawn(store, n=20, *, now=NOW):
    return draw(snapshot(store, TODAY), n, by="Lea", now=now, roster=AGENTS)


def test_a_draw_takes_as_many_of_each_agent_and_keeps_of_how_many(store):
    found = drawn(store)
    assert found["drawn"] == 20 and found["of"] == 60
    assert found["agents"] == {agent.name: {"drawn": 10, "of": 30} for agent in AGENTS}
    assert {row["of_accounts"] for row in store.rows("blind_draw")} == {30}
    assert len({(row["account_id"], row["agent"]) for row in store.rows("blind_draw")}) == 20


def test_where_an_agent_acted_or_waits_nothing_is_drawn(store):
    for n in range(25):
        drafted(store, 1, word="approve", agent=AGENTS[0].name, account_id=f"c{n}", days=2)
    found = drawn(store, 40)
    assert found["agents"][AGENTS[0].name] == {"drawn": 5, "of": 5}
    acted = {f"c{n}" for n in range(25)}
    assert not [r for r in store.rows("blind_draw") if r["agent"] == AGENTS[0].name and r["account_id"] in acted]


def test_the_same_moment_draws_the_same_and_another_one_others(store, tmp_path):
    drawn(store)
    with a_store(tmp_path / "other") as other:
        for n in range(30):
            with_company(other, f"c{n}")
            with_subscription(other, f"c{n}", mrr=100.0)
        drawn(other)
        assert other.rows("blind_draw") == store.rows("blind_draw")
    first = {(r["account_id"], r["agent"]) for r in store.rows("blind_draw")}
    drawn(store, now=NOW + timedelta(hours=1))
    more = {(r["account_id"], r["agent"]) for r in store.rows("blind_draw")[20:]}
    assert len(more) == 20 and not more & first, "what waits for a label is not drawn again"


def test_every_pair_has_the_same_chance(store):
    seen, snap = {}, snapshot(store, TODAY)
    for n in range(60):
        with_now = NOW + timedelta(minutes=n)
        before = store.count("blind_draw")
        draw(snap, 6, by="Lea", now=with_now, roster=AGENTS[:1])
        for row in store.rows("blind_draw")[before:]:
            seen[row["account_id"]] = seen.get(row["account_id"], 0) + 1
            label(store, row["id"], "rightly left", by="Lea", now=with_now)
    assert len(seen) == 30 and min(seen.values()) >= 3 and max(seen.values()) <= 24, "12 each on average"


def test_a_person_sees_the_account_and_the_job_and_nothing_of_what_was_reasoned(store):
    drawn(store, 4)
    assert [set(row) for row in waiting(store)] == [{"id", "account_id", "agent", "drawn_on", "kind"}] * 4


def test_labels_make_the_share_missed_by_agent_and_over_all_with_an_interval(store):
    drawn(store, 40)
    for at, row in enumerate(waiting(store)):
        label(store, row["id"], "missed" if at % 5 == 0 else "cannot tell" if at % 5 == 1 else "rightly left", by="Lea", now=NOW)
    found = missed(snapshot(store, TODAY))
    assert found["n"] == 32 and waiting(store) == []
    assert all(a["missed"]["n"] == 16 and a["unsure"] == 4 and a["of"] == 30 for a in found["agents"])
    assert found["all"]["point"] == pytest.approx(0.25) and found["all"]["low"] < 0.25 < found["all"]["high"]
    assert "25% (" in found["says"]


def test_each_agent_weighs_by_the_accounts_that_it_left_alone(store):
    drawn(store, 40)
    first = AGENTS[0].name
    store_rows = store.rows("blind_draw")
    for row in store_rows:
        label(store, row["id"], "missed" if row["agent"] == first else "rightly left", by="Lea", now=NOW)
    assert missed(snapshot(store, TODAY))["all"]["point"] == pytest.approx(0.5)


def test_few_labels_cannot_tell(store):
    drawn(store, FEWEST - 1)
    for row in waiting(store):
        label(store, row["id"], "missed", by="Lea", now=NOW)
    found = missed(snapshot(store, TODAY))
    assert found["all"] is None and f"it takes {FEWEST}" in found["says"]


def test_the_newest_word_on_a_draw_counts_and_a_past_day_knows_nothing_of_it(store):
    drawn(store, FEWEST)
    for row in waiting(store):
        label(store, row["id"], "missed", by="Lea", now=NOW)
        label(store, row["id"], "rightly left", by="Mia", now=NOW + timedelta(minutes=1))
    assert missed(snapshot(store, TODAY))["all"]["point"] == 0
    assert missed(snapshot(store, TODAY - timedelta(days=1)))["agents"] == []


def test_stopped_drafts_are_drawn_once_under_their_own_id(store):
    stopped = drafted(store, 6, gate=False, account_id="c1")
    drafted(store, 6, account_id="c2")
    assert draw_stopped(snapshot(store, TODAY), 4, by="Lea", now=NOW) == {"drawn": 4, "of": 6}
    assert draw_stopped(snapshot(store, TODAY), 9, by="Lea", now=NOW) == {"drawn": 2, "of": 2}
    assert {row["id"] for row in waiting(store)} == set(stopped) and {row["kind"] for row in waiting(store)} == {"stopped"}


def test_the_command_draws_lists_labels_and_tells(store, monkeypatch):
    monkeypatch.setattr(base, "wall", lambda: NOW)
    status, said = run(store.path, "quality", "--draw", "6", "--who", "Lea", "--as-of", TODAY.isoformat())
    assert status == 0 and said["drawn"] == 6
    status, listed = run(store.path, "quality", "--blind")
    assert status == 0 and len(listed["draws"]) == 6
    status, said = run(store.path, "quality", "--label", listed["draws"][0]["id"], "missed", "--who", "Lea", "--why", "use halved")
    assert status == 0 and said["label"] == "missed" and store.rows("blind_label")[0]["why"] == "use halved"
    status, said = run(store.path, "quality", "--by", "segment", "--as-of", TODAY.isoformat())
    assert status == 0 and said["by"] == "segment" and {"agents", "judge", "versions", "missed"} <= said.keys()
    status, said = run(store.path, "quality", "--blind", "--draw", "2")
    assert status == 2 and "One thing at a time" in said["error"]


def test_wrong_words_and_unknown_draws_are_refused_in_a_line(store):
    drawn(store, 2)
    one = waiting(store)[0]["id"]
    with pytest.raises(BadInput, match="missed, rightly left, cannot tell"):
        label(store, one, "should have gone", by="Lea", now=NOW)
    with pytest.raises(BadInput, match="who judges"):
        label(store, one, "missed", by=" ", now=NOW)
    with pytest.raises(NotFound):
        label(store, "nobody", "missed", by="Lea", now=NOW)
    with pytest.raises(BadInput, match="1 to 1,000"):
        drawn(store, 0)
