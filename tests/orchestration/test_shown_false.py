"""A gate fails what it can show false; what it merely does not know in these words, it cannot tell of."""

from datetime import date

import pytest

from cs_core.orchestration.gates import states
from cs_core.orchestration.judging.compared import wrong_comparison
from cs_core.orchestration.judging.days import wrong_day
from cs_core.orchestration.judging.events import exchanged, unbound
from cs_core.orchestration.judging.facts import unborne, unsaid
from cs_core.orchestration.judging.figures import find_figures
from cs_core.orchestration.judging.worked_out import without_worked_out
from cs_core.records import Claim
from tests.orchestration.builders import TODAY, a_brief, a_claim, a_fact, a_proposal
from tests.orchestration.test_gates_words import said

NAMED = ("Acme Heating", "Ada")
USE = (a_fact("usage_4w", 747, "uses"), a_fact("usage_prev_4w", 609, "uses"))
RENEWAL = (a_fact("renewal_on", date(2026, 9, 9), ""),)
BOTH = (*RENEWAL, a_fact("notice_on", date(2026, 8, 10), ""))
TICKETS = (a_fact("tickets_90d", 1, "tickets"),)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("We counted 747 uses for the past four weeks, where the previous four had 609.", USE),
        ("After 609 uses in one four-week stretch, the one that followed, which takes us to today, had 747.", USE),
        ("Four weeks: 747 uses (before that: 609).", USE),
        ("Renewal on Wed, 9 September 2026", RENEWAL),
        ("Tickets, last 90 days: 1.", TICKETS),
        ("Our last conversation goes back to early March.", (a_fact("last_touch_on", date(2026, 3, 2), ""),)),
    ],
)
def test_ways_of_writing_figures_and_days_are_read(text, facts):
    assert (unborne(text, facts, NAMED, TODAY) or unsaid(text, facts)) is None


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Four weeks: 609 uses (before that: 747).", USE),
        ("We counted 747 uses for the past five weeks, where the previous five had 609.", USE),
        ("Renewal on Thu, 9 September 2026", RENEWAL),
        ("Renewal on Thursday the 9th of September 2026", RENEWAL),
        ("Tickets, last 90 days: 2.", TICKETS),
        ("71 points of your seats were in use.", (a_fact("utilisation", 71.0, "%"),)),
    ],
)
def test_and_what_is_wrong_in_them_fails(text, facts):
    assert unborne(text, facts, NAMED, TODAY)


def test_numbers_in_words_are_made_as_in_english():
    read = [figure.values for figure in find_figures("one four-week stretch, twenty-one, two hundred and fifty thousand, three and five")]
    assert read == [(4.0,), (21.0,), (250_000.0,), (3.0,), (5.0,)]


def test_a_customers_name_tells_no_direction():
    facts, text = (a_fact("outcome_baseline", 23, "hours"), a_fact("outcome_target", 12, "hours")), "Zelfare Liften: from 23 to 12 hours."
    assert unborne(text, facts, ("Zelfare Liften",), TODAY) is None


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Over 700 uses in four weeks, after 609 in the four before.", USE),
        ("There are about ten weeks left until the contract renews on 9 September 2026.", RENEWAL),
        ("You made eight of 25 uses; 17 to go.", (a_fact("milestone_uses", 8, "uses"), a_fact("milestone_threshold", 25, "uses"))),
    ],
)
def test_a_figure_that_could_be_worked_out_of_the_cited_facts_is_a_doubt(text, facts):
    assert unborne(text, facts, NAMED, TODAY) and unborne(without_worked_out(text, facts, TODAY), facts, NAMED, TODAY) is None
    made = a_proposal(a_claim(text, *(f.id for f in facts)), facts=facts, subject="Hello")
    assert said("figures_match", made, brief=a_brief(facts=facts)).passed is None


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Over 800 uses in four weeks, after 609 in the four before.", USE),
        ("There are about five weeks left until the contract renews on 9 September 2026.", RENEWAL),
        ("You made eight of 25 uses; 15 to go.", (a_fact("milestone_uses", 8, "uses"), a_fact("milestone_threshold", 25, "uses"))),
    ],
)
def test_one_that_could_not_be_is_wrong(text, facts):
    made = a_proposal(a_claim(text, *(f.id for f in facts)), facts=facts, subject="Hello")
    assert said("figures_match", made, brief=a_brief(facts=facts)).passed is False


