"""The words of a claim for which way things went say what its facts say, and each figure is the one that it is told as."""

from datetime import date

import pytest

from cs_core.orchestration.judging.directions import wrong_way
from cs_core.orchestration.judging.facts import unborne, unsaid
from tests.orchestration.builders import TODAY, a_fact

USE = (a_fact("usage_4w", 120, "uses"), a_fact("usage_prev_4w", 180, "uses"))
LATE = (a_fact("overdue_invoices", 2, "invoices"), a_fact("overdue_amount", 340.0, "EUR"))
STEP = (a_fact("milestone_overdue_days", 12, "days"), a_fact("next_milestone", "First report", ""))
FULL = (a_fact("active_users_4w", 4, "users"), a_fact("seats", 5, "seats"), a_fact("utilisation", 80.0, "%"))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("You had 120 uses, up from 180.", USE),
        ("You had 180 uses before and 120 now, which is a clear rise.", USE),
        ("Use went from 180 to 120, so it is growing.", USE),
        ("Your team was busier: 120 uses, after 180.", USE),
        ("It was 9 uses after 9, so use has gone down.", (a_fact("usage_4w", 9, "uses"), a_fact("usage_prev_4w", 9, "uses"))),
        ("2 invoices, together 340 EUR, are not yet due.", LATE),
        ("2 invoices, together 340 EUR, have already been paid.", LATE),
        ("“First report” is 12 days ahead of plan.", STEP),
        ("“First report” was planned for 12 days from now.", STEP),
        ("80 % of seats are in use, above the 91 % of others.", (FULL[2], a_fact("peer_utilisation", 91.0, "%"))),
        ("It renews by itself.", (a_fact("auto_renew", False, ""),)),
        ("3 tickets were closed.", (a_fact("open_tickets", 3, "tickets"),)),
        ("Your 3 tickets aren't open any more.", (a_fact("open_tickets", 3, "tickets"),)),
        ("“First report” has been reached.", (STEP[1],)),
        ("“First report” is still to be reached.", (a_fact("milestone_reached", "First report", ""),)),
        ("Route planner is what you use least.", (a_fact("top_feature", "route_planner", ""),)),
        ("From 39 calls on it should go down to 60.", (a_fact("outcome_baseline", 39, "calls"), a_fact("outcome_target", 60, "calls"))),
        ("You left on 1 July 2025.", (a_fact("customer_on", date(2025, 7, 1), ""),)),
        ("You gave us 9 of 10, a poor mark.", (a_fact("answer_score", "9 of 10", ""),)),
    ],
)
def test_a_word_for_the_other_way_is_told(text, facts):
    assert "opposite" in wrong_way(text, facts, TODAY)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("You had 120 uses, down from 180.", USE),
        ("Use has not grown: 120 after 180.", USE),
        ("You had 120 uses, after 180; your goal is “Grow the use of it”.", USE),
        ("2 invoices, together 340 EUR, should have been paid.", LATE),
        ("“First report” has not been reached yet.", (STEP[1],)),
        ("Of late 2 invoices of 340 EUR are past due.", LATE),
        ("“First report” is 12 days later than planned.", STEP),
        ("3 tickets are open, and nobody of ours has answered.", (a_fact("open_tickets", 3, "tickets"),)),
        ("More than 100 uses were recorded.", (a_fact("usage_4w", 120, "uses"),)),
        ("10 days left of your term, with us since 1 July 2025.", (a_fact("customer_on", date(2025, 7, 1), ""),)),
    ],
)
def test_a_word_for_their_own_way_or_where_they_give_none_is_not(text, facts):
    assert wrong_way(text, facts, TODAY) is None


@pytest.mark.parametrize(
    ("text", "facts", "why"),
    [
        ("5 users were active on 4 seats.", FULL[:2], "something else"),
        ("5 % of seats are in use.", FULL, "something else"),
        ("You had 180 uses, after 120 in the four weeks before.", USE, "said of before"),
        ("Use fell from 120 to 180.", USE, "120"),
        ("The term ends tomorrow.", (a_fact("renewal_on", date(2026, 9, 1), ""),), "no cited day"),
        ("The term ends on Monday, 1 September 2026.", (a_fact("renewal_on", date(2026, 9, 1), ""),), "Monday"),
        ("Priya told us that 4 users are active.", FULL, "Priya"),
    ],
)
def test_figures_days_and_people_are_held_to_their_facts(text, facts, why):
    assert why in unborne(text, facts, (), TODAY)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("4 users were active on 5 seats, which is 80 %.", FULL),
        ("Four people were active in the last four weeks.", FULL[:1]),
        ("About four fifths of the seats are in use.", FULL[2:]),
        ("You had 120 uses, after 180 in the four weeks before.", USE),
        ("Use fell from 180 to 120 uses.", USE),
        ("Then 180 uses, now 120.", USE),
    ],
)
def test_the_same_figures_in_their_places_are_borne(text, facts):
    assert unborne(text, facts, ("uses in the last 4 full weeks",), TODAY) is None


def test_a_cited_name_must_be_said_and_a_claim_must_show_something_of_its_facts():
    top = (a_fact("top_feature", "route_planner", ""),)
    assert unsaid("What is used most is Route planner.", top) is None
    assert "does not say" in unsaid("Voice control is what is used most.", top)
    assert "tells nothing" in unsaid("Voice control is now part of it.", (a_fact("ticket", "Export fails", ""),))


def test_a_quotation_that_nobody_wrote_is_told():
    ticket = (a_fact("ticket", "The export fails since Monday", ""),)
    assert unborne('You wrote "The export fails".', ticket, (), TODAY) is None
    assert "quoted" in unborne('You wrote "The import fails".', ticket, (), TODAY)
