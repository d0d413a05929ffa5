"""Renewals ahead by category: what each is worth, what came of it before, and those that are given up counted as lost."""

from datetime import timedelta

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.forecast import HISTORY, UNNOTICED, renewals, unnoticed_rate
from cs_core.leadership.forecasting.ahead import FEWEST, _order, alike, apart, came, categories, pace
from cs_core.leadership.reports.decisions import decisions
from cs_core.orchestration.record import wilson
from cs_core.records import Case
from tests.worlds import TODAY, a_store, ago, with_company, with_deal, with_subscription


def a_case(store, account, category, *, ends=40, state="open", closed=None, as_of=TODAY, arr=12_000.0):
    """A renewal case as the agent keeps it."""
    data = {
        "renewal_on": (TODAY + timedelta(days=ends)).isoformat(), "terms": {"arr": arr, "currency": "EUR"},
        "forecast": {"category": category},
    }  # fmt: skip
    case = {"agent": "renewal", "account_id": account, "kind": "renewal", "opened_on": ago(100), "reason": "", "case_id": f"r-{account}"}
    store.append("case", [Case(**case, id=f"{account}-{as_of}", state=state, as_of=as_of, closed_on=closed, data=data)])


def due(store, account, *, ends=40):
    with_company(store, account)
    day = TODAY + timedelta(days=ends)
    term = {"term_start_on": day - timedelta(days=365), "term_end_on": day, "started_on": day - timedelta(days=365)}
    with_subscription(store, account, mrr=1_000.0, currency="EUR", **term)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        for n in range(24):
            with_company(made, f"old{n}")
            with_deal(made, f"old{n}", closed_on=ago(60), won=n >= 4, stage="Closed")
        yield made


def test_each_category_has_its_renewals_and_what_is_expected_of_them(store):
    for n, category in enumerate(("commit", "commit", "at risk", "omitted")):
        due(store, f"c{n}")
        a_case(store, f"c{n}", category)
    rows = {r["category"]: r for r in categories(snapshot(store, TODAY))["rows"]}
    assert [rows[c]["n"] for c in ("commit", "at risk", "omitted")] == [2, 1, 1]
    assert rows["commit"]["expected"]["point"] == pytest.approx(24_000 * 20 / 24)
    assert rows["commit"]["expected"]["low"] < rows["commit"]["expected"]["point"] < rows["commit"]["expected"]["high"]
    assert rows["commit"]["goes_by"] == {HISTORY: 2}
    assert rows["omitted"]["expected"]["point"] == 0 == rows["omitted"]["expected"]["high"]


def test_a_renewal_of_which_notice_was_given_counts_as_lost_wherever_it_is_summed(store):
    due(store, "c0")
    a_case(store, "c0", "omitted")
    [row] = renewals(snapshot(store, TODAY)).filter(account_id="c0").to_dicts()
    assert (row["probability"], row["high"], row["basis"]) == (0, 0, "notice given or deal lost")


def test_what_renews_by_itself_once_the_day_for_notice_has_passed_goes_by_what_became_of_such_terms(store):
    term = {"mrr": 1_000.0, "currency": "EUR", "started_on": ago(900), "notice_days": 60, "auto_renew": True}
    for n in range(30):
        with_company(store, f"kept{n}")
        with_subscription(store, f"kept{n}", **term, term_start_on=ago(100), term_end_on=ago(-265))
    for n, cancelled in enumerate((ago(170), ago(110))):  # a notice in time, and one after its day
        with_company(store, f"gone{n}")
        ended = {"term_start_on": ago(465), "term_end_on": ago(100), "ended_on": ago(100), "cancelled_on": cancelled}
        with_subscription(store, f"gone{n}", **(term | {"auto_renew": False}), **ended)
    for name, ends in (("passed", 40), ("not yet", 80)):
        with_company(store, name)
        with_subscription(store, name, **term, term_start_on=ago(365 - ends), term_end_on=ago(-ends))
    snap = snapshot(store, TODAY)
    rows = {row["account_id"]: row for row in renewals(snap).to_dicts()}
    share = 32 / 33  # the thirty, the last terms of these two, and the one that ended though its notice came too late
    assert unnoticed_rate(snap)["n"] == 33 and unnoticed_rate(snap)["point"] == pytest.approx(share)
    assert (rows["passed"]["basis"], rows["passed"]["probability"]) == (UNNOTICED, pytest.approx(share))
    assert rows["passed"]["low"] < share < rows["passed"]["high"] and rows["not yet"]["basis"] != UNNOTICED


