"""What a fact, a signal or a gate is called where people read it."""


def named(key: str) -> str:
    """``days_to_renewal`` -> Days to renewal; of those in LABELS its own name."""
    return LABELS.get(key, key.replace("_", " ").capitalize())


LABELS = {
    "arr": "ARR", "nps": "NPS", "nps_answers": "NPS answers", "csat": "CSAT", "csat_answers": "CSAT answers",
    "usage_z": "Usage against its own past (z)", "usage_4w": "Uses, last 4 weeks",
    "usage_prev_4w": "Uses, the 4 weeks before",
    "active_users_4w": "Active users, last 4 weeks", "features_4w": "Features used, last 4 weeks",
    "renewal_on": "Term ends", "notice_on": "Last day for notice", "notice_given_on": "Notice given",
    "renewal_won_on": "Renewal deal won", "renewal_lost_on": "Renewal deal lost",
    "won_unentered_on": "Renewal won, no new contract entered", "term_over_on": "Term over, nothing after it on record",
    "auto_renew": "Renews by itself",
    "last_touch_on": "Last contact with one of ours", "leaving_said_on": "Spoke of leaving", "leaving_said": "What they said of leaving",
    "leaving_by": "Who spoke of leaving", "alarm_by": "Who complained seriously", "competitor_by": "Who spoke of another vendor",
    "buying_by": "Who wished to buy more", "ticket_by": "Who opened the ticket",
    "open_risk": "Open risks", "closed_said": "What they wrote of a closure or a death", "closed_until": "Closed or in mourning until",
    "alarm_said_on": "Complained seriously", "alarm_said": "Their serious complaint",
    "buying_said_on": "Wished to buy more", "buying_said": "What they wish to buy", "buying_asks": "Unanswered wishes to buy",
    "competitor_said_on": "Spoke of another vendor", "usage_change": "Change of use", "utilisation": "Seats in use",
    "sentiment_30d": "Mood of what they wrote, 30 days", "negative_topic": "Most complaints are about", "open_asks": "Unanswered asks",
    "promises_overdue": "Overdue promises of ours", "escalations_open": "Escalated or urgent tickets", "first_value_on": "First value",
    "expansion_propensity": "Chance to grow", "plan_in_use": "Features of the plan in use", "consumed_share": "Commitment used",
    "overage_expected": "Use beyond the commitment, expected", "churn_probability": "Chance to leave in 90 days",
    "renewal_likelihood": "Chance to renew", "champion_left_on": "Champion left",
    "tenure_days": "Customer for", "customer_on": "Customer since", "milestones_total": "Milestones in all",
    "champion_silent_days": "Days without a sign of the champion", "champion_touch_on": "Last contact with the champion",
    "tickets_90d": "Tickets, last 90 days", "satisfaction_90d": "Satisfaction, last 90 days", "oldest_ticket_days": "Oldest open ticket",
}  # fmt: skip
