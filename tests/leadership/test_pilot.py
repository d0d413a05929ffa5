import polars as pl
import pytest

from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.leadership.pilot import preview, start, status, stop
from cs_core.leadership.trials.design import Design, drawn, shares_of, smallest, takes
from cs_core.leadership.trials.scale_up import proposal, scale
from cs_core.orchestration.pilots.arms import ARMS, HOLDOUT, ONLY_AGENTS, WITH_PERSON, arms_of
from cs_core.orchestration.pilots.halt import ITSELF, halt, halted
from cs_core.orchestration.protection import protect
from tests.worlds import IMPORTED, TODAY, a_store, ago, at, land, with_company, with_message, with_person, with_subscription, with_ticket

SHARES = {"agents": 0.65, "agents + human": 0.10, "standard care": 0.25}
DUE = ago(-90)
SPELT = f"{DUE.day} {DUE:%B %Y}"


def a_long_tail(folder, n=520, **fields):
    store = a_store(folder)
    with store.transaction():
        for i in range(n):
            company = with_company(store, f"c{i:04}", segment="Long tail", customer_on=ago(100 + 2 * i), **fields)
            with_subscription(store, company, mrr=100.0, currency="EUR", started_on=ago(100 + 2 * i))
    return store


def leave(store, accounts, on):
    """A later version of their subscription says that it ended."""
    with store.transaction():
        for account in accounts:
            started = ago(100 + 2 * int(account[1:]))
            fields = {"company_ref": account, "mrr": 100.0, "currency": "EUR", "started_on": started, "ended_on": on, "status": "canceled"}
            land(store, "subscription", f"sub-{account}", system="hubspot", born=started, known_at=IMPORTED, **fields)


def arm_of(store, arm):
    return sorted(row["account_id"] for row in store.rows("pilot", arm=arm))


def test_arms_are_alike_and_the_chance_of_each_is_kept():
    accounts = pl.DataFrame({"account_id": [f"a{i}" for i in range(1000)], "stratum": ["green, old"] * 600 + ["red, new"] * 400})
    rows = drawn(accounts, "first", SHARES)
    for stratum, n in (("green, old", 600), ("red, new", 400)):
        counts = dict(rows.filter(pl.col("stratum") == stratum).group_by("arm").len().iter_rows())
        assert all(abs(counts[arm] - share * n) <= 1 for arm, share in SHARES.items())
    assert dict(rows.group_by("arm").agg(pl.col("propensity").first()).iter_rows()) == SHARES


def test_every_account_has_its_chance_of_every_arm():
    """Over many pilots an account is in each arm about as often as its propensity says, in small strata too."""
    accounts = pl.DataFrame({"account_id": [f"a{i}" for i in range(7)], "stratum": ["s"] * 7})
    rows = pl.concat(drawn(accounts, f"pilot {k}", SHARES) for k in range(600))
    held = rows.group_by("account_id").agg((pl.col("arm") == HOLDOUT).mean().alias("share"))
    assert (held["share"] - 0.25).abs().max() < 0.07


def test_the_draw_depends_on_the_name_and_on_nothing_else():
    accounts = pl.DataFrame({"account_id": [f"a{i}" for i in range(100)], "stratum": ["s"] * 100})
    assert drawn(accounts, "x", SHARES).equals(drawn(accounts.reverse(), "x", SHARES))
    assert not drawn(accounts, "x", SHARES).equals(drawn(accounts, "y", SHARES))


def test_a_start_says_what_it_could_see_and_when(tmp_path):
    store = a_long_tail(tmp_path)
    told = start(store, snapshot(store, TODAY), now=IMPORTED)
    assert told["n"] == 520 and [a["arm"] for a in told["arms"]] == list(ARMS)
    assert told["arms"][2]["n"] >= 52 and told["effect"] is None and told["says"] == "cannot tell yet" and told["too_small"]
    assert told["mde"] is None or 0 < told["mde"] < 1
    assert SPELT in told["why"]


def test_too_few_accounts_are_refused_with_the_number_needed(tmp_path):
    store = a_long_tail(tmp_path, n=60)
    with pytest.raises(Refused, match="500 are needed"):
        start(store, snapshot(store, TODAY), now=IMPORTED)
    assert store.count("pilot") == 0


def test_protected_accounts_and_those_of_another_pilot_are_left_out(tmp_path):
    store = a_long_tail(tmp_path, n=1030)
    start(store, snapshot(store, TODAY), now=IMPORTED, name="one", besides=[f"c{i:04}" for i in range(510)])
    assert store.count("pilot") == 520
    start(store, snapshot(store, TODAY), now=IMPORTED, name="two")
    assert store.count("pilot", name="two") == 510
    with pytest.raises(Refused, match="already"):
        start(store, snapshot(store, TODAY), now=IMPORTED, name="two")


def test_larger_customers_are_never_drawn(tmp_path):
    store = a_long_tail(tmp_path, n=520)
    with_company(store, "giant", segment="Enterprise")
    with_subscription(store, "giant", mrr=9_000.0)
    start(store, snapshot(store, TODAY), now=IMPORTED)
    assert "giant" not in {row["account_id"] for row in store.rows("pilot")}


