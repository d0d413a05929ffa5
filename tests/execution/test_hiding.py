"""What a model is sent of people: placeholders, to which code alone has the words. A real endpoint on loopback records what arrives."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from cs_core.context.conversations import OFFLINE as RULES
from cs_core.context.conversations import Text
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, ModelError
from cs_core.execution.models.asker import ask_in_words
from cs_core.execution.models.hiding import Hiding, known_names
from cs_core.execution.models.judge import judge_draft
from cs_core.execution.models.model import model_from
from cs_core.execution.models.reader import ModelReader
from cs_core.execution.risk import AGENT
from cs_core.settings import Settings, from_env
from tests.execution.builders import a_brief, ago, drafted
from tests.worlds import TODAY, a_proposal, a_store, with_company, with_person

NAMES = known_names(["Ada Lovelace", "Zoë O'Brien-Smith", "Cher", "Will Day", None])
MAIL, PHONE, NAME = "ada.lovelace@kelmarn.example", "+49 (0)151 123-4567", "Ada Lovelace"


class Recorder:
    """An endpoint that keeps the body of every request, as it came over the wire, and answers as told."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.answer: Callable[[dict], dict] = lambda data: {}
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def model(self, **settings: object):
        """A real client of this endpoint."""
        return model_from(Settings(base_url=f"http://127.0.0.1:{self._server.server_port}/v1", **settings), "m")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.bodies.append(text)
                asked = json.loads(text)
                content = json.dumps(outer.answer(json.loads(asked["messages"][1]["content"])))
                choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
                usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
                told = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "usage": usage, "choices": [choice]}
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def endpoint() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.close()


def kelmarn():
    """A customer whose facts hold details of people wherever the words of others may."""
    return a_brief(
        contact=f"{NAME} <{MAIL}>", champion=NAME, usage_change=-34.0, usage_z=-4.0, usage_4w=50, usage_prev_4w=76,
        said=f"Call ada lovelace at {PHONE} or mail {MAIL}.", answered_by="Zoë Brandt <zoe@kelmarn.example>", champion_left_on=ago(900),
        sponsor="Ewa Sandberg (economic buyer)", owner="Mia Okafor",
    )  # fmt: skip


def a_letter(text: str, **changed: object) -> Callable[[dict], dict]:
    said = {"text": text, "fact_ids": ["usage_change:a1:0"], "new_paragraph": True}
    return lambda data: {"subject": "Your use", "claims": [said]} | changed


def test_a_draft_is_asked_for_without_a_single_detail_of_a_person(endpoint):
    endpoint.answer = a_letter("[reader], use fell by 34 %, as [name 1] knows.")
    proposal = drafted(AGENT, kelmarn(), model=endpoint.model())
    [body] = endpoint.bodies
    assert not [word for word in ("Ada", "Lovelace", "lovelace", "Zoë", "Brandt", "@", "123-4567", "Ewa", "Mia", "Okafor") if word in body]
    assert "[reader]" in body and "[name 1]" in body and "[address 1]" in body and "[phone 1]" in body
    assert proposal.drafted_by == "m" and proposal.recipient == MAIL and proposal.recipient_name == NAME
    assert "Ada, use fell by 34 %, as Ada Lovelace knows." in proposal.body and "[" not in proposal.body
    assert proposal.body.startswith(("Hi Ada", "Hello Ada", "Dear Ada", "Ada"))


def test_a_placeholder_that_the_model_made_up_reaches_nobody(endpoint):
    for answer in (a_letter("Use fell by 34 %, [name 9]."), a_letter("Use fell.", subject="For [address 7]")):
        endpoint.answer = answer
        assert drafted(AGENT, kelmarn(), model=endpoint.model()).drafted_by == "offline (fallback)"


def test_whoever_sets_it_up_may_send_everything(endpoint, monkeypatch):
    monkeypatch.setenv("CS_MODEL_PEOPLE", "shown")
    endpoint.answer = a_letter("Use fell by 34 %.")
    drafted(AGENT, kelmarn(), model=endpoint.model(hide_people=from_env().hide_people))
    assert "Ada Lovelace" in endpoint.bodies[0] and MAIL in endpoint.bodies[0] and '"reader_first_name\\": \\"Ada' in endpoint.bodies[0]
    monkeypatch.setenv("CS_MODEL_PEOPLE", "off")
    with pytest.raises(BadInput, match="CS_MODEL_PEOPLE is 'off': set hidden"):
        from_env()
    monkeypatch.delenv("CS_MODEL_PEOPLE")
    assert from_env().hide_people and Settings().hide_people


