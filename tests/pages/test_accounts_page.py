"""The Accounts page: a list with stage and pulse, an overview of one customer, the pulse set and taken back, the meeting prepared."""

from datetime import date, datetime, time

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from cs_core.cli import show
from cs_core.context.pulse import set_pulse
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.wording.days import spelt
from cs_core.execution.lifecycle import lifecycle
from cs_core.orchestration.account import account_page
from cs_core.orchestration.cost import loaded_rate
from cs_core.settings import ROOT
from pages._ui import tables
from pages._ui.account_head import term_days, term_label
from pages._ui.case_relationship import badge, people
from tests.conftest import END
from tests.pages.test_acts import button, count
from tests.pages.test_pages import on_demo, opened  # noqa: F401
from tests.worlds import TODAY, a_store, ago, with_company, with_meeting, with_person, with_subscription, with_ticket, with_usage

PAGE = "10_Accounts.py"
PARTS = ("Overview", "Brief", "Jobs", "Timeline", "People", "Fields and sources", "Notes", "Open work")


@pytest.fixture
def account(on_demo) -> str:  # noqa: F811
    with open_store(on_demo) as store:
        return store.rows("case", limit=1)[0]["account_id"]


def at(account: str | None = None, **query) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / PAGE), default_timeout=60)
    for key, value in ({"account": account} if account else {}).items() | query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def test_the_list_shows_stage_owner_and_pulse_and_follows_its_stage_filter(on_demo):  # noqa: F811
    rows = at().dataframe[0].value
    assert {"name", "stage", "owner", "pulse"} <= set(rows.columns)
    some = rows["stage"].dropna().iloc[0]
    assert set(at(stage=some).dataframe[0].value["stage"]) == {some}


def test_the_list_is_narrowed_by_status_and_sorted_by_health_and_revenue(on_demo):  # noqa: F811
    everyone = at(sort="Lowest health").dataframe[0].value
    scores = everyone["health"].dropna().tolist()
    assert scores == sorted(scores) and list(everyone.columns)[:2] == ["name", "health"]
    worst = everyone["status"].dropna().iloc[0]
    assert {word for words in at(status=worst.tolist()[0]).dataframe[0].value["status"] for word in words} == set(worst)
    sums = at(sort="Largest ARR").dataframe[0].value["arr"].dropna().tolist()
    assert sums == sorted(sums, reverse=True)


def test_a_health_that_is_not_green_though_its_score_is_says_why_in_plain_sight(on_demo):  # noqa: F811
    with open_store(on_demo) as store:
        rows = snapshot(store, END).signals.filter(pl.col("churned_on").is_null(), pl.col("health") >= 67)
    held, green = (rows.filter(pl.col("health_band") == band)["account_id"][0] for band in ("yellow", "green"))
    told = [any(c.value.startswith("Health is not green though the score is: they ") for c in at(a).caption) for a in (held, green)]
    assert told == [True, False]


def test_who_is_at_risk_in_green_health_is_told_why(on_demo):  # noqa: F811
    with open_store(on_demo) as store:
        snap = snapshot(store, END)
        rows = lifecycle(snap).join(snap.signals.filter(pl.col("health_band") == "green"), on="account_id")
    risky, calm = (rows.filter(pl.col("stage") == stage)["account_id"][0] for stage in ("at risk", "in value"))
    says = "At risk though health is green: a risk of high severity is open: "
    told = [any(c.value.startswith(says) for c in at(a).caption) for a in (risky, calm)]
    assert told == [True, False]


def test_of_who_gave_notice_or_whose_term_is_over_no_renewal_is_counted_down():
    runs = {"notice_given_on": None, "term_over_on": None}
    assert term_label(runs | {"notice_given_on": END}, 0.4) == "Term ends, notice given"
    assert term_label(runs | {"term_over_on": END}, None) == "Term over since"
    assert (term_label(runs, 0.4), term_label(runs, None)) == ("Renewal, 40% likely", "Renewal")
    assert tables.ACCOUNTS["days_to_renewal"]["label"] == "Term ends", "in the list stand both who renew and who leave"


def test_of_who_gave_notice_no_last_day_for_it_is_told():
    row = {"renewal_on": END, "notice_on": END, "notice_given_on": None}
    day = spelt(END)
    assert term_days(row) == f"Term ends: {day}. Last day for notice: {day}."
    assert term_days(row | {"notice_on": None}) == f"Term ends: {day}. Last day for notice: not known."
    assert term_days(row | {"notice_on": None, "notice_given_on": END}) == f"Term ends: {day}."


@pytest.fixture
def leaving(tmp_path, monkeypatch):
    """A customer whose people work in the product, rate support well, and who gave notice."""
    with a_store(tmp_path) as store:
        with_subscription(store, with_company(store), mrr=100.0, seats=8, term_end_on=ago(-60), cancelled_on=ago(4))
        with_usage(store, "acme", [20] * 20, person="ada@acme.example")
        with_person(store, "acme", role="Champion")
        with_meeting(store, "acme", held=ago(3), attendees="ada@acme.example")
        with_ticket(store, "acme", closed_at=ago(5), satisfaction=1.0)
        monkeypatch.setenv("CS_STORE", str(store.path))
        yield store


