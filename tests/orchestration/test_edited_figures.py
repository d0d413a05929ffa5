"""What a person writes into a draft is held against the draft's facts as a draft is: unit, kind, thing and direction, not number alone."""

from datetime import date

import pytest

from cs_core.errors import Refused
from cs_core.orchestration.review import decide
from cs_core.records import Action, Claim
from tests.orchestration.builders import NOW, a_claim, a_fact, a_proposal, waiting
from tests.worlds import a_store, with_company

FACTS = (
    a_fact(), a_fact("usage_4w", 99, "uses"), a_fact("seats", 50, "seats"), a_fact("renewal_on", date(2026, 7, 20), ""),
    a_fact("top_feature", "route_planner", ""), a_fact("overdue_invoices", 2, "invoices"),
)  # fmt: skip
USE = "Your team's use fell by 34 %, to 99 uses in the last four weeks."
SEATS = "You have 50 seats."
RENEWAL = "The contract renews on 20 July 2026."
MOST = "What you use most is the route planner."
OVERDUE = "2 invoices are overdue."
ASK = "What has changed in the work?"
STEP = "Call within 5 days."
CITED = ((USE, FACTS[:2]), (SEATS, FACTS[2:3]), (RENEWAL, FACTS[3:4]), (MOST, FACTS[4:5]), (OVERDUE, FACTS[5:6]))

PROPOSED = (
    "Shall we talk on 3 July?", "Ada, could we speak about it on Friday, 3 July, at 10:00?", "I will call you on 3 July.",
    "Would 3 July at 15:00 suit you?", "How about the 3rd of July or July 7 for a call?", "Are you free for a call on 3 July 2026?",
    "I could do Thursday at 14:30.", "Shall we talk tomorrow at 3 pm about the overdue invoices?",
)  # fmt: skip
"""Days and hours of a talk."""
CLAIMED = (
    "Did the contract renew on 3 July?", "Shall we talk before the contract renews on 3 July?", "I called you on 3 July.",
    "Shall we talk on 3 July, the day your contract ends?", "You said we could talk on 3 July?", "Will you renew on 3 July?",
    "Would 3 July be possible for the payment?", "What about 3 July for the end of your contract?", "Can you pay on 3 July?",
    "Shall we talk on 3 July 2025?", "Shall we talk on 3 July 2027?",
)  # fmt: skip
"""What a day that no fact has tells of something else than a talk, or cannot be."""

SOUND = (
    (USE, "Over the last four weeks your team made 99 uses, 34 % down."),
    (USE, "Use is down by about a third, to 99."),
    (USE, "We saw 99 uses in the last four weeks."),
    (USE, "Your team used it 99 times in the last four weeks."),
    (USE, "Use fell by 34 percent."),
    (USE, "Use fell by 34 pct."),
    (USE, "Use fell by 34\xa0%."),
    (USE, "Your team's use went down, to 99 uses."),
    (USE, "Your team's use did not stand still: it fell by 34 %."),
    (USE, ""),
    (SEATS, "Your plan holds 50 licences."),
    (SEATS, ""),
    (RENEWAL, "On 20 July the contract renews."),
    (RENEWAL, "Your renewal comes on 20 July 2026, about three weeks from now."),
    (MOST, "The route planner is what you use most."),
    (OVERDUE, "Two invoices are still overdue."),
    ("Hello Ada,", "Good morning Ada, I hope you are well."),
    (ASK, "May I call you about it next week?"),
    (ASK, "Would 20 minutes next week suit you?"),
    (ASK, f"{ASK}\nMay I ask you two questions?"),
    (ASK, f"{ASK}\nI will call you next week."),
    (ASK, f"{ASK}\nWe would love to hear how the new crew is doing."),
    (ASK, f"{ASK}\nThank you, and best regards,\nLea"),
    (STEP, "Call Ada within 5 days."),
    *((ASK, f"{ASK}\n{proposed}") for proposed in PROPOSED),
)
"""(What the draft says, what a person makes of it) that a person may."""

