"""A language model as judge of letters that people decided, or that are known to be bad: a measurement of the judge, never a gate.

The model is shown one letter and the facts that it cites, as data, and may answer with the words of its rubric: no field holds a route, a
recipient or a text of its own. What a letter tells it to say can at worst make its answer wrong, and agreement with people shows that.
"""

import json
from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from cs_core.context.told import told
from cs_core.errors import ModelError
from cs_core.execution.models.hiding import Hiding, known_names, names_in
from cs_core.execution.models.metering import Bill, Turn
from cs_core.execution.models.model import Model
from cs_core.execution.models.prompt import prompt, shown
from cs_core.records import FACT

NAME = "judge"
SEND, NO_ANSWER = "send", "no answer"
MOST_CHARS = 6000
"""Of a letter that the judge is shown."""
Mark = Literal["yes", "no", "unsure"]


class Rubric(BaseModel):
    """A judge's answer: words of a list only, so that nothing that it was shown can be carried on."""

    model_config = ConfigDict(extra="forbid")

    supported: Mark
    useful: Mark
    tone: Mark
    specific: Mark
    reason: Literal["none", "unsupported", "not useful", "wrong tone", "not specific", "other"]
    overall: Literal["send", "change", "reject"]


LINES: tuple[str, ...] = ("supported", "useful", "tone", "specific")
"""Of the rubric, each marked yes, no or unsure."""


class Word(NamedTuple):
    """What came of one question."""

    overall: str
    """``send``, ``change``, ``reject``, or NO_ANSWER where none could be had."""
    marks: dict[str, str]
    """The lines of the rubric and the reason; empty where there is no answer."""
    asked: bool
    """Whether the model was reached at all: it is not once its budget is spent, or after too many failures in a row."""
    tokens: int
    cost: float | None
    """None where no price is known."""
    ms: float


def judge_version() -> str:
    """Of the rubric, as kept with every answer: ``judge 1``."""
    return f"{NAME} {prompt(NAME).version}"


def judge_draft(model: Model, draft: Mapping, *, role: str | None = None, turn: Turn | None = None) -> Word:
    """One model's word on a letter (a row of `proposal`, or a test draft) to a reader of that role; whatever the model does, an answer."""
    bill = Bill(NAME, draft["account_id"], judge_version(), turn)
    try:
        said = model.write(prompt(NAME).parts["rules"], letter_text(draft, role, hide=model.hides), Rubric, bill).model_dump()
    except ModelError:
        said = {}
    costs = [call.cost for call in bill.calls]
    cost = None if None in costs or not costs else bill.cost
    return Word(said.pop("overall", NO_ANSWER), said, bool(said or bill.calls), bill.tokens, cost, sum(call.ms for call in bill.calls))


def letter_text(draft: Mapping, role: str | None, *, hide: bool = True) -> str:
    """The letter and its facts as JSON: no details of people, and no fact that is about a customer rather than for them."""
    facts = [FACT.validate_python(f) for f in draft["facts"]]
    hiding = Hiding(names_in(facts) | known_names([draft["recipient_name"]]), on=hide)
    data = {
        "reader_role": role,
        "subject": hiding.hide(draft["subject"]),
        "body": hiding.hide(draft["body"][:MOST_CHARS]),
        "cut": len(draft["body"]) > MOST_CHARS,
        "facts": [
            {
                "key": f.key, "value": hiding.hide(f.value) if isinstance(f.value, str) else f.value, "unit": f.unit,
                "observed_at": f.observed_at, "outsiders": told(f),
            }
            for f in facts
            if shown(f)
        ],
        "withheld": sorted({f.key for f in facts if not shown(f)}),
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, default=str)
