"""What a leader reads and does on the Quality and Forecast pages."""

from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.execution.models.model import ScriptedModel
from cs_core.leadership.output.blind import draw, waiting
from cs_core.leadership.output.judging import judge_drafts
from cs_core.orchestration.review import decide, queue
from tests.pages.test_acts import button, count
from tests.pages.test_pages import ROOT, on_demo, opened

__all__ = ["on_demo"]
NOON = datetime(2026, 6, 30, 12)
PAPERS = "Board pack and digest"


@pytest.fixture
def decided(on_demo):
    """The demo with some drafts approved and some rejected."""
    with open_store(on_demo) as store:
        for n, row in enumerate([r for r in queue(store, now=NOON) if r["kind"] == "message" and r["route"] != "human_only"][:20]):
            decide(store, row["id"], "approve" if n % 4 else "reject", by="Lea", now=NOON, reason="wrong tone", seconds=40.0)
    return on_demo


def shown(app) -> str:
    return "\n".join(e.value for e in (*app.markdown, *app.caption, *app.subheader, *app.error, *app.info))


def metrics(app) -> dict[str, str]:
    return {m.label: m.value for m in app.metric}


def test_quality_is_told_with_intervals_by_whatever_is_chosen(decided):
    app = opened("42_Quality.py", alone=True)
    assert not app.exception and metrics(app)["Decided by people"] == "20" and metrics(app)["Usable"] == "75.0%"
    table = app.dataframe[0].value
    assert {"Risk", "Renewal"} & set(table["group"]) and table["accepted"].dropna().str.contains(" to ").all()
    by_segment = AppTest.from_file(str(ROOT / "pages" / "42_Quality.py"), default_timeout=60)
    by_segment.query_params["by"] = "segment"
    by_segment.run()
    assert not by_segment.exception
    assert set(by_segment.dataframe[0].value["group"]) <= {"enterprise", "mid-market", "long tail", "not known"}


def test_before_any_decision_it_says_so_and_draws_nothing_empty(on_demo):
    app = opened("42_Quality.py", alone=True)
    assert not app.exception and "No proposal has been decided yet" in shown(app) and "Cannot tell yet" in shown(app)
    assert metrics(app)["Usable"] == "—"
    headings = [h.value for h in app.subheader]
    assert "What became of them" not in headings and "What they took" not in headings and not app.get("plotly_chart")
    known = [d.value.drop(columns=["group", "proposals", "n"], errors="ignore") for d in app.dataframe]
    assert all(table.notna().any(axis=None) for table in known), "no table of nothing"


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("Versions", "Only one version"), ("Gates and people", "No model has judged drafts yet"), ("Blind samples", "What agents missed"),
        ("Lessons", "lesson"),
    ],
)
def test_every_part_opens_and_says_what_it_knows(decided, part, word):
    app = opened("42_Quality.py", alone=True, part=part)
    assert not app.exception and word in shown(app)


def test_a_model_judge_is_shown_beside_people_once_it_has_judged(decided):
    good = dict.fromkeys(("supported", "useful", "tone", "specific"), "yes") | {"reason": "none", "overall": "send"}
    with open_store(decided) as store:
        judge_drafts(snapshot(store, date(2026, 6, 30)), ScriptedModel(lambda *_: good), 20, now=NOON)
    app = opened("42_Quality.py", alone=True, part="Gates and people")
    assert not app.exception and "No model judge" not in shown(app) and "nothing goes out, waits or is stopped by its word" in shown(app)
    row = next(d.value for d in app.dataframe if "judge" in d.value.columns).iloc[0]
    assert row["judge"] == "scripted, judge 1" and row["n"] == 15 and row["says"].startswith("no agreement beyond chance")


def test_a_blind_draw_is_judged_by_one_press_and_shows_no_reasoning(decided):
    with open_store(decided) as store:
        draw(snapshot(store, date(2026, 6, 30)), 6, by="Lea", now=NOON)
        first = waiting(store)[0]
    app = opened("42_Quality.py", alone=True, part="Blind samples")
    assert not app.exception and "Judge without being told (6 wait)" in shown(app) and "should the" in shown(app)
    button(app, "Rightly left").click().run()
    assert not app.exception and "(5 wait)" in shown(app)
    with open_store(decided) as store:
        [row] = store.rows("blind_label")
    assert row["draw_id"] == first["id"] and row["missed"] == 0


def test_samples_are_drawn_from_the_page(decided):
    app = opened("42_Quality.py", alone=True, part="Blind samples")
    button(app, "Draw what agents left alone").click().run()
    assert not app.exception and count(decided, "blind_draw") == 24


def test_the_forecast_has_intervals_categories_and_its_own_record(on_demo):
    app = opened("44_Forecast.py", alone=True)
    assert not app.exception and metrics(app)["GRR, twelve months"].endswith("%")
    parts = {part: shown(opened("44_Forecast.py", alone=True, part=part)) for part in ("Renewals ahead", "How right it was", PAPERS)}
    assert "quarter ends replayed" in parts["How right it was"] and "Needs a decision" in parts[PAPERS]
    assert "By category" in parts["Renewals ahead"] and "By quarter" in parts["Renewals ahead"]
    assert {"Risk seen ahead", "First value, all customers", "Leads open (CSQL)"} <= set(metrics(app))
    due = next(d.value for d in opened("44_Forecast.py", alone=True, part="Renewals ahead").dataframe if "of_due" in d.value.columns)
    assert "currency" not in due.columns, "one for all stands in the heading"
    ended = {c: due[c] for c in ("share", "share_60", "share_90") if c in due.columns}
    assert all(not told.str.endswith("n\u00a0=\u00a00").all() for told in ended.values()), "no column of nothing"
    alike = due[due["category"] != "Omitted"]["of_due"].dropna()
    assert len(alike) and alike.str.endswith("%, not told apart").all(), "no figure of a category is read as knowledge of it"
    assert sum(" current customers: those who pay today" in c.value for c in app.caption) == 2, "in the table's and in the chart's caption"
    kept = next(d.value for d in app.dataframe if "d90" in d.value.columns)
    assert kept["d90"].str.contains(" to ").any()


def test_whose_term_is_over_is_told_beside_the_renewals_that_do_not_count_them():
    document = {"categories": {"rows": [], "says": "none"}, "over": "In no renewal ahead: 1 customer", "quarters": []}
    app = AppTest.from_string(f"from pages._ui.forecast_parts import renewals\nrenewals({document})").run()
    assert "In no renewal ahead: 1 customer." in [m.value for m in app.markdown]


def test_the_digest_is_mailed_from_the_page_once_somebody_authorises_it(on_demo):
    app = opened("44_Forecast.py", alone=True, part=PAPERS)
    assert app.button(key="ask_digest").disabled
    app.multiselect(key="digest_to").set_value(["Ines Calloway"])
    app.selectbox(key="digest_by").set_value("Ines Calloway").run()
    app.button(key="ask_digest").click().run()
    assert "1 of our own people, once each: Ines Calloway" in shown(app) and not count(on_demo, "delivery")
    app.button(key="yes_digest").click().run()
    assert not app.exception and "ines" in app.success[0].value and count(on_demo, "delivery") == 1
    app.button(key="ask_digest").click().run()
    app.button(key="yes_digest").click().run()
    assert "They have this week's digest already" in app.success[0].value and count(on_demo, "delivery") == 1
