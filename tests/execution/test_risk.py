"""Risk: the most pressing cause first, against the account's own past, and no alarm where nothing is wrong."""

import re

import pytest

from cs_core.execution.jobs.risk_types import FALLEN
from cs_core.execution.playbooks.conditions import holds
from cs_core.execution.risk import AGENT
from cs_core.execution.writing.composer import compose
from cs_core.orchestration.gates import borne_by, sentences, states
from cs_core.orchestration.judging.policy import offence
from tests.execution.builders import a_brief, ago, drafted, noticed, play, signals_of

FALLING = {
    "tenure_days": 400, "usage_4w": 818, "usage_prev_4w": 1240, "usage_change": -34.03, "usage_z": -3.1, "days_since_event": 1,
    "last_event_on": ago(1), "seats": 20, "plan": "Professional", "active_users_4w": 9, "top_feature": "work_orders",
}  # fmt: skip


def test_a_fall_against_its_own_past_is_noticed_with_its_figures():
    row = noticed(AGENT, **FALLING)
    assert row["play"] == "recover use"
    assert row["reason"] == "Use fell by 34%: 818 uses in the last four weeks, 1,240 in the four before."


def test_a_fall_that_is_usual_for_it_is_not():
    assert play(AGENT, **FALLING | {"usage_z": -1.0}) is None


def test_who_has_just_come_back_after_a_pause_is_not_asked_why_use_fell():
    assert play(AGENT, **FALLING, back_on=ago(8), pause_weeks=4) is None
    assert play(AGENT, **FALLING, back_on=None) == "recover use"


def test_a_young_account_needs_a_plainer_fall():
    assert play(AGENT, **FALLING | {"usage_z": None}) is None
    assert play(AGENT, **FALLING | {"usage_z": None, "usage_change": -60.0}) == "recover use"


def test_a_fall_from_next_to_nothing_says_nothing():
    assert play(AGENT, **FALLING | {"usage_prev_4w": 8}) is None


def test_an_old_escalation_comes_before_all_else_and_its_stakes_are_high():
    row = noticed(AGENT, **FALLING, escalations_open=1, oldest_ticket_days=12, champion_left_on=ago(3))
    assert (row["play"], row["stakes"]) == ("own the escalation", "high")


def test_a_serious_complaint_is_answered_by_a_person_before_any_letter_on_use():
    row = noticed(AGENT, **FALLING, alarm_said_on=ago(3))
    assert (row["play"], row["kind"], row["stakes"]) == ("answer the serious complaint", "task", "high")
    task = drafted(AGENT, a_brief(**FALLING, alarm_said_on=ago(3), alarm_said="This is unacceptable"))
    assert task.body.startswith('On 27 June 2026 they wrote "This is unacceptable", and nobody of ours has answered')
    assert task.body.count("unacceptable") == 1
    assert play(AGENT, **FALLING, alarm_said_on=ago(3), leaving_said_on=ago(3)) == "hear why they want to leave"


def test_a_term_that_ended_without_a_word_of_what_came_after_it_is_a_question_for_a_person():
    row = noticed(AGENT, **FALLING, term_over_on=ago(60))
    assert (row["play"], row["kind"], row["stakes"]) == ("find out whether they renewed", "task", "high")
    task = drafted(AGENT, a_brief(**FALLING, term_over_on=ago(60), arr=52_000.0))
    assert task.subject.endswith("did they renew?") and "52,000" in task.body and "no new term" in task.body


WAITING = {"open_asks": 1, "oldest_ticket_days": 18, "ticket": "Login loop", "ask": "Still no answer, when will someone look at it?"}


def test_who_waits_for_an_answer_is_not_asked_what_has_changed_in_the_work():
    assert play(AGENT, **FALLING | WAITING) == "answer before use is asked about"
    assert play(AGENT, **FALLING | WAITING | {"open_asks": 0}) == "recover use"
    assert play(AGENT, **FALLING | WAITING | {"oldest_ticket_days": 1}) == "recover use"
    task = drafted(AGENT, a_brief(**FALLING | WAITING))
    assert "Still no answer" in task.body and "Login loop" in task.body and "leave use for later" in task.body


