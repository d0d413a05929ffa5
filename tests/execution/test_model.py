"""Which model is meant, and the two that need no endpoint."""

import subprocess
import sys

import pytest

from cs_core.errors import BadInput, ModelError
from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.execution.models.metering import Bill
from cs_core.execution.models.model import OfflineModel, ScriptedModel, model_from
from cs_core.execution.models.prompt import Answer
from cs_core.settings import LIMITS, Settings, from_env

GOOD = {"subject": "Use of late", "claims": [{"text": "Use fell by 34 %.", "fact_ids": ["f1"], "new_paragraph": True}]}
SETTINGS = Settings(api_key="key", base_url="http://model.test/v1")


def test_the_offline_model_needs_nothing_and_a_real_one_an_endpoint():
    assert isinstance(model_from(Settings()), OfflineModel)
    assert isinstance(model_from(SETTINGS, "m"), OpenAIModel)
    with pytest.raises(BadInput, match="OPENAI_API_KEY"):
        model_from(Settings(), "gpt-9")


def test_the_offline_model_writes_nothing_and_costs_nothing():
    model = OfflineModel()
    with pytest.raises(ModelError):
        model.write("Write.", "{}", Answer)
    assert model.used() == {
        "name": "offline", "calls": 0, "tokens": 0, "fallbacks": 0, "cached": 0, "over_budget": 0, "budget_spent": False, "cost": None,
        "currency": None, "ms": 0.0, "problem": "",
    }  # fmt: skip


def test_a_scripted_model_may_be_a_function():
    model = ScriptedModel(lambda instructions, brief: GOOD)
    assert model.write("Write.", '{"facts": []}', Answer).subject == "Use of late" and model.history == [("Write.", '{"facts": []}')]


def test_calls_of_a_script_are_kept_like_those_of_an_endpoint():
    model = ScriptedModel([GOOD, {}])
    model.write("Write.", "{}", Answer, Bill("risk", "a1", "common 2"))
    with pytest.raises(ModelError):
        model.write("Write.", "{}", Answer)
    one, two = model.taken_calls()
    assert (one.agent, one.account_id, one.prompt_version, one.problem) == ("risk", "a1", "common 2", "") and "Use of late" in one.answer
    assert "subject: Field required" in two.problem and model.taken_calls() == []


def test_an_address_that_cannot_be_one_is_refused_in_one_line():
    with pytest.raises(BadInput, match="OPENAI_BASE_URL") as error:
        model_from(Settings(api_key="key", base_url="http://[::1"), "m")
    assert "\n" not in str(error.value)


def test_limits_come_from_the_environment(monkeypatch):
    for name, value in zip(LIMITS, ("2", "0.5", "5000", "800", "9.5", "0.5", "1.5", "EUR"), strict=True):
        monkeypatch.setenv(name, value)
    said = from_env()
    assert (said.concurrency, said.rate, said.token_budget, said.max_tokens, said.timeout_s) == (2, 0.5, 5000, 800, 9.5)
    assert (said.price_in, said.price_out, said.currency) == (0.5, 1.5, "EUR")


@pytest.mark.parametrize(
    ("name", "value"),
    [("CS_MODEL_CONCURRENCY", "many"), ("CS_MODEL_CONCURRENCY", "0"), ("CS_MODEL_TOKEN_BUDGET", "-1"), ("CS_MODEL_PRICE_IN", "1e999"),
     ("CS_DEMO_ACCOUNTS", "5")],
)  # fmt: skip
def test_a_limit_that_is_none_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput, match=f"{name} is '{value}'"):
        from_env()


def test_the_offline_path_never_loads_the_client():
    told = "import sys, cs_core.orchestration.cycle, cs_core.execution.models.model as m; m.model_from(m.Settings())"
    told += "; print('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip() == "False"
