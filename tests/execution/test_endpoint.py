"""The model path against endpoints that misbehave in every way seen: one line of ModelError, never a crash, never a wait."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import httpx2
import pytest
from pydantic import BaseModel, Field, FiniteFloat

from cs_core.errors import BudgetSpent, ModelError
from cs_core.execution.models.endpoint import GIVE_UP_AFTER, WAITS_S, OpenAIModel
from cs_core.execution.models.metering import Bill
from cs_core.execution.models.prompt import Answer
from cs_core.execution.models.reader import Heard
from tests.execution.endpoints import GOOD, SECRET, SETTINGS, Endpoint, a_model, good, said


class Rated(BaseModel):
    """An answer with a number."""

    share: Annotated[FiniteFloat, Field(ge=0, le=1e300)]


def ask(model: OpenAIModel, what: str = "Write.", bill: Bill | None = None) -> Answer:
    return model.write(what, '{"facts": []}', Answer, bill)


def test_a_good_answer_is_validated_and_its_cost_counted():
    endpoint = Endpoint(good())
    model, bill = a_model(endpoint, price_in=2.0, price_out=10.0, currency="EUR"), Bill("risk", "a1", "common 2 · risk 1")
    assert ask(model, bill=bill).subject == "Use of late"
    assert (model.calls, model.tokens, model.fallbacks) == (1, 7, 0)
    assert bill.tokens == 7 and bill.cost == model.cost == pytest.approx((5 * 2 + 2 * 10) / 1e6)
    assert endpoint.seen[0]["response_format"]["type"] == "json_schema" and endpoint.seen[0]["response_format"]["json_schema"]["strict"]
    [call] = model.taken_calls()
    assert (call.agent, call.account_id, call.mode, call.problem) == ("risk", "a1", "json_schema", "")
    assert (call.tokens_in, call.tokens_out) == (5, 2)
    assert Answer.model_validate_json(call.answer).subject == "Use of late"


def test_without_a_price_the_cost_is_unknown():
    for half in ({}, {"price_in": 2.0, "price_out": 1.0}, {"price_in": 2.0, "currency": "EUR"}):
        model = a_model(Endpoint(good()), **half)
        ask(model)
        assert model.cost is None and model.used()["currency"] is None and model.taken_calls()[0].cost is None


def test_the_same_question_is_asked_once():
    endpoint = Endpoint(good())
    model = a_model(endpoint)
    assert ask(model) == ask(model) and len(endpoint.seen) == 1 and model.cached == 1


def test_an_answer_kept_from_an_earlier_cycle_is_not_asked_for_and_one_that_does_not_fit_is():
    first, endpoint = a_model(Endpoint(good())), Endpoint(good())
    ask(first)
    later, wary = a_model(endpoint), a_model(endpoint)
    later.kept.update(first.kept)
    assert ask(later) == ask(first) and not endpoint.seen and (later.calls, later.cached) == (0, 1)
    wary.kept.update(dict.fromkeys(first.kept, '{"subject": 1e999}'))
    assert ask(wary) and len(endpoint.seen) == 1


def test_another_prompt_model_limit_or_schema_is_another_question():
    one = a_model(Endpoint(good()))
    keys = {
        one.key("Write.", "{}", Answer, "1"), one.key("Write.", "{}", Answer, "2"), one.key("Write!", "{}", Answer, "1"),
        one.key("Write.", "{}", Heard, "1"), a_model(Endpoint(good()), max_tokens=500).key("Write.", "{}", Answer, "1"),
        OpenAIModel(SETTINGS, "other").key("Write.", "{}", Answer, "1"),
    }  # fmt: skip
    assert len(keys) == 6 and one.key("Write.", "{}", Answer, "1") in keys


def test_fenced_json_is_read():
    assert ask(a_model(Endpoint(said(f"Here you are:\n```json\n{json.dumps(GOOD)}\n```")))).claims[0].fact_ids == ["f1"]


def test_wrong_json_is_repaired_once():
    endpoint = Endpoint(said('{"subject": 3}'), good())
    model = a_model(endpoint)
    assert ask(model).subject == "Use of late"
    assert len(endpoint.seen) == 2 and "not the JSON object" in endpoint.seen[1]["messages"][-1]["content"]
    wrong, right = model.taken_calls()
    assert wrong.key == right.key and wrong.answer == '{"subject": 3}' and "subject" in wrong.problem and not right.problem


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(429, headers={"retry-after": "300"}, json={"error": {"message": "slow down"}}),
        httpx2.Response(500, text="oops"),
        httpx2.Response(401, json={"error": {"message": f"no such key: {SECRET}"}}),
        httpx2.Response(200, headers={"content-type": "text/html"}, text="<html>login</html>"),
        httpx2.Response(200, json={"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}),
        httpx2.Response(200, json={"choices": [None]}),
        httpx2.Response(200, json={"choices": [{"message": {"content": ["a", 1]}}]}),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, headers={"content-type": "application/json"}, text='{"id": "1", "choi'),
        said('{"subject": "x", "claims": [{"te'),
        said("[" * 100_000),
        said(json.dumps(GOOD), finish="length"),
        said(None, finish="content_filter"),
        said(None, refusal="I cannot\nhelp with that"),
        said(""),
        said('{"subject": 1e999, "claims": 1e999}'),
        said(json.dumps(GOOD | {"discount\nnow": 50})),
        said(json.dumps({"subject": "x", "claims": GOOD["claims"] * 40})),
        httpx2.ConnectError("no route"),
        httpx2.ReadTimeout("too slow"),
        RuntimeError("the client itself broke"),
        RecursionError(),
    ],
    ids=[
        "429", "500", "401", "html 200", "empty choices", "no choice", "content of parts", "not an object", "truncated reply",
        "truncated json", "deep", "length", "filtered", "refusal", "empty", "1e999", "surprise field", "too long", "unreachable",
        "time-out", "broken client", "recursion",
    ],
)  # fmt: skip
def test_every_failure_is_one_line_counted_and_kept(answer):
    endpoint = Endpoint(answer)
    model = a_model(endpoint)
    with pytest.raises(ModelError) as error:
        ask(model)
    assert "\n" not in str(error.value) and str(error.value).startswith("m gave no usable answer") and SECRET not in str(error.value)
    calls = model.taken_calls()
    assert model.fallbacks == 1 and len(endpoint.seen) == model.calls == len(calls) <= 12
    assert all(c.problem and "\n" not in c.problem and SECRET not in c.problem for c in calls)


def test_a_number_that_is_not_finite_is_refused():
    model = a_model(Endpoint(said('{"share": 1e999}')))
    with pytest.raises(ModelError, match="finite number"):
        model.write("Write.", "{}", Rated)
    assert model.calls == 2


@pytest.mark.parametrize("answer", [Answer, Heard, Rated])
def test_every_number_of_an_answer_is_finite_and_bounded(answer):
    def numbers(part):
        if isinstance(part, dict):
            yield from [part] if part.get("type") in ("number", "integer") else [n for v in part.values() for n in numbers(v)]
        elif isinstance(part, list):
            yield from (n for v in part for n in numbers(v))

    assert all({"minimum", "maximum"} <= set(n) for n in numbers(answer.model_json_schema()))


def test_a_time_out_is_not_tried_again_and_a_failed_connection_is():
    slow, gone, slept = Endpoint(httpx2.ReadTimeout("too slow")), Endpoint(httpx2.ConnectError("no route"), good()), []
    with pytest.raises(ModelError):
        ask(a_model(slow, slept=slept))
    assert len(slow.seen) == 1 and slept == []
    assert ask(a_model(gone, slept=slept)).subject == "Use of late" and slept == [WAITS_S[0]]


@pytest.mark.parametrize(("header", "pause"), [("3", 3.0), ("0.01", 0.01), (None, WAITS_S[0])])
def test_a_short_429_is_waited_for(header, pause):
    headers, slept = {"retry-after": header} if header else {}, []
    endpoint = Endpoint(httpx2.Response(429, headers=headers, json={}), good())
    assert ask(a_model(endpoint, slept=slept)).subject == "Use of late" and len(endpoint.seen) == 2 and slept == [pause]


@pytest.mark.parametrize("header", ["300", "1e999", "nan", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_long_429_is_not(header):
    endpoint, slept = Endpoint(httpx2.Response(429, headers={"retry-after": header}, json={}), good()), []
    with pytest.raises(ModelError):
        ask(a_model(endpoint, slept=slept))
    assert len(endpoint.seen) == 1 and slept == []


def refusing(*kinds: str, bounds: bool = False, status: int = 400):
    """An endpoint that takes no response format of these kinds, and with `bounds` no schema that has some."""

    def endpoint(request: dict) -> httpx2.Response:
        form = request.get("response_format", {})
        if form.get("type") in kinds or (bounds and "maxLength" in json.dumps(form)):
            return httpx2.Response(status, json={"error": {"message": "response_format is not supported"}})
        return good()

    return endpoint


@pytest.mark.parametrize(
    ("refused", "mode"),
    [
        (refusing(bounds=True), "json_schema without bounds"),
        (refusing("json_schema"), "json_object"),
        (refusing("json_schema", status=500), "json_object"),
        (refusing("json_schema", "json_object", status=422), "text"),
    ],
)
def test_an_endpoint_is_probed_once_and_its_manner_remembered(refused, mode):
    endpoint = Endpoint(refused)
    model = a_model(endpoint)
    ask(model)
    before = len(endpoint.seen)
    ask(model, "Write something else.")
    other = OpenAIModel(SETTINGS, "m", transport=httpx2.MockTransport(endpoint), known=model._known)
    ask(other, "Write a third thing.")
    assert len(endpoint.seen) == before + 2 and [c.mode for c in other.taken_calls()] == [mode]


def test_threads_that_ask_at_once_probe_once():
    endpoint = Endpoint(refusing("json_schema"))
    model = a_model(endpoint)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ask(model, f"Write {n}."), range(40)))
    assert model.calls == len(endpoint.seen) == 42 and model.tokens == 40 * 7 and len(model.taken_calls()) == 42


def test_a_schema_without_bounds_is_the_same_but_for_them():
    endpoint = Endpoint(refusing(bounds=True))
    ask(a_model(endpoint))
    bare = endpoint.seen[-1]["response_format"]["json_schema"]["schema"]
    assert set(bare["properties"]) == {"subject", "claims"} and bare["additionalProperties"] is False
    assert not {"minLength", "maxLength", "minItems", "maxItems"} & set(bare["properties"]["subject"])


def test_a_server_with_another_name_for_the_limit_is_asked_by_it():
    def endpoint(request: dict) -> httpx2.Response:
        if "max_tokens" in request:
            return httpx2.Response(400, json={"error": {"message": "Unsupported parameter: use 'max_completion_tokens' instead"}})
        return good()

    wire = Endpoint(endpoint)
    model = a_model(wire)
    ask(model)
    ask(model, "Write something else.")
    assert ["max_tokens" in r for r in wire.seen] == [True, False, False]
    assert wire.seen[-1]["max_completion_tokens"] == 1200 and wire.seen[-1]["response_format"]["type"] == "json_schema"


def test_one_bad_minute_does_not_lower_what_is_asked_for():
    endpoint = Endpoint(*[httpx2.Response(500, text="oops")] * 12, good())
    model = a_model(endpoint)
    with pytest.raises(ModelError):
        ask(model)
    assert ask(model).subject == "Use of late" and endpoint.seen[-1]["response_format"]["type"] == "json_schema"


def test_a_server_that_is_another_one_by_now_is_probed_again():
    endpoint = Endpoint(good(), httpx2.Response(400, json={"error": {"message": "no"}}), refusing("json_schema"))
    model = a_model(endpoint)
    ask(model)
    with pytest.raises(ModelError):
        ask(model, "Write something else.")
    assert ask(model, "Write a third thing.").subject == "Use of late" and "json_object" in [c.mode for c in model.taken_calls()]


def test_a_dead_endpoint_is_left_alone_for_the_rest_of_the_run():
    endpoint = Endpoint(httpx2.ReadTimeout("too slow"))
    model = a_model(endpoint)
    for n in range(GIVE_UP_AFTER + 3):
        with pytest.raises(ModelError):
            ask(model, f"Write {n}.")
    assert len(endpoint.seen) == GIVE_UP_AFTER and model.fallbacks == GIVE_UP_AFTER + 3


def test_a_spent_budget_ends_the_asking_but_not_what_is_known():
    endpoint = Endpoint(good())
    model = a_model(endpoint, token_budget=14)
    for n in range(2):
        ask(model, f"Write {n}.")
    with pytest.raises(BudgetSpent, match="CS_MODEL_TOKEN_BUDGET"):
        ask(model, "Write 2.")
    assert ask(model, "Write 1.").subject == "Use of late"
    used = model.used()
    assert (len(endpoint.seen), used["over_budget"], used["fallbacks"], used["cached"], used["budget_spent"]) == (2, 1, 0, 1, True)


@pytest.mark.parametrize("usage", [None, {"prompt_tokens": -5}, {"prompt_tokens": "many", "completion_tokens": 1e999}, (10**12, True), []])
def test_a_server_that_does_not_count_or_counts_nonsense_still_spends_the_budget(usage):
    body = said(json.dumps(GOOD), usage=usage)
    model = a_model(Endpoint(body))
    ask(model)
    assert 20 <= model.tokens <= 80


def test_failures_have_a_price_too():
    model, bill = a_model(Endpoint(said(json.dumps(GOOD), finish="length")), price_in=1.0, price_out=1.0, currency="EUR"), Bill()
    with pytest.raises(ModelError):
        ask(model, bill=bill)
    assert bill.tokens == 7 and bill.cost == pytest.approx(7e-6)
