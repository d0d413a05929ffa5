"""Two accounts become one: its cases go on once, in a book of parts as in a small one; work, plans and notes of either are known of it."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.backup import check
from cs_core.context.identity.answers import answer, undo_merge
from cs_core.context.notes import add_note, withdraw_note
from cs_core.context.shelves.narrow import narrowed
from cs_core.context.signals.goals import wishes
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.execution.jobs.cases import cases_of, newest_cases
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration import covered
from cs_core.orchestration.account import open_work
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.flow import parts
from cs_core.orchestration.pilots.arms import HOLDOUT, ONLY_AGENTS, pilots
from cs_core.orchestration.pilots.readout import course_of
from cs_core.orchestration.work import log_touch, task_of
from cs_core.records import Routed
from tests.conftest import END, NOON, copied
from tests.orchestration.builders import NOW, TODAY, a_task, waiting
from tests.worlds import a_store, ago, at, with_company, with_subscription


@pytest.fixture
def store(demo_store, tmp_path):
    with open_store(copied(demo_store, tmp_path, "merged")) as opened:
        yield opened


def one_of(store, *, most: int = 3) -> str:
    """A person says that the customers with the most open cases are one; the account that it is now."""
    snap = snapshot(store, END)
    open_ = newest_cases(snap).filter(pl.col("closed_on").is_null())
    those = open_.join(snap.signals.filter(pl.col("churned_on").is_null()), on="account_id", how="semi")
    ids = those.group_by("account_id").len().sort("len", "account_id", descending=True)["account_id"].head(most)
    keys = [snap.companies.filter(account_id=a).select(pl.format("{}/{}", "system", "source_id")).item(0, 0) for a in ids]
    for n, other in enumerate(keys[1:]):
        answer(store, keys[0], other, noun="company", same=True, by="Ann", now=NOON + timedelta(minutes=n + 1))
    [one] = {snapshot(store, END).moved.get(a, a) for a in ids}
    return one


def keyed(store, day) -> pl.DataFrame:
    return newest_cases(snapshot(store, day)).with_columns(key=pl.col("data").str.json_path_match("$.key"))


def cycle(store, days: int, hours: int) -> int:
    """One more cycle; how many rows of cases it wrote."""
    before, later = store.count("case"), timedelta(days=days)
    run_cycle(store, as_of=END + later, now=NOON + later + timedelta(hours=hours), model=OfflineModel(), roster=ROSTER)
    return store.count("case") - before


def test_each_case_stands_once_and_a_second_cycle_of_a_day_writes_none(store):
    cycle(store, 0, 0)
    apart = keyed(store, END)
    one = one_of(store)
    assert apart.height > keyed(store, END).height and keyed(store, END).select("agent", "account_id", "key").is_unique().all()
    assert cycle(store, 0, 1) > 0 and cycle(store, 0, 2) == 0
    assert cycle(store, 1, 3) >= 0 and cycle(store, 1, 4) == 0
    rows = keyed(store, END + timedelta(days=1))
    assert rows.select("agent", "account_id", "key").is_unique().all() and rows["case_id"].is_unique().all()
    shown = cases_of(snapshot(store, END + timedelta(days=1)), one)
    assert len(shown) == rows.filter(account_id=one).height and {c["account_id"] for c in shown} == {one}
    assert check(store)["ok"]


def test_the_parts_of_a_book_in_which_accounts_became_one_stand_as_the_whole_does(store):
    cycle(store, 0, 0)
    one = one_of(store)
    whole = parts.position(snapshot(store, END), ROSTER, cycle_id="c2").cases
    several = parts.position(parts.seen(store, END, large=1), ROSTER, cycle_id="c2", part=100).cases
    assert one in whole["account_id"] and several.sort("case_id").equals(whole.sort("case_id"))
    store.append_frame("case", several)
    assert parts.position(parts.seen(store, END, large=1), ROSTER, cycle_id="c3", part=100).cases.is_empty()


@pytest.fixture
def two(tmp_path):
    """Acme and Bolt; `joined` says that Bolt is Acme."""
    with a_store(tmp_path) as made:
        for company in ("acme", "bolt"):
            with_company(made, company, domain=f"{company}.example")
        yield made


def joined(store) -> None:
    answer(store, "hubspot/acme", "hubspot/bolt", noun="company", same=True, by="Ann", now=NOW)


def test_work_that_was_open_for_an_account_is_open_for_the_one_that_it_is_part_of_and_can_be_logged_there(two):
    proposal, routed = a_task(account="bolt"), {"cycle_id": "c1", "as_of": TODAY, "why": "w", "change": "c", "assignee": "Mia Sand"}
    waiting(two, proposal, route="human_with_draft")
    task = task_of(proposal, Routed(proposal_id=proposal.id, route="human_with_draft", **routed), now=NOW)
    two.append("task", [task])
    assert open_work(snapshot(two, TODAY), "acme") == []
    joined(two)
    assert [(work["id"], work["task_id"]) for work in open_work(snapshot(two, TODAY), "acme")] == [(proposal.id, task.id)]
    assert log_touch(two, "acme", mode="call", minutes=5, by="Mia Sand", now=NOW, task_id=task.id)["task_id"] == task.id
    assert open_work(snapshot(two, TODAY), "acme") == []


@pytest.mark.parametrize("planned", [("acme", "bolt"), ("bolt", "acme"), ("bolt",)])
def test_a_plan_covers_an_account_that_was_several_once_by_whom_it_planned_for_it(two, planned):
    about = {"plan_id": "p1", "as_of": TODAY, "mode": "call", "set_at": NOW}
    people = {"acme": ("Mia Sand", 4.0), "bolt": ("Uwe Kern", 2.0)}
    rows = [about | {"id": a, "account_id": a, "person": people[a][0], "hours": people[a][1]} for a in planned]
    two.append("coverage", rows)
    joined(two)
    [row] = covered.standing(two, TODAY).select("account_id", "person", "hours").rows()
    assert row == ("acme", *people["acme" if "acme" in planned else "bolt"])
    undo_merge(two, "hubspot/bolt", by="Ann", now=NOW + timedelta(minutes=1))
    assert sorted(covered.standing(two, TODAY)["account_id"]) == sorted(planned)


def test_what_was_noted_of_an_account_is_known_of_the_one_that_it_is_part_of_and_withdrawn_there(two):
    note = add_note(two, "bolt", key="desired_outcome", text="Answer calls within an hour", by="Mia Sand", now=NOW)
    joined(two)
    snap = snapshot(two, TODAY)
    assert snap.notes["account_id"].to_list() == ["acme"] and wishes(snap)["account_id"].to_list() == ["acme"]
    assert narrowed(snap, "acme").notes["id"].to_list() == [note]
    withdraw_note(two, note, account_id="acme", by="Mia Sand", now=NOW)
    assert snapshot(two, TODAY).notes.is_empty()


def test_a_customer_that_left_is_not_counted_as_kept_in_a_pilot_because_it_became_part_of_another_record(two):
    begun = ago(60)
    for company in ("acme", "bolt"):
        with_subscription(two, company, mrr=100.0, ended_on=ago(5))
    arm = {"name": "tail", "as_of": begun, "propensity": 0.5, "stratum": "", "started_at": at(begun)}
    two.append("pilot", [arm | {"id": a, "account_id": a, "arm": which} for a, which in (("acme", ONLY_AGENTS), ("bolt", HOLDOUT))])
    for became_one in (False, True):
        if became_one:
            joined(two)
        [pilot] = pilots(two, TODAY)
        assert sorted(course_of(snapshot(two, TODAY), pilot).rows.select("account_id", "day").rows()) == [("acme", 55), ("bolt", 55)]
