"""Renewal: one step after the other from day 120 to day 0, and no discount in any of them."""

import pytest

from cs_core.execution.renewal import AGENT
from tests.execution.builders import a_brief, ago, drafted, noticed, play, signals_of

TERM = {"plan": "Professional", "seats": 12, "arr": 10_080.0, "usage_4w": 420, "top_feature": "work_orders", "discount": 10.0}


def on(days: int) -> dict:
    return TERM | {"renewal_on": ago(-days), "days_to_renewal": days}


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (121, None), (120, "prepare the renewal"), (76, "prepare the renewal"), (75, "prepare the quote"), (46, "prepare the quote"),
        (45, "settle before the notice day"), (15, "settle before the notice day"), (14, "make the last call"), (4, "make the last call"),
        (3, "call before the term ends"), (0, "call before the term ends"),
        (-1, None),
    ],
)  # fmt: skip
def test_each_day_has_its_step(days, step):
    assert play(AGENT, **on(days)) == step


def test_an_unknown_date_is_never_invented():
    assert play(AGENT, **TERM) is None


def test_the_last_call_is_a_matter_of_high_stakes():
    assert noticed(AGENT, **on(7))["stakes"] == "high"


def test_the_letter_gives_the_date_in_words():
    assert "15 August 2026" in drafted(AGENT, a_brief(**on(46))).subject + drafted(AGENT, a_brief(**on(46))).body


def test_after_the_last_day_for_notice_no_letter_asks_whether_to_go_on_nor_speaks_of_a_day_that_is_over():
    for n in range(20):
        proposal = drafted(AGENT, a_brief(f"a{n}", **on(40), auto_renew=False, notice_on=ago(50), days_to_notice=-50))
        assert proposal.play == "settle before the notice day" and "otice" not in proposal.body + proposal.reason
        assert not any(words in proposal.body for words in ("well before", "go on", "going on", "against"))


@pytest.mark.parametrize("days", [110, 60, 30, 7])
def test_a_letter_never_speaks_of_a_discount_or_a_price(days):
    for n in range(20):
        proposal = drafted(AGENT, a_brief(f"a{n}", **on(days)))
        assert "iscount" not in proposal.body and "EUR" not in proposal.body


def test_a_poor_state_makes_it_more_urgent():
    poor, good = (noticed(AGENT, **on(40), health=health)["gain"] for health in (20.0, 90.0))
    assert poor > good


ALONE = TERM | {"auto_renew": True}


def by_itself(days: int, notice: int = 30, **more) -> dict:
    until = {"notice_on": ago(notice - days), "days_to_notice": days - notice}
    return ALONE | {"renewal_on": ago(-days), "days_to_renewal": days} | until | more


@pytest.mark.parametrize(
    ("days", "notice", "step"),
    [
        (120, 30, "prepare the renewal"), (76, 30, "prepare the renewal"), (75, 30, "tell the notice day"), (30, 30, "tell the notice day"),
        (29, 30, None), (15, 30, None), (14, 30, "announce the next term"), (0, 30, "announce the next term"),
        (120, 90, "tell the notice day"), (80, 90, None), (60, 90, None), (10, 5, "tell the notice day"), (3, 2, "tell the notice day"),
    ],
)  # fmt: skip
def test_a_contract_that_renews_by_itself_is_told_its_notice_day_and_never_asked_to_sign(days, notice, step):
    assert play(AGENT, **by_itself(days, notice)) == step


@pytest.mark.parametrize("known", [by_itself(5), by_itself(14), on(5) | {"auto_renew": False}])
def test_while_a_risk_is_open_a_person_calls_before_the_term_ends_and_no_letter_speaks_of_the_next_one(known):
    row = AGENT.notice(signals_of(known).with_columns(open_risks=1)).to_dicts()[0]
    assert (row["play"], row["kind"], row["stakes"]) == ("settle the risk before the term ends", "task", "high")
    proposal = drafted(AGENT, a_brief(**known, commitment=22_780.0, consumed=11_757.0, term_share=99.0), row)
    assert proposal.recipient is None and "11,757" in proposal.body and "invoice" not in proposal.body
    before = AGENT.notice(signals_of(known).with_columns(open_risks=0))["play"].item()
    assert before in ("announce the next term", "make the last call")


def test_what_speaks_of_a_day_of_the_contract_is_good_until_that_day_and_no_longer():
    def until(**known):
        return drafted(AGENT, a_brief(**known)).expires_at

    assert until(**by_itself(34, 30)) == ago(-4) and until(**by_itself(44, 30)) == ago(-7)
    assert until(**on(5), auto_renew=False) == ago(-5), "of a letter on the end of the term"
    assert until(**on(5), notice_given_on=ago(1), auto_renew=False) == ago(-5), "of a call that answers the notice"


