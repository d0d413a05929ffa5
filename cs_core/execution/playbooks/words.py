"""A playbook in sentences: When ..., unless ..., then ..., stops when ... A leader reads it before and after a change."""

import re
from collections.abc import Iterable, Mapping

from cs_core.context.vocabulary import SIGNALS
from cs_core.execution.playbooks.conditions import DERIVED_SAYS, NUMBER
from cs_core.execution.playbooks.shelf import WORDS_SAY

ALWAYS_STOPS = "the customer answers, one of ours speaks with them, they leave, a draft is turned down, or its reason is gone"
SIGNS: Mapping[str, str] = {
    "<=": "at most", ">=": "at least", "<": "below", ">": "above", "=": "", "!=": "not",
}  # fmt: skip
_KNOWN = re.compile(r"(\w+) (known|unknown)")
_WITHIN = re.compile(rf"(\w+) in ({NUMBER})\.\.({NUMBER})")
_COMPARED = re.compile(r"(\w+) ?(<=|>=|!=|<|>|=) ?(\S.*)")


def sentences(data: Mapping) -> list[tuple[str, str]]:
    """(lead, rest) of each sentence of a playbook as it is stored: ``("When", "overdue invoices is at least 1")``."""
    told = [("When", _all(data["when"]))]
    if data.get("unless"):
        told.append(("Unless", _any(data["unless"])))
    letter = data.get("kind", "message") == "message"
    do = f"write to the {_role(data.get('role', 'champion'))}" if letter else "give one of ours a task"
    told.append(("Then", f"{do}, due within {data.get('due_days', 7)} days"))
    told += [("Then", _step(step)) for step in data.get("then", ())]
    own = f"; or {_any(data['stop'])}" if data.get("stop") else ""
    return [*told, ("Stops when", ALWAYS_STOPS + own)]


def said(line: str) -> str:
    """A condition in words: ``usage_change <= -25`` as ``usage change is at most -25 %``."""
    either = (" and ".join(_one(one.strip()) for one in part.split(" and ")) for part in line.split(" or "))
    return ", or ".join(either)


def _step(step: Mapping) -> str:
    do = f"write to the {_role(step.get('to', 'champion'))}" if step["do"] == "message" else "give one of ours a task"
    unless = f", unless {_any(step['unless'])}" if step.get("unless") else ""
    return f"{step['after_days']} days after the start {do}{unless}"


def _all(lines: Iterable[str]) -> str:
    return "; and ".join(map(said, lines))


def _any(lines: Iterable[str]) -> str:
    return "; or ".join(map(said, lines))


def _one(text: str) -> str:
    if text in WORDS_SAY:
        return WORDS_SAY[text]
    if found := _KNOWN.fullmatch(text):
        return f"{_name(found[1])} is {found[2]}"
    if found := _WITHIN.fullmatch(text):
        return f"{_name(found[1])} is {found[2]} to {found[3]}{_unit(found[1])}"
    if found := _COMPARED.fullmatch(text):
        name, sign, value = found.groups()
        other = value in SIGNALS or value in DERIVED_SAYS
        return " ".join(f"{_name(name)} is {SIGNS[sign]} {_name(value) if other else value + _unit(name)}".split())
    return text


def _role(role: str) -> str:
    return f"{role} contact" if role == "billing" else role


def _name(signal: str) -> str:
    return "ARR" if signal == "arr" else signal.replace("_", " ")


def _unit(signal: str) -> str:
    """The unit, where the name does not tell it already."""
    unit = SIGNALS[signal].unit if signal in SIGNALS else ""
    return f" {unit}" if unit and "{" not in unit and unit not in signal.split("_") else ""
