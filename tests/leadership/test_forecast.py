import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.forecast import bound, caveats, renewal_forecast, renewal_rate, renewals, retention
from cs_core.leadership.forecasting.ahead import forecast
from cs_core.leadership.revenue import NOBODY_LEFT, ONLY_TODAYS, unseen_losses
from tests.worlds import TODAY, a_store, ago, at, with_churn_event, with_company, with_deal, with_subscription


def a_book(store, *, kept=16, left=4, mrr=100.0, **fields):
    """Customers of two years, some of which left a hundred days ago."""
    for i in range(kept + left):
        company = with_company(store, f"c{i}")
        ended = {"ended_on": ago(100)} if i >= kept else {}
        with_subscription(store, company, mrr=mrr, currency="EUR", **ended, **fields)


def growing(store, company, before, after):
    """One subscription ends two hundred days ago and a larger or smaller one starts on that day."""
    with_company(store, company)
    with_subscription(store, company, f"{company}-1", mrr=before, currency="EUR", ended_on=ago(200))
    with_subscription(store, company, f"{company}-2", mrr=after, currency="EUR", started_on=ago(200))


def test_one_in_five_lost_is_eighty_percent_with_an_interval(tmp_path):
    store = a_store(tmp_path)
    a_book(store)
    kept = retention(snapshot(store, TODAY))
    assert kept["logo"]["point"] == kept["grr"]["point"] == pytest.approx(0.8)
    assert kept["logo"]["low"] == pytest.approx(0.584, abs=0.001) and kept["logo"]["high"] == pytest.approx(0.919, abs=0.001)
    assert kept["churned_arr"] == 4 * 1200


def test_growth_never_lifts_grr_above_one_hundred_percent(tmp_path):
    store = a_store(tmp_path)
    for i in range(12):
        growing(store, f"c{i}", 100.0, 300.0)
    kept = retention(snapshot(store, TODAY))
    assert kept["grr"]["point"] == 1.0 and kept["grr"]["high"] <= 1.0 and kept["grr"]["low"] < 1.0
    assert kept["nrr"]["point"] == pytest.approx(3.0) and kept["expansion_arr"] == 12 * 2400


def test_a_new_logo_changes_nothing(tmp_path):
    store = a_store(tmp_path)
    for i in range(12):
        growing(store, f"c{i}", 100.0, 90.0 + i)
    before = retention(snapshot(store, TODAY))
    with_company(store, "newcomer", customer_on=ago(30))
    with_subscription(store, "newcomer", mrr=99_999.0, currency="EUR", started_on=ago(30))
    assert retention(snapshot(store, TODAY)) == before


def test_a_downgrade_lowers_grr(tmp_path):
    store = a_store(tmp_path)
    for i in range(10):
        growing(store, f"c{i}", 100.0, 50.0)
    kept = retention(snapshot(store, TODAY))
    assert kept["grr"]["point"] == kept["nrr"]["point"] == pytest.approx(0.5) and kept["contraction_arr"] == 6000


def test_one_huge_customer_widens_the_interval(tmp_path):
    store, other = a_store(tmp_path / "even"), a_store(tmp_path / "uneven")
    a_book(store, kept=30, left=1)
    a_book(other, kept=29, left=1)
    with_company(other, "giant")
    with_subscription(other, "giant", mrr=100_000.0, currency="EUR")
    even, uneven = (retention(snapshot(s, TODAY))["grr"] for s in (store, other))
    assert uneven["low"] < even["low"]


def test_where_no_amount_ever_changes_growth_cannot_be_told(tmp_path):
    store = a_store(tmp_path)
    a_book(store, kept=30, left=5)
    kept = retention(snapshot(store, TODAY))
    assert kept["nrr"]["point"] is None and "keeps only today's amounts" in kept["nrr"]["says"]
    assert kept["grr"]["point"] is not None and "upper bound" in kept["grr"]["says"]


def test_a_list_of_today_s_customers_alone_cannot_tell_what_was_kept(tmp_path):
    store = a_store(tmp_path)
    a_book(store, kept=60, left=0)
    kept = retention(snapshot(store, TODAY))
    for figure in ("grr", "nrr", "logo"):
        assert kept[figure]["point"] is None and kept[figure]["n"] == 60 and kept[figure]["says"] == ONLY_TODAYS
    assert caveats(kept) == [f"GRR, NRR, logos kept: {ONLY_TODAYS}"]


def test_once_somebody_is_on_record_as_having_left_what_was_kept_is_known_even_where_nobody_left_lately(tmp_path):
    store = a_store(tmp_path)
    a_book(store, kept=20, left=0)
    with_company(store, "former", customer_on=ago(1500))
    with_subscription(store, "former", mrr=100.0, currency="EUR", started_on=ago(1500), ended_on=ago(900))
    kept = retention(snapshot(store, TODAY))
    assert kept["logo"]["point"] == kept["grr"]["point"] == 1.0 and kept["logo"]["says"] == kept["grr"]["says"] == ""


def test_where_contracts_changed_and_nobody_left_on_record_what_was_kept_is_an_upper_bound(tmp_path):
    store = a_store(tmp_path)
    for i in range(12):
        growing(store, f"c{i}", 100.0, 90.0 + i)
    kept = retention(snapshot(store, TODAY))
    assert {kept[figure]["says"] for figure in ("grr", "nrr", "logo")} == {NOBODY_LEFT}
    assert bound(kept["logo"]) == "at most " and kept["logo"]["point"] == 1.0