WRONG = (
    (USE, "99 % of peers use more.", "99 % is a figure of something else"),
    (USE, "Use fell by 99 %.", "99 %"),
    (USE, "Use fell by 98 %.", "98 % is in no fact"),
    (USE, "You have 99 seats.", "99 seats"),
    (USE, "99 people used it.", "99 people counts something"),
    (USE, "You opened 99 tickets.", "99 tickets counts something"),
    (USE, "Your team's use rose by 34 %, to 99 uses.", "opposite"),
    (USE, "Your team's use grew to 99 uses.", "opposite"),
    (USE, "Your team's use is up.", "opposite"),
    (USE, "You made 34 uses.", "34 uses"),
    (USE, "Use fell by 34 seats.", "34 seats"),
    (USE, "Your team's use fell by 34 points, to 99 uses in the last four weeks.", "34 points"),
    (SEATS, "You have 50 users.", "50 users counts something"),
    (SEATS, "50 % of your seats are used.", ": 50 % counts something"),
    (SEATS, "50 pct of your seats are used.", ": 50 pct counts something"),
    (SEATS, "50\u202f% of your seats are used.", "counts something"),
    (SEATS, "50% of your seats are used.", ": 50% counts something"),
    (SEATS, "50 percent of your seats are used.", ": 50 percent counts something"),
    (SEATS, "You have 50 tickets.", "50 tickets counts something"),
    (RENEWAL, "The contract renews on 21 July 2026.", "21 July 2026 is in no fact"),
    (RENEWAL, "The contract renews in August 2026.", "August 2026"),
    (RENEWAL, "The contract renews this week.", "no day in the facts of this proposal is this week"),
    (OVERDUE, "2 tickets are overdue.", "2 tickets counts something"),
    (OVERDUE, "2 % of the invoices are overdue.", "2 % counts something"),
    (OVERDUE, "Both invoices have been paid.", "opposite"),
    (ASK, f"{ASK}\nUse rose.", "opposite"),
    (ASK, f"{ASK}\nBy the way, 99 seats are idle.", "99 seats"),
    (ASK, "Would ten per cent less help you?", "ten is in no fact"),
    (ASK, "Would ten more seats help you?", "ten is in no fact"),
    (STEP, "Call within 15 days.", "15 is in no fact"),
    (STEP, "They have been silent for 5 days, and 7 weeks before.", "7"),
    *((ASK, f"{ASK}\n{claimed}", "3 July") for claimed in CLAIMED),
    (ASK, f"{ASK}\nShall we talk on 31 June?", "31 June"),
    (ASK, f"{ASK}\nShall we talk on 3 May?", "3 May"),
    (ASK, f"{ASK}\nShall we talk on 3 July about your 60 seats?", "60"),
)
"""(What the draft says, what a person makes of it, what the refusal says)."""


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        yield store


def a_draft(**changed):
    """A draft that tells all of the facts, and a step without a fact."""
    cited = [a_claim(text, *(f.id for f in facts)) for text, facts in CITED]
    return a_proposal(*cited, Claim(text=STEP), facts=FACTS, **changed)


def edited(store, made, old, new):
    """The text that goes out, once a person has put other words for some of the draft's."""
    assert old in made.body
    decide(store, made.id, "edit", by="Lea", now=NOW, body=made.body.replace(old, new))
    return store.records(Action)[0].body


@pytest.mark.parametrize(("old", "new"), SOUND)
def test_an_edit_that_the_facts_bear_is_taken(store, old, new):
    assert new in edited(store, waiting(store, a_draft()), old, new)


@pytest.mark.parametrize(("old", "new", "says"), WRONG)
def test_an_edit_of_another_unit_kind_thing_or_direction_than_its_fact_is_refused_in_one_line_that_says_what_to_do(store, old, new, says):
    with pytest.raises(Refused, match="figures_match") as refused:
        edited(store, waiting(store, a_draft()), old, new)
    why = str(refused.value)
    assert says in why and "\n" not in why and why.endswith("or send it yourself and log the touch")
    assert "cited" not in why and store.count("decision") == store.count("action") == 0


@pytest.mark.parametrize("new", ["99 % of peers use more.", "Use fell by 99 %.", "You have 99 seats.", "98 % of peers use more."])
def test_a_number_that_the_only_fact_of_a_draft_has_bears_no_other_unit_or_thing(store, new):
    used = "Your team made 99 uses."
    made = waiting(store, a_proposal(a_claim(used, FACTS[1].id), facts=FACTS))
    with pytest.raises(Refused, match="figures_match"):
        edited(store, made, used, new)
    assert edited(store, made, used, "We counted 99 uses by your team.")


def test_a_refused_edit_names_what_the_fact_says(store):
    with pytest.raises(Refused, match=r"say it as the facts do \(99 uses\)"):
        edited(store, waiting(store, a_draft()), USE, "99 % of peers use more.")


def test_an_edit_of_a_task_is_held_against_its_facts_too(store):
    task = {"kind": "task", "channel": "crm_task", "recipient": None, "recipient_name": None}
    made = waiting(store, a_draft(**task), route="human_with_draft")
    with pytest.raises(Refused, match="99 seats"):
        edited(store, made, USE, "They have 99 seats.")
    assert edited(store, made, USE, "They made 99 uses, 34 % fewer than before.")


def test_a_sentence_of_the_draft_that_stands_elsewhere_is_judged_no_second_time(store):
    made = waiting(store, a_draft())
    text = "\n".join(reversed(made.body.split("\n")))
    assert decide(store, made.id, "edit", by="Lea", now=NOW, body=text)["action_id"]
