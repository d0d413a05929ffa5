"""Letters as they sound: what a careful reader would stumble over."""

import re

import pytest

from cs_core.context.wording.days import spelt
from cs_core.execution.growth import AGENT as GROWTH
from cs_core.execution.playbooks.spoken import shipped_phrases
from cs_core.execution.relationship import AGENT as RELATIONSHIP
from cs_core.execution.renewal import AGENT as RENEWAL
from cs_core.execution.risk import AGENT as RISK
from cs_core.execution.roster import ROSTER
from cs_core.execution.success_planning import AGENT as SUCCESS
from cs_core.execution.writing.composer import ONE_MATTER
from cs_core.execution.writing.phrases import say
from tests.execution.builders import a_brief, ago, drafted

TO_LOOK = {
    "account_id": "a1", "play": "look closer", "kind": "task", "reason": "r", "stakes": "low", "gain": 0.01, "confidence": 0.5,
    "role": "sponsor", "due_days": 7,
}  # fmt: skip
COUNTED = re.compile(
    r"\{(?:active_users_4w|milestone_uses|milestone_left|open_tickets|people)(?:\|(?:n|some|people))?\} (?:are|were|work|have|wait)\b"
)
AT_LEAST_TWO = "It is good to see"
"""How the play begins that needs two people at work."""


def test_no_shipped_phrasing_puts_a_verb_in_the_plural_after_a_count_that_may_be_one():
    """``1 person work with it`` and ``1 use are there``: a phrasing with a count is said so that any number fits."""
    letters = [t for t in shipped_phrases() if COUNTED.search(t)]
    assert [t for t in letters if not t.startswith(AT_LEAST_TWO)] == []


def test_no_reason_tells_a_change_of_use_without_saying_which_way_it_went():
    """``a change of 76 %`` of somebody whose champion left may be good news or bad."""
    told = [text for text in shipped_phrases() if "{usage_change" in text]
    assert told and [text for text in told if not re.search(r"\b(grew|fell|fallen|up|down|fewer|less|more)\b", text)] == []


def test_an_alert_is_told_to_its_end():
    said = "Use drifted down over a quarter while others' did not, by 11.7 usual swings in all; alerts begin at 7.0"
    assert drafted(RISK, a_brief(usage_alert_says=said, churn_probability=0.1), TO_LOOK).body.startswith(f"{said}.")


def test_what_is_due_today_is_not_said_to_be_due_in_no_days():
    known = {"renewal_on": ago(-30), "notice_on": ago(0), "seats": 4, "plan": "Pro"}
    row = TO_LOOK | {"play": "settle before the notice day", "kind": "message"}
    told = {days: drafted(RENEWAL, a_brief(**known, days_to_notice=days), row).body for days in (0, 9)}
    assert "9 days" in told[9] and "0 days" not in told[0]


def test_no_letter_speaks_of_no_use_as_if_it_were_a_figure():
    brief = a_brief(customer_on=ago(800), usage_4w=0, usage_prev_4w=0, seats=4, plan="Pro")
    for account in "abcdef":
        row = TO_LOOK | {"play": "ask for the outcome", "kind": "message", "account_id": account}
        assert "0 uses" not in drafted(SUCCESS, brief, row).body


def test_an_anniversary_letter_is_true_of_the_first_year_as_of_any():
    brief = a_brief(customer_on=ago(366), first_value_on=ago(300), days_to_value=66)
    row = TO_LOOK | {"play": "mark the anniversary", "kind": "message", "among": 3}
    bodies = [drafted(RELATIONSHIP, brief, row | {"turn": n}).body for n in range(3)]
    assert not any("another year" in body for body in bodies) and len(set(bodies)) > 1


def test_what_is_nearly_all_of_it_is_not_told_as_all_of_it():
    assert [say(v, "%") for v in (99.52, 99.97, 100.0, -99.6, 98.7)] == ["99.5%", "99.9%", "100%", "-99.6%", "99%"]


def test_news_that_is_new_each_time_is_not_said_to_have_been_written_of_before():
    known = {"customer_on": ago(800), "top_feature": "work_orders", "usage_4w": 88, "last_word_on": ago(70), "renewal_on": ago(-90)}
    release = {"release": ["Van view"], "release_reason": ["touches work_orders"], "release_on": ago(20), "release_text": "Jobs by van."}
    brief, row = a_brief(**known, **release, days_to_renewal=90), TO_LOOK | {"kind": "message"}
    assert spelt(ago(70)) not in drafted(RELATIONSHIP, brief, row | {"play": "tell of the release"}).body
    assert spelt(ago(70)) in drafted(RENEWAL, brief, row | {"play": "prepare the renewal"}).body


def test_the_plays_that_come_back_to_one_matter_are_plays_of_ours():
    assert {name for agent in ROSTER for name in agent.plays} >= ONE_MATTER


