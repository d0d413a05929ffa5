"""What a free writer says for the facts that a composer's sentence cites: sentences of our own, by the set of those facts.

``{key}`` is the value as its kind is said, ``{key#noun}`` a count of that noun; <your>, <you> and <them> depend on who is written to.
Lists in a list are one sentence split in two.
"""

SAID: dict[str, list[str | list[str]]] = {
    "top_feature usage_4w": [
        "<Your> people clocked up {usage_4w#use} over the past four weeks, and {top_feature} took the largest share.",
        "{usage_4w#use} were logged in the last four weeks, mainly in {top_feature}.",
        ["In the past four weeks we logged {usage_4w#use}.", "{top_feature} is where most of that happens."],
        "It's {top_feature} that <your> team turns to most; all told, there were {usage_4w#use} in the last four weeks.",
    ],
    "plan seats": [
        "<You> currently <have> {seats#seat} on {plan}.",
        "<Your> contract is for {plan}, with {seats#seat}.",
        "{seats#seat} on the {plan} plan is what <you> pay for.",
        ["<You>'re on the {plan} plan.", "It comes with {seats#seat}."],
    ],
    "usage_4w usage_prev_4w": [
        "The last four weeks saw {usage_4w#use}; the four weeks before that saw {usage_prev_4w}.",
        "<Your> team logged {usage_4w#use} in the past four weeks, compared with {usage_prev_4w} in the four before.",
        ["<Your> team logged {usage_4w#use} in the past four weeks.", "In the four weeks before that it was {usage_prev_4w}."],
    ],
    "desired_outcome": [
        "What <you> set out to achieve is {desired_outcome}.",
        "We've noted {desired_outcome} as <your> aim.",
        "{desired_outcome} remains the goal we have on file for <them>.",
        "<You> told us what matters: {desired_outcome}.",
    ],
    "top_feature": [
        "{top_feature} is what gets used most right now.",
        "Right now, <your> team works mainly in {top_feature}.",
        "The bulk of the activity is in {top_feature}.",
        "No other part of the product sees as much use as {top_feature}.",
    ],
    "renewal_on": [
        "<Your> renewal comes up on {renewal_on}.",
        "The current term runs out on {renewal_on}.",
        "{renewal_on} is when <your> present term finishes.",
        "We're looking ahead to <your> renewal on {renewal_on}.",
    ],
    "milestone_feature milestone_threshold milestone_uses": [
        "The step needs {milestone_threshold#use} of {milestone_feature}, and we've seen {milestone_uses} up to now.",
        "Up to now there have been {milestone_uses#use} of {milestone_feature}; the milestone asks for {milestone_threshold}.",
        [
            "To tick it off, <you> need {milestone_threshold#use} of {milestone_feature}.",
            "So far, {milestone_uses} of those have been logged.",
        ],
    ],
    "seats utilisation": [
        "{utilisation} of <your> {seats#seat} are being used.",
        "<You> have {seats#seat}, and {utilisation} of them are active.",
        "Out of {seats#seat}, {utilisation} are in active use.",
    ],
    "release release_reason": [
        "There's a new release, {release}, and it {release_reason}.",
        "{release} has just shipped; it {release_reason}.",
        "Our latest news is {release}, a release that {release_reason}.",
    ],
    "last_touch_on": [
        "Our last conversation was on {last_touch_on}.",
        "We haven't spoken since {last_touch_on}.",
        "{last_touch_on} was the last time we were in touch.",
    ],
    "release_text": [
        "In short: {release_text}.",
        "Here's how the notes describe it: {release_text}.",
    ],
    "active_users_4w seats": [
        "Of {seats#seat}, {active_users_4w} were active in the last four weeks.",
        "{active_users_4w#person} used it over the past four weeks; <your> contract has {seats#seat}.",
        ["<You> have {seats#seat}.", "Over the last four weeks, {active_users_4w#person} actually used the product."],
    ],
    "notice_on renewal_on": [
        "<Your> contract is up for renewal on {renewal_on}, and the deadline for notice is {notice_on}.",
        "If <you> want to stop, we need to know by {notice_on}; otherwise the contract carries on from {renewal_on}.",
        ["The renewal date is {renewal_on}.", "Notice has to reach us by {notice_on}."],
    ],
    "next_milestone": [
        "Next up is {next_milestone}.",
        "The milestone that's still ahead is {next_milestone}.",
        "{next_milestone} is the step to take next.",
    ],
    "tickets_90d": [
        "<You>'ve raised {tickets_90d#ticket} with us over the last 90 days.",
        "{tickets_90d#ticket} came in from <your> side in the past 90 days.",
        "Over the last 90 days <your> team filed {tickets_90d#support ticket}.",
    ],
    "ask": ["<You> asked us {ask}.", "There's a request from <your> side still waiting: {ask}."],
    "oldest_ticket_days": [
        "<Your> longest-waiting ticket has been with us for {oldest_ticket_days#day}.",
        "One of <your> tickets has been open for {oldest_ticket_days#day}, longer than any other.",
    ],
    "ticket ticket_opened_on": [
        "That includes {ticket}, which was opened on {ticket_opened_on}.",
        "On {ticket_opened_on} <you> opened {ticket} with us.",
    ],
    "open_asks": ["Requests still waiting for an answer: {open_asks}.", "We owe <them> an answer on {open_asks#request}."],
    "customer_on top_feature": [
        "<You>'ve been a customer since {customer_on}, and {top_feature} sees the most use.",
        "<Your> team came on board on {customer_on}; {top_feature} is its favourite.",
        ["<You> joined us on {customer_on}.", "What gets used most is {top_feature}."],
    ],
    "milestone_due_on next_milestone": [
        "{next_milestone} was scheduled for {milestone_due_on}.",
        "The plan had {next_milestone} down for {milestone_due_on}.",
    ],
    "outcome_baseline outcome_metric outcome_target": [
        "The aim was to get {outcome_metric} from {outcome_baseline} to {outcome_target}.",
        "On {outcome_metric}, <you> started at {outcome_baseline} and are aiming for {outcome_target}.",
        "Starting from {outcome_baseline}, the goal for {outcome_metric} is {outcome_target}.",
    ],
    "champion_left_on name": [
        "Our key contact at {name} moved on, on {champion_left_on}.",
        "We understand that our main contact left {name} on {champion_left_on}.",
        "Since {champion_left_on}, we no longer have our usual contact at {name}.",
    ],
    "milestone_overdue_days milestones_done milestones_total next_milestone": [
        "{milestones_done} of {milestones_total#milestone} are done; {next_milestone} is {milestone_overdue_days#day} late.",
        [
            "<You>'ve reached {milestones_done} of {milestones_total#milestone}.",
            "{next_milestone} is running {milestone_overdue_days#day} late.",
        ],
    ],
    "message": ["The most recent thing they wrote: {message}."],
    "active_users_4w seats utilisation": [
        "{active_users_4w#person} used it in the last four weeks; with {seats#seat} that comes to {utilisation}.",
        "With {active_users_4w#active person} on {seats#seat}, <you> are at {utilisation} over the past four weeks.",
    ],
    "arr": ["They bring in {arr} a year.", "Annual recurring revenue stands at {arr}."],
    "days_to_value first_value_on": [
        "First value came on {first_value_on}, {days_to_value#day} in.",
        "<Your> team needed {days_to_value#day} to get to first value, which it reached on {first_value_on}.",
    ],
    "active_users_4w plan seats": [
        "{plan} gives <them> {seats#seat}, and over the past four weeks {active_users_4w#person} were active.",
        ["<Your> {plan} plan includes {seats#seat}.", "We saw {active_users_4w#person} active during the last four weeks."],
    ],
    "open_tickets": ["{open_tickets#ticket} open at the moment.", "Right now there are {open_tickets#open ticket}."],
    "negative_topic": ["When they complain, it's mostly about {negative_topic}."],
    "customer_on name": [
        "{name} signed up on {customer_on}.",
        "We've been working with {name} since {customer_on}.",
    ],
    "ticket": ["<Your> ticket {ticket} hasn't been closed yet.", "There's still an open ticket: {ticket}."],
    "champion": ["<Your> champion there is {champion}.", "{champion} is the champion."],
    "sponsor": ["The sponsor is {sponsor}.", "{sponsor} sponsors this on their side."],
    "promise promise_due_on": ["We promised {promise}, due {promise_due_on}, and haven't been in contact since."],
    "commitment consumed consumed_share term_share": [
        "<You>'ve gone through {consumed} of {commitment#}, or {consumed_share}, and {term_share} of the term is behind us.",
        "With {term_share} of the term over, {consumed} of {commitment#} have been used, which is {consumed_share}.",
    ],
    "renewal_on term_months": ["<Your> {term_months=}-month term ends on {renewal_on}."],
    "promises_overdue": ["Overdue promises of ours: {promises_overdue}."],
    "competitor_said competitor_said_on": ["Their words on {competitor_said_on} were {competitor_said}."],
    "customer_on": ["<You> came on board on {customer_on}.", "{customer_on} was <your> first day as a customer."],
    "days_to_full_value full_value_on milestones_total": [
        "By {full_value_on}, {days_to_full_value#day} in, all {milestones_total#milestone} had been reached.",
    ],
    "answer_score answered_on": ["We saw <your> survey answer of {answered_on}: {answer_score}. Thanks!"],
    "overdue_amount overdue_invoices": [
        "There's {overdue_amount} overdue on {overdue_invoices#invoice}.",
        "{overdue_invoices#invoice} adding up to {overdue_amount} should have been paid by now.",
    ],
    "unused_feature": [
        "<Your> team hasn't tried {unused_feature} yet.",
        "{unused_feature} is included, but nobody on <your> team has used it.",
    ],
    "plan unused_feature": ["The {plan} plan includes {unused_feature}, which <your> team hasn't touched yet."],
    "days_to_renewal renewal_on": [
        "There's {days_to_renewal#day} to go until the term ends on {renewal_on}.",
        "<Your> term is over in {days_to_renewal#day}, on {renewal_on}.",
    ],
    "satisfaction_90d": [
        "In the last 90 days, {satisfaction_90d} of <your> ratings were good.",
        "{satisfaction_90d} of the ratings from the past 90 days are good.",
    ],
    "milestone_feature milestone_left milestone_threshold milestone_uses": [
        "{milestone_uses} of {milestone_threshold#use} of {milestone_feature} are in, which leaves {milestone_left}.",
    ],
    "milestone_feature milestone_uses top_feature usage_4w": [
        "Of {usage_4w#use} in the last four weeks most in {top_feature}. Next is {milestone_feature}, with {milestone_uses#use} to date.",
    ],
    "milestone_due_on milestone_threshold next_milestone": [
        "{next_milestone} is due on {milestone_due_on} and asks for {milestone_threshold#use}.",
    ],
    "features_4w usage_4w": [
        "{usage_4w#use} across {features_4w#feature}: that's the last four weeks.",
        "<Your> team used {features_4w#feature} in the past four weeks, {usage_4w#time} in all.",
    ],
    "plan_due_on": ["The plan is to get there by {plan_due_on}.", "{plan_due_on} is the target date."],
    "days_to_renewal notice_given_on renewal_on": [
        "They gave notice on {notice_given_on}, and in {days_to_renewal#day}, on {renewal_on}, the term is over."
    ],
    "champion_silent_days usage_4w usage_prev_4w": [
        [
            "We haven't heard from <them> in {champion_silent_days#day}.",
            "Meanwhile <your> team logged {usage_4w#use} in four weeks, after {usage_prev_4w} in the four before.",
        ],
    ],
    "active_users_4w top_feature": ["{active_users_4w#person} use it, for the most part {top_feature}."],
    "consumed_by_end": ["If nothing changes, <you>'ll end the term at {consumed_by_end}."],
    "consumed_by_end consumed_by_end_high consumed_by_end_low": [
        "We'd expect {consumed_by_end} by the end of the term, anywhere from {consumed_by_end_low} to {consumed_by_end_high}."
    ],
    "commitment consumed": ["{consumed#} of {commitment#} have been used so far."],
    "commitment consumed term_share": ["{term_share} into the term, {consumed} of {commitment#} are used."],
    "days_to_value": ["It took {days_to_value#day} to get to first value."],
    "customer_on name plan seats": [
        "A word on where things stand: {name} has been with us since {customer_on}, on {plan} with {seats#seat}."
    ],
    "back_on pause_weeks": ["After a break of {pause_weeks#week}, <your> team has been back since the week of {back_on}."],
    "name overdue_amount overdue_invoices": ["{name} has {overdue_invoices#overdue invoice} with us, worth {overdue_amount}."],
    "milestone_overdue_days next_milestone": ["{next_milestone} is {milestone_overdue_days#day} overdue."],
    "days_since_event last_event_on": ["We last saw <your> team in the product on {last_event_on}, {days_since_event#day} ago."],
    "exhausted_on": ["At this pace, the commitment runs out on {exhausted_on}."],
    "answer_comment": ["In <your> words: {answer_comment}."],
    "usage_4w": ["{usage_4w#use} in the past four weeks."],
    "milestones_done milestones_total": ["<You>'re {milestones_done} of {milestones_total#milestone} in."],
    "milestone_progress next_milestone": ["{next_milestone} is next, and it's {milestone_progress} complete."],
    "milestone_progress": ["<You>'re {milestone_progress} there."],
}
