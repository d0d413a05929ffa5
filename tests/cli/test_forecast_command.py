"""What the forecast command says to a person: where a figure cannot be told, why."""

import pytest

from cs_core.cli import show
from cs_core.leadership.revenue import ONLY_TODAYS
from tests.cli.commands import run
from tests.worlds import TODAY, a_store, ago, with_company, with_subscription


@pytest.fixture
def on_a_list(tmp_path):
    with a_store(tmp_path) as store, store.transaction():
        for n in range(60):
            with_company(store, f"c{n}")
            with_subscription(store, f"c{n}", mrr=100.0 + n, term_start_on=ago(300), term_end_on=ago(-65))
    return tmp_path / "context.db"


def test_where_it_cannot_tell_it_says_why_once_as_the_document_does(on_a_list):
    status, said = run(on_a_list, "forecast", "--as-of", TODAY.isoformat())
    lines = show.text("forecast", said).splitlines()
    assert status == 0 and "cannot tell yet" in lines[0]
    until = said["year"]["until"]
    assert f"    GRR, NRR, logo churn, twelve months, twelve months to {until}: {ONLY_TODAYS}" in lines
    ahead = "GRR, NRR, logo churn, next 30 days, next 60 days, next 90 days"
    assert f"    {ahead}: cannot tell: no departure is on record" in lines
    assert len([line for line in lines if ONLY_TODAYS in line]) == 1


def test_figures_that_are_told_need_no_reason_and_past_ones_are_named_as_people_read_them(demo_store):
    lines = show.text("forecast", run(demo_store, "forecast")[1]).splitlines()
    assert not [line for line in lines if ": cannot tell" in line and line.strip().startswith("GRR")]
    assert any("days before, logos kept: n = " in line for line in lines) and not any(", logo:" in line for line in lines)