@pytest.mark.parametrize(
    "text",
    [
        "Would you have twenty minutes for us?", "A line or two in reply would do.", "The facts as we have them:",
        "A short reply is plenty.", "Here is where you stand:", "Below are the main points.",
        "Any time before the end of the week works for us.",
        "Please correct me if I've got this wrong.",
    ],
)  # fmt: skip
def test_what_a_letter_says_of_itself_states_nothing_of_the_customer(text):
    assert states(text, NAMED) is None


@pytest.mark.parametrize(
    "text", ["You or two others left.", "Twenty people left.", "The kiosk mode is ready.", "This is part of your plan."]
)
def test_and_what_states_something_still_does(text):
    assert states(text, NAMED)


def test_an_uncited_sentence_whose_figures_other_facts_of_the_letter_bear_is_a_doubt_and_any_other_fails():
    again, wrong = Claim(text="That makes 120 uses."), Claim(text="That makes 130 uses.")
    assert said("states_nothing_uncited", a_proposal(a_claim(), again)).passed is None
    assert said("states_nothing_uncited", a_proposal(a_claim(), wrong)).passed is False


def test_a_last_day_that_is_told_does_not_press_and_one_without_a_day_does():
    day = "A notice would have to be with us no later than the 10th of August 2026."
    assert said("right_tone", a_proposal(a_claim(day))).passed
    assert said("right_tone", a_proposal(a_claim("Answer us no later than that."))).passed is False


def test_a_day_stands_with_the_words_of_its_own_event():
    for one, other in (("10 August 2026", "9 September 2026"), ("the 10th of August", "Wednesday, 9 September")):
        right = [
            f"Unless we hear from you by {one}, your contract goes on by itself from {other}.",
            f"{one} is the last day for notice, and the contract renews on {other}.",
            f"The contract goes into its next term on {other}, and a notice would have to be with us by {one}.",
        ]
        swapped = [text.replace(one, "#").replace(other, one).replace("#", other) for text in right]
        assert not any(exchanged(text, BOTH) or unbound(text, BOTH) for text in right)
        assert all(exchanged(text, BOTH) for text in swapped)


def test_a_day_of_two_cited_events_may_be_told_as_either():
    """Somebody gave notice and spoke of another vendor on one day, and was talked to on another."""
    one, other = date(2026, 6, 9), date(2026, 6, 12)
    known = (a_fact("notice_given_on", one, ""), a_fact("last_touch_on", other, ""))
    text = "Acme: they spoke of another vendor on 9 June 2026"
    assert exchanged(text, known)
    assert exchanged(text, (*known, a_fact("competitor_said_on", one, ""))) is None
    assert exchanged(text, (*known, a_fact("competitor_said_on", other, "")))


REACHED = (a_fact("milestones_done", 3, "milestones"), a_fact("milestones_total", 4, "milestones"))
USES = (a_fact("milestone_threshold", 50, "uses"), a_fact("milestone_uses", 20, "uses"))
SCORES = (a_fact("answer_score", 6, "of 10"), a_fact("low_answer", "2 of 5", ""))
BILL = (a_fact("invoice", "TB-508", ""), a_fact("invoice_amount", 280, "EUR"))


