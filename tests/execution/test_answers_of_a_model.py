"""What is taken as an answer of a model: whole sentences, without what it thought aloud; and why there was none."""

import json

import httpx2
import pytest

from cs_core.errors import ModelError
from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.execution.models.prompt import Answer
from tests.execution.endpoints import GOOD, SECRET, Endpoint, a_model, good, said


def ask(model: OpenAIModel) -> Answer:
    return model.write("Write.", '{"facts": []}', Answer)


@pytest.mark.parametrize(
    "thought", ["<think>Shall I write {this}?</think>", "I write {this}.</think>", "<THINKING>{1}</THINKING>", "<reasoning>{1}</reasoning>"]
)
def test_what_a_model_thinks_before_its_answer_is_no_part_of_it(thought):
    assert ask(a_model(Endpoint(said(f"{thought}\n{json.dumps(GOOD)}")))).subject == "Use of late"


def test_a_mark_of_thought_within_the_answer_cuts_nothing_off():
    told = GOOD | {"claims": [GOOD["claims"][0] | {"text": "Is the mark </think> of use?"}]}
    assert ask(a_model(Endpoint(said(json.dumps(told))))).claims[0].text == "Is the mark </think> of use?"


def test_a_sentence_that_breaks_off_is_asked_for_again():
    broken = GOOD | {"claims": [GOOD["claims"][0] | {"text": "Would you like to"}]}
    endpoint = Endpoint(said(json.dumps(broken)), good())
    assert ask(a_model(endpoint)).claims[0].text == "Use fell by 34 %."
    assert "it breaks off" in endpoint.seen[1]["messages"][-1]["content"]


def test_an_answer_that_was_cut_off_names_the_limit_to_raise():
    with pytest.raises(ModelError, match="CS_MODEL_MAX_TOKENS"):
        ask(a_model(Endpoint(said(json.dumps(GOOD), finish="length"))))


def test_a_model_says_why_it_was_asked_in_vain_without_the_key():
    model = a_model(Endpoint(httpx2.Response(401, text=f"Incorrect API key provided: {SECRET}")))
    with pytest.raises(ModelError):
        ask(model)
    assert "401" in model.used()["problem"] and SECRET not in model.used()["problem"]
