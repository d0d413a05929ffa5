"""Endpoints that answer as told, over the real client: only the wire is ours."""

import json
from collections.abc import Callable

import httpx2

from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.settings import Settings

GOOD = {"subject": "Use of late", "claims": [{"text": "Use fell by 34 %.", "fact_ids": ["f1"], "new_paragraph": True}]}
SECRET = "sk-very-secret"
SETTINGS = Settings(api_key=SECRET, base_url="http://model.test/v1")


def said(content: str | None, *, finish: str = "stop", refusal: str | None = None, usage: object = (5, 2)) -> httpx2.Response:
    """A completion."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    told = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": 7} if isinstance(usage, tuple) else usage
    body = {
        "id": "1", "object": "chat.completion", "created": 1, "model": "m", "usage": told,
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
    }  # fmt: skip
    return httpx2.Response(200, content=json.dumps(body).encode(), headers={"content-type": "application/json"})


def good() -> httpx2.Response:
    """A completion that can be used."""
    return said(json.dumps(GOOD))


class Endpoint:
    """Gives these answers in turn, the last one for ever, and keeps the requests it got."""

    def __init__(self, *answers: httpx2.Response | Exception | Callable[[dict], httpx2.Response]):
        self.seen: list[dict] = []
        self._answers = answers

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        self.seen.append(asked)
        answer = self._answers[min(len(self.seen), len(self._answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer(asked) if callable(answer) else httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)


def a_model(endpoint: Callable, *, slept: list[float] | None = None, **limits: object) -> OpenAIModel:
    """A model behind that endpoint; it never really sleeps."""
    pauses = [] if slept is None else slept
    settings = SETTINGS.model_copy(update=limits)
    return OpenAIModel(settings, "m", transport=httpx2.MockTransport(endpoint), known={}, sleep=pauses.append)
