"""What eight writers say for the facts that a composer's sentence cites: the words of `final_phrasings`, by voice and set of facts.

``{key}`` is the value as the voice says it, ``{key#noun}`` a count of that noun, ``{key=}`` the bare number; <your>, <you>, <them> depend
on who is written to. A set of facts with ``|up`` or ``|down`` behind it is only for use that went that way.
"""

VOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "brisk": {
        "plan seats": ("Plan: {plan}. Seats: {seats=}.", "{plan}, {seats#seat}."),
        "top_feature": ("Busiest spot: {top_feature}.", "{top_feature} leads."),
        "usage_4w usage_prev_4w": (
            "Four weeks: {usage_4w#use} (before that: {usage_prev_4w}).",
            "{usage_4w#use} now, {usage_prev_4w} last time.",
        ),
        "desired_outcome": ("<Your> aim: {desired_outcome}.", "Goal on file: {desired_outcome}."),
        "top_feature usage_4w": ("{usage_4w#use} in four weeks, chiefly {top_feature}.",),
        "renewal_on": ("Renewal date: {renewal_on}.", "Term ends {renewal_on}."),
        "release release_reason": ("New: {release}. It {release_reason}.",),
        "active_users_4w seats": ("Active: {active_users_4w=} on {seats#seat}.",),
        "last_touch_on": ("Last contact: {last_touch_on}.",),
        "tickets_90d": ("Tickets, last 90 days: {tickets_90d=}.",),
    },
    "warm": {
        "plan seats": ("I see <you>'ve got {seats#seat}, all on {plan}.", "<You>'re with us on {plan}, and that comes with {seats#seat}."),
        "top_feature": (
            "It looks as though {top_feature} has become <your> team's favourite.",
            "{top_feature} seems to be where everybody spends their time.",
        ),
        "usage_4w usage_prev_4w": (
            "I counted {usage_4w#use} for the past four weeks, where the previous four had {usage_prev_4w}.",
            "<Your> people came to {usage_4w#use} in four weeks; it had been {usage_prev_4w} in the four weeks before.",
        ),
        "desired_outcome": (
            "I remember that {desired_outcome} is what <you> hope to see.",
            "I keep coming back to what <you> are after: {desired_outcome}.",
        ),
        "top_feature usage_4w": ("I counted {usage_4w#use} over the last four weeks, and most of them happened in {top_feature}.",),
        "renewal_on": ("I've got {renewal_on} in my diary for <your> renewal.",),
        "release release_reason": ("I wanted to tell <you> about {release}: it {release_reason}.",),
        "active_users_4w seats": ("I saw {active_users_4w#person} at work in it these four weeks, and <you>'ve {seats#seat}.",),
        "last_touch_on": ("I think our last chat was on {last_touch_on}.",),
        "tickets_90d": ("I can see {tickets_90d#ticket} from <your> team in the last 90 days.",),
    },
    "formal": {
        "plan seats": (
            "Under the current agreement <you> hold {seats#seat} on the {plan} plan.",
            "The agreement provides for {seats#seat} on {plan}.",
        ),
        "top_feature": (
            "The greater part of the recorded use concerns {top_feature}.",
            "Of all functions, {top_feature} is used the most.",
        ),
        "usage_4w usage_prev_4w": (
            "According to our records, use amounted to {usage_4w} in the last four weeks, and to {usage_prev_4w} in the preceding four.",
            "Over the most recent four weeks {usage_4w#use} were registered; the four weeks prior show {usage_prev_4w}.",
        ),
        "desired_outcome": ("The objective <you> stated is {desired_outcome}.", "We have {desired_outcome} on record as the objective."),
        "top_feature usage_4w": ("Within the last four weeks {usage_4w#use} were registered, predominantly in {top_feature}.",),
        "renewal_on": ("The agreement is due for renewal on {renewal_on}.",),
        "release release_reason": ("We are pleased to inform <you> of {release}, which {release_reason}.",),
        "active_users_4w seats": ("Of the {seats#seat} under contract, {active_users_4w} have been active during the last four weeks.",),
        "last_touch_on": ("Our most recent correspondence dates from {last_touch_on}.",),
        "tickets_90d": ("In the course of the last 90 days, {tickets_90d#ticket} reached us from <your> organisation.",),
    },
    "spoken": {
        "plan seats": ("So <you>'ve {seats#seat}, and <your> plan is {plan}.", "Right now it's {plan} for <them>, {seats#seat} in all."),
        "top_feature": ("{top_feature} is the one people reach for.", "And mostly it's {top_feature} they open."),
        "usage_4w usage_prev_4w": (
            "We're at {usage_4w#use} for the last four weeks, and it was {usage_prev_4w} the four weeks before that.",
            "So that's {usage_4w#use} in four weeks, next to {usage_prev_4w} in the four before.",
        ),
        "desired_outcome": ("What <you>'re really after, as we understood it, is {desired_outcome}.",),
        "top_feature usage_4w": ("So that's {usage_4w#use} in the last four weeks, {top_feature} more than anything else.",),
        "renewal_on": ("<Your> renewal's on {renewal_on}, by the way.",),
        "release release_reason": ("There's something new out, {release}, and it {release_reason}.",),
        "active_users_4w seats": ("There's {seats#seat}, and {active_users_4w#person} who used one in the last four weeks.",),
        "last_touch_on": ("The last time we talked was {last_touch_on}.",),
        "tickets_90d": ("<You>'ve written in with {tickets_90d#ticket} over the past 90 days.",),
    },
    "measured": {
        "usage_4w usage_prev_4w|up": (
            "At {usage_4w#use}, the last four weeks came in higher than the four before ({usage_prev_4w}).",
            "Use rose to {usage_4w} in the last four weeks, having been at {usage_prev_4w} in the four weeks before.",
        ),
        "usage_4w usage_prev_4w|down": (
            "At {usage_4w#use}, the last four weeks came in lower than the four before ({usage_prev_4w}).",
            "Use came down to {usage_4w} in the last four weeks, having been at {usage_prev_4w} in the four weeks before.",
        ),
        "usage_4w usage_change usage_prev_4w|up": (
            "From {usage_prev_4w} to {usage_4w#use}: that's an increase of {usage_change} in four weeks.",
        ),
        "usage_4w usage_change usage_prev_4w|down": (
            "From {usage_prev_4w} to {usage_4w#use}: that's a decrease of {usage_change} in four weeks.",
        ),
        "plan seats": ("On the {plan} plan, the number of seats stands at {seats=}.",),
        "seats utilisation": ("Measured against {seats#seat}, the share in use is {utilisation}.",),
        "active_users_4w seats": ("Set against {seats#seat}, we measured {active_users_4w#active user} over four weeks.",),
        "top_feature": ("The largest share of use falls to {top_feature}.",),
        "desired_outcome": ("The yardstick remains {desired_outcome}.",),
        "renewal_on": ("The date for renewal is {renewal_on}.",),
    },
    "listed": {
        "plan seats": ("{seats#seat} ({plan} plan)", "{plan} plan with {seats#seat}"),
        "top_feature": ("{top_feature} used more than anything else", "Most used: {top_feature}"),
        "usage_4w usage_prev_4w": ("{usage_4w#use} in the last four weeks, {usage_prev_4w} in the four before",),
        "desired_outcome": ("<Your> goal: {desired_outcome}",),
        "top_feature usage_4w": ("{usage_4w#use} in the last four weeks, most of them in {top_feature}",),
        "renewal_on": ("Renewal on {renewal_on}",),
        "last_touch_on": ("Last spoken: {last_touch_on}",),
        "active_users_4w seats": ("{active_users_4w#person} active, {seats#seat}",),
        "seats utilisation": ("{utilisation} of {seats#seat} in use",),
        "tickets_90d": ("{tickets_90d#ticket} in the last 90 days",),
    },
    "turned": {
        "plan seats": ("It's the {plan} plan that <you>'re on, with {seats#seat} to <your> name.",),
        "top_feature": ("Where does most of it happen? In {top_feature}.", "Nothing is used as much as {top_feature}."),
        "usage_4w usage_prev_4w": (
            "After {usage_prev_4w#use} in one four-week stretch, the one that followed, which takes us to today, had {usage_4w}.",
            "Where we had {usage_prev_4w#use} in the earlier four weeks, we have {usage_4w} in the latest four.",
        ),
        "desired_outcome": ("{desired_outcome}: those were <your> words for what this should bring.",),
        "renewal_on": ("Come {renewal_on}, the present term is over.",),
        "release release_reason": ("What's out is {release}; it {release_reason}.",),
        "active_users_4w seats": ("Who works with it? {active_users_4w#person} in the last four weeks, on {seats#seat}.",),
        "last_touch_on": ("Not since {last_touch_on} have we been in touch.",),
    },
    "woven": {
        "plan seats": ("<your> {plan} plan has {seats#seat}",),
        "top_feature": ("{top_feature} gets the most use",),
        "usage_4w usage_prev_4w": ("we logged {usage_4w#use} in the last four weeks and {usage_prev_4w} in the four weeks before",),
        "desired_outcome": ("the goal that <you> gave us is {desired_outcome}",),
        "top_feature usage_4w": ("we logged {usage_4w#use} in the last four weeks, for the most part in {top_feature}",),
        "renewal_on": ("<your> renewal falls on {renewal_on}",),
        "last_touch_on": ("we last talked on {last_touch_on}",),
        "active_users_4w seats": ("{active_users_4w#person} used it in the last four weeks, on {seats#seat}",),
        "tickets_90d": ("<your> team opened {tickets_90d#ticket} in the last 90 days",),
        "seats utilisation": ("{utilisation} of <your> {seats#seat} are in use",),
    },
}
"""Voice -> what it says for the commoner sets of facts."""

