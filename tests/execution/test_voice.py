"""The company's voice: set by a leader, refused where it cannot be, heard in every letter; what reviewers taught stands above it."""

from datetime import datetime, timedelta

import pytest

from cs_core.errors import BadInput, Refused
from cs_core.execution.models.prompt import instructions
from cs_core.execution.roster import ROSTER
from cs_core.execution.writing.composer import greeting, sign_off
from cs_core.execution.writing.voice import PLAIN, Voice, by_tone, set_voice, voice_of, with_settings
from cs_core.execution.writing.wording import AS_WRITTEN, GREETING, Wording, advice
from tests.execution.builders import a_brief, drafted, noticed

NOW = datetime(2026, 6, 28, 9)
FALL = {
    "usage_change": -40.0, "usage_z": -3.0, "usage_4w": 60, "usage_prev_4w": 100, "seats": 5, "plan": "Pro", "top_feature": "route_planner",
}  # fmt: skip
RISK = ROSTER[2]


def letter(wording: Wording, **more) -> str:
    brief = a_brief(**(FALL | more))
    return drafted(RISK, brief, noticed(RISK, **FALL) | {"wording": wording}).body


def test_what_is_set_stands_until_it_is_set_anew_or_taken_back(store):
    assert voice_of(store) == PLAIN
    set_voice(store, {"tone": "formal", "sender": "Tarnbeck"}, by="Lea", now=NOW)
    set_voice(store, {"sender": "Tarnbeck Service", "banned_phrases": "going forward\nGoing  forward\n\nleverage"}, by="Lea", now=NOW)
    assert voice_of(store) == Voice("formal", sender="Tarnbeck Service", banned=("going forward", "Going forward", "leverage"))
    set_voice(store, {"tone": "", "banned_phrases": ""}, by="Lea", now=NOW + timedelta(hours=1))
    assert voice_of(store) == Voice(sender="Tarnbeck Service")
    assert store.count("voice") == 6


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("mood", "gay", "no 'mood'"),
        ("tone", "loud", "no tone"),
        ("greeting", "Hello,", "{first}"),
        ("greeting", "Hello {name}, {first},", "only {first}"),
        ("sign_off", "Bye\nMia\nTarnbeck", "at most one line for the name"),
        ("sign_off", "Call 555 1234\n{owner}", "no figure"),
        ("sender", "https://tarnbeck.example", "link"),
        ("banned_phrases", "we", "too short"),
    ],
)
def test_what_cannot_be_a_voice_is_refused_in_one_line(store, key, text, said):
    with pytest.raises(BadInput, match=said) as error:
        set_voice(store, {key: text}, by="Lea", now=NOW)
    assert "\n" not in str(error.value) and store.count("voice") == 0


def test_a_phrase_that_stands_under_every_letter_cannot_be_banned(store):
    with pytest.raises(Refused, match="“Best regards” is banned"):
        set_voice(store, {"banned_phrases": "best  regards"}, by="Lea", now=NOW)
    assert with_settings(PLAIN, {"banned_phrases": "best regards", "tone": "formal"}).banned == ("best regards",)


def test_a_voice_needs_an_author_and_something_to_set(store):
    with pytest.raises(BadInput, match="--by"):
        set_voice(store, {"tone": "warm"}, by=" ", now=NOW)
    with pytest.raises(BadInput, match="KEY=TEXT"):
        set_voice(store, {}, by="Lea", now=NOW)


@pytest.mark.parametrize(
    ("tone", "hello", "closing"),
    [("plain", "Hello Eva,", "Best regards,"), ("warm", "Hi Eva,", "Kind regards,"), ("formal", "Dear Eva,", "Yours sincerely,")],
)
def test_the_tone_is_heard_around_the_letter(tone, hello, closing):
    body = letter(Wording(voice=Voice(tone)))
    assert body.startswith(hello + "\n") and f"\n\n{closing}\n" in body


def test_greeting_and_sign_off_are_the_leaders():
    voice = Voice(greeting="Good morning {first},", sign_off="With best wishes,\n{owner} for {sender}", sender="Tarnbeck")
    body = letter(Wording(voice=voice), owner="Mia Sand")
    assert body.startswith("Good morning Eva,") and body.endswith("With best wishes,\nMia Sand for Tarnbeck")
    assert letter(Wording(voice=voice)).endswith("With best wishes,\nTarnbeck")


def test_the_sender_stands_under_the_owners_name_and_for_nobody_where_there_is_none():
    assert letter(Wording(voice=Voice(sender="Tarnbeck")), owner="Mia Sand").endswith("Best regards,\nMia Sand\nTarnbeck")
    assert letter(Wording(voice=Voice(sender="Tarnbeck"))).endswith("Best regards,\nTarnbeck")
    assert sign_off(a_brief(), AS_WRITTEN).text.endswith("Your customer success team")


def test_what_reviewers_taught_stands_above_the_voice():
    taught = Wording(instead={"Dear {first},": "Dear {first}, good day,"}, voice=Voice("formal"))
    assert greeting("Eva Lind", taught).text == "Dear Eva, good day,"
    assert greeting("Eva Lind", Wording(instead={GREETING: "Good day {first},"})).text == "Good day Eva,"
    assert greeting(None, taught).text == "Good day,"


def test_a_phrasing_with_a_banned_phrase_is_never_chosen():
    bodies = {letter(Wording(voice=Voice(banned=("down",))), seats=n) for n in range(3, 9)}
    assert not any("down" in body for body in bodies)


def test_of_three_phrasings_the_one_that_fits_the_tone_least_is_left_out():
    lines = ["Your team uses it less than you did.", "Use fell in June.", "Your use fell in June, we see."]
    assert lines[1] not in by_tone(lines, "warm") and lines[1] in by_tone(lines, "formal")
    assert len(by_tone(lines, "formal")) == 2 and by_tone(lines, "plain") == lines and by_tone(lines[:2], "warm") == lines[:2]


def test_a_model_is_told_of_the_voice():
    row = noticed(RISK, **FALL) | {"wording": Wording(voice=Voice("formal", banned=("leverage",)))}
    told = instructions(RISK, row)
    assert "Formal:" in told and "never write “leverage”" in told
    assert advice(AS_WRITTEN) == "" and "voice" not in instructions(RISK, row | {"wording": AS_WRITTEN})


def test_banned_words_are_found_whole_and_in_any_case():
    voice = Voice(banned=("leverage", "circle back"))
    assert voice.banned_in("We Circle\nback to it") == "Circle\nback" and voice.banned_in("the leveraged one") is None