def test_a_customer_in_red_health_is_looked_at_by_a_person_before_its_champion_gets_a_letter():
    silent = {"champion": "Iris Chan", "champion_silent_days": 151, "usage_4w": 68, "usage_prev_4w": 71}
    assert play(AGENT, **silent, health=55.0) == "reach the silent champion"
    assert play(AGENT, **silent, health=32.0) == "look closer"
    owing = {"overdue_invoices": 1, "overdue_amount": 4_500.0}
    assert play(AGENT, **owing, health=55.0) == "settle the invoices"
    assert play(AGENT, **owing, health=32.0) == "look closer"
    assert play(AGENT, **owing, health=32.0, notice_given_on=ago(9)) == "settle the invoices", "of them nobody looks closer"
    assert "Overdue: 4,500" in drafted(AGENT, a_brief(**owing, health=32.0)).body


def test_one_opened_this_morning_is_left_to_support():
    assert play(AGENT, escalations_open=1, oldest_ticket_days=0) is None


def test_a_lost_champion_is_noticed():
    assert play(AGENT, champion_left_on=ago(3)) == "re-engage after the champion left"


def test_a_use_that_sank_far_and_still_sinks_a_fifth_a_month_is_noticed_and_opens_a_case():
    volta = {"usage_4w": 223, "usage_prev_4w": 283, "usage_change": -21.2, "usage_z": -5.0, "usage_alert": "sudden", "health": 41.0}
    assert play(AGENT, **FALLING | volta) == "recover use"
    assert signals_of(volta).select(holds((FALLEN,))).item()
    for calm in ({"usage_z": -2.9}, {"usage_change": -5.0}, {"usage_alert": "none"}):
        assert play(AGENT, **FALLING | volta | calm) is None
        assert not signals_of(volta | calm).select(holds((FALLEN,))).item()


def test_silence_is_noticed_unless_it_is_its_way():
    quiet = {"tenure_days": 300, "days_since_event": 40, "last_event_on": ago(40)}
    assert play(AGENT, **quiet, usage_z=-4.0) == "break the silence"
    assert play(AGENT, **quiet, usage_z=0.2) is None


def test_bad_ratings_and_unpaid_bills_are_noticed():
    assert play(AGENT, satisfaction_90d=25.0, tickets_90d=4) == "answer the unhappy"
    assert play(AGENT, overdue_invoices=2, overdue_amount=300.0) == "settle the invoices"


def test_a_letter_about_a_bill_names_the_bill_and_says_nothing_of_seats():
    late = {"overdue_invoices": 1, "overdue_amount": 3_360.0, "seats": 4, "plan": "Essential"}
    bill = {"invoice": "TB-51462", "invoice_amount": 3_360.0, "invoice_due_on": ago(9)}
    first = {f"first_{key}": value for key, value in bill.items()}
    for n in range(12):
        one = drafted(AGENT, a_brief(f"a{n}", **late, **bill))
        more = drafted(AGENT, a_brief(f"a{n}", **late | {"overdue_invoices": 2, "overdue_amount": 4_000.0}, **first))
        unnamed = drafted(AGENT, a_brief(f"a{n}", **late, **bill | {"invoice": None}))
        assert all("TB-51462" in p.body and "3,360" in p.body for p in (one, more)) and "4,000" in more.body
        assert all("21 June 2026" in p.body and "seats" not in p.body for p in (one, more, unnamed))


def test_a_likely_departure_without_a_cause_is_a_task_and_never_a_letter():
    brief = a_brief(churn_probability=0.42, health=55.0)
    proposal = drafted(AGENT, brief)
    assert (proposal.kind, proposal.recipient, proposal.channel) == ("task", None, "crm_task")
    assert "42%" in proposal.body


def test_a_healthy_customer_is_left_alone():
    assert play(AGENT, tenure_days=400, usage_4w=100, usage_prev_4w=95, usage_change=5.0, usage_z=0.1, health=80.0, open_tickets=1) is None


def test_the_further_it_fell_the_more_there_is_to_gain():
    steep, mild = (noticed(AGENT, **FALLING | {"usage_change": change})["gain"] for change in (-90.0, -30.0))
    assert steep > mild


UNHAPPY = {"satisfaction_90d": 0.0, "tickets_90d": 2, "tenure_days": 400}


def test_no_good_rating_is_said_in_words_and_few_as_few():
    none, few = (drafted(AGENT, a_brief(**UNHAPPY | {"satisfaction_90d": share})) for share in (0.0, 33.3))
    assert "None of the ratings you gave our support in the last 90 days was good, and we apologise." in none.body
    assert "0%" not in none.body
    assert "nly 33%" in few.body