def test_a_feature_they_never_used_is_told_by_what_it_is_where_that_is_known():
    known = {"plan": "Pro", "unused_feature": "asset_register", "top_feature": "work_orders", "usage_4w": 88, "features_4w": 3}
    row = TO_LOOK | {"play": "show the unused feature", "kind": "message", "among": 6}
    for turn in range(6):
        body = drafted(GROWTH, a_brief(**known, unused_feature_text="Every machine on site."), row | {"turn": turn}).body
        assert "In short: Every machine on site. " in body
    assert "Asset register" in drafted(GROWTH, a_brief(**known), row).body


def test_nobody_is_told_to_have_the_champion_introduce_somebody_new_who_may_be_the_champion():
    steps = [step.script.step for step in RELATIONSHIP.plays["welcome the newcomer"].then]
    assert steps and not any("champion" in step for step in steps)


def test_whoever_owns_an_escalation_is_told_which_ticket_it_is_who_opened_it_and_what_to_do():
    known = {"escalations_open": 1, "open_tickets": 2, "oldest_ticket_days": 27, "ticket_opened_on": ago(20), "ticket": "Sync fails again"}
    row = TO_LOOK | {"play": "own the escalation", "kind": "task"}
    body = drafted(RISK, a_brief(**known, ticket_by="Ben Carter <ben@halden.example>"), row).body
    assert body.startswith('The escalated ticket "Sync fails again", opened by Ben Carter on 10 June 2026, is still open.')
    assert drafted(RISK, a_brief(**known), row).subject.endswith("escalation open since 10 June 2026"), "not since the oldest ticket"
    assert "Open tickets: 2, the oldest 27 days old." in body and "today, call whoever opened it," in body
    assert drafted(RISK, a_brief(**known), row).body.startswith('The escalated ticket "Sync fails again" of 10 June 2026 is still open.')


def test_whoever_is_asked_to_call_is_told_who_wrote():
    by = "Dirk Vos <dirk@kestrel.example>"
    leaves, complains, looks = "hear why they want to leave", "answer the serious complaint", "hear why they look elsewhere"
    for word, play in (("leaving", leaves), ("alarm", complains), ("competitor", looks)):
        brief = a_brief(sentiment_30d=-80.0, said="It is slow", **{f"{word}_said_on": ago(3), f"{word}_said": "No more", f"{word}_by": by})
        body = drafted(RISK, brief, TO_LOOK | {"play": play}).body
        assert re.match(r'On 27 June 2026 Dirk Vos (?:wrote|said) "No more"', body), "not after what another wrote"
        assert "Written by" not in body


def test_what_they_said_in_a_survey_is_quoted_once_and_its_score_is_told_besides():
    said, by = "We are looking at alternatives", "Dirk Vos <dirk@kestrel.example>"
    score = {"low_answer_on": ago(3), "low_answer_by": by, "low_answer": "5 of 10"}
    brief = a_brief(competitor_said_on=ago(3), competitor_said=said, competitor_by=by, low_answer_said=f"{said}.", **score)
    body = drafted(RISK, brief, TO_LOOK | {"play": "hear why they look elsewhere"}).body
    assert body.count(said) == 1 and "- On 27 June 2026 Dirk Vos gave us 5 of 10." in body
    other = a_brief(competitor_said_on=ago(3), competitor_said=said, competitor_by=by, low_answer_said="Too slow", **score)
    assert 'gave us 5 of 10 and wrote "Too slow"' in drafted(RISK, other, TO_LOOK | {"play": "hear why they look elsewhere"}).body


@pytest.mark.parametrize(
    ("said", "answer", "quoted"),
    [
        ("Nobody answers us and we look elsewhere", "No", 1), ("You know that we look elsewhere", "no", 1),
        ("Not now. We look elsewhere", "We look", 1), ("We look elsewhere", "It is slow. We look elsewhere!", 0),
        ("No. We look elsewhere", "no", 0),
    ],
)  # fmt: skip
def test_a_quote_is_told_already_where_its_whole_sentences_were_and_not_where_its_letters_stand(said, answer, quoted):
    score = {"low_answer_on": ago(3), "low_answer_by": "Dirk Vos <dirk@kestrel.example>", "low_answer": "5 of 10"}
    brief = a_brief(competitor_said_on=ago(3), competitor_said=said, low_answer_said=answer, **score)
    body = drafted(RISK, brief, TO_LOOK | {"play": "hear why they look elsewhere"}).body
    assert body.count("gave us 5 of 10 and wrote") == quoted and "gave us 5 of 10" in body


def test_no_task_tells_the_plan_twice():
    brief = a_brief(buying_asks=1, buying_said_on=ago(3), buying_said="We need 15 more seats.", plan="Business", seats=22)
    body = drafted(GROWTH, brief, TO_LOOK | {"play": "answer the wish to buy"}).body
    assert body.count("Plan:") == 1 and 'Plan: "Business", 22 seats.' in body


