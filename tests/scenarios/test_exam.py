"""The exam of each agent: what is known of a customer on 30 June 2026, and the right answer, which may be to do nothing.

One file an agent. `play` is the right play, "" to leave the customer alone; `says` must stand in the text, `never` must not; `to` is who is
written to, `kind` what it is. The score is printed as a table.
"""

import sys
import tomllib
from pathlib import Path

import pytest

from cs_core.context.vocabulary import SIGNALS
from cs_core.execution.roster import ROSTER
from tests.execution.builders import TODAY, a_brief, drafted, noticed

FILES = sorted(Path(__file__).parent.glob("*.toml"))
FEWEST = 20


def wrong(agent, case: dict) -> str | None:
    """What is wrong with the agent's answer to a case; None where it is right."""
    known = dict(case.get("known", {}))
    if "customer_on" in known:
        known.setdefault("tenure_days", (TODAY - known["customer_on"]).days)
    found = noticed(agent, **{k: v for k, v in known.items() if k in SIGNALS})
    if (found["play"] if found else "") != case["play"]:
        return f"{found['play'] if found else 'nothing'} instead of {case['play'] or 'nothing'}"
    if not case["play"]:
        return None
    proposal = drafted(agent, a_brief(contact=case.get("contact", EVA), **known), found)
    if proposal is None:
        return None if case.get("silent") else "nothing to say"
    text = f"{proposal.subject}\n{proposal.body}"
    problems = [f"lacks {s!r}" for s in case.get("says", ()) if s not in text] + [f"says {s!r}" for s in case.get("never", ()) if s in text]
    got = {"to": proposal.recipient, "kind": proposal.kind}
    problems += [f"{key} is {value}" for key, value in got.items() if case.get(key, value) != value]
    return "; ".join(problems + ["it speaks"] * bool(case.get("silent"))) or None


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_agent_answers_every_case_right(file, capsys):
    agent = next(a for a in ROSTER if a.name == file.stem)
    cases = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    marks = [(case["name"], wrong(agent, case)) for case in cases]
    right = sum(problem is None for _, problem in marks)
    silent = sum(not case["play"] or bool(case.get("silent")) for case in cases)
    with capsys.disabled():
        sys.stdout.write(f"\n{agent.name:18} {right:3} of {len(cases)} right; in {silent} the right answer is silence\n")
    assert [f"{name}: {problem}" for name, problem in marks if problem] == []
    assert len(cases) >= FEWEST and silent >= 5


EVA = "Eva Lind <eva@kelmarn.example>"
