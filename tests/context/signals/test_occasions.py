"""Occasions for a personal word: somebody new, a fix, a good answer, use after a pause; null once they are news no more."""

import pytest

from cs_core.context.brief import brief
from cs_core.context.snapshot import snapshot
from tests.execution.builders import an_action
from tests.orchestration.builders import a_fact
from tests.worlds import (
    TODAY,
    a_proposal,
    a_store,
    ago,
    at,
    land,
    with_company,
    with_message,
    with_milestone,
    with_person,
    with_record,
    with_release,
    with_subscription,
    with_ticket,
    with_usage,
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        with_company(made, "acme")
        with_subscription(made, "acme", mrr=100.0, seats=8)
        with_person(made, "acme", role="Champion")
        yield made


def signal(store, name: str, day=TODAY):
    return snapshot(store, day).signals[name].item()


def fact(store, key: str):
    found = brief(snapshot(store, TODAY), "acme").get(key)
    return found and found.value


def an_answer(store, score: float, *, days: float = 9, email: str = "ada@acme.example", **fields):
    when = at(ago(days), 9)
    more = {"kind": "nps", "most": 10.0} | fields
    land(store, "survey", f"s-{email}-{days}", system="survey", born=when, email=email, score=score, answered_at=when, **more)


def test_somebody_new_is_told_with_name_address_and_title(store):
    with_person(store, "acme", "Nia Roth", created_on=ago(20), title="Head of Dispatch")
    assert signal(store, "newcomer_on") == ago(20)
    assert fact(store, "newcomer") == "Nia Roth <nia@acme.example>" and fact(store, "newcomer_role") == "Head of Dispatch"
    assert signal(store, "newcomer_on", ago(21)) is None


def test_nobody_is_new_who_was_there_at_the_start_has_spoken_with_us_or_cannot_be_reached(store):
    with_company(store, "fresh", customer_on=ago(30))
    with_subscription(store, "fresh", mrr=10.0, started_on=ago(30))
    with_person(store, "fresh", "Old Bo", created_on=ago(90))
    with_person(store, "fresh", "New Bea", created_on=ago(20))
    with_person(store, "acme", "Nia Roth", created_on=ago(20), opted_out=True)
    with_person(store, "acme", "Tom Berg", created_on=ago(20))
    with_message(store, "acme", "Hello?", sender="mia@ours.example", recipients="tom@acme.example", sent=ago(9))
    with_message(store, "acme", "Yes", sender="tom@acme.example", recipients="mia@ours.example", sent=ago(8))
    assert snapshot(store, TODAY).signals["newcomer_on"].to_list() == [None, None]


def strangers(store):
    return [f.value for f in brief(snapshot(store, TODAY), "acme").facts if f.key in ("stranger", "stranger_on")]


def test_everybody_new_to_whom_nothing_of_ours_was_sent_is_a_stranger(store):
    for n, name in enumerate(("Nia Roth", "Tom Berg", "Eva Lind")):
        with_person(store, "acme", name, created_on=ago(20 + n))
    assert strangers(store) == [
        "Nia Roth <nia@acme.example>", "Tom Berg <tom@acme.example>", "Eva Lind <eva@acme.example>", ago(20), ago(21), ago(22)
    ]  # fmt: skip
    with_message(store, "acme", "Hello Tom", sender="mia@ours.example", recipients="tom@acme.example", sent=ago(9))
    with_record(store, an_action("x1", account_id="acme", recipient="nia@acme.example", created_at=at(ago(8), 9)))
    assert strangers(store) == ["Eva Lind <eva@acme.example>", ago(22)]


def test_a_good_answer_is_told_with_who_gave_it_and_their_words(store):
    an_answer(store, 9.0, comment="Saves us an hour a day")
    assert signal(store, "answered_on") == ago(9)
    assert fact(store, "answered_by") == "Ada Lind <ada@acme.example>" and fact(store, "answer_comment") == "Saves us an hour a day"
    score = brief(snapshot(store, TODAY), "acme").get("answer_score")
    assert (score.value, score.unit, score.observed_at) == (9, "of 10", ago(9))


@pytest.mark.parametrize(("cited", "days", "told"), [("answer_score", 5, False), ("usage_4w", 5, True), ("answer_score", 12, True)])
def test_an_answer_of_which_a_letter_to_its_writer_spoke_since_is_not_told_again(store, cited, days, told):
    an_answer(store, 9.0)
    letter = a_proposal(facts=(a_fact(cited, 9, ""),), claims=(), play="report progress")
    store.append("proposal", [letter])
    with_record(store, an_action("x1", account_id="acme", proposal_id=letter.id, recipient="Ada@acme.example", created_at=at(ago(days), 9)))
    assert (fact(store, "answer_score") is not None) is told and signal(store, "answered_on") == ago(9)


def test_the_day_of_a_good_answer_is_known_of_a_customer_who_never_wrote(store):
    an_answer(store, 10)
    assert snapshot(store, TODAY).messages.is_empty()
    told = brief(snapshot(store, TODAY), "acme")
    day, score = told.get("answered_on"), told.get("answer_score")
    assert (day.value, day.source, day.observed_at, day.source_row) == (ago(9), "survey", ago(9), score.source_row)


@pytest.mark.parametrize("answer", [{"score": 6.0}, {"score": 10.0, "days": 61}, {"score": 10.0, "email": "nobody@else.example"}])
def test_a_bad_old_or_strangers_answer_is_no_occasion(store, answer):
    an_answer(store, **answer)
    assert signal(store, "answered_on") is None


def test_a_fix_is_news_to_who_reported_lately_that_something_is_broken(store):
    with_release(store, "Fix: photos", published=ago(5), fixes="photos")
    with_ticket(store, "acme", "How do I print?", opened=ago(30), tags="how-to;photos")
    assert signal(store, "mended_on") is None and fact(store, "release_fixes") is None
    with_ticket(store, "acme", "Photos are lost", opened=ago(30), tags="fault; Photos")
    assert signal(store, "mended_on") == ago(5) and fact(store, "release_fixes") == "Photos are lost"


def test_a_ticket_of_long_before_the_release_or_after_it_is_not_meant(store):
    with_release(store, "Fix: photos", published=ago(5), fixes="photos")
    with_ticket(store, "acme", "Long ago", opened=ago(200), tags="fault;photos")
    with_ticket(store, "acme", "Since then", opened=ago(2), tags="fault;photos")
    assert signal(store, "mended_on") is None


def test_where_a_desk_has_no_word_for_faults_any_ticket_that_is_no_question_counts(store):
    with_release(store, "Fix: photos", published=ago(5), fixes="photos")
    with_ticket(store, "acme", "Photos", opened=ago(30), tags="photos")
    assert signal(store, "mended_on") == ago(5)


def test_use_after_a_pause_is_told_with_its_length(store):
    with_usage(store, "acme", [5] * 20 + [0] * 6 + [3, 4])
    assert (signal(store, "back_on"), signal(store, "pause_weeks")) == (ago(13), 6)


@pytest.mark.parametrize("weekly", [[5] * 20 + [0] * 3 + [3], [5] * 20 + [0] * 6 + [3] * 5, [0] * 20 + [3], [5] * 20])
def test_a_short_pause_an_old_one_and_a_first_use_are_none(store, weekly):
    with_usage(store, "acme", weekly)
    assert signal(store, "back_on") is None


def test_of_the_next_milestone_the_uses_to_go_and_its_day_are_told(tmp_path):
    with a_store(tmp_path) as store:
        with_milestone(store, "Crew on the board", event="dispatch_board", threshold=20, days=21)
        with_milestone(store, "Portal open", event="customer_portal", threshold=10, days=70)
        with_company(store, "acme", customer_on=ago(40))
        with_subscription(store, "acme", mrr=10.0, started_on=ago(40))
        with_usage(store, "acme", [25], until=ago(35))
        with_usage(store, "acme", [4], until=ago(7), event="customer_portal")
        with_usage(store, "acme", [1], until=ago(50), event="route_planner")
        assert fact(store, "milestone_left") == 6 and fact(store, "milestone_due_on") == ago(-30)
        assert signal(store, "milestone_on") == ago(35)