@pytest.mark.parametrize("holdout", [0.05, 0.9])
def test_a_holdout_out_of_bounds_is_refused(holdout):
    with pytest.raises(BadInput, match="holdout"):
        shares_of(ARMS, holdout=holdout)


def test_no_pilot_is_an_answer(tmp_path):
    store = a_store(tmp_path)
    told = status(store, snapshot(store, TODAY))
    assert told["says"] == "cannot tell yet" and told["arms"] == [] and "start one" in told["why"]
    assert told["preview"]["eligible"] == 0 and told["preview"]["mde"] is None and "500 are needed" in told["why"]


def test_before_a_start_it_is_told_what_a_pilot_could_show(tmp_path):
    store = a_long_tail(tmp_path, n=700)
    leave(store, [f"c{i:04}" for i in range(100, 220)], ago(10))
    snap = snapshot(store, TODAY)
    ahead = preview(snap)
    started = start(store, snap, now=IMPORTED)
    assert ahead["eligible"] == started["n"] == 580 and sum(a["n"] for a in ahead["arms"]) == pytest.approx(580, abs=1)
    assert ahead["mde"] == started["mde"] and "points would be seen in four of five" in ahead["says"]


def test_the_more_accounts_the_smaller_the_difference_that_is_seen_and_proxies_are_called_so(tmp_path):
    store = a_long_tail(tmp_path)
    leave(store, [f"c{i:04}" for i in range(100, 220)], ago(10))
    power = {row["outcome"]: row for row in preview(snapshot(store, TODAY))["power"]}
    seen = [size["mde"] for size in power["kept_90"]["sizes"] if size["mde"]]
    assert len(seen) >= 4 and seen == sorted(seen, reverse=True)
    assert not power["kept_90"]["proxy"] and power["contact_28"]["proxy"] and power["use_56"]["proxy"]
    assert power["kept_180"]["due_on"] == str(ago(-180))


def test_nobody_in_need_is_drawn_where_an_arm_goes_without_care(tmp_path):
    store = a_long_tail(tmp_path)
    for i in range(5):
        with_ticket(store, f"c{i:04}", "Dispatch is down", escalated=True, priority="urgent")
    protect(store, "c0100", why="named in a press release", by="Ada", now=IMPORTED)
    snap = snapshot(store, TODAY)
    out = {row["why"]: row["n"] for row in preview(snap)["out"]}
    assert out == {"protected": 1, "an escalation is open": 5}
    start(store, snap, now=IMPORTED)
    assert not {"c0000", "c0004", "c0100"} & {row["account_id"] for row in store.rows("pilot")}
    people = Design(shares_of((ONLY_AGENTS, WITH_PERSON)))
    assert {row["why"] for row in preview(snap, people)["out"]} == {"protected", "in another pilot"}


def test_a_pilot_may_be_about_any_size_of_customer_and_leave_renewals_out(tmp_path):
    store = a_long_tail(tmp_path)
    for i in range(30):
        with_company(store, f"m{i}", segment="Mid-market")
        end = ago(-30 if i < 10 else -200)
        with_subscription(store, f"m{i}", mrr=900.0, term_start_on=ago(165), term_end_on=end)
    snap = snapshot(store, TODAY)
    assert preview(snap, Design(segments=("mid-market",)))["eligible"] == 30
    assert preview(snap, Design(segments=()))["eligible"] == 550
    assert preview(snap, Design(segments=(), least_arr=5_000))["eligible"] == 30
    assert preview(snap, Design(segments=("mid-market",), renewal_days=90))["eligible"] == 20


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"outcome": "joy"}, "judged by"),
        ({"segments": ("giants",)}, "No segment"),
        ({"least_arr": 9.0, "most_arr": 1.0}, "smaller figure first"),
    ],
)
def test_a_design_that_makes_no_sense_is_refused(wrong, says):
    with pytest.raises(BadInput, match=says):
        Design(**wrong)


def test_two_arms_share_what_is_there():
    assert shares_of((ONLY_AGENTS, HOLDOUT), holdout=0.5) == {ONLY_AGENTS: 0.5, HOLDOUT: 0.5}
    assert shares_of((ONLY_AGENTS, WITH_PERSON)) == {ONLY_AGENTS: 0.5, WITH_PERSON: 0.5}
    assert shares_of((WITH_PERSON, HOLDOUT), holdout=0.4) == {WITH_PERSON: 0.6, HOLDOUT: 0.4}
    with pytest.raises(BadInput, match="two or three"):
        shares_of((HOLDOUT,))
    with pytest.raises(BadInput, match="fewer people"):
        shares_of(ARMS, holdout=0.5, people=0.5)


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


def test_how_large_a_pilot_must_be_is_the_fewest_accounts_that_would_see_a_third_of_the_failures_prevented():
    design, outcome, base = Design(), Design().of, {"point": 0.9}
    must = takes(design, outcome, base)
    assert must["rise"] == pytest.approx(0.1 / 3)
    assert smallest(design, outcome, base, must["n"]) <= must["rise"] < (smallest(design, outcome, base, must["n"] - 100) or 1)
    assert takes(design, outcome, {"point": 1.0}) is None and takes(design, outcome, None) is None
    assert takes(design, outcome, {"point": 0.99999})["n"] is None


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
