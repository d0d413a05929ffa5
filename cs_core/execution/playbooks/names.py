"""How a condition names each signal: a clause around the figure, one for figures below nought, and one each for yes and for no.

A signal that is not here is named by its own name, its underscores taken away: a leader may use every signal there is.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Clause(NamedTuple):
    """What is said of a figure, of one below nought by its distance from it, and of yes and no.

    Yes is: known, at least one, or the word yes. No is: unknown, none, or the word no.
    """

    told: str = ""
    below: str = ""
    yes: str = ""
    no: str = ""


def _counted(one: str, many: str) -> Clause:
    """Things that are counted: ``a ticket is open``, ``no ticket is open``, ``at least 3 tickets are open``."""
    article = "an" if one[0] in "aeiou" else "a"
    return Clause(f"{{}} {many}", yes=f"{article} {one}", no=f"no {one}")


def _since(what: str) -> Clause:
    return Clause(f"{what} {{}} days ago", f"{what.replace(' came', ' is due')} in {{}} days")


CLAUSES: Mapping[str, Clause] = {
    "arr": Clause("they pay {} a year", yes="what they pay is known", no="what they pay is not known"),
    "tenure_days": Clause("they have been a customer for {} days"),
    "seats": Clause("they have {} seats", yes="their seats are known", no="their seats are not known"),
    "plan": Clause("they are on the plan {}", yes="their plan is known", no="their plan is not known"),
    "days_to_renewal": Clause("the term ends in {} days", "the term ended {} days ago"),
    "days_to_notice": Clause(
        "the last day for notice is in {} days", "the last day for notice was {} days ago", "the last day for notice is known",
        "the last day for notice is not known",
    ),
    "auto_renew": Clause(yes="the contract renews by itself", no="the contract does not renew by itself"),
    "notice_given_on": Clause(yes="notice was given", no="no notice was given"),
    "renewal_won_on": Clause(yes="the renewal deal is won", no="the renewal deal is not won"),
    "renewal_lost_on": Clause(yes="the renewal deal is lost", no="the renewal deal is not lost"),
    "won_unentered_on": Clause(
        yes="a renewal was won and no new contract is entered", no="no renewal was won whose contract is not entered"
    ),
    "term_over_on": Clause(
        yes="the term is over and nothing says what came after it", no="no term is over without a word of what came after it"
    ),
    "churned_on": Clause(yes="they have left", no="they have not left"),
    "overdue_invoices": _counted("invoice is overdue", "invoices are overdue"),
    "term_share": Clause("{}% of the term has gone by"),
    "consumed_share": Clause("{}% of what they bought is used"),
    "commitment_by_end": Clause("{}% of what they bought will be used by the end of the term"),
    "consumed_by_end": Clause("{} will be used by the end of the term", yes="it can be told how much will be used by the end of the term"),
    "usage_4w": Clause("{} uses in the last 4 weeks", yes="their use is known", no="their use is not known"),
    "usage_prev_4w": Clause("{} uses in the 4 weeks before the last 4"),
    "usage_z": Clause(
        "use stands {} usual swings above its own past", "use stands {} usual swings below its own past",
        "use can be held against its own past", "use cannot be held against its own past",
    ),
    "usage_change": Clause("use grew by {}%", "use fell by {}%"),
    "active_users_4w": Clause("{} people were active in the last 4 weeks", yes="somebody was active in the last 4 weeks",
                              no="nobody was active in the last 4 weeks"),
    "utilisation": Clause("{}% of seats are in use"),
    "plan_in_use": Clause("{}% of what their plan holds is used"),
    "top_feature": Clause("what they use most is {}", yes="what they use most is known", no="what they use most is not known"),
    "unused_feature": Clause(yes="they never used a feature that most of their peers use", no="they use all that most of their peers use"),
    "last_event_on": Clause(yes="they have used the product", no="they have not used the product"),
    "days_since_event": Clause("they last used the product {} days ago"),
    "days_since_back": _since("use began again after a pause"),
    "pause_weeks": Clause("they paused for {} weeks"),
    "onboarding_status": Clause("onboarding is {}", yes="it is known how onboarding stands", no="it is not known how onboarding stands"),
    "next_milestone": Clause("the next milestone is {}", yes="a milestone is ahead", no="no milestone is ahead"),
    "milestones_done": _counted("milestone is reached", "milestones are reached"),
    "milestone_progress": Clause("{}% of the way to the next milestone is done"),
    "milestone_overdue_days": Clause("the next milestone is {} days late", "the next milestone is due in {} days"),
    "first_value_on": Clause(yes="first value was reached", no="first value is not reached yet"),
    "days_since_value": _since("first value came"),
    "days_since_full_value": _since("full value came"),
    "open_tickets": _counted("ticket is open", "tickets are open"),
    "tickets_90d": _counted("ticket came in the last 90 days", "tickets came in the last 90 days"),
    "escalations_open": _counted("escalated or urgent ticket is open", "escalated or urgent tickets are open"),
    "oldest_ticket_days": Clause("the oldest open ticket is {} days old"),
    "satisfaction_90d": Clause("{}% of ratings in 90 days are good"),
    "days_since_fix": _since("a release came that mends what a ticket of theirs was about"),
    "open_asks": _counted("question of theirs is unanswered", "questions of theirs are unanswered"),
    "promises_overdue": _counted("promise of ours is overdue", "promises of ours are overdue"),
    "buying_said_on": Clause(yes="they wish to buy more", no="they have not wished to buy more"),
    "buying_asks": _counted("wish of theirs to buy more is unanswered", "wishes of theirs to buy more are unanswered"),
    "leaving_said_on": Clause(yes="they spoke of leaving", no="they have not spoken of leaving"),
    "alarm_said_on": Clause(yes="they complained seriously", no="they have not complained seriously"),
    "competitor_said_on": Clause(yes="they spoke of another vendor", no="they have not spoken of another vendor"),
    "low_answer_on": Clause(yes="they gave a bad answer to a survey", no="they gave no bad answer to a survey"),
    "days_since_answer": _since("a good answer to a survey came"),
    "last_touch_on": Clause(yes="one of ours has spoken with them", no="none of ours has spoken with them"),
    "days_since_touch": Clause("one of ours last spoke with them {} days ago"),
    "people": Clause("{} people are known there", yes="somebody is known there", no="nobody is known there"),
    "newcomer_on": Clause(yes="somebody new is there", no="nobody new is there"),
    "days_since_newcomer": _since("somebody new came"),
    "champion": Clause("the champion is {}", yes="a champion is known", no="no champion is known"),
    "sponsor": Clause("the sponsor is {}", yes="a sponsor is known", no="no sponsor is known"),
    "champion_left_on": Clause(yes="the champion left", no="no champion left"),
    "champion_silent_days": Clause("the champion has been silent for {} days"),
    "desired_outcome": Clause(yes="what they want is known", no="what they want is not known"),
    "days_since_stated": Clause("they last said what they want {} days ago"),
    "outcome_told_on": Clause(yes="they told their own figure for the goal", no="they told no figure of their own for the goal"),
    "days_since_figure": _since("their own figure for the goal came"),
    "outcome_way": Clause("{}% of the way to their goal is done"),
    "plan_state": Clause("the success plan stands at “{}”", yes="there is a success plan", no="there is no success plan"),
    "plan_changed_on": Clause(yes="the success plan was changed", no="the success plan was not changed"),
    "days_since_replan": _since("a change of the success plan came"),
    "days_since_plan_due": Clause("the success plan's day was {} days ago", "the success plan's day is in {} days"),
    "open_renewal": Clause("the open renewal deal is of {}", yes="a renewal deal is open", no="no renewal deal is open"),
    "open_expansion": Clause("the open expansion deal is of {}", yes="an expansion deal is open", no="no expansion deal is open"),
    "open_onboardings": _counted("onboarding is running", "onboardings are running"),
    "open_success_plans": _counted("success plan is running", "success plans are running"),
    "open_risks": _counted("risk is open", "risks are open"),
    "open_leads": _counted("lead is open", "leads are open"),
    "open_wishes": _counted("lead of a stated wish is open", "leads of stated wishes are open"),
    "open_renewals": _counted("renewal is open", "renewals are open"),
    "quotes_out": _counted("quote for the next term is out", "quotes for the next term are out"),
    "open_relationships": _counted("relationship case is open", "relationship cases are open"),
    "health": Clause("health is {} points"),
    "health_band": Clause("health is {}"),
    "churn_probability": Clause("the chance to leave within 90 days is {}%"),
    "renewal_likelihood": Clause("the chance to renew is {}%"),
    "expansion_propensity": Clause("the chance to grow is {}%"),
    "quarter_day": Clause("it is day {} of the customer's own quarter"),
    "year_day": Clause("it is day {} of the customer's own year"),
}  # fmt: skip
EXACT: Mapping[str, str] = {
    "auto_renew known": "it is known whether the contract renews by itself",
    "auto_renew unknown": "it is not known whether the contract renews by itself",
    "contract_kind = consumption": "they pay by consumption",
    "days_to_notice < 0": "the last day for notice has passed",
    "usage_alert = none": "there is no alert on their use",
    "usage_alert = slow drift": "their use drifts down slowly",
    "usage_alert = sudden": "their use fell suddenly",
    "usage_alert = with its segment": "their use fell with that of their whole segment",
    "usage_change < 0": "use fell", "usage_change <= 0": "use did not grow",
    "usage_change > 0": "use grew", "usage_change >= 0": "use did not fall",
}  # fmt: skip
"""Conditions that read better whole."""
NOUNS: Mapping[str, str] = {
    "first_value_on": "first value", "last_touch_on": "the last contact with one of ours", "commitment": "what they bought",
    "consumed_by_end_high": "the most that may be used by the end of the term",
    "consumed_by_end_low": "the least that may be used by the end of the term",
}  # fmt: skip
"""How signals are called that are held against one another."""
SHARES = frozenset({"churn_probability", "renewal_likelihood", "expansion_propensity"})
"""Told in percent, kept as a share of one."""
