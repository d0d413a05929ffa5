"""A model whose questions outlive the process that asks them: each is one piece of work in a queue, done once by any worker.

The queue holds how many are asked at the same time and how many a second, over all workers. What was answered is found again under the
question itself, so that a cycle that is taken over, or one that failed and is begun anew, pays for no draft twice.
"""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from cs_core.errors import ModelError
from cs_core.execution.models.asking import in_a_line
from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.execution.models.metering import Bill, Call
from cs_core.execution.models.prompt import Answer
from cs_core.execution.models.reader import Heard
from cs_core.orchestration.durable.works import QUESTION
from cs_core.records import key_of
from cs_core.settings import Settings

T = TypeVar("T", bound=BaseModel)
AHEAD = 2
"""Questions in the queue for each that may be asked at the same time: it never runs dry between two looks."""


class QueuedModel(OpenAIModel):
    """The model of a durable cycle: `once(name, question)` gives what came of the question of that name, None where it was called off."""

    def __init__(self, settings: Settings, name: str, *, asker: str, once: Callable[[str, dict], dict | None]) -> None:
        """`asker`: the run that asks; only its own failures are final, those of an earlier one are tried again."""
        super().__init__(settings, name)
        self.at_once = settings.concurrency * AHEAD
        self._asker, self._once = asker, once

    def ask(self, messages: list[dict], answer: type[T], key: str, bill: Bill) -> T:
        """The answer of whichever worker asked; what each call cost is on the bill. Raises ModelError where there is none."""
        said = self._said({"model": self.name, "messages": messages, "answer": answer.__name__, "key": key} | self._of(bill))
        for call in said["calls"]:
            self.enter(Call(*call), bill)
        if said["problem"]:
            raise ModelError(said["problem"])
        return answer.model_validate_json(said["answer"])

    def _of(self, bill: Bill) -> dict:
        return {"agent": bill.agent, "account_id": bill.account_id, "prompt_version": bill.prompt_version, "asker": self._asker}

    def _said(self, question: dict) -> dict:
        name = f"{QUESTION}:{key_of(question['key'], question['agent'], question['account_id'])}"
        for tried in (name, f"{name}:{self._asker}"):
            said = self._once(tried, question)
            if said and (not said["problem"] or said["asker"] == self._asker):
                return said
        return said or {"calls": [], "problem": "the question was called off"}


def put(question: dict, model: OpenAIModel, *, secret: str) -> dict:
    """What comes of a question put to the model itself: its calls, and the answer as JSON or the problem in one line, without the key."""
    bill = Bill(question["agent"], question["account_id"], question["prompt_version"])
    told = {"asker": question["asker"], "answer": "", "problem": ""}
    try:
        found = model.ask(question["messages"], ANSWERS[question["answer"]], question["key"], bill)
        told["answer"] = found.model_dump_json()
    except Exception as error:  # whatever a client, a proxy or a server comes up with: it is the asker's to tell
        told["problem"] = in_a_line(error, secret=secret)
    return told | {"calls": [list(call) for call in bill.calls]}


ANSWERS = {kind.__name__: kind for kind in (Answer, Heard)}
"""The shapes of answers that a worker may be asked for."""
