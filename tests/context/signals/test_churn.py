"""The churn outlook learns from the store's own past days, and refuses where there is nothing to learn."""

from datetime import timedelta

import polars as pl
import pytest

from cs_core.context import events
from cs_core.context.signals.churn import FEATURES, LEARNT_FROM, churn_says, features, past_days
from cs_core.context.signals.known import gathered, known_signals
from cs_core.context.snapshot import snapshot
from cs_core.records import key_of
from tests.worlds import IMPORTED, TODAY, a_store, ago, at, with_company, with_subscription, with_usage

ACCOUNTS = 260


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as opened:
        yield opened


def uses(company, day, count):
    row = {
        "digest": int(key_of(company, day), 16),
        "event_id": f"{company}-{day}",
        "system": "hubspot",
        "ref_object": "company",
        "ref": company,
    }
    return row | {
        "person": None,
        "at": at(day, 10),
        "event": "board",
        "count": count,
        "seconds": 1.0,
        "errors": 0,
        "file": "e.parquet",
        "row": 1,
    }


def a_world_where_silence_comes_before_leaving(store):
    """Every fourth customer leaves on a day of its own; its use all but stops ten weeks before."""
    rows = []
    with store.transaction():
        for n in range(ACCOUNTS):
            company = with_company(store, f"c{n:03}")
            left = ago(3 + 8 * (n // 4)) if n % 4 == 0 else None
            with_subscription(store, company, mrr=100.0, ended_on=left)
            for week in range(75):
                day = ago(7 * week)
                if left is None or day < left:
                    fading = left is not None and day > left - timedelta(weeks=10)
                    rows.append(uses(company, day, 1 if fading else 40 + (n * week) % 9))
    events.add(store, "hubspot", "uses", pl.DataFrame(rows, schema=events.SCHEMA), now=IMPORTED)


def test_customers_who_fell_silent_get_a_higher_probability(store):
    a_world_where_silence_comes_before_leaving(store)
    snap = snapshot(store, TODAY - timedelta(days=60))
    later = snapshot(store, TODAY).signals.filter(pl.col("churned_on").is_not_null())["account_id"]
    rows = snap.signals.filter(pl.col("churned_on").is_null())
    assert churn_says(snap).startswith("Usable: AUC")
    leaving = rows.filter(pl.col("account_id").is_in(later.implode()))["churn_probability"]
    staying = rows.filter(~pl.col("account_id").is_in(later.implode()))["churn_probability"]
    assert leaving.mean() > 5 * staying.mean()
    assert rows["churn_probability"].null_count() == 0


def test_a_fit_is_kept_until_something_is_imported(store):
    a_world_where_silence_comes_before_leaving(store)
    snap = snapshot(store, TODAY - timedelta(days=60))
    first, folder = snap.signals, store.lake / "outlook"
    [kept] = folder.iterdir()
    assert snapshot(store, snap.as_of).signals.equals(first)
    assert [kept] == list(folder.iterdir())
    with_company(store, "new")
    assert snapshot(store, snap.as_of).signals.height == ACCOUNTS + 1
    assert len(list(folder.iterdir())) == 2


def test_too_few_departures_are_refused_with_the_number(store):
    with_subscription(store, with_company(store, "acme"), ended_on=ago(30))
    with_usage(store, with_company(store, "bolt"), weekly=[5] * 40)
    snap = snapshot(store, TODAY)
    assert past_days(snap) is None
    assert churn_says(snap) == "Cannot tell: departures known: 1; needed: 20. Use rules."
    assert snap.signals["churn_probability"].null_count() == 2


def test_past_days_are_learnt_from_the_same_features_as_today_is_judged_by(store):
    with_subscription(store, with_company(store, "acme"))
    with_usage(store, with_company(store, "bolt"), weekly=[5] * 40)
    snap = snapshot(store, TODAY)
    assert features(gathered(snap, LEARNT_FROM)).equals(features(known_signals(snap)))


def test_the_model_sees_nothing_that_only_the_newest_version_of_a_row_tells(store):
    with_company(store)
    assert tuple(features(snapshot(store, TODAY).signals).columns) == FEATURES
    assert not {"name", "owner", "arr", "seats", "plan", "discount", "renewal_on", "days_to_renewal", "auto_renew"} & set(FEATURES)
