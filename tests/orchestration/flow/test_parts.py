"""A large book is worked out part by part in processes of their own, and comes to what the whole comes to."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain
from shutil import rmtree
from time import perf_counter

import polars as pl
import pytest

from cs_core.context import rest
from cs_core.context.shelves import narrow
from cs_core.context.shelves.narrow import narrowed
from cs_core.context.shelves.shelf import shelf_there
from cs_core.context.shelves.shelved import Shelved
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.errors import StoreError
from cs_core.execution.jobs.cases import newest_cases
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.playbooks.spoken import phrases_with
from cs_core.execution.roster import ROSTER
from cs_core.orchestration import trace
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.flow import drafting, in_reach, parts, stages
from cs_core.orchestration.flow.steps import Steps
from tests.conftest import END, NOON, copied
from tests.context.test_rest import mapped_files
from tests.worlds import with_company

DAY = END - timedelta(days=30)
"""Before any case was opened."""
LATER = END + timedelta(days=3)


@pytest.fixture
def store(demo_store):
    with open_store(demo_store) as opened:
        yield opened


def test_the_parts_of_a_book_stand_as_the_whole_does(store):
    whole = parts.position(snapshot(store, DAY), ROSTER, cycle_id="c1")
    snap = parts.seen(store, DAY, large=1)
    assert isinstance(snap, Shelved)
    several = parts.position(snap, ROSTER, cycle_id="c1", part=29)
    assert len(whole.told.newest) > 5 and whole.told._replace(able=None) == several.told._replace(able=None)
    assert whole.told.able.missing == several.told.able.missing
    assert all(several.told.able.ready[agent.name].sort().equals(ids.sort()) for agent, ids in zip(ROSTER, whole.told.able.ready.values()))
    for one, other in zip(whole[1:], several[1:], strict=True):
        by = [c for c in ("account_id", "knowledge", "agent", "case_id", "key", "row", "source_row") if c in one.columns]
        assert one.height > 100 and one.sort(by).equals(other.sort(by))


@pytest.mark.parametrize("noun", ["company", "subscription", "knowledge"])
def test_many_accounts_rows_are_the_same_whether_looked_up_or_picked_out_of_all(store, noun, monkeypatch):
    snap = parts.seen(store, DAY, large=1)
    some = narrowed(snap, *snap.accounts["account_id"].gather_every(3))
    looked_up = some.versions(noun), some.versions(noun, "known_at")
    monkeypatch.setattr(narrow, "MANY", 1)
    assert looked_up[0].height > 0 and all(map(pl.DataFrame.equals, looked_up, (some.versions(noun), some.versions(noun, "known_at"))))


def test_a_cycle_of_a_large_book_proposes_what_it_would_of_a_small_one(demo_store, tmp_path, monkeypatch):
    documents, written, told, judged_in = [], [], [], []
    monkeypatch.setattr(drafting, "phrases_with", lambda plays: judged_in.append(len(plays)) or phrases_with(plays))
    for large in (10**9, 1):
        monkeypatch.setitem(parts.seen.__kwdefaults__, "large", large)
        with open_store(copied(demo_store, tmp_path, f"of-{large}")) as store:
            made = run_cycle(store, as_of=LATER, now=NOON + timedelta(days=3), model=OfflineModel(), roster=ROSTER)
            documents.append({k: v for k, v in made.items() if k != "seconds"})
            assert (shelf_there(snapshot(store, LATER)) is not None) == (large == 1), "each went its own way"
            written.append([store.frame(table).sort("id") for table in ("proposal", "verdict", "routed", "case")])
            told.append({(s["kind"], s["agent"]): s for s in trace.steps(store, made["cycle_id"])})
    assert documents[0] == documents[1]
    assert all(one.height > 100 and one.equals(other) for one, other in zip(*written, strict=True))
    assert len(judged_in) == 2, "the world that drafts are judged in is worked out once a cycle"
    counts = [{step: (s["rows_in"], s["rows_out"]) for step, s in steps.items()} for steps in told]
    assert counts[0] == counts[1] and counts[0]["brief", ""][1] > 20
    assert [steps["brief", ""]["detail"] for steps in told] == ["", stages.READ_LATER]


def test_of_a_large_book_no_more_is_held_than_what_is_put_into_words(store, monkeypatch):
    monkeypatch.setattr(rest, "LARGE", 1)
    monkeypatch.setattr(in_reach, "LEAST", 9)
    monkeypatch.setattr(in_reach, "REACH", 0.0)
    monkeypatch.setitem(parts.seen.__kwdefaults__, "large", 1)
    steps, before = Steps("c1", ticks=perf_counter), mapped_files()
    known = stages.know(store, ROSTER, ROSTER, steps, as_of=DAY, cycle_id="c1", learn=False)
    assert mapped_files() > before + 2 and not [*(store.lake / "shelf").glob("rest.*")] and rest.RESTS not in vars(known.snap)
    assert known.evidence.signals is known.snap.signals and known.current.height == known.snap.signals["churned_on"].null_count()
    noticed = stages.notice(known, ROSTER, steps, parted=True)
    written_to = stages.accounts_of(noticed.asked)
    assert 9 <= len(noticed.asked) < 30 < noticed.wanted.total() == len(noticed.asked) + len(noticed.beyond)
    assert set(noticed.world.accounts) == set(noticed.world.near.places) == written_to
    people = {email for of_account in noticed.world.people.values() for email in of_account}
    assert all(c.account_id in written_to or c.person in people for c in chain(*noticed.world.ledger.by_account.values()))


def test_a_day_on_which_nothing_is_to_be_said_reads_of_a_large_book_neither_people_nor_what_they_wrote(store, monkeypatch):
    monkeypatch.setitem(parts.seen.__kwdefaults__, "large", 1)
    idle, steps = [replace(agent, plays={}) for agent in ROSTER], Steps("c1", ticks=perf_counter)
    known = stages.know(store, idle, idle, steps, as_of=DAY, cycle_id="c1", learn=False)
    noticed = stages.notice(known, idle, steps, parted=True)
    assert not noticed.asked and not noticed.all and not noticed.world.accounts
    assert not {"people_rows", "people", "messages", "said", "surveys"} & vars(known.snap).keys()


def test_what_is_imported_meanwhile_changes_nothing_of_what_the_cycle_sees(store):
    before = parts.position(snapshot(store, DAY), ROSTER, cycle_id="c1")
    snap = parts.seen(store, DAY, large=1)
    with_company(store, "newcomer")
    assert "newcomer" in snapshot(store, DAY).accounts["account_id"]
    later = parts.position(snap, ROSTER, cycle_id="c1", part=29)
    assert later.cases.sort("case_id").equals(before.cases.sort("case_id"))
    assert narrowed(snap, *before.cases["account_id"].head(2)).shelf == snap.shelf


def test_the_cases_of_a_customer_that_was_deleted_since_end_as_in_a_small_book(store):
    store.append_frame("case", parts.position(snapshot(store, DAY), ROSTER, cycle_id="c1").cases)
    cases, later = newest_cases(snapshot(store, DAY)), DAY + timedelta(days=7)
    gone = cases.filter(pl.col("closed_on").is_null(), pl.col("agent") == "renewal")["account_id"][0]
    for ref in snapshot(store, later).companies.filter(pl.col("account_id") == gone)["source_id"]:
        row = store.rows("company", source_id=ref)[-1]
        store.append("company", [row | {"key": f"{row['key']}-gone", "known_at": f"{later}T00:00:00", "deleted": True}])
    assert gone not in snapshot(store, later).accounts["account_id"]
    whole = parts.position(snapshot(store, later), ROSTER, cycle_id="c2").cases
    several = parts.position(parts.seen(store, later, large=1), ROSTER, cycle_id="c2", part=29).cases
    assert gone in whole["account_id"] and several.sort("case_id").equals(whole.sort("case_id"))


def test_a_day_on_which_nobody_was_known_yet_has_no_parts(store):
    snap = parts.seen(store, END - timedelta(days=20_000), large=1)
    assert isinstance(snap, Shelved) and snap.accounts.is_empty()
    assert parts.position(snap, ROSTER, cycle_id="c1").cases.is_empty()


def test_a_shelf_that_is_gone_while_it_is_read_is_told_in_one_line(store):
    snap = parts.seen(store, DAY, large=1)
    rmtree(snap.shelf.folder)
    with pytest.raises(StoreError, match="run it again"):
        parts.position(snap, ROSTER, cycle_id="c1")


def test_without_room_for_a_shelf_the_book_is_held_whole(store):
    rmtree(store.lake / "shelf", ignore_errors=True)
    (store.lake / "shelf").write_text("in the way")
    assert not isinstance(parts.seen(store, END, large=1), Shelved)
