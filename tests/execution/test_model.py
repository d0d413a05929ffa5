"""The model path against endpoints that misbehave in every way seen: one line of ModelError, never a crash, never a wait."""

import json

import httpx2
import openai
import pytest

from cs_core.errors import BadInput, ModelError
from cs_core.execution.model import GIVE_UP_AFTER, OfflineModel, OpenAIModel, ScriptedModel, model_from
from cs_core.execution.prompt import Answer
from cs_core.settings import Settings

GOOD = {"subject": "Use of late", "claims": [{"text": "Use fell by 34 %.", "fact_ids": ["f1"], "new_paragraph": True}]}
SETTINGS = Settings(api_key="key", base_url="http://model.test/v1")


def said(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> httpx2.Response:
    message = {"role": "assistant", "content": content, "refusal": refusal}
    body = {
        "id": "1", "object": "chat.completion", "created": 1, "model": "m",
        "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
    }  # fmt: skip
    return httpx2.Response(200, json=body)


def a_model(*answers, retries: int = 0) -> tuple[OpenAIModel, list[dict]]:
    """A model whose endpoint gives these answers in turn (the last one for ever), and the requests it got."""
    seen: list[dict] = []

    def endpoint(request: httpx2.Request) -> httpx2.Response:
        seen.append(json.loads(request.content))
        answer = answers[min(len(seen), len(answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer(seen[-1]) if callable(answer) else answer

    http = openai.DefaultHttpx2Client(transport=httpx2.MockTransport(endpoint))
    client = openai.OpenAI(api_key="key", base_url="http://model.test/v1", http_client=http, max_retries=retries)
    return OpenAIModel(SETTINGS, "m", client=client), seen


def ask(model) -> Answer:
    return model.write("Write.", '{"facts": []}', Answer)


def test_a_good_answer_is_validated_and_its_cost_counted():
    model, seen = a_model(said(json.dumps(GOOD)))
    assert ask(model).subject == "Use of late"
    assert (model.calls, model.tokens, model.fallbacks) == (1, 7, 0)
    assert seen[0]["response_format"]["type"] == "json_schema" and seen[0]["response_format"]["json_schema"]["strict"]


def test_the_same_question_is_asked_once():
    model, seen = a_model(said(json.dumps(GOOD)))
    assert ask(model) == ask(model) and len(seen) == 1


def test_fenced_json_is_read():
    assert ask(a_model(said(f"Here you are:\n```json\n{json.dumps(GOOD)}\n```"))[0]).claims[0].fact_ids == ["f1"]


def test_wrong_json_is_repaired_once():
    model, seen = a_model(said('{"subject": 3}'), said(json.dumps(GOOD)))
    assert ask(model).subject == "Use of late"
    assert len(seen) == 2 and "not the JSON object" in seen[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(429, headers={"retry-after": "300"}, json={"error": {"message": "slow down"}}),
        httpx2.Response(500, text="oops"),
        httpx2.Response(401, json={"error": {"message": "no key"}}),
        httpx2.Response(200, headers={"content-type": "text/html"}, text="<html>login</html>"),
        httpx2.Response(200, json={"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, headers={"content-type": "application/json"}, text='{"id": "1", "choi'),
        said('{"subject": "x", "claims": [{"te'),
        said(json.dumps(GOOD), finish="length"),
        said(None, finish="content_filter"),
        said(None, refusal="I cannot help with that"),
        said(""),
        said('{"subject": 1e999, "claims": 1e999}'),
        said(json.dumps(GOOD | {"discount": 50})),
        said(json.dumps({"subject": "x", "claims": GOOD["claims"] * 40})),
        httpx2.ConnectError("no route"),
        httpx2.ReadTimeout("too slow"),
    ],
    ids=[
        "429", "500", "401", "html 200", "empty choices", "not an object", "truncated reply", "truncated json", "length", "filtered",
        "refusal", "empty", "1e999", "surprise field", "too long", "unreachable", "time-out",
    ],
)  # fmt: skip
def test_every_failure_is_one_line_and_counted(answer):
    model, seen = a_model(answer)
    with pytest.raises(ModelError) as error:
        ask(model)
    assert "\n" not in str(error.value) and str(error.value).startswith("m gave no usable answer")
    assert model.fallbacks == 1 and len(seen) <= 3


def test_a_server_that_knows_no_schema_is_asked_for_less_from_then_on():
    def endpoint(request: dict) -> httpx2.Response:
        kind = request.get("response_format", {}).get("type")
        if kind == "json_schema":
            return httpx2.Response(400, json={"error": {"message": "response_format json_schema is not supported"}})
        return said(json.dumps(GOOD))

    model, seen = a_model(endpoint)
    ask(model)
    model.write("Write something else.", "{}", Answer)
    assert [r["response_format"]["type"] for r in seen] == ["json_schema", "json_object", "json_object"]


def test_one_bad_minute_does_not_lower_what_is_asked_for():
    model, seen = a_model(*[httpx2.Response(500, text="oops")] * 3, said(json.dumps(GOOD)))
    with pytest.raises(ModelError):
        ask(model)
    assert ask(model).subject == "Use of late" and seen[-1]["response_format"]["type"] == "json_schema"


def test_a_dead_endpoint_is_left_alone_for_the_rest_of_the_run():
    model, seen = a_model(httpx2.ConnectError("no route"))
    for n in range(GIVE_UP_AFTER + 3):
        with pytest.raises(ModelError):
            model.write(f"Write {n}.", "{}", Answer)
    assert len(seen) == GIVE_UP_AFTER and model.fallbacks == GIVE_UP_AFTER + 3


def test_a_short_429_is_waited_for():
    model, seen = a_model(httpx2.Response(429, headers={"retry-after": "0.01"}, json={}), said(json.dumps(GOOD)), retries=2)
    assert ask(model).subject == "Use of late" and len(seen) == 2


def test_the_offline_model_needs_nothing_and_a_real_one_an_endpoint():
    assert isinstance(model_from(Settings()), OfflineModel)
    assert isinstance(model_from(SETTINGS, "m"), OpenAIModel)
    with pytest.raises(BadInput, match="OPENAI_API_KEY"):
        model_from(Settings(), "gpt-9")


def test_a_scripted_model_may_be_a_function():
    model = ScriptedModel(lambda instructions, brief: GOOD)
    assert ask(model).subject == "Use of late" and model.history == [("Write.", '{"facts": []}')]
