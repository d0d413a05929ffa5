"""The outlooks learn from the store's own past days, refuse where there is nothing to learn, and never look past their day."""

from datetime import datetime, time, timedelta
from pathlib import Path
from shutil import rmtree

import polars as pl
import pytest

from cs_core.context import rest
from cs_core.context.notes import add_note
from cs_core.context.pulse import set_pulse, withdraw_pulse
from cs_core.context.shelves.kept_signals import kept_signals, shelved
from cs_core.context.shelves.narrow import opened
from cs_core.context.signals import outlooks
from cs_core.context.signals.contract import departures
from cs_core.context.signals.known import gathered, known_signals
from cs_core.context.signals.outcomes import EXPANSION_DAYS, OUTCOMES, expanded, left_within, renewed
from cs_core.context.signals.outlooks import outlook_of, outlook_says
from cs_core.context.signals.past import FEATURES, LEARNT_FROM, features, learning_rows, mark, monday
from cs_core.context.snapshot import snapshot
from tests.context.pasts import ACCOUNTS, where_silence_comes_before_leaving
from tests.worlds import TODAY, a_store, ago, with_company, with_subscription, with_touch, with_usage

DAY = TODAY - timedelta(days=60)


@pytest.fixture(scope="module")
def silent(tmp_path_factory):
    with a_store(tmp_path_factory.mktemp("silent")) as opened:
        where_silence_comes_before_leaving(opened)
        yield opened


def leaving_and_staying(store):
    rows = snapshot(store, DAY).signals.filter(pl.col("churned_on").is_null())
    later = departures(snapshot(store, TODAY))["account_id"]
    return rows.filter(pl.col("account_id").is_in(later.implode())), rows.filter(~pl.col("account_id").is_in(later.implode()))


def test_customers_who_fell_silent_get_a_higher_probability(silent):
    leaving, staying = leaving_and_staying(silent)
    assert outlook_says(snapshot(silent, DAY))["churn"].startswith("Usable: AUC")
    assert leaving["churn_probability"].mean() > 5 * staying["churn_probability"].mean()
    assert leaving["churn_probability"].null_count() == staying["churn_probability"].null_count() == 0


def test_customers_who_fell_silent_are_less_likely_to_renew_and_only_those_who_are_due_are_asked(silent):
    leaving, staying = (rows.drop_nulls("renewal_likelihood") for rows in leaving_and_staying(silent))
    assert outlook_says(snapshot(silent, DAY))["renewal"].startswith("Usable: AUC")
    assert leaving["renewal_likelihood"].mean() < 0.4 < 0.8 < staying["renewal_likelihood"].mean()
    assert pl.concat([leaving, staying])["days_to_renewal"].max() <= 90
    assert 20 < leaving.height + staying.height < ACCOUNTS / 2


def test_what_moved_one_account_is_named_with_its_figure_and_the_usual_one(silent):
    leaving, staying = leaving_and_staying(silent)
    told = outlook_of(snapshot(silent, DAY), leaving.sort("churn_probability").row(-1, named=True))["churn"]
    first = told["drivers"][0]
    assert first["feature"] in ("usage_4w", "usage_change", "usage_z")
    assert first["points"] > 10
    assert first["value"] < first["usual"]
    calm = outlook_of(snapshot(silent, DAY), staying.sort("churn_probability").row(0, named=True))["churn"]
    assert all(d["points"] < 5 for d in calm["drivers"])


def test_of_a_large_book_what_moved_an_account_is_worked_out_when_it_is_looked_at_and_is_the_same(tmp_path, monkeypatch):
    with a_store(tmp_path) as store:
        where_silence_comes_before_leaving(store)
        snap = snapshot(store, DAY)
        rows = snap.signals.filter(pl.col("churned_on").is_null()).sort("churn_probability").tail(5).to_dicts()
        kept = [outlook_of(snap, row) for row in rows]
        rmtree(store.lake / "outlook")
        monkeypatch.setattr(outlooks, "EACH", 10)
        large = snapshot(store, DAY)
        assert large.signals.equals(snap.signals)
        assert [outlook_of(large, row) for row in rows] == kept
        assert any(told["churn"]["drivers"] for told in kept)


def loudest(store):
    """What is told of leaving of the one account most likely to, opened alone."""
    rows = kept_signals(snapshot(store, DAY)).filter(pl.col("churned_on").is_null()).sort("churn_probability", nulls_last=False)
    here, account_id = opened(store, DAY, rows["account_id"][-1])
    return outlook_of(here, here.signals.row(by_predicate=pl.col("account_id") == account_id, named=True))["churn"]


