"""Readings in the store: each row read once, kept with its quotes, and known from the row's own day."""

from datetime import datetime

import polars as pl
import pytest

from cs_core.context.conversations import OFFLINE, Reading, Span, Text
from cs_core.context.readings import is_verbatim, read_new
from cs_core.context.snapshot import snapshot
from tests.worlds import IMPORTED, TODAY, a_store, ago, at, land, with_company, with_message, with_person, with_team_member, with_ticket

ADA, MIA = "ada@acme.example", "mia@ours.example"


@pytest.fixture
def store(tmp_path):
    store = a_store(tmp_path)
    with_company(store, "acme", domain="acme.example")
    with_person(store, "acme", "Ada Lind")
    with_team_member(store, "Mia Sand")
    yield store
    store.close()


def with_call(store, notes, *, held=None):
    day = at(held or ago(3), 14)
    fields = {"notes": notes, "attendees": f"{ADA};{MIA}", "held_at": day}
    return land(store, "meeting", f"call-{day}", system="calls", born=day, **fields)


def with_answer(store, comment, *, score=3, day=None):
    when = at(day or ago(4), 9)
    fields = {"email": ADA, "kind": "nps", "score": float(score), "most": 10.0, "comment": comment, "answered_at": when}
    return land(store, "survey", f"nps-{when}-{score}", system="survey", born=when, **fields)


class Scripted:
    """Says what it is told, by the row's key."""

    def __init__(self, name, says):
        self.name, self.says, self.seen = name, says, []

    def read(self, texts):
        self.seen += [text.key for text in texts]
        return [self.says(text) for text in texts]


def only(frame):
    [row] = frame.to_dicts()
    return row


def test_a_customers_mail_is_read_once(store):
    with_message(store, "acme", "We are not happy. Please call me.", sender=ADA, recipients=MIA)
    assert (read_new(store, now=IMPORTED), read_new(store, now=IMPORTED)) == (1, 0)
    row = only(snapshot(store, TODAY).readings)
    assert (row["account_id"], row["person_id"], row["sentiment"], row["asks"], row["inbound"]) == ("acme", ADA, "negative", ["call"], True)


def test_each_span_is_a_stretch_of_its_row(store):
    with_message(store, "acme", "Not happy.\n\nPlease call me\ntoday.", sender=ADA, recipients=MIA)
    with_ticket(store, "acme", "Export fails", body="The export crashes since Monday.")
    read_new(store, now=IMPORTED)
    words = {row["key"]: row for noun in ("message", "ticket") for row in store.rows(noun)}
    spans = snapshot(store, TODAY).said.to_dicts()
    assert len(spans) >= 4
    for span in spans:
        assert words[span["key"]][span["column"]][span["start"] : span["end"]] == span["quote"]
        assert span["source_row"] == words[span["key"]]["source_row"]


def test_of_ours_only_promises_count_and_of_theirs_everything_else(store):
    with_message(store, "acme", "We will send you the guide by Friday. It is broken, please call us.", sender=MIA, recipients=ADA)
    with_message(store, "acme", "I will send you the list by Friday. It is broken, please call me.", sender=ADA, recipients=MIA)
    read_new(store, now=IMPORTED)
    kinds = {row["inbound"]: set() for row in snapshot(store, TODAY).said.to_dicts()}
    for row in snapshot(store, TODAY).said.to_dicts():
        kinds[row["inbound"]].add(row["kind"])
    assert kinds[False] == {"promise"} and "promise" not in kinds[True] and {"sentiment", "ask"} <= kinds[True]


def test_a_third_party_promises_nothing_for_us(store):
    with_message(store, "acme", "We will refund you by Friday.", sender="x@else.example", recipients=f"{ADA};{MIA}")
    read_new(store, now=IMPORTED)
    assert snapshot(store, TODAY).said.is_empty()


def test_what_a_machine_sent_is_not_read(store):
    with_message(store, "acme", "We are not happy.", sender=ADA, recipients=MIA, channel="email-auto")
    assert read_new(store, now=IMPORTED) == 0


def test_a_note_among_colleagues_is_no_customers_word(store):
    with_message(store, "acme", "They are not happy.", sender=MIA, recipients=ADA, channel="ticket note")
    assert read_new(store, now=IMPORTED) == 0


def test_in_a_call_speakers_tell_whose_words_they_are(store):
    with_call(store, "Ada Lind: We are not happy.\nMia Sand: That is terrible. We will send the fix by Friday.")
    read_new(store, now=IMPORTED)
    said = snapshot(store, TODAY).said.filter(pl.col("kind").is_in(["sentiment", "promise"]))
    assert {(row["speaker"], row["kind"]) for row in said.to_dicts()} == {("Ada Lind", "sentiment"), ("Mia Sand", "promise")}