def test_the_letter_to_a_contract_that_renews_by_itself_gives_both_days():
    body = drafted(AGENT, a_brief(**by_itself(60))).body
    assert "29 August 2026" in body and "30 July 2026" in body


def test_a_quote_is_a_task_of_high_stakes_and_never_a_letter():
    signals = on(60) | {"auto_renew": False}
    row = noticed(AGENT, **signals)
    assert (row["play"], row["kind"], row["stakes"]) == ("write up the quote", "task", "high")
    proposal = drafted(AGENT, a_brief(**signals, seat_price=840.0))
    assert (proposal.kind, proposal.recipient) == ("task", None) and "840" in proposal.body
    assert "compare it with any quote already sent" in proposal.body


def test_a_commitment_is_sized_by_what_was_consumed_and_where_it_ends():
    signals = on(60) | {
        "contract_kind": "consumption", "meter_unit": "GB", "commitment": 1_000.0, "consumed": 700.0, "consumed_by_end": 940.0,
        "burn_rate": 4.0,
    }  # fmt: skip
    proposal = drafted(AGENT, a_brief(**signals))
    assert proposal.play == "size the next commitment" and "940" in proposal.body and "700" in proposal.body


def test_where_only_the_champion_is_known_it_asks_who_decides():
    assert play(AGENT, **on(85), champion="Eva Lind") == "confirm who decides"
    assert play(AGENT, **on(85), champion="Eva Lind", sponsor="Jo Berg") == "prepare the renewal"
    assert play(AGENT, **on(95), champion="Eva Lind") == "prepare the renewal"


@pytest.mark.parametrize("days", [320, 139, 110, 60, 30, 7])
def test_after_notice_nobody_gets_a_letter_as_if_nothing_had_happened(days):
    row = noticed(AGENT, **on(days), notice_given_on=ago(3), auto_renew=False)
    assert (row["play"], row["kind"]) == ("answer the notice", "task")


def test_terms_that_roll_on_by_the_month_need_nothing():
    assert play(AGENT, plan="Essential", seats=3, arr=1_200.0, auto_renew=True) is None


def test_another_contract_can_be_brought_to_the_same_day():
    known = on(60) | {"other_end_on": ago(-200)}
    letters = [drafted(AGENT, a_brief(f"a{n}", **known)).body for n in range(9)]
    assert all("16 January 2027" in letter for letter in letters)


def test_a_notice_day_that_has_passed_is_not_told_as_if_it_lay_ahead():
    known = on(20) | {"notice_on": ago(10), "days_to_notice": -10}
    assert not any("20 June" in drafted(AGENT, a_brief(f"a{n}", **known)).body for n in range(9))


def test_empty_seats_are_not_thrown_at_a_customer():
    known = on(100) | {"utilisation": 0.0}
    assert not any("0 %" in drafted(AGENT, a_brief(f"a{n}", **known)).body for n in range(9))


DAYS = (100, 80, 60, 50, 30, 10, 3)


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("decided", ["renewal_won_on", "renewal_lost_on"])
@pytest.mark.parametrize("renews", [{"auto_renew": False}, {"auto_renew": True, "notice_on": ago(-20), "days_to_notice": 20}, {}])
def test_once_the_deal_over_the_next_term_is_decided_nobody_is_asked_what_should_come_next(days, decided, renews):
    assert play(AGENT, **on(days), **renews, **{decided: ago(5)}, champion="Ada", people=3, open_risks=0) is None


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("renews", [{"auto_renew": False}, {"auto_renew": True, "notice_on": ago(-20), "days_to_notice": 20}, {}])
def test_who_has_said_that_they_leave_gets_no_letter_and_no_quote_for_the_next_term(days, renews):
    assert play(AGENT, **on(days), **renews, leaving_said_on=ago(5)) is None


@pytest.mark.parametrize("days", [60, 50, 30, 16])
def test_while_they_weigh_another_vendor_no_letter_asks_for_the_next_term(days):
    assert play(AGENT, **on(days), competitor_said_on=ago(5), auto_renew=True) is None
    assert play(AGENT, **on(days), competitor_said_on=ago(5)) in (None, "write up the quote")


@pytest.mark.parametrize(("days", "renews", "asked"), [(70, {}, "prepare the quote"), (60, {"auto_renew": False}, "write up the quote")])
def test_once_a_quote_is_out_none_is_asked_after_and_none_is_written_up(days, renews, asked):
    known = signals_of(on(days) | renews)
    assert AGENT.notice(known.with_columns(quotes_out=0))["play"].to_list() == [asked]
    assert AGENT.notice(known.with_columns(quotes_out=1)).is_empty()