def test_a_category_that_is_expected_to_renew_less_than_a_lesser_one_says_why():
    def row(category: str, share: float, off: float, beyond: int) -> dict:
        told = {"point": 100 * share, "low": 100 * (share - off), "high": 100 * (share + off)}
        return {"category": category, "currency": "EUR", "n": 9, "arr": 100.0, "expected": told, "goes_by": {HISTORY: beyond}}

    told = _order([row("commit", 0.99, 0.01, 0), row("pipeline", 0.8, 0.1, 4), row("at risk", 0.85, 0.1, 2), row("omitted", 1.0, 0, 0)])
    assert told.startswith("Pipeline is expected to renew 80.0% of what is due, at risk 85.0%: their likely ranges overlap")
    assert "4 of 9 in pipeline and 2 of 9 in at risk" in told
    assert "beyond chance" in _order([row("pipeline", 0.5, 0.01, 0), row("at risk", 0.9, 0.01, 0)])
    assert _order([row("commit", 0.9, 0.1, 0), row("at risk", 0.8, 0.1, 0)]) == ""
    assert _order([row("commit", 0.9, 0.1, 0), row("at risk", 0.9 + 1e-12, 0.1, 0)]) == "", "both read 90.0%"


def test_what_came_of_a_category_is_told_once_enough_of_it_ended(store):
    for n in range(FEWEST + 1):
        a_case(store, f"k{n}", "best case", as_of=ago(60), ends=-20)
        a_case(store, f"k{n}", "commit", as_of=ago(25), ends=-20)
        a_case(store, f"k{n}", "commit", as_of=ago(19), ends=-20, state="lost" if n == 0 else "renewed", closed=ago(20))
    told = {(c["category"], c["horizon"]): c for c in came(snapshot(store, TODAY))}
    best = told[("best case", 30)]
    assert (best["k"], best["n"]) == (FEWEST, FEWEST + 1) and best["low"] < best["point"] < best["high"]
    assert told[("commit", 30)]["n"] == 0 and "cannot tell yet" in told[("commit", 30)]["says"]


def test_a_renewal_at_risk_that_ends_soon_waits_for_a_word(store):
    a_case(store, "c0", "at risk", ends=20)
    a_case(store, "c1", "at risk", ends=70)
    assert [n.says for n in decisions(snapshot(store, TODAY)) if n.page == "Forecast"] == [
        "1 renewal at risk within 30 days, c0: who goes, and with what"
    ]


def test_pace_says_what_it_rests_on(store):
    told = pace(snapshot(store, TODAY))
    assert told["risk_lead"]["n"] == 0 and told["leads"]["open"] == 0 and "first_value" in told["onboarding"]


def a_share(category, k, n):
    share = wilson(k, n)
    return {"category": category, "horizon": 30, "k": k, "n": n, "point": share.point, "low": share.low, "high": share.high}


def test_categories_whose_past_rates_overlap_are_said_not_to_be_told_apart():
    told = apart([a_share("commit", 5, 5), a_share("best case", 36, 38), a_share("at risk", 17, 17)])
    assert told.startswith("The categories cannot be told apart yet: commit 5 of 5, best case 36 of 38, at risk 17 of 17 renewed")
    some = apart([a_share("commit", 60, 60), a_share("best case", 38, 40), a_share("at risk", 10, 60)])
    assert some.startswith("Commit and best case cannot be told apart yet")
    two = apart([a_share("best case", 32, 32), a_share("at risk", 11, 14)])
    assert two.startswith("Best case and at risk cannot be told apart yet: best case 32 of 32, at risk 11 of 14 renewed")
    assert apart([a_share("commit", 60, 60), a_share("at risk", 10, 60)]).startswith("The categories told renewals apart")
    assert "cannot be told yet" in apart([a_share("commit", 5, 5)])


def test_a_category_is_alike_until_its_own_record_sets_it_apart_from_every_other():
    assert alike([]) == alike([a_share("commit", 5, 5)]) == ["commit", "best case", "pipeline", "at risk"]
    some = [a_share("commit", 60, 60), a_share("best case", 38, 40), a_share("at risk", 10, 60)]
    assert alike(some) == ["commit", "best case", "pipeline"]
