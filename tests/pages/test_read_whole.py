"""Tables are read whole at a laptop's width, each amount with its unit, and nothing of a store stands there as the store keeps it."""

import re
from datetime import date

import polars as pl
import pytest

from cs_core.context.health import MEASURES
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.leadership.goals import ahead_in_brief
from cs_core.orchestration.cost import set_loaded_rate
from pages._ui import (
    account,
    account_list,
    account_overview,
    by_size,
    channels,
    coverage_if,
    coverage_plan,
    forecast_parts,
    health,
    proof_backtest,
    quality_gates,
    quality_output,
    strategy_cost,
    strategy_goals,
    strategy_limits,
    tables,
    words,
)
from pages._ui.case_risk import _cards
from tests.conftest import END, NOON

ROOM, CHOSEN = 1_012, 37
"""Pixels of a table as wide as a page at 1440, the menu beside it; and of the boxes to choose a row by."""
STREAMLITS = {"small": 75, "medium": 200, "large": 400}
WIDE = {
    "facts": (tables.FACTS, ROOM), "timeline": (tables.TIMELINE, ROOM), "tasks": (tables.TASKS, ROOM - CHOSEN),
    "queue up to the route": ({name: column for name, column in tables.QUEUE.items() if name != "subject"}, ROOM - CHOSEN),
    "proposed": (tables.PROPOSED, ROOM - CHOSEN), "channels": (channels.COLUMNS, ROOM), "weights": (health.WEIGHTS, ROOM),
    "changes of goals": (strategy_limits.CHANGES, ROOM), "retention": (forecast_parts.RETENTION, ROOM),
    "categories": (forecast_parts.CATEGORY, ROOM), "versions": (quality_output.VERSIONS, ROOM), "gates": (quality_gates.ROWS, ROOM),
    "quality": (quality_output.TABLES[0][1], ROOM), "backtest": (proof_backtest.LISTS, ROOM),
    "size": (by_size.TABLE, 0.55 * ROOM), "plans": (coverage_plan.PLANS, 0.58 * ROOM),
    "value": ({name: column for name, column in account_overview.VALUE.items() if name != "measured_by"}, 0.57 * ROOM),
}  # fmt: skip


def width(column: dict) -> int:
    said = column["width"]
    return STREAMLITS.get(said, said)


@pytest.mark.parametrize("name", WIDE)
def test_the_columns_of_a_table_that_nobody_scrolls_fit_the_page(name):
    columns, room = WIDE[name]
    assert sum(width(column) for column in columns.values()) <= room


def test_every_measure_of_the_health_score_says_what_it_reads_and_in_which_unit():
    assert set(health.READS) == {m.name for m in MEASURES}
    assert health.READS["licence utilisation"].endswith(", in %") and health.READS["satisfaction"].endswith(", in %")
    assert "done 1" in health.READS["onboarding"] and "stuck 0" in health.READS["onboarding"]
    assert max(map(len, health.READS.values())) * 6.8 < width(health.WEIGHTS["reads"]), "read whole"


def test_a_row_of_our_own_is_told_by_a_few_letters_and_one_of_a_file_by_its_place():
    rows = pl.DataFrame({
        "source": ["team", "cs_core", "zendesk", "hubspot"],
        "source_row": ["touch:be81892686ed4f70", "proposal:d3edc85112345678", "tickets.jsonl:1230 and 6 more", "contacts.csv:3,9"],
    })  # fmt: skip
    told = tables.sourced(rows)["source_row"].to_list()
    assert told == ["touch be818926", "proposal d3edc851", "tickets.jsonl, row 1230 and 6 more", "contacts.csv, rows 3 and 9"]


def test_revenue_in_one_currency_names_it_in_its_heading_and_in_several_beside_each_row():
    one, two = (pl.DataFrame({"arr": [1.0, 2.0], "currency": codes}) for codes in (["EUR", None], ["EUR", "USD"]))
    assert tables.in_currency(tables.WARNED, one)["arr"]["label"] == "ARR, EUR" and tables.WARNED["arr"]["label"] == "ARR"
    assert list(tables.in_currency(tables.WARNED, two)) == [*tables.WARNED, "currency"]


def test_a_limit_stands_on_a_line_with_its_unit_and_every_share_in_percent():
    assert strategy_limits._on_a_line("4 messages") == "4\u00a0messages"
    shares = {key: limit.default for key, limit in strategy_limits.LIMITS.items() if limit.unit in ("share", "%")}
    assert len(shares) > 2 and all(re.fullmatch(r"[\d,.]+%", strategy_limits.in_words(*share)) for share in shares.items())
    assert strategy_limits.in_words("loaded_rate", 62.0, "EUR") == "62 EUR"
    assert strategy_limits.in_words("loaded_rate", None, "EUR") == "not set"