def test_a_text_is_read_without_them_and_its_quotes_stand_in_it_word_for_word(endpoint):
    body = f"It is broken. Please call Ada Lovelace at {PHONE}, or write to {MAIL}. Thanks."
    endpoint.answer = lambda data: {"found": [{"kind": "ask", "word": "call", "quote": data[1]}]}
    text = Text("k", "message", date(2026, 3, 3), (("body", body),))
    [reading] = ModelReader(endpoint.model(), NAMES).read([text])
    assert not [word for word in ("Ada", "Lovelace", "@", "123-4567") if word in endpoint.bodies[0]] and "[name 1]" in endpoint.bodies[0]
    [asked] = [s for s in reading.spans if s.kind == "ask" and PHONE in s.quote]
    assert body[asked.start : asked.end] == asked.quote == f"Please call Ada Lovelace at {PHONE}, or write to {MAIL}."


def test_a_reader_that_makes_up_a_placeholder_leaves_the_text_for_another_time(endpoint):
    endpoint.answer = lambda data: {"found": [{"kind": "ask", "word": "call", "quote": "Call [phone 3]."}]}
    text = Text("k", "message", date(2026, 3, 3), (("body", "Call me."),))
    assert ModelReader(endpoint.model()).read([text]) == [None] and RULES.read([text])[0].words("ask") == ("call",)


def test_a_letter_is_judged_without_them(endpoint):
    endpoint.answer = lambda data: dict.fromkeys(("supported", "useful", "tone", "specific"), "yes") | {"reason": "none", "overall": "send"}
    body = f"Hi Ada,\n\nZoë Brandt asked Ada Lovelace to write to {MAIL}.\n\nTom"
    letter = a_proposal(recipient=MAIL, recipient_name=NAME, body=body, facts=kelmarn().facts).model_dump(mode="json")
    assert judge_draft(endpoint.model(), letter).overall == "send"
    assert not [word for word in ("Lovelace", "Brandt", "@", "123-4567") if word in endpoint.bodies[0]]


def test_a_question_about_a_person_is_answered_without_saying_who(endpoint, tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_person(store, "acme", "Zoë O'Brien-Smith", email="zoe@acme.example")
        endpoint.answer = lambda data: {
            "sql": "SELECT name AS Account, account_id FROM accounts WHERE '[name 1]' LIKE '%O''Brien%' AND '[address 1]' LIKE 'zoe@%'",
            "says": "The customer of [name 1].", "cannot": "",
        }  # fmt: skip
        told = ask_in_words(snapshot(store, TODAY), "Where is Zoë O'Brien-Smith, zoe@acme.example?", endpoint.model())
    assert told.answer.rows.rows() == [("Acme", "acme")] and told.says == "The customer of Zoë O'Brien-Smith."
    assert "O'Brien" not in endpoint.bodies[0] and "zoe@" not in endpoint.bodies[0]
    assert "Where is [name 1], [address 1]?" in endpoint.bodies[0]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("ADA LOVELACE and Ada Lovelace", "[name 1] and [name 2]"),
        ("Lovelace, Ada", "[name 1]"),
        ("Zoë O’Brien-Smith's plan", "[name 1]'s plan"),
        ("Cher", "[name 1]"),
        ("Cher is one word, Ada another", "Cher is one word, Ada another"),
        ("Adalovelace; Ada. Or Lovelace", "Adalovelace; Ada. Or Lovelace"),
        ("(555) 123-4567, 555.123.4567, 0151 1234567", "[phone 1], [phone 2], [phone 3]"),
        ("015112345678 or 0049 151 1234567", "[phone 1] or [phone 2]"),
        ("On 2026-09-08, 08-09-2026 and 01.02.26: 12 000 000 EUR, 1,234,567, order 1234567890", None),
        ("a.b+c@x.example, <d@y.co.example>", "[address 1], <[address 2]>"),
        ("He wrote [name 1] and [reader].", "He wrote [words 1] and [words 2]."),
    ],
)
def test_details_are_known_by_their_look_and_come_back_as_they_were(text, hidden):
    hiding = Hiding(NAMES, reader="Eva")
    assert hiding.hide(text) == (hidden or text) and hiding.show(hiding.hide(text)) == text


def test_a_name_whose_accents_are_characters_of_their_own_is_hidden_too():
    hiding = Hiding(NAMES)
    assert hiding.hide("Zoe\u0308 O'Brien-Smith wrote.") == "[name 1] wrote."
    assert hiding.show("[name 1]") == "Zoe\u0308 O'Brien-Smith", "as it stood"
    assert Hiding(known_names(["Zoe\u0308 Day"])).hide("Zoë Day wrote.") == "[name 1] wrote."


def test_the_same_words_have_the_same_placeholder_all_through_a_question():
    hiding = Hiding(NAMES)
    assert [hiding.hide(f"{NAME} {n}") for n in range(3)] == [f"[name 1] {n}" for n in range(3)]
    with pytest.raises(ModelError, match=r"\[name 2\], which stands for nothing"):
        hiding.show("[name 2]")
