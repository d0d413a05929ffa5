"""The table of a cycle: every notice is accounted for, drafted or with the reason why not, passed or with the gate that stopped it."""

from collections import Counter

from cs_core.execution.roster import ROSTER
from cs_core.orchestration.flow.stages import Noticed
from cs_core.orchestration.flow.tally import BEYOND, IN_HAND, NOTHING_TO_SAY, TURNED_DOWN, tally
from cs_core.orchestration.gates import CHECKS, GATES
from cs_core.records import Routed, Verdict
from tests.orchestration.builders import a_proposal, a_world

RISK = ROSTER[2]


def told(noticed: int, fresh: int, wanted: int, verdicts: dict[str, bool | None], *, asked: int | None = None) -> dict:
    """The risk agent's row where so many were noticed, and one draft was made for each of `verdicts` (account -> the gate's word)."""
    counts = [Counter(risk=n) for n in (noticed, fresh, wanted)]
    pairs = [(RISK, {"account_id": str(n)}) for n in range(wanted)]
    proposals = [a_proposal(account=account) for account in verdicts]
    said = {
        p.id: (Verdict(proposal_id=p.id, gate="figures_match", passed=word, why=""),)
        for p, word in zip(proposals, verdicts.values(), strict=True)
    }
    routed = [Routed(proposal_id=p.id, cycle_id="c1", as_of=p.as_of, route="held", why="", change="") for p in proposals]
    return tally(
        [RISK], ready={"risk": 90}, accounts=100,
        noticed=Noticed(*counts, pairs[: asked or wanted], {}, a_world()),
        proposals=proposals, verdicts=said, routed=routed,
    )["risk"]  # fmt: skip


def test_every_notice_is_accounted_for():
    row = told(10, 7, 6, {"acme": True, "bolt": False, "cedar": None})
    assert row["why_not"] == {
        IN_HAND: 3, TURNED_DOWN: 1, NOTHING_TO_SAY: 3, "failed the check that its figures are those of its facts": 1,
        "nobody can tell whether its figures are those of its facts": 1,
    }  # fmt: skip
    assert (row["noticed"], row["drafted"], row["passed"], row["ready"], row["accounts"]) == (10, 3, 1, 90, 100)
    assert row["noticed"] == row["drafted"] + sum(row["why_not"][k] for k in (IN_HAND, TURNED_DOWN, NOTHING_TO_SAY))


def test_what_each_gate_checks_is_said_in_words():
    assert list(CHECKS) == [gate.__name__ for gate in GATES]


def test_what_waits_for_people_s_time_is_counted_as_such():
    row = told(10, 10, 10, {"acme": True}, asked=1)
    assert row["why_not"] == {BEYOND: 9} and row["noticed"] == 10


def test_where_all_passed_nothing_is_said_of_why_not():
    assert told(1, 1, 1, {"acme": True})["why_not"] == {}


def test_an_agent_that_noticed_nothing_is_listed():
    assert told(0, 0, 0, {}) | {"routed": {}} == {
        "accounts": 100, "ready": 90, "noticed": 0, "drafted": 0, "passed": 0, "routed": {}, "why_not": {},
    }  # fmt: skip