@pytest.mark.parametrize(("days", "said"), [(12, True), (31, False)])
def test_a_letter_in_the_last_month_of_the_term_names_its_end(days, said):
    known = {"tenure_days": 400, "renewal_on": ago(-days), "days_to_renewal": days}
    fall = {"usage_4w": 818, "usage_prev_4w": 1240, "usage_change": -34.0, "usage_z": -3.1}
    for more in (fall, UNHAPPY, {"days_since_event": 40, "last_event_on": ago(40)}, {"champion_left_on": ago(5)}):
        assert ("term ends" in drafted(AGENT, a_brief(**known | more)).body) is said


SAID = {"leaving_said_on": ago(4), "leaving_said": "We do not renew", "renewal_on": ago(-60), "days_to_renewal": 60, "arr": 4_800.0}
PROMISED = {"promises_overdue": 1, "promise": "I will call you on Monday", "promise_due_on": ago(6)}
RIVAL = {"competitor_said_on": ago(4), "competitor_said": "We are comparing it with another system"}
LOW = {"low_answer_on": ago(4), "low_answer": "3 of 10", "low_answer_by": "ben@kelmarn.example", "low_answer_said": "Too many errors"}
SILENT = {"champion": "Eva Lind", "champion_silent_days": 41, "usage_4w": 210, "usage_prev_4w": 205, "days_since_event": 1, "seats": 8}
FEW = {
    "commitment": 1_000.0, "consumed": 150.0, "consumed_share": 15.0, "term_share": 40.0, "consumed_by_end": 380.0,
    "consumed_by_end_high": 450.0, "meter_unit": "service reports",
}  # fmt: skip


def test_words_of_leaving_come_before_all_else_and_are_a_persons():
    row = noticed(AGENT, **FALLING, leaving_said_on=ago(4), escalations_open=1, oldest_ticket_days=9)
    assert (row["play"], row["kind"], row["stakes"]) == ("hear why they want to leave", "task", "high")


@pytest.mark.parametrize(
    ("known", "play_name", "quoted"),
    [(SAID, "hear why they want to leave", "We do not renew"), (PROMISED, "keep our promise", "I will call you on Monday"),
     (RIVAL, "hear why they look elsewhere", "another system"), (LOW, "answer the low score", "Too many errors")],
)  # fmt: skip
def test_what_people_said_goes_to_a_person_with_the_words_themselves(known, play_name, quoted):
    proposal = drafted(AGENT, a_brief(**known))
    assert (proposal.play, proposal.kind, proposal.recipient) == (play_name, "task", None)
    assert quoted in proposal.body and any(quoted in str(f.value) for f in proposal.facts)


def test_a_low_answer_is_told_to_nobody_at_the_customer():
    low = AGENT.plays["answer the low score"]
    assert low.kind == "task" and all(step.do == "task" for step in low.then)


@pytest.mark.parametrize("letter", [FALLING, SILENT, {"days_since_event": 41, "tenure_days": 400}], ids=["use fell", "champion", "silence"])
def test_a_low_answer_comes_before_every_letter_on_their_use_until_somebody_spoke_with_them(letter):
    assert play(AGENT, **letter | LOW) == "answer the low score"
    assert play(AGENT, **letter | LOW | {"last_touch_on": ago(30)}) == "answer the low score"
    assert play(AGENT, **letter | LOW | {"last_touch_on": ago(2)}) == play(AGENT, **letter)


def test_a_task_on_another_vendor_tells_of_the_low_answer_too():
    assert "Too many errors" in drafted(AGENT, a_brief(**RIVAL | LOW)).body


def test_a_silent_champion_is_written_to_unless_the_whole_account_is_silent():
    assert play(AGENT, **SILENT) == "reach the silent champion"
    assert play(AGENT, **SILENT | {"champion_silent_days": 12}) is None
    quiet = SILENT | {"days_since_event": 41, "tenure_days": 400, "last_event_on": ago(41)}
    assert play(AGENT, **quiet) == "break the silence"


def test_a_champion_who_waits_for_our_answer_is_not_told_that_we_had_no_word_of_theirs():
    assert play(AGENT, **SILENT, open_tickets=1, oldest_ticket_days=108) is None
    assert play(AGENT, **SILENT, open_tickets=1, oldest_ticket_days=2) == "reach the silent champion"