def test_list_page_and_command_tell_one_score_of_who_gave_notice_and_that_it_was_given(leaving):
    health = account_page(snapshot(leaving, TODAY), "acme")["health"]
    assert health["score"] > 0
    [row] = at(as_of=TODAY.isoformat()).dataframe[0].value.to_dict("records")
    assert (row["status"], round(row["health"])) == ("notice given", health["score"])
    card = next(m for m in at("acme", as_of=TODAY.isoformat()).metric if m.label.startswith("Health"))
    assert (card.label, card.value) == ("Health, notice given", str(health["score"]))
    told = show.text("account", account_page(snapshot(leaving, TODAY), "acme"))
    assert f"health {health['score']}, notice given" in told


@pytest.mark.parametrize("part", PARTS)
def test_each_tab_opens_by_its_address(account, part):
    app = at(account, part=part)
    assert {m.label.split(",")[0] for m in app.metric} >= {"ARR", "Renewal", "Value realised", "Days since touch", "Open work"}


def test_a_case_is_named_once_and_by_its_agent(account):
    heads = [m.value for m in at(account, part="Jobs").markdown if "** · since " in m.value]
    assert "**Relationship** · since " in " ".join(heads) and "**Success Planning: success plan** · since " in " ".join(heads)


def test_a_pulse_is_set_in_place_and_taken_back(on_demo, account):  # noqa: F811
    app = at(account)
    app.button_group(key="pulse_0").set_value(2).run()
    app.text_input(key="pulse_why_0").set_value("The sponsor went quiet").run()
    button(app, "Keep the pulse").click().run()
    assert not app.exception
    assert count(on_demo, "pulse", account_id=account, score=2) == 1
    assert next(m for m in app.metric if m.label == "Pulse").value == "2 of 6, at risk"
    button(app, "Take it back").click().run()
    assert not app.exception
    assert next(m for m in app.metric if m.label == "Pulse").value == "not set"


def test_a_pulse_without_its_reason_is_asked_for_it_and_not_kept(on_demo, account):  # noqa: F811
    app = at(account)
    before = count(on_demo, "pulse")
    button(app, "Keep the pulse").click().run()
    assert any("Choose how you feel first" in e.value for e in app.error)
    app.button_group(key="pulse_0").set_value(2).run()
    button(app, "Keep the pulse").click().run()
    assert any("Say what makes you feel so first" in e.value for e in app.error) and count(on_demo, "pulse") == before


def test_a_colleagues_pulse_is_shown_without_a_way_to_take_it_back(on_demo, account):  # noqa: F811
    with open_store(on_demo) as store:
        set_pulse(store, account, 5, why="They sent us a customer", by="Somebody Else", now=datetime.combine(END, time(0)))
    app = at(account)
    assert any("Somebody Else" in c.value and c.value.startswith("Now 5") for c in app.caption)
    assert not any(b.label == "Take it back" for b in app.button)


def test_what_the_console_made_itself_is_named_so_with_a_short_number():
    rows = pl.DataFrame({"source": ["cs_core", "hubspot"], "source_row": ["proposal:e11c872fcb25c190", "company.csv:3"]})
    assert tables.sourced(rows).rows() == [("This console", "proposal e11c872f"), ("HubSpot", "company.csv, row 3")]


def test_a_customer_in_touch_of_whom_one_person_is_late_is_not_plainly_green():
    rows = people([{"name": "Ada", "due_on": "2026-06-01"}, {"name": "Bo", "due_on": "2026-09-01"}], as_of=date(2026, 7, 1))
    assert badge("in touch", rows) == ("in touch, but 1 of 2 people overdue", "orange")
    assert badge("in touch", rows.tail(1)) == ("in touch", "green")


def test_the_meeting_is_prepared_by_one_click(account):
    app = at(account)
    button(app, "Prepare for a meeting").click().run()
    assert not app.exception
    assert any("What not to say" in m.value for m in app.markdown)


def test_a_score_is_read_with_how_many_answers_it_rests_on(on_demo):  # noqa: F811
    with open_store(on_demo) as store:
        rows = snapshot(store, END).signals.filter(pl.col("churned_on").is_null(), pl.col("nps").is_not_null())
    of = rows.row(0, named=True)
    told = next(t.value for t in at(of["account_id"]).text if t.value.startswith("NPS: "))
    assert told.endswith(f"points, from {of['nps_answers']} answer{'s' * (of['nps_answers'] != 1)}")


def test_an_unknown_account_is_said_to_be_unknown_and_the_list_is_there(on_demo):  # noqa: F811
    app = at("nobody")
    assert "nobody" in app.warning[0].value and app.dataframe


def test_leaders_set_the_loaded_rate_where_the_overview_says(on_demo, account):  # noqa: F811
    assert any("Set a loaded rate on the Strategy page" in c.value for c in at(account).caption)
    app = AppTest.from_file(str(ROOT / "pages" / "40_Strategy.py"), default_timeout=60)
    app.query_params["part"] = "Cost to serve"
    app.run()
    next(n for n in app.number_input if n.label == "Loaded rate of an hour").set_value(85.0)
    button(app, "Set the rate").click().run()
    assert not app.exception
    with open_store(on_demo) as store:
        assert (loaded_rate(store, END).amount, loaded_rate(store, END).currency) == (85.0, "EUR")
