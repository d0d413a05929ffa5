"""Notices of a whole book stand as columns, and say word for word what each agent says row by row."""

from dataclasses import replace

import pytest

from cs_core.execution.playbooks.draws import in_turn
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.contact.enough import in_person
from cs_core.orchestration.flow.notices import Notices, given, noticed_by, together
from tests.execution.test_roster import many_kinds

RISK, GROWTH = ROSTER[2], ROSTER[3]


def noticed(agent) -> Notices:
    signals = many_kinds()
    return noticed_by(agent, agent.due(signals, signals["account_id"]), signals)


def a_row(account: str = "acme", **more) -> dict:
    return {"account_id": account, "play": next(iter(RISK.plays)), "kind": "message", "gain": 0.1, "reason": "Use fell."} | more


@pytest.mark.parametrize("agent", ROSTER, ids=lambda a: a.name)
def test_a_row_that_is_asked_for_is_the_one_that_the_agent_makes(agent):
    assert noticed(agent).pairs() == [(agent, row) for row in in_turn(agent.notice(many_kinds())).to_dicts()]


def test_only_accounts_of_which_enough_is_known_are_noticed():
    signals = many_kinds()
    some = noticed(RISK).accounts.sort()[:9]
    assert RISK.due(signals, some)["account_id"].to_list() == some.to_list()


def test_an_agent_whose_playbooks_are_all_switched_off_notices_nothing():
    idle = replace(RISK, plays={})
    assert idle.notice(many_kinds()).is_empty() and noticed(idle).pairs() == []


def test_two_agents_of_one_name_keep_their_own_plays():
    other = replace(RISK, plays=dict([*RISK.plays.items()][3:]))
    both = together([noticed(RISK), noticed(other)])
    assert both.pairs() == [*noticed(RISK), *noticed(other)]


def test_no_reason_is_told_until_a_row_is_asked_for(monkeypatch):
    asked = []

    def reasons(signals, play, account_ids):
        asked.extend(account_ids)
        return dict.fromkeys(account_ids)

    monkeypatch.setattr("cs_core.orchestration.flow.notices.reasons", reasons)
    all_of_them = noticed(RISK)
    assert asked == [] and len(all_of_them) > 20
    two = all_of_them.at([3, 1])
    assert [row["account_id"] for _, row in two] == all_of_them.rows["account_id"][[3, 1]].to_list()
    assert sorted(asked) == sorted(two.accounts)


def test_what_several_agents_notice_keeps_its_order_and_its_agents():
    both = together([noticed(RISK), given([(GROWTH, a_row())]), noticed(GROWTH)])
    assert [agent.name for agent in both.noticing] == ["risk", "growth"]
    assert both.pairs() == [*noticed(RISK), (GROWTH, a_row()), *noticed(GROWTH)]
    assert both.by_agent == {"risk": len(noticed(RISK)), "growth": 1 + len(noticed(GROWTH))}


def test_what_is_in_hand_is_left_out_and_the_rest_keeps_its_order():
    every = noticed(RISK)
    taken = every.keys[::2]
    assert every.less(taken).keys == every.keys[1::2] and every.only(taken).keys == taken
    assert every.less(()).keys == every.keys and every.only(()).keys == []


def test_a_row_is_put_in_the_place_of_another():
    every = noticed(RISK)
    pairs = every.pairs()
    changed = every.in_place({2: pairs[2][1] | {"kind": "task"}, 0: None})
    assert changed.pairs() == [pairs[1], (RISK, pairs[2][1] | {"kind": "task"}), *pairs[3:]]
    assert every.in_place({}).pairs() == pairs


def test_a_letter_too_many_becomes_a_task_where_it_stood_and_a_step_is_left_out():
    play = next(play for play in RISK.plays.values() if play.most_letters)
    row, other = a_row(play=play.name), a_row("bolt", play=play.name)
    letters = {("risk", play.name, "acme"): play.most_letters}
    found = in_person(given([(RISK, row), (RISK, other), (RISK, row | {"run_id": "r1"})]), letters).pairs()
    assert [(row["account_id"], row["kind"]) for _, row in found] == [("acme", "task"), ("bolt", "message")]
    assert found[0][1]["reason"].endswith("so a person goes on: Use fell.") and found[0][1]["enough"]
