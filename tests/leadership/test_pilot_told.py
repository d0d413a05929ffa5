"""What a running pilot tells: when, with how much doubt, when it stops, and what is done with what it showed."""

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.leadership.pilot import preview, start, status, stop
from cs_core.leadership.trials.design import Design, shares_of
from cs_core.leadership.trials.scale_up import proposal, scale
from cs_core.orchestration.pilots.arms import ARMS, HOLDOUT, ONLY_AGENTS, WITH_PERSON, arms_of
from cs_core.orchestration.pilots.halt import ITSELF, halt, halted
from tests.leadership.long_tail import DUE, SPELT, a_long_tail, arm_of, leave
from tests.worlds import IMPORTED, TODAY, ago, at, with_message, with_person


def test_a_difference_that_is_sure_before_the_due_day_is_told_at_once(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    leave(store, arm_of(store, HOLDOUT)[:60], ago(-10))
    before, after = (status(store, snapshot(store, ago(-day))) for day in (9, 20))
    assert before["says"] == "cannot tell yet" and before["too_small"] and before["effect"] is None
    assert after["says"] == "works" and after["arms"][2]["left"] == 60 and "by day 20 of 90" in after["why"]
    assert [w["day"] for w in after["pairs"][0]["weeks"]] == [14, 20]


def test_cannot_tell_yet_comes_with_the_day_on_which_it_could(tmp_path):
    store = a_long_tail(tmp_path, n=700)
    leave(store, [f"c{i:04}" for i in range(100, 220)], ago(10))
    told = start(store, snapshot(store, TODAY), now=IMPORTED)
    assert told["when"]["on"] == str(DUE) and f"by {SPELT} if it is" in told["why"]
    leave(store, [*arm_of(store, HOLDOUT)[:8], *arm_of(store, ONLY_AGENTS)[:8]], ago(-20))
    soon = status(store, snapshot(store, ago(-30)))
    assert soon["says"] == "cannot tell yet" and str(TODAY) < soon["when"]["on"] <= str(DUE)
    late = status(store, snapshot(store, DUE))
    assert late["when"]["on"] is None or late["when"]["on"] > str(DUE)
    assert "it takes about" in late["why"]


def test_where_no_difference_is_expected_to_be_seen_there_is_no_day_and_that_is_said(tmp_path):
    """Everybody like these stayed before: no rise can be seen, and an early sign is advised."""
    store = a_long_tail(tmp_path)
    told = start(store, snapshot(store, TODAY), now=IMPORTED)
    assert (
        told["mde"] is None and told["when"]["on"] is None and "an early sign, which shows sooner" in told["why"] and SPELT in told["why"]
    )


def test_a_running_pilot_that_is_too_small_says_how_many_accounts_it_takes(tmp_path):
    store = a_long_tail(tmp_path, n=620)
    leave(store, [f"c{i:04}" for i in range(100, 130)], ago(10))
    told = start(store, snapshot(store, TODAY), now=IMPORTED)
    assert told["mde"] is None
    advice = "Of 590 accounts no difference in this outcome was expected to be seen: it takes about "
    assert told["why"].startswith(advice) and told["says"] == "cannot tell yet" and told["too_small"] and told["when"]["on"] is None
    leave(store, arm_of(store, ONLY_AGENTS)[:1], ago(-20))
    late = status(store, snapshot(store, ago(-60)))
    assert late["too_small"] and late["why"].startswith(advice), "with a difference seen, the advice still stands"


@pytest.mark.parametrize(("arm", "says"), [(HOLDOUT, "works"), (ONLY_AGENTS, "harms")])
def test_a_large_difference_at_ninety_days_is_told(tmp_path, arm, says):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    leave(store, arm_of(store, arm)[: len(arm_of(store, arm)) // 2], ago(-30))
    told = status(store, snapshot(store, DUE))
    assert told["says"] == says and abs(told["effect"]["point"]) == pytest.approx(0.5, abs=0.01)
    assert told["arms"][0]["due"] == told["arms"][0]["n"]
    assert told["pairs"][0]["says"] == "what agents change" and len(told["pairs"]) == 3


def test_a_small_difference_cannot_be_told(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    leave(store, [*arm_of(store, HOLDOUT)[:3], *arm_of(store, ONLY_AGENTS)[:3]], ago(-30))
    told = status(store, snapshot(store, DUE))
    assert told["says"] == "cannot tell yet" and told["too_small"] and told["effect"]["low"] < 0 < told["effect"]["high"]


def test_leaving_after_the_ninety_days_counts_as_kept(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    leave(store, arm_of(store, HOLDOUT), ago(-120))
    assert status(store, snapshot(store, ago(-200)))["arms"][2]["kept"] == len(arm_of(store, HOLDOUT))


def test_a_faster_proxy_counts_who_came_into_contact(tmp_path):
    store = a_long_tail(tmp_path, n=220)
    design = Design(shares_of((ONLY_AGENTS, HOLDOUT), holdout=0.5), outcome="contact_28")
    start(store, snapshot(store, TODAY), now=IMPORTED, design=design)
    with store.transaction():
        for account in arm_of(store, ONLY_AGENTS)[:60]:
            with_person(store, account)
            day = ago(-5)
            for sender, to, hour in (("mia@ours.example", f"ada@{account}.example", 9), (f"ada@{account}.example", "mia@ours.example", 15)):
                with_message(store, account, f"Hello {hour}", sender=sender, recipients=to, sent=at(day, hour), thread=f"t-{account}")
    told = status(store, snapshot(store, ago(-28)))
    assert told["proxy"] and "An early sign only" in told["why"] and told["due_on"] == str(ago(-28))
    assert told["arms"][0]["came"] == 60 and told["says"] == "works"


def test_a_pilot_that_harms_stops_by_itself_and_holds_nobody_from_then_on(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED, name="bold")
    assert halt(snapshot(store, ago(-5)), now=at(ago(-5), 8)) == []
    leave(store, arm_of(store, ONLY_AGENTS)[:170], ago(-10))
    day = snapshot(store, ago(-12))
    assert arms_of(store, day.as_of) and halt(day, now=at(day.as_of, 8)) == ["bold"] and halt(day, now=at(day.as_of, 9)) == []
    assert arms_of(store, day.as_of) == {} and len(arms_of(store, ago(-11))) == 520
    told = status(store, day)
    assert told["state"] == "stopped" and told["ended"]["by"] == ITSELF and told["says"] == "harms" and "surely below 0" in told["why"]
    assert [p.name for p in halted(day)] == ["bold"] and halted(snapshot(store, ago(-60))) == []
    assert preview(day)["eligible"] == 350, "those of a stopped pilot may be drawn again"


def test_a_person_may_stop_a_pilot_with_a_reason(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED, name="bold")
    with pytest.raises(BadInput, match="--why"):
        stop(store, TODAY, "bold", why=" ", by="Ada", now=IMPORTED)
    with pytest.raises(NotFound, match="bold"):
        stop(store, TODAY, "meek", why="x", by="Ada", now=IMPORTED)
    assert stop(store, TODAY, "bold", why="prices change next month", by="Ada", now=IMPORTED)["accounts"] == 520
    assert arms_of(store, TODAY) == {} and "prices change next month" in status(store, snapshot(store, TODAY))["why"]
    with pytest.raises(Refused, match="was stopped"):
        stop(store, TODAY, "bold", why="again", by="Ada", now=IMPORTED)


def test_scaling_up_keeps_a_tenth_as_a_holdout_and_only_once_it_works(tmp_path):
    store = a_long_tail(tmp_path)
    start(store, snapshot(store, TODAY), now=IMPORTED, name="bold")
    held = arm_of(store, HOLDOUT)
    leave(store, held[:50], ago(-30))
    early = proposal(store, snapshot(store, ago(-40)))
    assert not early["supported"] and SPELT in early["says"]
    snap = snapshot(store, DUE)
    ahead = proposal(store, snap)
    assert ahead["supported"] and ahead["stay"] == 52 and ahead["extend"] == len(held) - 50 - 52 and ahead["people"] == []
    assert "long-tail" in ahead["says"] and "nothing is known of other segments" in ahead["says"]
    assert scale(store, snap, "bold", by="Ada", now=at(DUE, 9)) == ahead
    after = arms_of(store, DUE)
    assert len(after) == 52 and set(after.values()) == {HOLDOUT} and set(after) <= set(held[50:])
    with pytest.raises(Refused, match="was scaled"):
        scale(store, snap, "bold", by="Ada", now=at(DUE, 10))


def test_nothing_is_scaled_up_without_evidence(tmp_path):
    store = a_long_tail(tmp_path)
    assert "no evidence" in proposal(store, snapshot(store, TODAY))["says"]
    start(store, snapshot(store, TODAY), now=IMPORTED, name="bold")
    leave(store, [*arm_of(store, HOLDOUT)[:6], *arm_of(store, ONLY_AGENTS)[:16]], ago(-30))
    with pytest.raises(Refused, match="no effect at all is possible"):
        scale(store, snapshot(store, DUE), "bold", by="Ada", now=IMPORTED)


def test_people_are_proposed_only_where_they_beat_agents(tmp_path):
    """Agents change nothing; among the new accounts those with a person stay, of the others every second leaves."""
    store = a_long_tail(tmp_path, n=900)
    design = Design(shares_of(ARMS, holdout=0.3, people=0.35))
    start(store, snapshot(store, TODAY), now=IMPORTED, name="bold", design=design)
    young = {row["account_id"] for row in store.rows("pilot") if row["stratum"].endswith("settled")}
    others = [a for arm in (ONLY_AGENTS, HOLDOUT) for a in arm_of(store, arm)[::2] if a in young]
    rest = [row["account_id"] for row in store.rows("pilot") if row["account_id"] not in young][::2]
    leave(store, [*others, *rest], ago(-30))
    ahead = proposal(store, snapshot(store, DUE))
    assert ahead["supported"] and ahead["extend"] == 0
    assert [row["of"] for row in ahead["people"]] == ["all of them"] or "tenure “settled”" in ahead["people"][0]["of"]
    given = set(ahead["arms"][WITH_PERSON])
    assert given and not given & set(ahead["arms"][HOLDOUT])
    assert len(ahead["arms"][HOLDOUT]) == len([a for a in arm_of(store, HOLDOUT) if a not in {*others, *rest}]), "agents changed nothing"