def test_an_earlier_amount_of_a_contract_shows_something_of_the_past(tmp_path):
    store = a_store(tmp_path)
    a_book(store, kept=12, left=0)
    assert unseen_losses(snapshot(store, TODAY)) == ONLY_TODAYS
    with_subscription(store, "c0", "sub-c0", mrr=80.0, currency="EUR", known_at=at(ago(1)))
    assert unseen_losses(snapshot(store, TODAY)) == NOBODY_LEFT
    assert unseen_losses(snapshot(store, ago(30))) == ONLY_TODAYS, "which was not known then"


def test_what_is_the_most_that_was_kept_is_the_least_that_was_lost(tmp_path):
    store = a_store(tmp_path)
    for i in range(12):
        growing(store, f"c{i}", 100.0, 90.0 + i)
    churn = forecast(snapshot(store, TODAY))["now"]["churn"]
    assert churn["point"] == 0.0 and bound(churn) == "at least " and churn["says"].startswith("a lower bound: nobody is on record")


def test_few_accounts_cannot_be_told(tmp_path):
    store = a_store(tmp_path)
    a_book(store, kept=3, left=1)
    kept = retention(snapshot(store, TODAY))
    assert kept["grr"]["point"] is None and "10 are needed" in kept["grr"]["says"]


def test_where_only_deals_are_known_no_retention_is_told_and_it_says_what_to_import(tmp_path):
    store = a_store(tmp_path)
    for n in range(12):
        with_deal(store, with_company(store, f"c{n}"), kind="renewal", created_on=ago(500), closed_on=ago(400), won=True)
    kept = retention(snapshot(store, TODAY))
    assert [kept[c]["point"] for c in ("grr", "nrr", "logo")] == [None] * 3
    assert all("only deals are known" in kept[c]["says"] and "import contracts" in kept[c]["says"] for c in ("grr", "nrr", "logo"))
    with_subscription(store, "c0", mrr=100.0)
    assert "10 are needed" in retention(snapshot(store, TODAY))["grr"]["says"]


def test_two_currencies_are_never_added(tmp_path):
    store = a_store(tmp_path)
    a_book(store)
    with_company(store, "yank")
    with_subscription(store, "yank", mrr=1e6, currency="USD", ended_on=ago(50))
    kept = retention(snapshot(store, TODAY))
    assert kept["grr"]["point"] == pytest.approx(0.8) and kept["starting_arr"] == 20 * 1200
    assert "1 accounts pay in another" in kept["says"] and kept["logo"]["n"] == 21


def with_renewal_history(store, won=24, lost=6):
    for i in range(won + lost):
        with_company(store, f"h{i}")
        with_deal(store, f"h{i}", kind="renewal", created_on=ago(200), closed_on=ago(90), won=i < won, amount=1_000.0)


def test_the_renewal_rate_is_of_the_arr_that_was_due(tmp_path):
    store = a_store(tmp_path)
    with_renewal_history(store)
    rate = renewal_rate(snapshot(store, TODAY))
    assert rate["point"] == pytest.approx(0.8) and rate["low"] < 0.7 < 0.88 < rate["high"] and rate["n"] == 30
    for n in range(30):
        with_deal(store, f"a stranger {n}", kind="renewal", amount=9_000.0, currency="EUR", won=False, closed_on=ago(20))
    assert renewal_rate(snapshot(store, TODAY)) == rate, "a renewal of nobody known was lost by none of our customers"


def test_a_forecast_without_history_says_that_it_cannot_tell(tmp_path):
    store = a_store(tmp_path)
    with_company(store)
    with_subscription(store, "acme", mrr=100.0, currency="EUR", term_start_on=ago(300), term_end_on=ago(-65))
    [quarter] = renewal_forecast(snapshot(store, TODAY))
    assert quarter["due_arr"] == 1200 and quarter["expected"]["point"] is None and "cannot tell yet" in quarter["expected"]["says"]


def test_a_forecast_lies_within_what_is_due(tmp_path):
    store = a_store(tmp_path)
    with_renewal_history(store)
    for i in range(20):
        with_company(store, f"c{i}")
        with_subscription(store, f"c{i}", mrr=100.0, currency="EUR", term_start_on=ago(300), term_end_on=ago(-120))
    snap = snapshot(store, TODAY)
    [quarter] = renewal_forecast(snap)
    expected = quarter["expected"]
    assert expected["point"] == pytest.approx(0.8 * quarter["due_arr"])
    assert 0 <= expected["low"] < expected["point"] < expected["high"] <= quarter["due_arr"]
    assert set(renewals(snap)["basis"]) == {"renewal history"}


def test_where_recorded_departures_contradict_subscriptions_retention_cannot_be_told(tmp_path):
    store = a_store(tmp_path)
    a_book(store)
    for i in range(6):
        with_churn_event(store, f"c{i}", churned=ago(60))
    for i in range(16, 20):
        with_churn_event(store, f"c{i}", churned=ago(100))
    kept = retention(snapshot(store, TODAY))
    assert [kept[k]["point"] for k in ("grr", "nrr", "logo")] == [None] * 3
    assert kept["grr"]["says"].startswith("cannot tell: 6 of 10 accounts recorded as having left still have a running subscription")
    assert "6 of 10" in kept["says"] and kept["logo"]["n"] == 20


def test_one_disputed_departure_among_many_leaves_the_figure(tmp_path):
    store = a_store(tmp_path)
    a_book(store, kept=14, left=6)
    for i in range(13, 20):
        with_churn_event(store, f"c{i}", churned=ago(100))
    assert retention(snapshot(store, TODAY))["logo"]["point"] == pytest.approx(0.7)


def test_a_dispute_over_one_in_hundreds_leaves_the_figure(tmp_path):
    store = a_store(tmp_path)
    with store.transaction():
        a_book(store, kept=120, left=0)
    with_churn_event(store, "c0", churned=ago(100))
    assert retention(snapshot(store, TODAY))["logo"]["point"] == 1.0
