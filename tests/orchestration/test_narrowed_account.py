"""One account opened by itself says word for word what the whole book says of it, on any day, and holds nothing of others."""

from datetime import timedelta
from shutil import rmtree

import polars as pl
import pytest

from cs_core.context.brief import brief
from cs_core.context.health.weights import set_weight
from cs_core.context.notes import add_note
from cs_core.context.pulse import set_pulse, withdraw_pulse
from cs_core.context.shelves.kept_signals import kept_signals, signals_mark
from cs_core.context.shelves.narrow import Narrow, narrowed, opened
from cs_core.context.shelves.shelf import ATTRIBUTES, SUMS, shelf_there
from cs_core.context.signals import signals
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import open_store
from cs_core.errors import NotFound
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.account import account_page
from cs_core.orchestration.cost import cost_of, cost_to_serve
from cs_core.orchestration.preparing.page import prepare
from cs_core.orchestration.quarter import quarter
from cs_core.records import Action, Outcome
from tests.conftest import END, NOON
from tests.worlds import TODAY, a_store, ago, at, with_company, with_person, with_record


@pytest.fixture
def store(demo_store):
    with open_store(demo_store) as opened_store:
        yield opened_store


def some(snap, every: int) -> list[str]:
    return snap.signals["account_id"].gather_every(every).to_list()


@pytest.mark.parametrize(("days", "every"), [(0, 8), (45, 24), (200, 40)])
def test_a_narrowed_page_is_the_page_that_the_whole_book_gives(store, days, every):
    whole = snapshot(store, END - timedelta(days=days))
    for account_id in some(whole, every):
        one = narrowed(whole, account_id)
        assert isinstance(one, Narrow)
        assert account_page(one, account_id) == account_page(whole, account_id)


def test_a_brief_a_meeting_a_quarter_and_the_cost_are_the_same_too(store):
    whole = snapshot(store, END)
    costs = cost_to_serve(whole)
    for account_id in some(whole, 20):
        one = narrowed(whole, account_id)
        assert brief(one, account_id) == brief(whole, account_id)
        assert prepare(one, account_id) == prepare(whole, account_id)
        assert quarter(one, ROSTER).equals(quarter(whole, ROSTER, only=[account_id]))
        assert cost_of(cost_to_serve(one), account_id, None) == cost_of(costs, account_id, None)


def test_what_people_wrote_since_the_shelf_was_put_down_is_there(store):
    account_id = snapshot(store, END).signals["account_id"][3]
    narrowed(snapshot(store, END), account_id)
    add_note(store, account_id, key="champion", text="Ada Byron", by="Cleo", now=NOON, observed_on=END)
    set_pulse(store, account_id, 2, why="They went silent", by="Cleo", now=NOON)
    whole = snapshot(store, END)
    page = account_page(narrowed(whole, account_id), account_id)
    assert page == account_page(whole, account_id)
    assert page["pulse"]["score"] == 2
    assert "Ada Byron" in str(page["facts"])


@pytest.mark.parametrize(("kind", "flag"), [("asked_to_stop", "opted_out"), ("bounced", "undeliverable")])
def test_who_asked_at_another_account_that_we_stop_or_cannot_be_reached_is_known_here_too(tmp_path, kind, flag):
    with a_store(tmp_path) as store:
        for company in ("acme", "bolt"):
            with_company(store, company, domain=f"{company}.example")
            with_person(store, company, "Ada Lind", email="ada@agency.example")
        at_bolt = {"account_id": "bolt", "agent": "risk"}
        letter = {"id": "a1", "proposal_id": "p1", "kind": "message", "channel": "email", "recipient": "Ada@agency.example", "subject": "s"}
        with_record(store, Action(**letter, **at_bolt, body="b", created_at=at(ago(8)), authorised_by="Lea"))
        with_record(store, Outcome(id="o1", cause_id="a1", **at_bolt, kind=kind, good=False, observed_on=ago(3), detail=""))
        whole = snapshot(store, TODAY)
        one = narrowed(whole, "acme")
        assert isinstance(one, Narrow)
        assert one.people[flag].to_list() == [True] == whole.people.filter(pl.col("account_id") == "acme")[flag].to_list()


