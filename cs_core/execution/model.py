"""The model protocol: one method. The offline model means the composer's words; the scripted one is for tests and exams."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from cs_core.errors import BadInput, ModelError
from cs_core.settings import Settings

T = TypeVar("T", bound=BaseModel)

OFFLINE = "offline"


class Model(Protocol):
    """Whatever can fill in an answer's schema from instructions and a brief, and counts what it cost."""

    name: str
    calls: int
    tokens: int
    fallbacks: int
    """Drafts for which it gave no usable answer and the composer stepped in."""

    def write(self, instructions: str, brief_text: str, answer: type[T]) -> T:
        """The answer, validated. Raises ModelError where none can be had; callers fall back to the composer."""
        ...


class OfflineModel:
    """No model: drafts are the composer's. Needs no key and no network."""

    def __init__(self) -> None:
        self.name, self.calls, self.tokens, self.fallbacks = OFFLINE, 0, 0, 0

    def write(self, instructions: str, brief_text: str, answer: type[T]) -> T:
        """Never called by `draft`: there is nobody to ask."""
        raise ModelError("The offline model writes nothing: use the agent's composer")


class ScriptedModel:
    """Gives prepared answers in order, or asks a function: for tests, exams and hostile models."""

    def __init__(self, answers: Iterable[dict | Exception] | Callable[[str, str], dict], name: str = "scripted") -> None:
        self.name, self.calls, self.tokens, self.fallbacks = name, 0, 0, 0
        self.history: list[tuple[str, str]] = []
        """(instructions, brief) of each call."""
        self._answer = answers if callable(answers) else None
        self._queue = iter(()) if callable(answers) else iter(answers)

    def write(self, instructions: str, brief_text: str, answer: type[T]) -> T:
        """The next prepared answer, validated as a real one would be."""
        self.calls += 1
        self.history.append((instructions, brief_text))
        said = self._answer(instructions, brief_text) if self._answer else next(self._queue, None)
        try:
            if said is None or isinstance(said, Exception):
                raise ModelError(str(said or "no answer is left in the script"))
            return answer.model_validate(said)
        except (ModelError, ValidationError) as error:
            self.fallbacks += 1
            raise ModelError(f"The scripted model gave no usable answer: {_line(error)}") from error


class OpenAIModel:
    """Any OpenAI-compatible endpoint, by chat completions with a JSON schema.

    The endpoint is probed once: servers that refuse a schema are asked for a JSON object, then for plain text. Whatever comes back
    is validated here; one repair is asked for, then ModelError. An answer to the same question is kept for the life of the object.
    """

    def __init__(self, settings: Settings, name: str, *, client: object | None = None) -> None:
        import openai  # noqa: PLC0415  (slow to import, and the offline path does not need it)

        self.name, self.calls, self.tokens, self.fallbacks = name, 0, 0, 0
        self._client = client or openai.OpenAI(
            api_key=settings.api_key or "none", base_url=settings.base_url or None, timeout=settings.timeout_s
        )
        self._refused = (openai.BadRequestError, openai.UnprocessableEntityError, openai.InternalServerError)
        self._failed = (openai.OpenAIError, IndexError, AttributeError, TypeError, ValueError)
        self._modes = list(MODES)
        self._in_a_row = 0
        self._kept: dict[str, BaseModel] = {}

    def write(self, instructions: str, brief_text: str, answer: type[T]) -> T:
        """One validated answer. Raises ModelError in one line, whatever the endpoint does."""
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": brief_text}]
        if self._in_a_row >= GIVE_UP_AFTER:
            self.fallbacks += 1
            raise ModelError(f"{self.name} failed {self._in_a_row} times in a row and is left alone for the rest of this run")
        key = hashlib.sha256(json.dumps([self.name, messages, answer.model_json_schema()]).encode()).hexdigest()
        if key not in self._kept:
            try:
                self._kept[key] = self._validated(messages, answer)
                self._in_a_row = 0
            except self._failed as error:
                self.fallbacks += 1
                self._in_a_row += 1
                raise ModelError(f"{self.name} gave no usable answer: {_line(error)}") from error
        return self._kept[key]

    def _validated(self, messages: list[dict], answer: type[T]) -> T:
        said = self._say(messages, answer)
        try:
            return answer.model_validate_json(_json(said))
        except ValidationError as error:
            wrong = {"role": "user", "content": f"That is not the JSON object asked for: {_line(error)}. Answer with the object only."}
            said = self._say([*messages, {"role": "assistant", "content": said[:4000]}, wrong], answer)
            return answer.model_validate_json(_json(said))

    def _say(self, messages: list[dict], answer: type[BaseModel]) -> str:
        """The text of one completion, by the best mode that this endpoint takes."""
        for at, mode in enumerate(self._modes):
            try:
                said = self._complete(messages, MODES[mode](answer))
            except self._refused:
                if at == len(self._modes) - 1:
                    raise
            else:
                self._modes = self._modes[at:]
                return said
        raise ValueError("no way of asking is left")

    def _complete(self, messages: list[dict], form: dict) -> str:
        self.calls += 1
        reply = self._client.chat.completions.create(model=self.name, messages=messages, max_tokens=MAX_TOKENS, **form)
        self.tokens += getattr(getattr(reply, "usage", None), "total_tokens", 0) or 0
        choice = reply.choices[0]
        if choice.finish_reason in ("length", "content_filter"):
            raise ValueError(f"it stopped for {choice.finish_reason.replace('_', ' ')}")
        if choice.message.refusal or not choice.message.content:
            raise ValueError("it refused" if choice.message.refusal else "its answer is empty")
        return choice.message.content


def model_from(settings: Settings, name: str | None = None) -> Model:
    """The model of that name (default: the settings'). Raises BadInput where a real one is named and no endpoint is known."""
    name = name or settings.model
    if name == OFFLINE:
        return OfflineModel()
    if not settings.api_key and not settings.base_url:
        raise BadInput(f"To use the model {name!r} set OPENAI_API_KEY or OPENAI_BASE_URL, or choose --model offline")
    return OpenAIModel(settings, name)


def _json(text: str) -> str:
    """The JSON object within a text: servers without a schema wrap it in prose or fences."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in error.errors()[:3])
    return " ".join(str(error).split())[:200] or type(error).__name__


def _schema(answer: type[BaseModel]) -> dict:
    schema = {"name": answer.__name__.lower(), "strict": True, "schema": answer.model_json_schema()}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


MAX_TOKENS = 1200
GIVE_UP_AFTER = 5
"""So many failures in a row mean that the endpoint is down: a cycle does not wait for each time-out."""

#: How to ask for JSON, best first; an endpoint that refuses one is asked by the next from then on.
MODES: dict[str, Callable[[type[BaseModel]], dict]] = {
    "json_schema": _schema,
    "json_object": lambda answer: {"response_format": {"type": "json_object"}},
    "text": lambda answer: {},
}
