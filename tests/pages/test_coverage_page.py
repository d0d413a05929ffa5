"""The Coverage page: every part opens, a plan is committed, an account is placed by hand with its price and its reason."""

import re

import pytest

from cs_core.context.store import open_store
from tests.pages.test_pages import on_demo, opened

__all__ = ["on_demo"]

PARTS = ("Plan", "What if", "By hand", "After commit", "Team")


def labels(app):
    return {metric.label: metric.value for metric in app.metric}


def button(app, label):
    return next(b for b in app.button if b.label == label)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens(part, on_demo):
    app = opened("41_Coverage.py", alone=True, part=part)
    assert not app.exception and not app.error


def test_a_plan_is_shown_against_today_and_by_arr_with_its_evidence(on_demo):
    app = opened("41_Coverage.py", alone=True, part="Plan")
    found = labels(app)
    assert {"Accounts kept", "More than today", "More than by ARR", "Hours used", "Per 100 hours more", "Evidence"} == set(found)
    assert found["Evidence"] in ("Assumption", "Observed", "Experiment")
    assert any("lose theirs to agents alone" in c.value for c in app.caption)
    placing = re.compile(r"[\d,]+ accounts?, ([\d,.]+) hours(?:; besides (\d+) hand-off)?")
    told = next(filter(None, (placing.match(c.value) for c in app.caption)))
    placed, apart, used = (float((part or "0").replace(",", "")) for part in (*told.groups(), found["Hours used"]))
    assert placed + apart == pytest.approx(used), "what is placed and what is handed over add up to what is used"
    plans = next(d.value for d in app.dataframe if "plan" in d.value.columns)
    assert {"More than today", "More than by ARR"} <= set(plans["plan"]), "a difference has one name on the page"


def test_an_account_placed_by_hand_shows_its_price_and_is_kept_with_its_reason(on_demo):
    app = opened("41_Coverage.py", alone=True, part="Plan")
    button(app, "Commit this plan").click().run()
    app.button(key="yes_commit_plan").click().run()
    app = opened("41_Coverage.py", alone=True, part="By hand")
    account = next(s for s in app.selectbox if s.label == "Account")
    account.set_value(account.options[3] if account.options[3] in account.options else account.options[0]).run()
    assert {"Accounts kept, whole plan", "ARR kept, whole plan", "Of this account itself", "Hours"} <= set(labels(app))
    next(s for s in app.selectbox if s.label == "Mode").set_value("workshop").run()
    next(t for t in app.text_input if t.label == "Why").set_value("They asked for one")
    button(app, "Override the plan").click().run()
    assert not app.exception and not app.error
    with open_store(on_demo) as store:
        [kept] = store.rows("override")
        assert kept["instead"]["mode"] == "workshop" and kept["why"] == "They asked for one" and kept["price"] is not None