def test_a_note_on_a_low_health_score_says_what_holds_it_down():
    brief = a_brief(health=36.0, health_taken_off="usage trend (15 points), last use (9 points)")
    body = drafted(RISK, brief, TO_LOOK).body
    assert "Taken off the health score of 36 points: usage trend (15 points), last use (9 points)." in body


def test_a_task_for_a_customer_that_gave_notice_says_so_and_calls_no_day_a_renewal():
    known = {"competitor_said_on": ago(17), "competitor_said": "We look around", "renewal_on": ago(-19), "days_to_renewal": 19}
    row = TO_LOOK | {"play": "hear why they look elsewhere"}
    body = drafted(RISK, a_brief(**known, notice_given_on=ago(22)), row).body
    assert "- Notice was given on 8 June 2026: the term ends on 19 July 2026." in body and "Renewal on" not in body
    assert "Renewal on 19 July 2026." in drafted(RISK, a_brief(**known), row).body
    answer = drafted(RENEWAL, a_brief(**known, notice_given_on=ago(22)), TO_LOOK | {"play": "answer the notice"}).body
    assert answer.count("8 June 2026") == 1


@pytest.mark.parametrize("play", ["answer the notice", "settle the risk before the term ends"])
def test_the_one_call_on_whether_they_stay_tells_what_they_wrote_of_leaving_and_of_another_vendor(play):
    by = "Dirk Vos <dirk@kestrel.example>"
    said = {"leaving_said_on": ago(3), "leaving_said": "We will leave", "competitor_said_on": ago(9), "competitor_said": "We found another"}
    brief = a_brief(**said, leaving_by=by, renewal_on=ago(-12), days_to_renewal=12, notice_given_on=ago(2), open_risks=1)
    body = drafted(RENEWAL, brief, TO_LOOK | {"play": play}).body
    assert '- On 27 June 2026 Dirk Vos wrote "We will leave".\n- On 21 June 2026 they said "We found another".' in body
    assert "conversations" in RENEWAL.wants


def test_a_letter_that_asks_for_a_name_says_what_its_users_worked_with():
    told = [t for t in shipped_phrases() if "{active_users_4w|some} of yours" in t]
    assert told and all("the product" in t for t in told)


def test_what_leans_on_the_opening_comes_right_after_it():
    """“Most of that use is in Work orders” after a sentence on office hours would speak of the hours."""
    known = {"plan": "Pro", "seats": 10, "active_users_4w": 9, "utilisation": 90, "usage_4w": 1196, "usage_prev_4w": 956}
    goal = {"desired_outcome": "Less typing", "outcome_metric": "office time", "outcome_baseline": "26 h", "outcome_target": "13 h"}
    brief = a_brief(**known, **goal, top_feature="work_orders", customer_on=ago(800))
    leaning = []
    for agent, play in ((GROWTH, "talk about seats"), (SUCCESS, "report progress")):
        for turn in range(24):
            row = TO_LOOK | {"play": play, "kind": "message", "among": 24, "turn": turn}
            said = re.split(r"(?<=[.?:]) |\n+", drafted(agent, brief, row).body)
            leaning += [said[at - 1] for at, one in enumerate(said) if re.match("Together they|They recorded|Most of that use", one)]
    assert len(leaning) > 4 and [before for before in leaning if not re.search("active|uses|people", before)] == []


def test_a_note_on_what_they_asked_does_not_quote_it_again_as_their_last_message():
    row = TO_LOOK | {"play": "answer what they asked"}
    for message, lines in (("Is this on your list?", 0), ("We move to another site.", 1), ("We move. Is this on your list?", 1)):
        note = drafted(RISK, a_brief(ask="Is this on your list?", asks_open=1, message=message, plan="Pro", seats=4), row)
        assert note.body.count("Their last message") == lines


STIFF = re.compile(
    r"\b[Ww]hom\b|\b[Ii]n our books\b|\bwrong desk\b|\bby itself\b|\bterm (?:ends|would end) at\b|\bActive people:|\bmark the day\b"
)
"""What nobody says to a customer: words of a ledger, of a school book, or of a label."""


def letters_of(agent) -> list[str]:
    """Every phrasing of the agent's letters: subject, opening, details and question of each play and of what follows it."""
    scripts = [script for play in agent.plays.values() for script in (play.script, *(then.script for then in play.then))]
    return [t for s in scripts for t in (*s.subject, *s.opening, *(d for group in s.details for d in group), *s.ask)]


@pytest.mark.parametrize("agent", ROSTER, ids=lambda a: a.name)
def test_no_letter_is_written_in_words_that_nobody_speaks(agent):
    assert [text for text in letters_of(agent) if STIFF.search(text)] == []


def test_a_letter_on_less_use_does_not_open_with_a_count_of_it_in_its_subject():
    play = RISK.plays["recover use"]
    assert [s for script in (play.script, play.then[0].script) for s in script.subject if "usage" in s] == []