ANY_VOICE: dict[str, tuple[str, ...]] = {
    "usage_4w usage_change usage_prev_4w|up": (
        "Activity went from {usage_prev_4w} to {usage_4w#use}, {usage_change} up on the four weeks before.",
    ),
    "usage_4w usage_change usage_prev_4w|down": (
        "Activity went from {usage_prev_4w} to {usage_4w#use}, {usage_change} down on the four weeks before.",
    ),
    "usage_4w usage_change|up": ("Four weeks brought {usage_4w#use}, {usage_change} up.",),
    "usage_4w usage_change|down": ("Four weeks brought {usage_4w#use}, {usage_change} down.",),
    "release_text": ("As its note has it: {release_text}.", "From the note that came with it: {release_text}."),
    "notice_on renewal_on": (
        "The contract goes into its next term on {renewal_on}, and a notice would have to be with us no later than {notice_on}.",
        "{notice_on} is the last day for notice, and the contract renews on {renewal_on}.",
    ),
    "customer_on top_feature": ("<Your> start with us was on {customer_on}, and these days {top_feature} is used the most.",),
    "oldest_ticket_days": ("The ticket of <yours> that has waited longest has been with us for {oldest_ticket_days#day}.",),
    "ticket ticket_opened_on": ("One that is still open is {ticket}, from {ticket_opened_on}.",),
    "milestone_feature milestone_threshold milestone_uses": (
        "{milestone_feature} stands at {milestone_uses=} of the {milestone_threshold#use} that the step takes.",
    ),
    "customer_on name": ("{name} has been on board since {customer_on}.",),
    "champion_left_on name": ("Whoever was our main contact at {name} has been gone since {champion_left_on}.",),
    "milestone_due_on next_milestone": ("{next_milestone} is the step that was meant for {milestone_due_on}.",),
    "negative_topic": ("What they complain about most is {negative_topic}.",),
    "customer_on": ("<You>'ve been on board since {customer_on}.",),
    "ask": ("They put this to us, and it has gone unanswered: {ask}.",),
    "open_asks": ("Questions of theirs without an answer: {open_asks=}.",),
    "next_milestone": ("What comes next in <your> plan is {next_milestone}.",),
    "active_users_4w seats utilisation": (
        "{active_users_4w#person} on {seats#seat} were active in the last four weeks, and that is {utilisation}.",
    ),
    "outcome_baseline outcome_metric outcome_target": (
        "{outcome_metric} stood at {outcome_baseline} to begin with, and {outcome_target} is what <you> are aiming for.",
    ),
    "answer_score answered_on": ("In the survey, on {answered_on}, <you> put us at {answer_score}.",),
    "promise promise_due_on": ("Our words to them were {promise}, by {promise_due_on}; since then there was no contact.",),
    "active_users_4w plan seats": (
        "There are {seats#seat} on <your> {plan} plan, and {active_users_4w#person} used it in the last four weeks.",
    ),
    "overdue_amount overdue_invoices": ("{overdue_amount} is past due, on {overdue_invoices#invoice}.",),
    "commitment consumed consumed_share term_share": (
        "Out of {commitment#} bought, {consumed=} ({consumed_share}) are used, at a point where {term_share} of the term has gone by.",
    ),
    "promises_overdue": ("Promises of ours past their day: {promises_overdue=}.",),
    "champion": ("Our champion there goes by the name of {champion}.",),
    "sponsor": ("{sponsor} is the sponsor on their side.",),
    "arr": ("The account is worth {arr} a year.",),
    "message": ("The last thing we got from them reads {message}.",),
    "competitor_said competitor_said_on": ("We had this from them on {competitor_said_on}: {competitor_said}.",),
    "ticket": ("Not closed as yet: {ticket}.",),
    "name overdue_amount overdue_invoices": ("From {name} we are still waiting for {overdue_amount}, on {overdue_invoices#invoice}.",),
    "days_to_value first_value_on": ("It took {days_to_value#day} to a first result, which was there on {first_value_on}.",),
    "answer_comment": ("What <you> wrote to go with it: {answer_comment}.",),
    "open_tickets": ("Tickets open as we write: {open_tickets=}.",),
    "milestones_done milestones_total": ("Out of {milestones_total#milestone}, {milestones_done=} done.",),
    "days_since_event last_event_on": ("{last_event_on} was the last day with any use; that makes {days_since_event#day}.",),
    "days_to_renewal renewal_on": ("The contract renews on {renewal_on}; that leaves {days_to_renewal#day}.",),
    "unused_feature": ("<Your> plan has {unused_feature} in it, as yet without any use by <your> team.",),
    "consumed_by_end": ("Going on like this, the term would close at {consumed_by_end=}.",),
    "exhausted_on": ("Going on like this, <you> would reach the end of the commitment on {exhausted_on}.",),
}
"""What any voice but the listed and the woven says for the rest."""
