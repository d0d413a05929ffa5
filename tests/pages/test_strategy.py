"""A leader sets a goal with its day and weight: previewed, saved, seen with what moved it, and set back."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.leadership.goals import set_goals
from cs_core.orchestration.contact.protection import protect
from cs_core.orchestration.direction import GUARDRAILS, direction
from tests.conftest import END, NOON
from tests.pages.test_acts import button, count
from tests.pages.test_pages import on_demo, opened  # noqa: F401
from tests.pages.test_working import worked_off

PAGE = "40_Strategy.py"


def shown(app) -> str:
    """All words and tables on the page."""
    tables = [str(t.value.to_dict()) for t in (*app.table, *app.dataframe)]
    return "\n".join([*(e.value for kind in (app.markdown, app.text, app.caption, app.warning) for e in kind), *tables])


def now(path):
    with open_store(path) as store:
        return direction(store)


def previewed(app):
    """Press it, wait until it was worked out, and look again."""
    button(app, "Preview").click().run()
    worked_off(app)


@pytest.fixture
def with_goals(on_demo):  # noqa: F811
    """Two goals, set ninety days ago."""
    with open_store(on_demo) as store:
        then = snapshot(store, END - timedelta(days=90))
        set_goals(store, {"logo_retention": "+2@2026-12-31*2", "touch_every_days": 30}, by="Ines Vogt", now=NOON, snap=then)
    return on_demo


def test_every_goal_that_can_be_set_says_what_its_figure_measures(on_demo):  # noqa: F811
    said = shown(opened(PAGE))
    assert "Days within which nine in ten customers had two-way contact, of those ever in contact" in said
    assert "customers have no contact on record and are not in the days" in said, "who was never in contact is told apart"
    assert "Median days from start to first value, of customers of the last year" in said
    assert "**Gross revenue retention** over 12 months" in said


def test_without_a_goal_no_chart_is_drawn_of_effort_that_served_none(on_demo):  # noqa: F811
    assert not drawn(opened(PAGE))


def test_with_a_goal_the_effort_is_drawn(with_goals):
    assert drawn(opened(PAGE))


def drawn(app) -> bool:
    return any("share of the effort" in str(chart.proto) for chart in app.get("plotly_chart"))


def test_what_was_previewed_already_stands_at_once_when_it_is_asked_for_again(on_demo):  # noqa: F811
    app = opened(PAGE)
    app.number_input(key="value_grr").set_value(95.0)
    previewed(app)
    button(app, "Preview").click().run()
    button(app, "Save this change").click().run()
    assert not app.exception and now(on_demo).goals == {"grr": 95.0}


def test_a_goal_is_saved_only_after_its_preview_with_its_day_and_weight(on_demo):  # noqa: F811
    app = opened(PAGE)
    assert "Save this change" not in [b.label for b in app.button]
    app.number_input(key="value_grr").set_value(95.0)
    app.number_input(key="weight_grr").set_value(2.0)
    previewed(app)
    assert not app.exception and count(on_demo, "goal") == 0
    said = shown(app)
    assert "Gross revenue retention: not set → 95%" in said and "hours of people" in said and "as changed" in said
    button(app, "Save this change").click().run()
    assert not app.exception and now(on_demo).goals == {"grr": 95.0} and now(on_demo).weights == {"grr": 2.0}
    assert now(on_demo).due["grr"] > END
    assert "Save this change" not in [b.label for b in app.button], "another change is previewed first"


def test_a_saved_change_takes_the_word_of_its_preview_off_every_page(on_demo):  # noqa: F811
    app = opened(PAGE)
    app.number_input(key="value_grr").set_value(95.0)
    previewed(app)
    told = lambda: [e.value for e in app.success if "The preview is done" in e.value]  # noqa: E731
    assert "not saved" in told()[0]
    button(app, "Save this change").click().run()
    assert not app.exception and not told()


def test_a_changed_figure_asks_for_another_preview(on_demo):  # noqa: F811
    app = opened(PAGE)
    previewed(app)
    app.number_input(key="value_grr").set_value(91.0).run()
    assert "Save this change" not in [b.label for b in app.button] and not app.exception


def test_a_goal_stands_with_baseline_forecast_and_chance_and_what_moved_it(with_goals):
    app = opened(PAGE)
    assert not app.exception and not app.error
    said = shown(app)
    since = "What moved it since 1 April 2026"
    for words in ("Customers kept", "(weight 2)", "31 Dec 2026", "could go either way", since, "Together", "likely"):
        assert words in said, words
    assert "long_tail_grr" not in said and "health_band" not in said, "keys are no words"


def test_a_guardrail_is_changed_after_its_preview_and_shown_with_who_set_it(on_demo):  # noqa: F811
    app = opened(PAGE)
    app.segmented_control(key="direction_kind").set_value("A guardrail").run()
    app.selectbox(key="key_A guardrail").set_value("ceiling_risk").run()
    app.selectbox(key="value_ceiling_risk").set_value(0).run()
    previewed(app)
    said = shown(app)
    assert not app.exception and "Highest autonomy of the risk agent: autonomous → shadow" in said
    assert "Lose attention" in [m.label for m in app.metric]
    button(app, "Save this change").click().run()
    assert now(on_demo).ceiling("risk", "long tail") == 0 and now(on_demo).ceiling("growth", "long tail") == 3
    said = shown(opened(PAGE, alone=True, part="Guardrails"))
    assert "**shadow**" in said and all(g.name in said for g in GUARDRAILS)


def test_a_goal_that_binds_nothing_cannot_be_saved(on_demo):  # noqa: F811
    with open_store(on_demo) as store:
        set_goals(store, {"ceiling_growth": 0, "ceiling_success_planning": 0}, by="Ines", now=NOON, snap=snapshot(store, END))
    app = opened(PAGE)
    app.selectbox(key="key_A goal").set_value("expansion_arr").run()
    previewed(app)
    assert "at level “shadow”" in app.warning[0].value and button(app, "Save this change").disabled


def test_a_change_is_set_back_from_the_history(with_goals):
    app = opened(PAGE)
    assert "not set" in shown(app)
    assert len(app.selectbox(key="undo").options) == 2
    button(app, "Set it back").click().run()
    assert not app.exception and len(now(with_goals).goals) == 1


def test_who_is_protected_is_listed_with_the_reason(on_demo):  # noqa: F811
    with open_store(on_demo) as store:
        account = snapshot(store, END).signals["account_id"][0]
        protect(store, account, why="they are in arbitration", by="Ines", now=NOON)
    assert "they are in arbitration" in shown(opened(PAGE, alone=True, part="Guardrails"))


def test_today_tells_of_each_goal_figure_and_chance_in_a_line_and_the_rest_behind_its_help(with_goals):
    app = opened("00_Today.py")
    lines = [c for c in app.caption if "aimed at" in c.value]
    assert len(lines) == 2 and all(len(c.value.split()) <= 30 for c in lines)
    kept = next(c for c in lines if "by 31 December 2026" in c.value)
    assert "if it goes on as in" not in kept.value and "if it goes on as in" in kept.proto.help
