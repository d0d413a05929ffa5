"""Each gate catches what it is for, lets a sound draft through, and says so where it cannot tell."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cs_core.context.wording.days import spelt
from cs_core.orchestration.direction import Direction
from cs_core.orchestration.gates import GATES, judge
from cs_core.orchestration.judging.policy import offence
from cs_core.orchestration.neighbours import called, distinctive, holds
from cs_core.records import Claim
from tests.orchestration.builders import FACTS, TODAY, a_brief, a_claim, a_fact, a_proposal, a_task, a_world, failed


def unsure(proposal, brief=None, world=None) -> dict[str, str]:
    return {v.gate: v.why for v in judge(proposal, brief or a_brief(), world or a_world()) if v.passed is None}


def test_a_sound_draft_passes_every_gate():
    verdicts = judge(a_proposal(), a_brief(), a_world())
    assert [v.gate for v in verdicts] == [g.__name__ for g in GATES]
    assert all(v.passed and v.why for v in verdicts)


def test_every_gate_says_in_one_line_what_it_looks_for():
    assert all(len((g.__doc__ or "").splitlines()[0]) > 30 for g in GATES)


def test_a_made_up_citation_is_caught():
    assert set(failed(a_proposal(a_claim("Your team's use fell by 34 %.", "usage_change:acme:1999")))) >= {"cites_known_facts"}


def test_a_fact_that_was_altered_on_the_way_is_caught():
    altered = (replace(FACTS[0], value=-90.0), *FACTS[1:])
    assert "not as in the brief" in failed(a_proposal(facts=altered))["cites_known_facts"]


@pytest.mark.parametrize(
    "text",
    [
        "Your team's use fell by 43 %, to 120 uses.",
        "Your team's use fell by 34 %, to 210 uses.",
        "Your team's use rose by 34 %, to 120 uses.",
        "Your team's use fell by 34 % since 3 March 2026.",
        "Your team's use fell by 34 %, said Priya Raman.",
    ],
)
def test_a_figure_direction_date_or_name_that_the_facts_do_not_bear_is_caught(text):
    assert "figures_match" in failed(a_proposal(a_claim(text)))


@pytest.mark.parametrize(("said", "stands"), [("4 of 5", True), ("5 of 5", False), ("4 out of 5", True), ("3/5", False)])
def test_a_score_is_the_one_that_was_given_though_the_scale_has_other_figures(said, stands):
    score = a_fact("answer_score", 4, "of 5")
    proposal = a_proposal(a_claim(f"You gave us {said} in our survey.", score.id), facts=(*FACTS, score))
    told = failed(proposal, a_brief(facts=(*FACTS, score))).get("figures_match")
    assert (told is None) == stands, told


def test_a_claim_is_held_against_its_own_facts_only():
    assert "figures_match" in failed(a_proposal(a_claim("There were 120 uses.", FACTS[0].id), a_claim()))


def test_a_wrong_figure_is_caught_though_the_sentence_before_it_cites_a_fact_without_a_value():
    unknown = a_fact("seats", None, "seats")
    proposal = a_proposal(a_claim("You have 9 seats.", unknown.id), a_claim("Use fell by 77 %."), facts=(*FACTS, unknown))
    brief = a_brief(facts=(*FACTS, unknown))
    assert "77 %" in failed(proposal, brief)["figures_match"]
    assert "no value" in unsure(a_proposal(a_claim("You have 9 seats.", unknown.id), facts=(*FACTS, unknown)), brief)["figures_match"]


def test_a_subject_with_a_foreign_figure_is_caught():
    assert "figures_match" in failed(a_proposal(subject="Use is down by 77 %"))


@pytest.mark.parametrize(
    "text", ["You have 12 open tickets.", "We fixed the export.", "Your contract ended.", "We agreed it with Priya Raman."]
)
def test_an_uncited_sentence_that_states_something_is_caught(text):
    assert "states_nothing_uncited" in failed(a_proposal(a_claim(), Claim(text=text)))


@pytest.mark.parametrize(
    "text", ["Hello Ada,", "Is something in the way?", "Please tell us what we can do.", "\n\nBest regards,\nAcme Heating"]
)
def test_greetings_questions_requests_and_sign_offs_may_be_uncited(text):
    assert not failed(a_proposal(a_claim(), Claim(text=text)))


def test_an_old_fact_of_a_dead_feed_fails_and_of_a_live_one_is_a_doubt():
    old = TODAY - timedelta(days=60)
    facts = (a_fact(on=old), a_fact("usage_4w", 120, "uses", on=old))
    made, brief = a_proposal(a_claim("Use fell by 34 %, to 120 uses.", *(f.id for f in facts)), facts=facts), a_brief(facts=facts)
    assert "usage must be at most 21 days old" in failed(made, brief, a_world(newest={"usage": old}))["facts_are_fresh"]
    live = a_world(newest={"usage": TODAY})
    assert not failed(made, brief, live) and "nothing newer" in unsure(made, brief, live)["facts_are_fresh"]
    assert "not known whether" in unsure(made, brief, a_world())["facts_are_fresh"]


def test_use_that_a_system_tells_by_the_month_may_be_as_old_as_its_last_month():
    day = TODAY - timedelta(days=29)
    facts = (a_fact(on=day), a_fact("usage_4w", 120, "uses", on=day))
    made, brief = a_proposal(a_claim("Use fell by 34 %, to 120 uses.", *(f.id for f in facts)), facts=facts), a_brief(facts=facts)
    assert "at most 21 days" in failed(made, brief, a_world(newest={"usage": day}))["facts_are_fresh"]
    months = a_world(newest={"usage": day}, by_month=(facts[0].source,))
    assert "facts_are_fresh" not in failed(made, brief, months) | unsure(made, brief, months)


LONG_AGO = TODAY - timedelta(days=700)
WISH = a_fact("desired_outcome", "Halve the planning time", "", on=LONG_AGO)


def test_whether_an_old_wish_still_holds_cannot_be_told():
    made, brief = a_proposal(a_claim(), a_claim("You told us: Halve the planning time.", WISH.id), facts=(*FACTS, WISH)), (*FACTS, WISH)
    assert "may no longer hold" in unsure(made, a_brief(facts=brief), a_world(newest={"desired outcome": TODAY}))["facts_are_fresh"]


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (WISH, f"On {spelt(LONG_AGO)} you told us: Halve the planning time."),
        (a_fact("leaving_said_on", LONG_AGO, "", on=LONG_AGO), f"They spoke of leaving on {spelt(LONG_AGO)}."),
        (a_fact("champion_silent_days", 700, "days", on=LONG_AGO), "We have had no word from you for 700 days."),
        (a_fact("negative_topic", "bug", "", on=TODAY - timedelta(days=40)), 'Most of their complaints are about "bug".'),
    ],
)
def test_an_old_statement_that_is_told_as_one_holds_as_of_its_day(fact, text):
    known = a_world(newest={"desired outcome": TODAY, "conversations": TODAY, "roles": TODAY})
    made = a_proposal(a_claim(), a_claim(text, fact.id), facts=(*FACTS, fact))
    assert "facts_are_fresh" not in unsure(made, a_brief(facts=(*FACTS, fact)), known)


def test_a_list_of_contacts_to_which_nobody_was_added_for_long_stops_no_task_that_names_the_champion():
    champion = a_fact("champion", "Ben Carter", "", on=LONG_AGO)
    claims, told = (a_claim(), a_claim("Champion: Ben Carter.", champion.id)), (*FACTS, champion)
    task = a_proposal(*claims, facts=told, kind="task", channel="crm_task", recipient=None, recipient_name=None)
    brief, quiet = a_brief(facts=(*FACTS, champion)), a_world(newest={"usage": TODAY, "roles": LONG_AGO})
    assert "facts_are_fresh" not in failed(task, brief, quiet)
    assert "may no longer hold" in unsure(task, brief, quiet)["facts_are_fresh"], "a person looks at it"


def test_one_sentence_with_the_day_of_a_wish_does_not_stand_for_another_without():
    told = (f"On {spelt(LONG_AGO)} you told us: Halve the planning time.", "Halve the planning time is what we work on.")
    made = a_proposal(a_claim(), *(a_claim(text, WISH.id) for text in told), facts=(*FACTS, WISH))
    assert "facts_are_fresh" in unsure(made, a_brief(facts=(*FACTS, WISH)), a_world(newest={"desired outcome": TODAY}))


@pytest.mark.parametrize(
    ("recipient", "person", "why"),
    [
        ("eve@acme.example", {}, "not known"),
        ("ada@acme.example", {"opted_out": True}, "opted out"),
        ("ada@acme.example", {"undeliverable": True}, "came back"),
        ("ada@acme.example", {"left_on": TODAY}, "left on"),
        ("ada@bolt.example", {}, "not known"),
    ],
)
def test_nobody_else_and_nobody_who_left_or_opted_out_is_written_to(recipient, person, why):
    world = a_world()
    world.people["acme"]["ada@acme.example"] = {"name": "Ada Lind", "opted_out": None, "undeliverable": None, "left_on": None} | person
    assert why in failed(a_proposal(recipient=recipient), world=world)["right_recipient"]


def test_a_task_goes_to_nobody_outside():
    assert "right_recipient" not in failed(a_task())
    assert "right_recipient" in failed(a_task(recipient="ada@acme.example"))


def test_another_customer_is_never_named():
    neighbours = called([(("Bolt", "Works"), "bolt")], [("bolt.example", "bolt")])
    world = a_world(neighbours=neighbours)
    assert (
        "Bolt Works"
        in failed(a_proposal(a_claim(), Claim(text="As with Bolt Works, shall we talk?")), world=world)["names_no_other_customer"]
    )
    assert "bolt.example" in failed(a_proposal(subject="See bolt.example"), world=world)["names_no_other_customer"]
    assert "names_no_other_customer" not in failed(a_proposal(a_claim(), Claim(text="Shall we bolt works together?")), world=world)


def test_of_names_that_begin_alike_the_longest_that_stands_there_is_told_and_never_ones_own():
    alike = called([(("Hotel", "Adler"), "a"), (("Hotel", "Adler"), "b"), (("Hotel", "Adler", "Graz"), "c")], [])
    assert alike.lengths == {"Hotel": (3, 2)}
    assert alike.named_in("At Hotel Adler Graz", "a") == ("Hotel Adler Graz", "c")
    assert alike.named_in("At Hotel Adler", "a") == ("Hotel Adler", "b")
    assert alike.named_in("At Hotel Krone", "a") is None


def test_a_name_that_a_fact_holds_is_found_in_it_whatever_marks_stand_between_its_words():
    assert holds("Sync with Bolt, Works fails", "Bolt Works") and holds("see bolt.example", "bolt.example")
    assert not holds("Boltworks fails", "Bolt Works") and not holds("A Boltz Works", "Bolt Works")


def test_a_name_is_known_with_and_without_its_legal_form_but_a_plain_word_alone_is_not():
    assert distinctive("Nordlicht Kälte GmbH") == [("Nordlicht", "Kälte", "GmbH"), ("Nordlicht", "Kälte")]
    assert distinctive("Summit Ltd") == [("Summit", "Ltd")]
    assert distinctive("Company_12") == [("Company", "12")]


@pytest.mark.parametrize(
    "text",
    [
        "We can offer a discount of 20 % at renewal.", "We guarantee that it works.", "The first month is free of charge.",
        "We will refund the invoice.", "Your health score is low.", "Details: https://example.com", "Dear [Name],", "Just checking in!",
        "TODO: add the day.", "(insert date here)", "Dear <first name>,", "We are at ____ uses.", "Please send us your password.",
        "Would you reply with your card number?", "We will suspend your account.", "We will hand it to our lawyers.",
        "A debt collection agency will write to you.", "We will build the export by March.", "The export will be live soon.",
        "It is on our roadmap.", "It is coming soon.", "You will save a day a week.", "It will never happen again.",
        "We will credit the last invoice.", "You are an account at risk.", "I cannot help with that request.",
        "Please share your password with us.", "Send your login details.", "We need the card number.", "Dear (name),",
        "(add the date here)", "This will go live in May.",
    ],
)  # fmt: skip
def test_discounts_promises_links_and_filler_break_policy(text):
    assert offence(text, max_discount=0)


def test_a_discount_that_is_refused_names_the_guardrail_in_words():
    said = offence("A discount of 20 % is possible.", max_discount=10)
    assert "_" not in said and said.endswith("the guardrail on discounts allows 10%")


@pytest.mark.parametrize("share", ["30%", "30 %", "30\xa0%", "30 percent", "30 per cent", "30 pct"])
def test_a_discount_is_read_however_its_share_is_written(share):
    assert "a discount of 30%" in offence(f"We can do {share} off.", max_discount=20)
    assert offence(f"We can do {share} off.", max_discount=30) is None


def test_a_discount_within_the_guardrail_is_allowed_and_above_it_is_not():
    assert offence("A discount of 10 % is possible.", max_discount=10) is None
    assert offence("A discount of 12 % is possible.", max_discount=10)
    limits = Direction().guardrails | {"max_discount_percent": 15}
    offered = a_fact("discount", 10, "%")
    made = a_proposal(a_claim(), a_claim("Your discount is 10 % today.", offered.id), facts=(*FACTS, offered))
    assert "keeps_policy" in failed(made, a_brief(facts=(*FACTS, offered)))
    assert "keeps_policy" not in failed(made, a_brief(facts=(*FACTS, offered)), a_world(direction=Direction({}, limits)))


def test_a_customers_own_words_may_only_raise_scrutiny_and_quotation_marks_hide_nothing_else():
    ticket = a_fact("ticket", "Refund for March", "")
    facts = (*FACTS, ticket)
    quoting = a_proposal(a_claim(), a_claim('Your ticket "Refund for March" is open.', ticket.id), facts=facts)
    assert "keeps_policy" in unsure(quoting, a_brief(facts=facts))
    hiding = a_proposal(a_claim(), a_claim('We offer a "full refund".', ticket.id), facts=facts)
    assert "keeps_policy" in failed(hiding, a_brief(facts=facts))


@pytest.mark.parametrize(
    "text",
    [
        "We will fix a day together.", "We will develop a plan with you.", "I have reset your password.", "We will close your ticket.",
        "Todo el equipo puede responder.", "The call will be on Monday.", "What will you save by it?", "We will send you a new password.",
        "Which teams will go live first?", "Your new workspace will be live on 3 March.", "You will gain access on Monday.",
        "You will save the file under Settings.", "I can send the guide on how to reset passwords.",
        "We never ask you to share your password.", "Do you need help with the password policy?",
        "Can you confirm who looks after credentials?", "The rollout (company-wide) began.",
        "Could both contacts (name and role) come?", "Two seats (add-on included) are open.", "We will build on what you have.",
        "We'll launch the survey together.", "We will not block your access.", "Is it on the roadmap of your team?",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_promise_or_a_threat_keeps_policy(text):
    assert offence(text, max_discount=0) is None


def test_judging_twice_gives_the_same_verdicts():
    assert judge(a_proposal(), a_brief(), a_world()) == judge(a_proposal(), a_brief(), a_world())


def test_text_of_the_body_that_no_claim_covers_is_judged():
    sound = a_proposal()
    assert "states_nothing_uncited" in failed(sound.model_copy(update={"body": sound.body + " You have 12 open tickets."}))
    assert not failed(sound.model_copy(update={"claims": tuple(c for c in sound.claims if c.fact_ids)}))


@pytest.mark.parametrize(
    "text",
    [
        "Half price for you next year.", "We will knock a fifth off.", "A quarter off your plan.", "It will be cheaper.",
        "We reduce your yearly fee.", "You get two free months.", "Three seats free, from us.", "We waive the fee.",
        "Ten less your price.", "We can halve your bill.",
    ],
)  # fmt: skip
def test_a_lower_price_in_words_breaks_policy(text):
    assert offence(text, max_discount=0)


@pytest.mark.parametrize("text", ["Use is down by a third.", "This quarter use fell.", "Does it cut your planning time by half?"])
def test_halves_and_quarters_of_other_things_keep_it(text):
    assert offence(text, max_discount=0) is None


def test_a_gate_that_breaks_on_a_text_cannot_tell_and_stops_no_other(monkeypatch):
    def breaks(proposal, brief, world):
        raise TypeError("'NoneType' object is not subscriptable")

    monkeypatch.setattr("cs_core.orchestration.gates.GATES", (breaks, *GATES))
    first, *others = judge(a_proposal(), a_brief(), a_world())
    assert first.gate == "breaks" and first.passed is None and "broke on this text (TypeError" in first.why
    assert len(others) == len(GATES)
