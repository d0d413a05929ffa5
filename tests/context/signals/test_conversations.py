"""What customers say, counted: moods, asks that wait, promises that are late, answers to surveys; null where nothing was read."""

import pytest

from cs_core.context.brief import brief
from cs_core.context.readings import read_new
from cs_core.context.signals.conversations import mood, open_asks, overdue_promises, surveyed, waiting
from cs_core.context.signals.wishes import wishes
from cs_core.context.snapshot import snapshot
from cs_core.context.timeline import timeline
from tests.worlds import (
    IMPORTED,
    TODAY,
    a_store,
    ago,
    at,
    land,
    with_company,
    with_message,
    with_person,
    with_team_member,
    with_ticket,
    with_touch,
)  # fmt: skip

ADA, MIA = "ada@acme.example", "mia@ours.example"


@pytest.fixture
def store(tmp_path):
    store = a_store(tmp_path)
    with_company(store, "acme", domain="acme.example")
    with_person(store, "acme", "Ada Lind")
    with_team_member(store, "Mia Sand")
    yield store
    store.close()


def theirs(store, body, days, **fields):
    with_message(store, "acme", body, sender=ADA, recipients=MIA, sent=ago(days), **{"subject": "Hello", **fields})


def ours(store, body, days, **fields):
    with_message(store, "acme", body, sender=MIA, recipients=ADA, sent=ago(days), **{"subject": "Hello", **fields})


def snap_of(store, day=TODAY):
    read_new(store, now=IMPORTED)
    return snapshot(store, day)


def of_acme(frame):
    [row] = frame.filter(frame["account_id"] == "acme").to_dicts()
    return row


def answer(store, kind, score, most, who, days, **more):
    when = at(ago(days), 9)
    fields = more | {"email": f"{who}@acme.example", "kind": kind, "score": float(score), "most": float(most), "answered_at": when}
    land(store, "survey", f"{kind}-{who}-{days}", system="survey", born=when, **fields)


def test_the_mood_is_the_share_of_good_less_bad_texts_with_their_number(store):
    said = (("We love it.", 3), ("It is broken.", 5), ("We are unhappy.", 9), ("See you on Monday.", 12), ("We are unhappy.", 31))
    for body, days in said:
        theirs(store, body, days)
    row = of_acme(mood(snap_of(store)))
    assert (row["texts_30d"], row["sentiment_30d"]) == (4, -25.0)


def test_of_one_text_there_is_no_share_and_of_none_nothing_is_known(store):
    with_company(store, "bolt")
    theirs(store, "We are unhappy.", 3)
    signals = {row["account_id"]: row for row in snap_of(store).signals.to_dicts()}
    assert (signals["acme"]["texts_30d"], signals["acme"]["sentiment_30d"]) == (1, None)
    assert [signals["bolt"][c] for c in ("texts_30d", "open_asks", "promises_overdue", "nps")] == [None] * 4


def test_tickets_tell_the_topic_and_leave_the_mood_alone(store):
    theirs(store, "We love the board.", 3)
    theirs(store, "All good.", 4)
    for n in (1, 2, 3):
        with_ticket(store, "acme", f"Invoice {n}", body="The invoice is wrong.", opened=ago(n))
    row = of_acme(mood(snap_of(store)))
    assert (row["sentiment_30d"], row["negative_topic"]) == (100.0, "billing")


@pytest.mark.parametrize(
    "bodies",
    [["The invoice is wrong."], ["The invoice is wrong."] * 2,
     ["The invoice is wrong.", "It crashes, we are unhappy.", "Nobody can log in, this is terrible."]],
)  # fmt: skip
def test_what_most_complaints_are_about_is_told_of_no_single_one_and_of_no_few(store, bodies):
    for n, body in enumerate(bodies):
        theirs(store, body, n + 2)
    assert of_acme(mood(snap_of(store)))["negative_topic"] is None


def test_an_ask_waits_until_somebody_answers_it(store):
    theirs(store, "Please send us a quote.", 5)
    assert of_acme(waiting(snap_of(store)))["open_asks"] == 1
    ours(store, "Here it is.", 4)
    snap = snap_of(store)
    assert of_acme(waiting(snap))["open_asks"] == 0
    assert of_acme(waiting(snapshot(store, ago(5))))["open_asks"] == 1


@pytest.mark.parametrize(
    "comment, asks",
    [
        ("Fine for the office, the technicians still need some training.", 0),
        ("Does the job. I would like to see more reports.", 0),
        ("Would be nice if the dispatch board could show certificates.", 0),
        ("Could you add certificates that run out soon?", 1),
        ("Good product. Please call me about the training.", 1),
        ("We need somebody to call us back.", 1),
    ],
)
def test_a_comment_on_a_survey_is_an_ask_only_where_it_asks_us(store, comment, asks):
    answer(store, "nps", 6, 10, "ada", 3, comment=comment)
    assert of_acme(waiting(snap_of(store)))["open_asks"] == asks


def test_the_same_wish_in_a_mail_is_an_ask(store):
    theirs(store, "I would like to see more reports.", 5)
    assert of_acme(waiting(snap_of(store)))["open_asks"] == 1


