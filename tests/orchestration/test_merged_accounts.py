"""Two accounts become one between cycles: its cases and plays go on once, in a book of parts as in a small one, and the store is whole."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.backup import check
from cs_core.context.identity.answers import answer
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.execution.jobs.cases import cases_of, newest_cases
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration import parts
from cs_core.orchestration.cycle import run_cycle
from tests.conftest import END, NOON, copied


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