@pytest.mark.parametrize("each", [10, 10_000])
def test_touches_and_notes_logged_since_the_week_was_learnt_from_take_no_answer_away(tmp_path, monkeypatch, each):
    monkeypatch.setattr(outlooks, "EACH", each)
    with a_store(tmp_path) as store:
        where_silence_comes_before_leaving(store)
        before, week = kept_signals(snapshot(store, DAY)), mark(snapshot(store, DAY))
        assert loudest(store)["drivers"]
        for n in range(6):
            add_note(store, "c001", key="desired_outcome", text=f"Export number {n}.", by="Mia Sand", now=datetime.combine(DAY, time()))
        assert mark(snapshot(store, DAY)) != week and loudest(store)["drivers"]
        for n in range(6):
            with_touch(store, "c001", day=DAY - timedelta(days=n))
        assert loudest(store)["drivers"]
        after = kept_signals(snapshot(store, DAY))
        assert after["churn_probability"].null_count() == before["churn_probability"].null_count()


def test_past_days_are_learnt_from_on_a_shelf_as_from_the_store_and_large_frames_lie_in_files_meanwhile(tmp_path, monkeypatch):
    with a_store(tmp_path) as store:
        where_silence_comes_before_leaving(store)
        kept_signals(snapshot(store, DAY))
        rows, put, taken = learning_rows(snapshot(store, DAY)), [], rest.Rest.taken
        rmtree(store.lake / "outlook")
        monkeypatch.setattr(rest, "LARGE", 10_000)
        monkeypatch.setattr(rest.Rest, "taken", lambda down, one: put.append(one) or taken(down, one))
        assert learning_rows(shelved(snapshot(store, DAY))).equals(rows) and not rows.is_empty()
        assert any(isinstance(one, Path) for one in put) and not [*(store.lake / "shelf").glob("rest.*")]


def test_a_pulse_that_was_taken_back_leaves_the_answers_of_others_alone(tmp_path):
    with a_store(tmp_path) as store:
        where_silence_comes_before_leaving(store)
        before, now = kept_signals(snapshot(store, DAY)), datetime.combine(DAY, time())
        withdraw_pulse(store, set_pulse(store, "c001", 2, why="Quiet.", by="Mia Sand", now=now), by="Mia Sand", now=now)
        assert loudest(store)["drivers"]
        assert snapshot(store, DAY).signals["churn_probability"].equals(before["churn_probability"])


def test_where_the_term_ends_within_the_horizon_a_clash_of_the_two_models_is_said_with_both_figures(silent):
    snap = snapshot(silent, DAY)
    row = snap.signals.drop_nulls(["churn_probability", "renewal_likelihood"]).row(0, named=True)

    def says(**changed):
        told = outlook_of(snap, row | changed)
        return [told[name]["says"] for name in ("churn", "renewal", "expansion")]

    churn, renewal, other = says(churn_probability=0.15, renewal_likelihood=0.97, days_to_renewal=4)
    clash = (
        "Two separate models disagree: 15% likely to leave within 90 days, 97% likely to renew a term that ends in 4 days. "
        "Take renewal to be 85% to 97% likely. "
    )
    assert churn.startswith(clash + "15% likely to leave")
    assert renewal.startswith(clash + "97% likely to renew")
    assert "disagree" not in other
    for agrees in ({"renewal_likelihood": 0.85}, {"days_to_renewal": 91}, {"churn_probability": None}, {"renewal_likelihood": None}):
        told = says(**{"churn_probability": 0.15, "renewal_likelihood": 0.97, "days_to_renewal": 4} | agrees)
        assert not any("disagree" in words for words in told)


def test_an_outcome_that_cannot_be_asked_or_learnt_says_why(silent):
    snap = snapshot(silent, DAY)
    row = snap.signals.filter(pl.col("churned_on").is_null(), pl.col("days_to_renewal") > 90).row(0, named=True)
    told = outlook_of(snap, row)
    assert (told["renewal"]["probability"], told["renewal"]["says"]) == (None, "Not asked: no term is known to end within 90 days.")
    assert told["expansion"]["probability"] is None
    assert told["expansion"]["says"].startswith("Cannot tell: in no past day could 20 customers be seen to grow")
    assert snap.signals["expansion_propensity"].null_count() == ACCOUNTS


def test_a_new_customer_is_asked_of_at_once_but_nothing_is_learnt_anew(tmp_path):
    with a_store(tmp_path) as store:
        where_silence_comes_before_leaving(store)
        first, folder = snapshot(store, DAY).signals, store.lake / "outlook"
        names = sorted(p.name for p in folder.iterdir())
        assert [n.split("-")[0] for n in names] == ["judged", "rows", "told"]
        assert snapshot(store, DAY).signals.equals(first)
        with_company(store, "new")
        assert snapshot(store, DAY).signals.height == ACCOUNTS + 1
        fresh = {p.name for p in folder.iterdir()} - set(names)
        assert [n.split("-")[0] for n in fresh] == ["told"]