def test_a_bill_that_is_not_paid_is_spoken_of_before_the_silence_of_the_champion():
    owing = SILENT | {"overdue_invoices": 1, "overdue_amount": 109_440.0}
    assert play(AGENT, **owing) == "settle the invoices"
    assert play(AGENT, **owing | {"overdue_invoices": 0}) == "reach the silent champion"


def test_an_outage_of_a_whole_segment_is_one_task_and_no_letter():
    says = "Its whole segment of 30 accounts fell by 60%"
    fell = FALLING | {"usage_alert": "with its segment", "usage_alert_says": says, "segment": "long tail"}
    rows = AGENT.notice(signals_of(*[fell] * 30))
    assert rows.height == 1 and rows["kind"].to_list() == ["task"] and "30 accounts" in rows["reason"][0]


def test_a_commitment_that_is_hardly_used_is_a_talk_about_use_and_sells_nothing():
    proposal = drafted(AGENT, a_brief(**FEW))
    assert proposal.play == "use what was committed" and "150" in proposal.body and "1,000 units" in proposal.body
    assert "price" not in proposal.body and "larger" not in proposal.body
    assert play(AGENT, **FEW | {"consumed_by_end": 900.0, "consumed_by_end_high": 980.0}) is None


RICH = FALLING | SAID | PROMISED | RIVAL | LOW | SILENT | FEW | {
    "last_word_on": ago(8), "sponsor": "Ida Berg", "champion_left_on": ago(9), "ticket": "Export fails", "ticket_opened_on": ago(12),
    "open_tickets": 2, "oldest_ticket_days": 12, "escalations_open": 1, "last_touch_on": ago(40), "overdue_invoices": 1,
    "overdue_amount": 300.0, "satisfaction_90d": 20.0, "tickets_90d": 4, "segment": "long tail", "desired_outcome": "Fewer trips",
    "days_since_event": 1, "currency": "EUR", "customer_on": ago(400), "arr": 12_000.0,
}  # fmt: skip
STEPS = [(name, n) for name, one in AGENT.plays.items() for n in range(len(one.then))]


@pytest.mark.parametrize(("name", "n"), STEPS)
def test_a_second_word_says_something_new_is_borne_by_its_facts_and_speaks_of_no_score(name, n):
    brief, play_ = a_brief(**RICH), AGENT.plays[name]
    step = play_.then[n]
    draft = compose(brief, {"kind": step.do, "to": "Ida Berg"}, play_._replace(script=step.script))
    facts, named_ = {f.id: f for f in brief.facts}, ("Kelmarn Lifts", "Ida Berg")
    cited = [claim for claim in draft.claims if claim.fact_ids]
    assert cited and not any(borne_by(c.text, tuple(facts[i] for i in c.fact_ids), named_) for c in cited)
    if step.do == "message":
        assert len({facts[i].key for c in cited for i in c.fact_ids} - {"name"}) >= 2
        assert offence(f"{draft.subject}\n{draft.body}", max_discount=0) is None


@pytest.mark.parametrize("one", AGENT.plays.values(), ids=lambda p: p.name)
def test_no_letter_speaks_of_scores_or_of_risk(one):
    scripts = [one.script] * (one.kind == "message") + [step.script for step in one.then if step.do == "message"]
    lines = [line for s in scripts for line in (*s.subject, *s.opening, *s.ask, *(t for g in s.details for t in g))]
    assert not any(re.search(r"risk|score|health|churn|likelihood|probability|usage_z|usage_alert", line) for line in lines)


@pytest.mark.parametrize("one", AGENT.plays.values(), ids=lambda p: p.name)
def test_no_suggested_step_states_anything(one):
    steps = [one.script.step, *(then.script.step for then in one.then)]
    assert [why for step in steps for part in sentences(f"Suggested step: {step}") if (why := states(part, ()))] == []


@pytest.mark.parametrize("account", "abcdefgh")
def test_an_open_ticket_is_spoken_of_after_all_that_is_said_of_the_commitment(account):
    known = {"ticket": "Export fails", "ticket_opened_on": ago(12), "renewal_on": None, "desired_outcome": None}
    row = noticed(AGENT, **FEW) | {"account_id": account}
    [said] = [part for part in drafted(AGENT, a_brief(**FEW | known), row).body.split("\n\n") if "Export fails" in part]
    assert said.index("380") < said.index("Export fails")