def test_nothing_of_other_accounts_is_in_the_frames(store):
    whole = snapshot(store, END)
    one = narrowed(whole, some(whole, 30)[1])
    more = ("people", "desired_outcomes", "said", "readings", "provenance", "signals", "notes")
    frames = [getattr(one, name) for name in (*ATTRIBUTES, *more)]
    frames += [getattr(one.use, name) for name in SUMS] + [one.history(t) for t in ("proposal", "touch", "case", "outcome", "task")]
    for rows in frames:
        assert set(rows["account_id"].drop_nulls().unique()) <= set(one.account_ids)
    mine = set(whole.history("proposal").filter(account_id=one.account_ids[0])["id"])
    assert set(one.history("decision")["proposal_id"]) | set(one.history("routed")["proposal_id"]) <= mine


def test_an_account_is_opened_by_the_words_of_its_name(store):
    whole = snapshot(store, END)
    account_id, name = whole.accounts.select("account_id", "name").row(5)
    one, found = opened(store, END, name)
    assert (found,) == (account_id,) == one.account_ids
    assert account_page(one, found) == account_page(whole, account_id)
    with pytest.raises(NotFound):
        opened(store, END, "no such customer at all")


def test_signals_are_worked_out_once_for_all_processes_until_a_row_is_added_that_they_read(store):
    first = kept_signals(snapshot(store, END))
    assert first.equals(signals(snapshot(store, END)))
    mark = signals_mark(snapshot(store, END))
    [file] = shelf_there(snapshot(store, END)).folder.glob("signals-*")
    add_note(store, first["account_id"][0], key="remark", text="Moves house", by="Cleo", now=NOON, observed_on=END)
    assert signals_mark(snapshot(store, END)) != mark
    kept_signals(snapshot(store, END))
    assert not file.exists()


def test_signals_are_worked_out_anew_from_the_shelf_where_it_is_there(store, monkeypatch):
    kept_signals(snapshot(store, END))
    add_note(store, snapshot(store, END).accounts["account_id"][0], key="champion", text="Ada Byron", by="Cleo", now=NOON, observed_on=END)
    expected = signals(snapshot(store, END))
    monkeypatch.setattr(Snapshot, "messages", property(lambda snap: pytest.fail("linked again")))
    assert kept_signals(snapshot(store, END)).equals(expected)


def test_a_pulse_is_laid_over_the_signals_that_are_kept(store):
    snap = snapshot(store, END)
    kept_signals(snap)
    mark, account_id = signals_mark(snap), snap.accounts["account_id"][2]
    row = set_pulse(store, account_id, 2, why="They went silent", by="Cleo", now=NOON)
    assert signals_mark(snap) == mark
    assert kept_signals(snapshot(store, END)).equals(signals(snapshot(store, END)))
    withdraw_pulse(store, row, by="Cleo", now=NOON + timedelta(minutes=1))
    assert signals_mark(snap) == mark
    assert kept_signals(snapshot(store, END)).equals(signals(snapshot(store, END)))


def test_a_pulse_that_the_score_counts_is_no_overlay(store):
    snap = snapshot(store, END)
    set_weight(store, segment="enterprise", measure="pulse", weight=10.0, by="Lea", now=NOON)
    kept_signals(snapshot(store, END))
    mark, account_id = signals_mark(snap), snap.signals.filter(segment="enterprise")["account_id"][0]
    set_pulse(store, account_id, 1, why="They said goodbye", by="Cleo", now=NOON)
    assert signals_mark(snap) != mark
    assert kept_signals(snapshot(store, END)).equals(signals(snapshot(store, END)))


def test_where_nothing_can_be_written_beside_the_store_all_of_it_is_read(store):
    rmtree(store.lake / "shelf", ignore_errors=True)
    (store.lake / "shelf").write_text("in the way")
    whole = snapshot(store, END)
    account_id = whole.signals["account_id"][0]
    assert narrowed(whole, account_id) is whole
    assert isinstance(kept_signals(whole), pl.DataFrame)


def test_what_was_done_for_an_account_that_is_part_of_another_one_now_is_there(store):
    before = snapshot(store, END)
    busy = before.history("proposal")["account_id"].unique(maintain_order=True)
    gone, stays = busy[0], before.accounts.filter(~pl.col("account_id").is_in(busy.implode()))["account_id"][0]
    keys = [row["company_key"] for row in store.rows("link", account_id=gone)]
    rows = [{"id": f"moved-{key}", "company_key": key, "account_id": stays, "score": 1.0, "why": "told", "linked_at": NOON, "batch": 99}
            for key in keys]  # fmt: skip
    store.append("link", rows)
    whole = snapshot(store, END)
    one = narrowed(whole, stays)
    assert one.moved == {gone: stays}
    assert account_page(one, stays) == account_page(whole, stays)
    assert set(one.history("proposal")["id"]) == {row["id"] for row in store.rows("proposal", account_id=gone)}
