"""The model protocol: one method. The offline model means the composer's words; the scripted one is for tests and exams."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from cs_core.errors import BadInput, ModelError
from cs_core.execution.models.asking import in_a_line
from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.execution.models.metering import Bill, Call, Metered, Turns
from cs_core.settings import Settings

T = TypeVar("T", bound=BaseModel)

OFFLINE = "offline"


class Model(Protocol):
    """Whatever can fill in an answer's schema from instructions and a brief, and counts what it cost."""

    name: str
    at_once: int
    """How many questions it may be asked at the same time."""
    hides: bool
    """Whether people's addresses, phone numbers and full names are kept from it: see `hiding`."""
    calls: int
    tokens: int
    fallbacks: int
    cost: float | None
    """None where no price is known."""
    kept: dict[str, str]
    """Answers known by the key of their question: it is not asked for those."""
    turns: Turns

    def write(self, instructions: str, brief_text: str, answer: type[T], bill: Bill | None = None) -> T:
        """The answer, validated, and what it cost on the bill. Raises ModelError where none can be had; callers have the composer."""
        ...

    def key(self, instructions: str, brief_text: str, answer: type[BaseModel], version: str) -> str:
        """Of the question, under which its answer is kept."""
        ...

    def taken_calls(self) -> list[Call]:
        """The calls since the last time."""
        ...

    def used(self) -> dict:
        """What it was asked and cost so far."""
        ...


class OfflineModel(Metered):
    """No model: drafts are the composer's. Needs no key and no network."""

    def __init__(self) -> None:
        super().__init__(OFFLINE)

    def write(self, instructions: str, brief_text: str, answer: type[T], bill: Bill | None = None) -> T:
        """Never called by `draft`: there is nobody to ask."""
        raise ModelError("The offline model writes nothing: use the agent's composer")


class ScriptedModel(Metered):
    """Gives prepared answers in order, or asks a function: for tests, exams and hostile models."""

    def __init__(self, answers: Iterable[dict | Exception] | Callable[[str, str], dict], name: str = "scripted") -> None:
        super().__init__(name)
        self.history: list[tuple[str, str]] = []
        """(instructions, brief) of each call."""
        self._answer = answers if callable(answers) else None
        self._queue = iter(()) if callable(answers) else iter(answers)

    def write(self, instructions: str, brief_text: str, answer: type[T], bill: Bill | None = None) -> T:
        """The next prepared answer, validated as a real one would be."""
        bill = bill or Bill()
        self.history.append((instructions, brief_text))
        said = self._answer(instructions, brief_text) if self._answer else next(self._queue, None)
        key = self.key(instructions, brief_text, answer, bill.prompt_version)
        call = Call(key, bill.agent, bill.account_id, self.name, bill.prompt_version, "script", 0, 0, None, 0.0, "", "")
        try:
            if said is None or isinstance(said, Exception):
                raise ModelError(str(said or "no answer is left in the script"))
            found = answer.model_validate(said)
        except (ModelError, ValidationError) as error:
            self.enter(call._replace(problem=in_a_line(error)), bill)
            self.count("fallbacks")
            raise ModelError(f"The scripted model gave no usable answer: {in_a_line(error)}") from error
        self.enter(call._replace(answer=found.model_dump_json()), bill)
        return found


def model_from(settings: Settings, name: str | None = None) -> Model:
    """The model of that name (default: the settings'). Raises BadInput where a real one is named and no endpoint is known."""
    name = name or settings.model
    if name == OFFLINE:
        return OfflineModel()
    if not settings.api_key and not settings.base_url:
        raise BadInput(f"To use the model {name!r} set OPENAI_API_KEY or OPENAI_BASE_URL, or choose --model offline")
    return OpenAIModel(settings, name)