def test_a_survey_comment_is_the_customers(store):
    with_answer(store, "Support is terrible.")
    read_new(store, now=IMPORTED)
    row = only(snapshot(store, TODAY).readings)
    assert (row["noun"], row["account_id"], row["person_id"], row["sentiment"]) == ("survey", "acme", ADA, "negative")


def test_a_reading_made_today_of_an_older_mail_is_known_from_the_mails_day(store):
    with_message(store, "acme", "We are not happy.", sender=ADA, recipients=MIA, sent=ago(40))
    read_new(store, now=IMPORTED)
    assert snapshot(store, ago(41)).readings.is_empty()
    assert snapshot(store, ago(39)).readings.height == 1


def test_later_mails_change_nothing_that_was_read_of_earlier_days(store):
    with_message(store, "acme", "We are not happy.", sender=ADA, recipients=MIA, sent=ago(40))
    read_new(store, now=IMPORTED)
    before = snapshot(store, ago(30)).said.to_dicts(), snapshot(store, ago(30)).signals.to_dicts()
    with_message(store, "acme", "Everything is great, please call me.", sender=ADA, recipients=MIA, sent=ago(2))
    read_new(store, now=IMPORTED)
    assert (snapshot(store, ago(30)).said.to_dicts(), snapshot(store, ago(30)).signals.to_dicts()) == before


def test_a_models_reading_stands_before_the_rules_whichever_came_last(store):
    with_message(store, "acme", "Lovely weather for a launch, is it not.", sender=ADA, recipients=MIA)
    span = Span("topic", "onboarding", "body", 0, 14, "Lovely weather")
    read_new(store, now=IMPORTED, reader=Scripted("model x 1", lambda text: Reading("neutral", (span,))))
    read_new(store, now=datetime(2026, 6, 29))
    row = only(snapshot(store, TODAY).readings)
    assert (row["reader"], row["topics"]) == ("model x 1", ["onboarding"])


def test_of_two_versions_of_the_rules_the_newer_one_stands(store):
    with_message(store, "acme", "Lovely weather.", sender=ADA, recipients=MIA)
    for name, mood in (("offline 0", "negative"), (OFFLINE.name, "positive")):
        span = Span("sentiment", mood, "body", 0, 6, "Lovely")
        read_new(store, now=IMPORTED, reader=Scripted(name, lambda text, s=span: Reading(s.word, (s,))))
    assert only(snapshot(store, TODAY).readings)["sentiment"] == "positive"


@pytest.mark.parametrize(
    "span",
    [
        Span("ask", "discount", "body", 0, 4, "Give"),
        Span("ask", "a discount of 90 %", "body", 0, 5, "Hello"),
        Span("ask", "discount", "recipients", 0, 5, "Hello"),
        Span("ask", "discount", "body", 3, 3, ""),
        Span("price", "discount", "body", 0, 5, "Hello"),
    ],
)
def test_a_quote_that_does_not_stand_there_or_a_word_that_is_none_of_ours_is_not_kept(store, span):
    with_message(store, "acme", "Hello there.", sender=ADA, recipients=MIA)
    assert read_new(store, now=IMPORTED, reader=Scripted("model y 1", lambda text: Reading("neutral", (span,)))) == 0
    assert store.count("reading") == 0


def test_what_a_reader_could_not_read_is_tried_again(store):
    with_message(store, "acme", "Hello there.", sender=ADA, recipients=MIA)
    silent = Scripted("model z 1", lambda text: None)
    assert (read_new(store, now=IMPORTED, reader=silent), read_new(store, now=IMPORTED, reader=silent)) == (0, 0)
    assert len(silent.seen) == 2


def test_the_newest_are_read_first_and_none_of_later_days(store):
    for day in (1, 5, 9):
        with_message(store, "acme", f"Hello from day {day}.", sender=ADA, recipients=MIA, sent=ago(day))
    reader = Scripted("model w 1", lambda text: OFFLINE.read([text])[0])
    assert read_new(store, now=IMPORTED, reader=reader, most=1, until=ago(4)) == 1
    [row] = store.rows("message", key=reader.seen[0])
    assert "day 5" in row["body"]


def test_a_repeated_subject_of_a_thread_is_read_once(store):
    with_message(store, "acme", "Fine.", sender=ADA, recipients=MIA, subject="Re: Cancellation of our contract")
    read_new(store, now=IMPORTED)
    assert only(snapshot(store, TODAY).readings)["topics"] == []


def test_the_reading_that_the_store_holds_is_what_the_rules_say():
    text = Text("k", "message", TODAY, (("subject", "Help"), ("body", "It is broken. Please call me.")))
    assert is_verbatim(text, OFFLINE.read([text])[0])