def test_a_store_that_grew_by_a_tenth_is_learnt_from_anew_within_the_week(store):
    for n in range(150):
        with_company(store, f"c{n}")
    before = mark(snapshot(store, TODAY))
    with_touch(store, "c1")
    assert mark(snapshot(store, TODAY)) == before
    assert mark(snapshot(store, TODAY - timedelta(days=3))) == before
    assert mark(snapshot(store, TODAY + timedelta(days=1))) != before
    for n in range(40):
        with_company(store, f"more{n}")
    assert mark(snapshot(store, TODAY)) != before


def test_what_happened_after_the_week_began_is_not_learnt_from(tmp_path):
    learnt, late = [], monday(DAY) + timedelta(days=1)
    assert monday(DAY) < late < DAY
    for name, later in (("a", ()), ("b", range(30))):
        with a_store(tmp_path / name) as store:
            where_silence_comes_before_leaving(store, accounts=120, apart=12)
            for n in later:
                with_subscription(store, f"c{4 * n + 1:03}", f"sub-c{4 * n + 1:03}", ended_on=late, known_at=datetime.combine(late, time()))
            learnt.append(learning_rows(snapshot(store, DAY)))
    assert learnt[0].height > 100
    assert learnt[0].equals(learnt[1])
    assert learnt[0]["day"].max() + timedelta(days=90) <= monday(DAY) <= DAY


def test_too_few_departures_are_refused_and_no_past_day_is_looked_at(store):
    with_subscription(store, with_company(store, "acme"), ended_on=ago(30))
    with_usage(store, with_company(store, "bolt"), weekly=[5] * 40)
    snap = snapshot(store, TODAY)
    assert learning_rows(snap).is_empty()
    assert outlook_says(snap)["churn"] == (
        "Cannot tell: in no past day could 20 customers be seen to leave within 90 days, and 20 not to. Use rules."
    )
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
    assert not {o.signal for o in OUTCOMES} & set(FEATURES)


def labels(outcome, store, day, now=TODAY):
    found = outcome(snapshot(store, now), snapshot(store, day))
    return dict(found.sort("account_id").select("account_id", "happened").iter_rows())


def a_term(store, company, *, ends, ended_on=None, renewed_on=None):
    """A yearly term known as of its start; renewed: a second version of the same subscription, written on that day."""
    with_company(store, company)
    dates = {"term_start_on": ends - timedelta(days=365), "term_end_on": ends, "started_on": ago(900)}
    with_subscription(store, company, mrr=10.0, **dates, known_at=datetime.combine(ago(500), datetime.min.time()))
    when = ended_on or renewed_on
    if when:
        new = dates | {"term_start_on": ends, "term_end_on": ends + timedelta(days=365)} if renewed_on else dates
        with_subscription(store, company, mrr=10.0, **new, ended_on=ended_on, known_at=datetime.combine(when, datetime.min.time()))


def test_a_term_was_renewed_where_the_customer_is_there_after_its_end(store):
    a_term(store, "renewed", ends=ago(40), renewed_on=ago(39))
    a_term(store, "lost", ends=ago(40), ended_on=ago(40))
    a_term(store, "booked-late", ends=ago(40), ended_on=ago(30))
    a_term(store, "left-much-later", ends=ago(80), renewed_on=ago(79), ended_on=None)
    a_term(store, "not-due", ends=ago(-40))
    a_term(store, "just-now", ends=ago(5))
    assert labels(renewed, store, ago(90)) == {"renewed": True, "lost": False, "booked-late": False, "left-much-later": True}


def test_a_customer_has_left_only_within_the_horizon(store):
    for company, left in (("soon", ago(30)), ("later", ago(-1)), ("before", ago(120)), ("never", None)):
        with_subscription(store, with_company(store, company), ended_on=left)
    assert labels(left_within, store, ago(90)) == {"soon": True, "later": False, "never": False}
    assert labels(left_within, store, ago(31), now=ago(-60))["later"] is True
    assert labels(left_within, store, ago(121)) == {"soon": False, "later": False, "before": True, "never": False}


def with_seats(store, company, *versions):
    with_company(store, company)
    for day, seats in versions:
        with_subscription(store, company, seats=seats, mrr=None, known_at=datetime.combine(day, datetime.min.time()), started_on=ago(600))


def test_growth_is_told_from_the_versions_of_a_contract_and_only_within_half_a_year(store):
    day = ago(EXPANSION_DAYS)
    with_seats(store, "grew", (ago(600), 20), (ago(90), 22))
    with_seats(store, "hardly", (ago(600), 100), (ago(90), 104))
    with_seats(store, "shrank", (ago(600), 20), (ago(90), 10))
    with_seats(store, "grew-before", (ago(600), 20), (ago(200), 40))
    with_seats(store, "unknown", (ago(600), None))
    assert labels(expanded, store, day) == {"grew": True, "hardly": False, "shrank": False, "grew-before": False}
    assert labels(expanded, store, ago(EXPANSION_DAYS + 100))["grew"] is False
