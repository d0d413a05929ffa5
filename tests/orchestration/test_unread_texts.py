"""What customers write in a language that the reader does not know is not passed over in silence."""

import pytest

from cs_core.context.readings import read_new
from cs_core.context.shelves.shelf import shelf_of
from cs_core.context.shelves.shelved import Shelved, with_answers
from cs_core.context.snapshot import snapshot
from cs_core.orchestration.orchestrator import findings
from cs_core.orchestration.oversight.past import Past, Unread, past_of
from tests.orchestration.test_orchestrator import a_record
from tests.worlds import IMPORTED, TODAY, a_store, ago, with_company, with_message, with_person, with_ticket

TOO_DEAR = "Ihr Angebot ist uns zu teuer, der Wettbewerber bietet uns zwanzig Prozent weniger."
BROKEN = "Seit gestern bricht der Export mit einem Fehler ab, wir kommen nicht weiter."


def unread(tmp_path, *texts: str, days: int = 5):
    """Of these mails of one customer, and a ticket in German."""
    with a_store(tmp_path) as store:
        with_company(store, "acme", domain="acme.example")
        with_person(store, "acme", "Ada Lind")
        for n, text in enumerate(texts):
            with_message(store, "acme", text, sender="ada@acme.example", recipients="mia@ours.example", sent=ago(days + n))
        with_ticket(store, "acme", body=BROKEN, opened=ago(3))
        read_new(store, now=IMPORTED)
        snap = snapshot(store, TODAY)
        shelved = with_answers(Shelved(store, TODAY, shelf_of(snap)), snap.signals)
        found = past_of(shelved).unread
        assert "readings" not in vars(shelved), "of a large book no more is read than what counts"
        assert past_of(snap).unread == found
        return found


def test_texts_in_another_language_are_counted_with_whose_they_are(tmp_path):
    assert unread(tmp_path, TOO_DEAR, "We are happy with the new export, thank you for it.") == Unread(2, 3, 1)


@pytest.mark.parametrize(
    "text", ["製品が動作しません。サポートをお願いします。", "Система не работает, помогите", "시스템이 작동하지 않습니다", "ระบบใช้งานไม่ได้"]
)
def test_a_few_words_in_other_letters_are_no_english(tmp_path, text):
    assert unread(tmp_path, text) == Unread(2, 2, 1)


@pytest.mark.parametrize(("text", "of"), [("👍", 2), ("+1", 2), ("OK, Иван", 2), ("  ", 1)])
def test_a_thumb_a_name_or_nothing_is_in_no_language_at_all(tmp_path, text, of):
    assert unread(tmp_path, text) == Unread(1, of, 1)


def test_what_was_written_long_ago_does_not_count(tmp_path):
    assert unread(tmp_path, TOO_DEAR, days=200) == Unread(1, 1, 1)


def test_the_orchestrator_says_how_many_and_what_to_do():
    said = {f.kind: f for f in findings(a_record(past=Past(unread=Unread(44, 83, 31))))}
    assert said["unread texts"].says.startswith("44 of 83 mails, posts and tickets of the last 90 days, of 31 customers, are in a language")
    assert said["unread texts"].action.startswith("Connect a language model")
    assert "unread texts" not in {f.kind for f in findings(a_record(past=Past(unread=Unread(2, 83, 2))))}