@pytest.mark.parametrize(
    ("facts", "sound", "wrong"),
    [
        (REACHED, "Your team has reached 3 milestones of 4.", "Your team has reached 4 milestones of 4."),
        (REACHED, "So far your team has reached 3 milestones, of 4 in all.", "So far your team has reached 4 milestones, of 4 in all."),
        (USES, "It takes 50 uses of Work orders: 20 uses so far.", "It takes 20 uses of Work orders: 50 uses so far."),
        (SCORES, "You gave us 6 of 10.", "You gave us 10 of 10."),
        (SCORES, "You gave us 6 of 10.", "You gave us 6 of 6."),
        (SCORES, "You gave us 6 of 10.", "You gave us 10 of 6."),
        (SCORES, "Ben gave us 2 of 5.", "Ben gave us 5 of 5."),
        (BILL, "Invoice TB-508 of 280 EUR was due.", "Invoice TB-508 of 508 EUR was due."),
        (BILL, "Invoice TB-508 of 280 EUR was due.", "Invoice TB-280 of 280 EUR was due."),
    ],
)
def test_one_of_two_cited_figures_is_not_told_as_both_and_the_number_of_a_paper_as_no_amount(facts, sound, wrong):
    assert wrong_comparison(sound, facts, TODAY) is None and wrong_comparison(wrong, facts, TODAY)


def test_all_of_a_third_figure_is_told_of_it_beside_a_part_and_its_whole():
    asked = a_fact("answers", 4, "answers")
    assert wrong_comparison("All 4 of 4 answered.", (*REACHED, asked), TODAY) is None
    assert wrong_comparison("All 4 of 4 answered.", REACHED, TODAY) and wrong_comparison("You gave us 6 of 6.", SCORES, TODAY)


def test_a_year_is_not_the_number_of_a_paper_that_begins_with_it():
    bill = (a_fact("invoice", "INV-2026-0015", ""), a_fact("invoice_amount", 280, "EUR"))
    assert wrong_comparison("Invoice INV-2026-0015 of 280 EUR is open since 2026.", bill, TODAY) is None


def test_days_that_no_word_tells_apart_are_a_doubt():
    text = "10 August 2026 and 9 September 2026 matter."
    assert unbound(text, BOTH) and not exchanged(text, BOTH)
    assert unbound("The contract renews on 9 September 2026.", RENEWAL) is None


def test_a_day_without_its_year_is_the_one_nearest_to_today():
    far, near = (a_fact("renewal_on", date(2027, 5, 16), ""),), (a_fact("renewal_on", date(2026, 9, 9), ""),)
    assert "2027" in wrong_day("The renewal of May 16th is coming up.", far, TODAY)
    assert wrong_day("The renewal of May 16th, 2027 is coming up.", far, TODAY) is None
    assert wrong_day("The renewal of September 9th is coming up.", near, TODAY) is None


def test_a_subject_in_our_own_words_may_show_any_fact_that_is_known():
    segment = a_fact("segment", "long tail", "")
    title = "Acme Heating: use fell across the whole segment long tail"
    brief = a_brief(facts=(*a_brief().facts, segment))
    assert said("is_understood", a_proposal(subject=title), brief=brief).passed
    assert said("is_understood", a_proposal(subject=title)).passed is None


def test_what_facts_bear_alone_they_bear_for_every_customer_and_a_name_bears_only_what_it_holds():
    text, named = "Studio 54 counted 747 uses, and 609 in the four weeks before.", ("Studio 54",)
    assert unborne("We counted 747 uses.", USE, NAMED, TODAY) is unborne("We counted 747 uses.", USE, named, TODAY) is None
    assert unborne(text, USE, named, TODAY) is None
    assert unborne(text, USE, ("Studio",), TODAY) == unborne(text, USE, NAMED, TODAY) == "54 is not in the source"


def test_a_name_that_reads_as_a_direction_is_none_whether_another_customer_was_judged_before_or_after():
    text, more = "Falling Water counted 747 uses, up from 609.", (*USE, a_fact("name", "Falling Water", ""))
    assert unborne(text, more, ("Falling Water",), TODAY) is None
    assert unborne("Falling, it counted 747 uses, after 609.", USE, ("Acme Heating",), TODAY)
