"""The lifecycle stage of every account: the first rule that holds, with its reason, and none where nothing says."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.execution.lifecycle import STAGES, lifecycle
from tests.execution.builders import signals_of
from tests.worlds import TODAY, a_store, ago


def stage(tmp_path, **known):
    with a_store(tmp_path) as store:
        snap = snapshot(store, TODAY)
        vars(snap)["signals"] = signals_of({"account_id": "acme"} | known)
        return lifecycle(snap).row(0)[1:]


@pytest.mark.parametrize(
    ("known", "name", "why"),
    [
        ({"churned_on": ago(3), "notice_given_on": ago(60)}, "former", "left on 25 June 2026"),
        ({"notice_given_on": ago(60), "health_band": "red", "health": 12.0}, "leaving", "notice was given on 29 April 2026"),
        ({"health_band": "red", "health": 12.4, "days_to_renewal": 5}, "at risk", "health is red at 12 points"),
        ({"renewal_on": TODAY + timedelta(days=40), "days_to_renewal": 40, "onboarding_status": "done"}, "renewal window",
         "the term ends on 7 August 2026, in 40 days"),
        ({"onboarding_status": "done"}, "in value", "every value milestone is reached"),
        ({"onboarding_status": "on track", "first_value_on": ago(20)}, "adopting", "first value came on 8 June 2026, milestones are ahead"),
        ({"onboarding_status": "stuck"}, "onboarding", "no value milestone is reached yet: stuck"),
        ({"tenure_days": 12}, "onboarding", "a customer for 12 days"),
        ({"usage_4w": 30.0, "tenure_days": 700}, "adopting", "they use it; whether they reached value was not recorded"),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds_names_the_stage_and_says_why(tmp_path, known, name, why):
    assert stage(tmp_path, **known) == (name, why)


def test_where_nothing_says_no_stage_is_made_up(tmp_path):
    assert stage(tmp_path)[0] is None and "is known" in stage(tmp_path)[1]


def test_a_high_risk_that_is_open_is_at_risk_and_a_low_one_or_a_cleared_one_is_not(tmp_path):
    def risk(account, level, state):
        case = {"id": f"{account}-1", "case_id": account, "agent": "risk", "account_id": account, "kind": "risk", "state": state}
        return case | {"as_of": ago(1), "opened_on": ago(9), "reason": "use fell by half.", "data": {"level": level}, "facts": []}

    with a_store(tmp_path) as store:
        store.append("case", [risk("a", "high", "open"), risk("b", "low", "open"), risk("c", "high", "cleared")])
        snap = snapshot(store, TODAY)
        vars(snap)["signals"] = signals_of(*({"account_id": a, "onboarding_status": "done"} for a in "abc"))
        rows = lifecycle(snap)
        found = dict(rows.select("account_id", "stage").iter_rows())
    assert found == {"a": "at risk", "b": "in value", "c": "in value"}
    assert rows.filter(pl.col("account_id") == "a")["stage_why"].item() == "a risk of high severity is open: use fell by half"


def test_the_stages_are_those_of_the_field():
    names = list(dict.fromkeys(s.name for s in STAGES))
    assert names == ["former", "leaving", "at risk", "renewal window", "in value", "adopting", "onboarding"]
    assert isinstance(STAGES[0].holds, pl.Expr)
