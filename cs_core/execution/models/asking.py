"""How a model is asked for an answer of a given shape, and how what it says is read: no endpoint, no counters."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache

from pydantic import BaseModel, ValidationError

SAID_CHARS = 4000
"""Of a wrong answer that are shown to the model again, and kept."""
CHARS_A_TOKEN = 4
"""About so many, where a server does not say what it counted."""
_THOUGHT = re.compile(r"(?!\s*\{).*</(?:think(?:ing)?|thought|reasoning)>|", re.DOTALL | re.IGNORECASE)
"""What a model thought, where its server leaves that in the answer; of some the beginning is missing."""
MOST_TOKENS = 10_000_000
"""No call takes more: a server that says so counts wrongly."""


def messages_of(instructions: str, data: str) -> list[dict]:
    """Instructions first and whole, as servers that keep a prompt's beginning read them once; the data after them."""
    return [{"role": "system", "content": instructions}, {"role": "user", "content": data}]


def key_of_question(model: str, version: str, messages: list[dict], answer: type[BaseModel], most_tokens: int) -> str:
    """The same question to the same model, with the same prompt and limit and for the same schema, has the same key."""
    parts = [model, {"max_tokens": most_tokens}, version, _digest(answer), messages]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def repair(messages: list[dict], said: str, error: Exception) -> list[dict]:
    """The same question, with what was wrong about the answer."""
    wrong = f"That is not the JSON object asked for: {in_a_line(error)}. Answer with the object only."
    return [*messages, {"role": "assistant", "content": said[:SAID_CHARS]}, {"role": "user", "content": wrong}]


def json_in(text: str) -> str:
    """The JSON object within a text: servers without a schema wrap it in prose or fences, and some models think aloud before it."""
    text = text[_THOUGHT.match(text).end() :]
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def in_a_line(error: Exception, *, secret: str = "") -> str:
    """An error as one short line, without the key: servers repeat what they were sent."""
    if isinstance(error, ValidationError):
        said = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in error.errors()[:3])
    else:
        said = str(error)
    said = " ".join(said.split()) or type(error).__name__
    return (said.replace(secret, "***") if secret else said)[:200]


def counted(usage: object, side: str, text: str) -> int:
    """Tokens as the server counts them, or about as many as the text has where it does not say, or says nonsense."""
    said = getattr(usage, side, None)
    believed = isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= MOST_TOKENS
    return said if believed else -(-len(text) // CHARS_A_TOKEN)


@cache
def _digest(answer: type[BaseModel]) -> str:
    return hashlib.sha256(json.dumps(answer.model_json_schema(), sort_keys=True).encode()).hexdigest()


@cache
def _schema(answer: type[BaseModel]) -> dict:
    return _by_schema(answer, answer.model_json_schema())


@cache
def _without_bounds(answer: type[BaseModel]) -> dict:
    return _by_schema(answer, _bare(answer.model_json_schema()))


def _by_schema(answer: type[BaseModel], schema: dict) -> dict:
    named = {"name": answer.__name__.lower(), "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _bare(part: object) -> object:
    if isinstance(part, dict):
        return {k: _bare(v) for k, v in part.items() if k not in BOUNDS or isinstance(v, dict)}
    return [_bare(item) for item in part] if isinstance(part, list) else part


BOUNDS = frozenset({"minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
                    "multipleOf", "minItems", "maxItems", "default"})  # fmt: skip
"""Keywords that some servers refuse in a strict schema; what they bound is checked here in any case."""

#: How to ask for JSON, best first; an endpoint that refuses one is asked by the next from then on.
MODES: dict[str, Callable[[type[BaseModel]], dict]] = {
    "json_schema": _schema,
    "json_schema without bounds": _without_bounds,
    "json_object": lambda answer: {"response_format": {"type": "json_object"}},
    "text": lambda answer: {},
}
