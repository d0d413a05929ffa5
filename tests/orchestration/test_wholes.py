"""Sentences whose figures are right and that say something else with them: another thing counted, a fact turned round, a wrong order."""

from datetime import date, timedelta

import pytest

from cs_core.orchestration.judging.facts import unborne
from cs_core.orchestration.judging.policy import offence
from tests.orchestration.builders import FACTS, TODAY, a_brief, a_claim, a_fact, a_proposal, a_world
from tests.orchestration.test_gates_words import said

USE = (a_fact("usage_4w", 120, "uses"), a_fact("usage_prev_4w", 180, "uses"))
CHANGE = (a_fact(), *USE)
SEATS = (a_fact("active_users_4w", 4, "users"), a_fact("seats", 9, "seats"))
FULL = (a_fact("utilisation", 100.0, "%"), a_fact("seats", 3, "seats"))
UNUSED = (a_fact("unused_feature", "asset_register", ""), a_fact("plan", "Professional", ""))
STEP = (a_fact("next_milestone", "First report", ""), a_fact("milestone_due_on", TODAY + timedelta(9), ""))
OPEN = (a_fact("open_tickets", 3, "tickets"), a_fact("oldest_ticket_days", 23, "days"))
LATE = (a_fact("overdue_invoices", 2, "invoices"), a_fact("overdue_amount", 340.0, "EUR"))
GOAL = (a_fact("outcome_baseline", 39, "calls"), a_fact("outcome_target", 20, "calls"))
METER = (a_fact("consumed", 88.0, "service reports"), a_fact("commitment", 270.0, "service reports"))
RELEASE = (a_fact("release", "Fix: jobs that reopen", ""), a_fact("mended_on", date(2026, 6, 20), ""))
TOP = (a_fact("top_feature", "route planner", ""),)
RATED = (a_fact("satisfaction_90d", 100.0, "%"), a_fact("tickets_90d", 3, "tickets"))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("One ticket has waited 23 weeks.", OPEN),
        ("You have 9 warehouses.", SEATS),
        ("You have 9 swings.", (*SEATS, a_fact("usage_alert_says", "Use drifted by 7.9 swings", ""))),
        ("Your team recorded 120 invoices in the last four weeks.", USE),
        ("88 of 270 orders are used.", METER),
        ("120 uses in the last four months.", USE),
        ("120 uses over the last quarter.", USE),
        ("Everybody in your team uses Asset register.", UNUSED),
        ("Asset register isn't part of your Professional plan.", UNUSED),
        ("You have reached \"First report\".", STEP),
        ("Your 3 tickets aren't open any more.", OPEN),
        ("No invoices are overdue of 2, 340 EUR.", LATE),
        ("All of your 9 seats are in use by 4 people.", SEATS),
        ("Not all of your 3 seats are in use, 100 %.", FULL),
        ("Nobody used the product: 120 uses after 180.", USE),
        ("Your contract doesn't renew by itself.", (a_fact("auto_renew", True, ""),)),
        ("The 120 uses are three times as many as the 180 before.", USE),
        ("Use has halved: 120 uses after 180.", USE),
        ("Use is a quarter less: 120 after 180.", USE),
        ("88 service reports, more than the 270 committed.", METER),
        ("39 calls today, below the target of 20 calls.", GOAL),
        ("You wanted to bring calls from 20 to 39.", GOAL),
        ("Use changed by +34 %: 120 uses.", CHANGE),
        ("A positive 34 % brings it to 120 uses.", CHANGE),
        ("Use: 180 now, 120 before.", USE),
        ("The last four weeks came to 180 uses, the four before to 120.", USE),
        ("9 of 4 seats are in use.", SEATS),
        ("The release \"Quick maps\" came out on 20 June 2026.", RELEASE),
        ("You are in the term that started on 20 June 2026.", (a_fact("term_was_from", date(2026, 6, 20), ""),)),
        ("One in four of your 9 seats is in use by 4 people.", SEATS),
        ("One ticket is open, for 23 days.", OPEN),
        ("Asset register can be run by voice.", UNUSED),
        ("Release Quick Maps came out on 20 June 2026.", RELEASE),
    ],
)  # fmt: skip
def test_right_figures_in_a_wrong_sentence_are_told(text, facts):
    assert unborne(text, facts, (), TODAY)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Your oldest ticket has waited 23 days.", OPEN),
        ("4 colleagues work on 9 licences.", SEATS),
        ("Your team recorded 120 actions in the last four weeks, after 180.", USE),
        ("Your team has used it 120 times over the past month.", USE),
        ("88 of 270 service reports are used.", METER),
        ("Asset register is part of your Professional plan, and nobody has used it.", UNUSED),
        ("\"First report\" has not been reached yet.", STEP),
        ("All of your 3 seats are in use, 100 %.", FULL),
        ("Use is a third less than before: 120 after 180.", USE),
        ("120 uses, fewer than the 180 before.", USE),
        ("You wanted to bring calls from 39 calls to 20 calls.", GOAL),
        ("Use changed by -34 %: 120 uses.", CHANGE),
        ("Our release \"Fix: jobs that reopen\" came out on 20 June 2026.", RELEASE),
    ],
)
def test_other_words_for_the_same_are_let_through(text, facts):
    assert unborne(text, facts, (), TODAY) is None