@pytest.mark.parametrize(("key", "value", "currency", "told"), [
    ("max_contacts_per_account_7d", 1.0, None, "1 contact"), ("max_contacts_per_account_7d", 2.0, None, "2 contacts"),
    ("grr", 84.1, None, "84.1%"), ("ttv_days", 1.0, None, "1 day"), ("ttv_days", 33.0, None, "33 days"),
    ("expansion_arr", 1_000_000.0, None, "1,000,000 a year"), ("expansion_arr", 1_000_000.0, "EUR", "1,000,000 EUR/yr"),
    ("grr", None, None, "not set"),
])  # fmt: skip
def test_a_goal_and_a_guardrail_stand_with_their_unit_as_a_person_says_it(key, value, currency, told):
    assert strategy_limits.in_words(key, value, currency) == told


def test_a_goal_on_today_stands_with_its_unit_and_an_unknown_figure_is_called_that():
    assert [strategy_goals.amount(x, "days") for x in (1, 7, None)] == ["1 day", "7 days", "unknown"]
    assert strategy_goals.amount(None, "%") == "unknown" and strategy_goals.amount(84.06, "%") == "84.1%"


def test_an_open_risk_counts_its_days_to_the_day_that_is_looked_at():
    case = {"opened_on": "2026-10-25", "closed_on": None, "due_on": "2026-10-27", "as_of": "2026-10-25"}
    cards = {label: value for label, value, _ in _cards(case, {"occurrences": 1}, date(2026, 11, 29))}
    assert (cards["Days open"], cards["Observed"]) == ("35", "once")


def test_what_a_model_reads_is_named_without_how_its_feed_is_counted():
    says = "uses in the last 4 full weeks; even shares of the month where a feed tells months only"
    assert account._driver({"says": says, "value": 4885, "points": -2.0}) == "uses in the last 4 full weeks: 4,885 (-2)"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("contract.mrr", "10868.0", "10,868"), ("contract.mrr", "9266.4", "9,266.40"), ("contract.auto_renew", "true", "yes"),
     ("renewal", "2026-09-05", "5 September 2026"), ("plan", "2.0", "2.0"), ("owner", None, None)],
)  # fmt: skip
def test_a_value_of_a_field_reads_as_revenue_a_yes_or_a_day(field, value, says):
    assert account._read(field, value) == says


def test_what_a_model_reads_and_nobody_knows_is_no_none():
    assert account._driver({"says": "share of good ratings", "value": None, "points": -2.0}) == "share of good ratings: not known (-2)"


def test_what_rounds_to_nothing_leans_to_no_side():
    assert [words.leaning(x, "high", "low") for x in (0.44, -0.44, 0.04, -0.04)] == ["0.4 high", "0.4 low", "0.0", "0.0"]


def test_minutes_are_told_by_tenths():
    told = {"point": 0.989, "low": 0.845, "high": 1.17, "unit": "minutes"}
    assert quality_output.amount_text(told) == "1.0 (0.8 to 1.2)"


def test_where_more_hours_add_nothing_it_is_said_in_words():
    assert coverage_if._adds_nothing([{"accounts_kept": 0.0}, {"accounts_kept": None}], "accounts_kept")
    assert not coverage_if._adds_nothing([{"accounts_kept": 0.0}, {"accounts_kept": 0.2}], "accounts_kept")
    assert "uses 1,014 of 2,126 hours" in coverage_if._left_over({"hours_used": 1014.2, "hours": 2126.0})


def test_the_share_that_serving_costs_is_read_in_percent(demo_store):
    with open_store(demo_store) as store:
        set_loaded_rate(store, 62.0, currency="EUR", by="Ines Dahl", now=NOON)
        rows = strategy_cost._segments(snapshot(store, END)).filter(pl.col("share").is_not_null())
    assert rows.height and ((rows["share"] - 100 * rows["cost"] / rows["revenue"]).abs() < 0.1).all()


def test_what_is_realised_of_an_outcome_is_rounded_and_never_cut_off():
    told = account_overview._in_percent([{"text": "Seats in use", "realised": 0.3793}, {"text": "Visits a day", "realised": None}])
    assert told["realised"].to_list() == [38.0, None]


def test_a_goals_forecast_stands_in_the_unit_of_the_goal():
    ahead = {"point": 81.1, "low": 74.2, "high": 87.9, "wide": False, "chance": 0.01}
    assert ahead_in_brief(ahead, "%") == "81.1% (74.2 to 87.9), very unlikely (1%) to be met"


def test_the_list_of_customers_shows_the_csm_whole_beside_names_and_a_currency_only_where_there_are_several():
    one, two = (pl.DataFrame({"currency": codes}) for codes in (["EUR", None], ["EUR", "USD"]))
    columns = account_list._columns("Likeliest to leave", one)
    assert columns["arr"]["label"] == "ARR, EUR" and "currency" not in columns
    assert "currency" in account_list._columns("Likeliest to leave", two)
    beside = list(columns)[1 : list(columns).index("owner") + 1]
    assert sum(width(columns[c]) for c in beside) + account_list.MOST_NAMED <= ROOM - CHOSEN
    assert width(columns["name"]) <= account_list.MOST_NAMED