def test_a_wish_to_buy_with_its_subject_line_and_the_question_for_its_price_is_one_ask(store):
    said = "We would like to buy the purchase order module as well. What would it cost for 20 users?"
    theirs(store, said, 5, subject="Purchase order module")
    [ask] = open_asks(snap_of(store))["quote"].to_list()
    assert ask == "We would like to buy the purchase order module as well."
    assert [of_acme(rows(snap_of(store)))[c] for rows, c in ((waiting, "open_asks"), (wishes, "buying_asks"))] == [1, 1]


def test_what_else_a_wish_to_buy_asks_for_stays_an_ask_of_its_own(store):
    theirs(store, "We need 15 more seats from January. Please fix the export before that.", 5, subject="Hello")
    assert [of_acme(rows(snap_of(store)))[c] for rows, c in ((waiting, "open_asks"), (wishes, "buying_asks"))] == [2, 1]


def test_a_mail_of_ours_to_somebody_else_answers_nothing_a_meeting_does(store):
    with_person(store, "acme", "Bo Berg")
    theirs(store, "Please send us a quote.", 5)
    with_message(store, "acme", "Hello Bo.", sender=MIA, recipients="bo@acme.example", sent=ago(4), thread="other")
    assert open_asks(snap_of(store)).height == 1
    with_touch(store, "acme", day=ago(3))
    assert open_asks(snapshot(store, TODAY)).is_empty()


def test_an_automatic_answer_is_none(store):
    theirs(store, "Please send us a quote.", 5)
    ours(store, "We have received your mail.", 5, channel="email-auto")
    assert open_asks(snap_of(store)).height == 1


def test_an_ask_in_a_ticket_is_settled_with_the_ticket(store):
    with_ticket(store, "acme", "Board is slow", body="Please fix it.", opened=ago(9))
    with_ticket(store, "acme", "Photos are gone", body="Please fix it.", opened=ago(8), closed_at=at(ago(2)))
    assert open_asks(snap_of(store))["at"].dt.date().to_list() == [ago(9)]


def test_an_old_ask_is_let_go(store):
    theirs(store, "Please send us a quote.", 61)
    assert open_asks(snap_of(store)).is_empty()


def test_a_promise_is_late_once_its_day_has_passed_in_silence(store):
    ours(store, "We will send you the guide within two days.", 4)
    snap = snap_of(store)
    assert [row["word"] for row in overdue_promises(snap).to_dicts()] == ["send"]
    assert overdue_promises(snapshot(store, ago(2))).is_empty()
    ours(store, "Attached.", 1)
    assert of_acme(waiting(snap_of(store)))["promises_overdue"] == 0


def test_a_sentence_that_promises_two_things_is_one_promise(store):
    ours(store, "Let me look into it; you will hear from me within two days.", 5)
    [row] = overdue_promises(snap_of(store)).to_dicts()
    assert row["word"] == "fix, reply" or row["word"] == "reply, fix"
    assert of_acme(waiting(snapshot(store, TODAY)))["promises_overdue"] == 1


def test_a_promise_without_a_day_is_never_late(store):
    ours(store, "We will send you the guide.", 40)
    assert overdue_promises(snap_of(store)).is_empty()


def test_nps_takes_each_persons_newest_answer_of_the_year(store):
    for score, who, days in ((10, "ada", 20), (2, "ada", 200), (9, "bo", 30), (6, "cy", 10), (0, "di", 400)):
        answer(store, "nps", score, 10, who, days)
    answer(store, "csat", 5, 5, "ada", 3)
    answer(store, "csat", 3, 5, "bo", 3)
    row = of_acme(surveyed(snap_of(store)))
    assert row["nps"] == pytest.approx(100 / 3) and row["nps_answers"] == 3
    assert (row["csat"], row["csat_answers"]) == (50.0, 2)


def test_the_brief_quotes_the_customer_and_names_the_row(store):
    theirs(store, "We are not happy with the export. Please call me.", 5)
    ours(store, "Something else. We will send you the guide within two days.", 6)
    found = brief(snap_of(store), "acme")
    said, ask = found.get("said"), found.get("ask")
    assert (said.value, said.source_row, said.observed_at) == ("We are not happy with the export.", "message.csv:2", ago(5))
    assert (ask.value, found.get("ask_kind").value) == ("Please call me.", "call")
    assert found.get("said_mood").value == "negative" and found.get("open_asks").value == 1
    assert found.get("promise").value.startswith("We will send") and found.get("promise_due_on").value == ago(4)
    assert len({fact.id for fact in found.facts}) == len(found.facts)


def test_the_timeline_has_the_quote(store):
    theirs(store, "We are not happy with the export. Please call me.", 5)
    lines = [row["text"] for row in timeline(snap_of(store), "acme") if row["kind"] == "said"]
    assert sorted(lines) == ["asked (call): “Please call me.”", "said: “We are not happy with the export.”"]


def test_no_brief_of_an_earlier_day_knows_what_was_said_later(store):
    theirs(store, "We are not happy with the export.", 20)
    before = brief(snap_of(store, ago(10)), "acme")
    theirs(store, "I want to cancel our contract.", 5)
    answer(store, "nps", 0, 10, "ada", 4)
    assert brief(snap_of(store, ago(10)), "acme") == before