def test_an_old_figure_is_stale_where_newer_is_known_and_a_doubt_where_nothing_is():
    old = a_fact("usage_4w", 120, "uses", on=TODAY - timedelta(days=60))
    made, live = a_proposal(a_claim("Your team recorded 120 uses.", old.id), facts=(old,)), a_world(newest={"usage": TODAY})
    assert said("facts_are_fresh", made, a_brief(facts=(*FACTS, old)), live).passed is False
    assert said("facts_are_fresh", made, a_brief(facts=(old,)), live).passed is None


@pytest.mark.parametrize(
    "text",
    [
        "We will match what the other vendor asks.", "You would get the same terms as your neighbour.", "The setup fee can be waived.",
        "We are happy to skip a month of payments.", "We'll hold today's terms for another year.", "We could include two extra seats.",
        "We can leave the last invoice out.", "Your first quarter can be skipped.", "Let us honour the other vendor's price.",
    ],
)  # fmt: skip
def test_an_offer_of_price_or_terms_is_one_in_any_words(text):
    assert offence(text, max_discount=0)


@pytest.mark.parametrize("text", ["Can you tell us when the invoice will be paid?", "We can include your colleagues in the call."])
def test_a_word_about_an_invoice_or_a_call_is_no_offer(text):
    assert offence(text, max_discount=0) is None


def test_the_language_of_the_house_will_do_for_every_reader():
    world = a_world()
    world.people["acme"]["ada@acme.example"] = world.people["acme"]["ada@acme.example"] | {"language": "de"}
    house = a_fact("policy:language", "English", "")
    assert said("right_language", a_proposal(), world=world).passed is None
    assert said("right_language", a_proposal(), a_brief(facts=(*FACTS, house)), world).passed


@pytest.mark.parametrize(
    "text",
    [
        "You opened 3 tickets in the last 90 days and rated 100 % of the answers as good.",
        "You rated 100 % of our answers as good over the last 90 days.",
        "100 % of your 3 tickets were rated as good.",
        "All of our answers were rated as good, 100 %.",
        "Every reply of the last 90 days was good for you: 100 %.",
        "You gave 100 % of your tickets a good rating.",
    ],
)
def test_a_share_of_those_that_were_rated_is_told_as_none_of_all_answers(text):
    assert "opposite" in unborne(text, RATED, (), TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "You opened 3 tickets in the last 90 days, and 100 % of your ratings were good.",
        "In the last 90 days 100 % of your ratings of our support were good.",
        "Of the answers you rated in the last 90 days 100 % were good.",
        "100 % of the tickets that were rated were good.",
        "100 % of the ratings of your tickets were good.",
        "100 % of your rated tickets were good.",
    ],
)
def test_a_share_of_the_ratings_is_let_through_however_it_names_them(text):
    assert unborne(text, RATED, (), TODAY) is None
