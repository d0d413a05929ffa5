"""A playbook in sentences: When ..., unless ..., then ..., stops when ... A leader reads it before and after a change."""

import re
from collections.abc import Iterable, Mapping

from cs_core.context.vocabulary import SIGNALS
from cs_core.context.wording.labels import named
from cs_core.execution.playbooks.conditions import DERIVED_SAYS, NUMBER
from cs_core.execution.playbooks.names import CLAUSES, EXACT, NOUNS, SHARES, Clause
from cs_core.execution.playbooks.shelf import WORDS_SAY

ALWAYS_STOPS = "the customer answers, one of ours speaks with them, they leave, a draft is turned down, or its reason is gone"
SIGNS: Mapping[str, str] = {
    "": "", "<=": "at most", ">=": "at least", "<": "less than", ">": "more than", "=": "", "!=": "not",
}  # fmt: skip
TURNED: Mapping[str, str] = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
"""A sign as it is told of a distance below nought."""
DAYS: Mapping[str, str] = {
    "<=": "not after", ">=": "not before", "<": "before", ">": "after", "=": "on the day of", "!=": "not on the day of",
}  # fmt: skip
SAID: Mapping[str, str] = {**WORDS_SAY, **EXACT}
YES = frozenset({(">=", "1"), (">", "0"), ("=", "yes")})
NO = frozenset({("=", "0"), ("<", "1"), ("<=", "0"), ("=", "no")})
_KNOWN = re.compile(r"(\w+) (known|unknown)")
_WITHIN = re.compile(rf"(\w+) in ({NUMBER})\.\.({NUMBER})")
_COMPARED = re.compile(r"(\w+) ?(<=|>=|!=|<|>|=) ?(\S.*)")


def sentences(data: Mapping) -> list[tuple[str, str]]:
    """(lead, rest) of each sentence of a playbook as it is stored: ``("When", "an invoice is overdue")``."""
    told = [("When", _all(data["when"]))]
    if data.get("unless"):
        told.append(("Unless", _any(data["unless"])))
    letter = data.get("kind", "message") == "message"
    do = f"write to the {_role(data.get('role', 'champion'))}" if letter else "give one of ours a task"
    told.append(("Then", f"{do}, due within {data.get('due_days', 7)} days"))
    told += [("Then", _step(step)) for step in data.get("then", ())]
    if data.get("about"):
        told.append(("Only once", f"as long as “{named(data['about'])}” stays the same"))
    if most := data.get("most_letters"):
        told.append(("At most", f"{most} letter{'s' * (most > 1)} to one customer in half a year, then a task for one of ours"))
    own = f"; or {_any(data['stop'])}" if data.get("stop") else ""
    return [*told, ("Stops when", ALWAYS_STOPS + own)]


def said(line: str) -> str:
    """A condition in words: ``usage_change <= -25`` as ``use fell by at least 25 %``."""
    either = (" and ".join(_one(one.strip()) for one in part.split(" and ")) for part in line.split(" or "))
    return ", or ".join(either)


def reason(text: str) -> str:
    """Why a play went on or ended, as the record holds it, with the condition that it names in words."""
    lead, colon, line = text.partition(": ")
    return f"{lead}{colon}{said(line)}" if lead in NAMING else text


def changed(line: str) -> str:
    """A line of `edits.changes` with its condition in words: ``- when: an invoice is overdue``."""
    lead, colon, rest = line.partition(": ")
    return f"{lead}{colon}{said(rest)}" if lead.rpartition(".")[2].strip("+- ") in CONDITIONS else line


def _step(step: Mapping) -> str:
    do = f"write to the {_role(step.get('to', 'champion'))}" if step["do"] == "message" else "give one of ours a task"
    unless = f", unless {_any(step['unless'])}" if step.get("unless") else ""
    return f"{step['after_days']} days after the start {do}{unless}"


def _all(lines: Iterable[str]) -> str:
    return "; and ".join(map(said, lines))


def _any(lines: Iterable[str]) -> str:
    return "; or ".join(map(said, lines))


def _one(text: str) -> str:
    if text in SAID:
        return SAID[text]
    if found := _KNOWN.fullmatch(text):
        clause, known = CLAUSES.get(found[1], Clause()), found[2] == "known"
        return (clause.yes if known else clause.no) or f"{_name(found[1])} is {'' if known else 'not '}known"
    if found := _WITHIN.fullmatch(text):
        return _figure(found[1], "", found[2], found[3])
    if found := _COMPARED.fullmatch(text):
        name, sign, value = found.groups()
        if value in SIGNALS or value in DERIVED_SAYS:
            return f"{_name(name)} is {DAYS[sign] if name.endswith('_on') else SIGNS[sign] or 'the same as'} {_name(value)}"
        clause = CLAUSES.get(name, Clause())
        if clause.yes and (sign, value) in YES:
            return clause.yes
        if clause.no and (sign, value) in NO:
            return clause.no
        return _figure(name, sign, value) if re.fullmatch(NUMBER, value) else _word(name, sign, value)
    return text


def _figure(name: str, sign: str, low: str, high: str = "") -> str:
    """A clause around one figure or a span; below nought by the distance, where the signal has words for that."""
    clause, figures = CLAUSES.get(name, Clause()), [float(x) * (100 if name in SHARES else 1) for x in (low, high) if x]
    below = bool(clause.below) and max(figures) <= 0 and (min(figures) < 0 or sign in ("<", "<="))
    shown = [f"{abs(x) if below else x:g}" for x in figures]
    if below:
        sign, shown = TURNED.get(sign, sign), shown[::-1]
    amount = " to ".join(shown) if high else f"{SIGNS[sign]} {shown[0]}".strip()
    clause_told = clause.below if below else clause.told
    return clause_told.format(amount) if clause_told else f"{_name(name)} is {amount}{_unit(name)}"


def _word(name: str, sign: str, value: str) -> str:
    told, amount = CLAUSES.get(name, Clause()).told, f"{SIGNS[sign]} {value}".strip()
    return told.format(amount) if told else f"{_name(name)} is {amount}"


def _role(role: str) -> str:
    return {"billing": "billing contact", "signer": "sponsor, or to who signs or pays where the sponsor is out of reach"}.get(role, role)


def _name(signal: str) -> str:
    return NOUNS.get(signal, signal.replace("_", " "))


def _unit(signal: str) -> str:
    """The unit, where the name does not tell it already."""
    unit = SIGNALS[signal].unit if signal in SIGNALS else ""
    return f" {unit}" if unit and "{" not in unit and unit not in signal.split("_") else ""


CONDITIONS = ("when", "unless", "stop")
NAMING = ("it holds", "it holds no more, or is no longer known", "passed over, for it holds")
"""How a reason begins that names a condition, see `runs`."""
