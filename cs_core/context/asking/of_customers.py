"""Ready questions about customers: what is known of them, and where revenue and people stand."""

from cs_core.context.asking.record import (
    ALL,
    ANY,
    AT_RISK,
    CURRENT,
    DUE,
    STATUS,
    WHO,
    WHOSE,
    Chart,
    Given,
    Ready,
    days,
    segment,
    stands,
)
from cs_core.context.leaving import NOT_KNOWN

CONTEXT = (
    Ready(
        "by-health", "context", "Which customers are red, yellow or green, and who gave notice?",
        "Current customers of the segment and status chosen: red, yellow or green health, or notice given, which outweighs it. The largest "
        "first.",
        f"""\
        SELECT {WHO}, coalesce({STATUS}, '{NOT_KNOWN}') AS Status, round(a.health) AS Health,
          round(100 * a.churn_probability) AS "Leaves in 90 days %", a.days_to_renewal AS "Days to renewal",
          a.days_since_touch AS "Days since contact", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND (:status = '{ANY}' OR coalesce({STATUS}, '{NOT_KNOWN}') = :status)
        ORDER BY a.arr DESC NULLS LAST, a.account_id""",
        (stands(), segment()),
    ),
    Ready(
        "renewing-with-falling-use", "context", "Who renews soon while their use is falling?",
        "Current customers whose term ends within the days chosen and whose uses of the last 4 full weeks are at "
        "least 10% below the 4 before.",
        f"""\
        SELECT {WHO}, a.renewal_on AS "Renews on", a.days_to_renewal AS "Days to renewal",
          round(a.usage_change) AS "Change of use %", a.champion AS Champion,
          a.days_since_touch AS "Days since contact", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND a.days_to_renewal BETWEEN 0 AND :days AND a.usage_change <= -10
        ORDER BY a.arr DESC NULLS LAST, a.account_id""",
        (days(90, "Renews within (days)"), segment()),
    ),
    Ready(
        "leaving-and-nobody-talked", "context", "Which customers are about to leave and nobody talked to them?",
        "Current customers of the segment who gave notice, are in red health or have a chance of 10% or more to leave in 90 days, and had "
        "no two-way contact for the days chosen, or ever; who gave notice and the likeliest to leave first.",
        f"""\
        SELECT {WHO}, round(100 * a.churn_probability) AS "Leaves in 90 days %", {STATUS} AS Status,
          a.days_since_touch AS "Days since contact", a.renewal_on AS "Renews on",
          round(a.usage_change) AS "Change of use %", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND (a.days_since_touch >= :days OR a.days_since_touch IS NULL)
          AND {AT_RISK}
        ORDER BY a.notice_given_on IS NULL, a.churn_probability DESC NULLS LAST, a.health_band = 'red' DESC, a.arr DESC NULLS LAST,
          a.account_id""",
        (days(60, "No contact for (days)"), segment("long tail")),
    ),
    Ready(
        "no-contact", "context", "Which customers had no contact with a person of ours for long?",
        "Current customers without two-way contact (a held meeting, a logged touch, an answered mail) for the days "
        "chosen; never is first.",
        f"""\
        SELECT {WHO}, a.days_since_touch AS "Days since contact", a.last_touch_on AS "Last contact on",
          {STATUS} AS Status, {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND (a.days_since_touch >= :days OR a.days_since_touch IS NULL)
        ORDER BY a.days_since_touch DESC NULLS FIRST, a.arr DESC NULLS LAST, a.account_id""",
        (days(60, "No contact for (days)"), segment("long tail")),
    ),
    Ready(
        "champion-left", "context", "Whose champion left?",
        "Current customers whose last champion left within 120 days and where no other is known since, largest first.",
        f"""\
        SELECT {WHO}, a.champion_left_on AS "Champion left on", a.sponsor AS "Sponsor still there",
          a.days_to_renewal AS "Days to renewal", a.days_since_touch AS "Days since contact", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND a.champion_left_on IS NOT NULL
        ORDER BY a.arr DESC NULLS LAST, a.account_id""",
        (segment(),),
    ),
    Ready(
        "spoke-of-leaving", "context", "Who spoke of leaving, or of another vendor?",
        "Current customers who said so in a mail, post, call or comment of the last 60 days, the newest first.",
        f"""\
        SELECT {WHO}, a.leaving_said_on AS "Spoke of leaving on", a.competitor_said_on AS "Spoke of another vendor on",
          a.days_to_renewal AS "Days to renewal", a.last_touch_on AS "Last contact on", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND (a.leaving_said_on IS NOT NULL OR a.competitor_said_on IS NOT NULL)
        ORDER BY max(coalesce(a.leaving_said_on, ''), coalesce(a.competitor_said_on, '')) DESC, a.account_id""",
        (segment(),),
    ),
    Ready(
        "scores-given", "context", "What do customers score us, by segment (NPS, CSAT)?",
        "NPS is the share of promoters (9, 10) less that of detractors (0 to 6), CSAT the share of good answers; each person's newest "
        "answer of a year.",
        """\
        SELECT coalesce(a.segment, 'not known') AS Segment,
          round(sum(a.nps * a.nps_answers) / nullif(sum(CASE WHEN a.nps IS NOT NULL THEN a.nps_answers END), 0)) AS "NPS, points",
          sum(a.nps_answers) AS "NPS answers",
          round(sum(a.csat * a.csat_answers) / nullif(sum(CASE WHEN a.csat IS NOT NULL THEN a.csat_answers END), 0)) AS "CSAT %",
          sum(a.csat_answers) AS "CSAT answers", sum(a.nps_answers > 0 OR a.csat_answers > 0) AS "Customers who answered",
          count(*) AS Customers
        FROM accounts a
        WHERE a.churned_on IS NULL
        GROUP BY 1 ORDER BY count(*) DESC, 1""",
        (),
    ),
    Ready(
        "tickets-open-longest", "context", "Whose tickets are open longest?",
        "Current customers with open support tickets, the oldest ticket first.",
        f"""\
        SELECT {WHO}, a.oldest_ticket_days AS "Oldest open for days", a.open_tickets AS "Open tickets",
          a.escalations_open AS "Escalated or urgent", round(a.satisfaction_90d) AS "Good ratings in 90 days %",
          a.days_to_renewal AS "Days to renewal", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND a.open_tickets > 0
        ORDER BY a.oldest_ticket_days DESC NULLS LAST, a.account_id""",
        (segment(),),
    ),
    Ready(
        "overdue-invoices", "context", "Who owes us money past its day?",
        "Current customers with open invoices past their due day, largest sum first.",
        f"""\
        SELECT {WHO}, a.overdue_invoices AS "Overdue invoices", a.overdue_amount AS "Overdue sum",
          a.days_to_renewal AS "Days to renewal", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND a.overdue_invoices > 0
        ORDER BY a.overdue_amount DESC NULLS LAST, a.account_id""",
        (segment(),),
    ),
    Ready(
        "seats-unused", "context", "Who pays for seats that nobody uses?",
        "Current customers with at most the share of their seats in use over the last 4 weeks, by ARR.",
        f"""\
        SELECT {WHO}, a.seats AS Seats, a.active_users_4w AS "People active", round(a.utilisation) AS "Seats in use %",
          a.days_to_renewal AS "Days to renewal", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND a.utilisation <= :share
        ORDER BY a.arr DESC NULLS LAST, a.account_id""",
        (Given("share", "Seats in use, at most (%)", 30, 0, 100), segment()),
    ),
    Ready(
        "time-to-value", "context", "How long until first value, by segment?",
        "Median days from start to the value milestone, over customers who reached it, with how many did and did not; "
        "former customers count.",
        """\
        SELECT coalesce(a.segment, 'unknown') AS Segment, median(a.days_to_value) AS "Median days to first value",
          count(a.days_to_value) AS "Reached it", sum(a.days_to_value IS NULL) AS "Not, or not known",
          count(*) AS Customers
        FROM accounts a
        WHERE :days >= coalesce(a.tenure_days, 0)
        GROUP BY 1
        ORDER BY 2 NULLS LAST""",
        (Given("days", "Customers for at most (days)", 730, 30, 9_999),),
        Chart("Median days to first value", "Segment", "days"),
    ),
)  # fmt: skip


LEADERSHIP = (
    Ready(
        "health-by-segment", "leadership", "How many customers are red, yellow or green, by segment?",
        "Current customers of each segment by status: red, yellow or green health, or notice given, which outweighs it.",
        f"""\
        SELECT coalesce(a.segment, 'unknown') AS Segment, sum(coalesce({STATUS} = 'red', 0)) AS Red,
          sum(coalesce({STATUS} = 'yellow', 0)) AS Yellow, sum(coalesce({STATUS} = 'green', 0)) AS Green,
          sum(a.notice_given_on IS NOT NULL) AS "Notice given", sum({STATUS} IS NULL) AS "Not known", count(*) AS Customers
        FROM accounts a
        WHERE a.churned_on IS NULL
        GROUP BY 1
        ORDER BY count(*) DESC, 1""",
    ),
    Ready(
        "arr-at-risk", "leadership", "Where does the ARR at risk lie, by segment and CSM?",
        "Current customers who gave notice, are in red health or have a chance of one in ten or more to leave within 90 days: "
        "ARR at risk of all ARR.",
        f"""\
        SELECT coalesce(a.segment, 'unknown') AS Segment, coalesce(a.owner, 'no named CSM') AS CSM,
          a.currency AS Currency, count(*) AS Customers, sum({AT_RISK}) AS "At risk",
          round(sum(CASE WHEN {AT_RISK} THEN a.arr ELSE 0 END)) AS "ARR at risk", round(sum(a.arr)) AS "ARR a year",
          round(100.0 * sum(CASE WHEN {AT_RISK} THEN a.arr ELSE 0 END) / nullif(sum(a.arr), 0)) AS "At risk %"
        FROM accounts a
        WHERE a.churned_on IS NULL
        GROUP BY 1, 2, 3
        ORDER BY 6 DESC NULLS LAST, 1, 2""",
    ),
    Ready(
        "renewals-by-month", "leadership", "How much comes up for renewal, month by month?",
        "Current customers whose term ends in the days chosen: how many, their ARR, and how much of it is in red health.",
        f"""\
        SELECT substr(a.renewal_on, 1, 7) AS Month, a.currency AS Currency, count(*) AS Renewals,
          round(sum(a.arr)) AS "ARR due", sum(coalesce(a.health_band = 'red', 0)) AS "In red health",
          round(sum(CASE WHEN a.health_band = 'red' THEN a.arr ELSE 0 END)) AS "ARR in red health"
        FROM accounts a
        WHERE {CURRENT} AND a.days_to_renewal BETWEEN 0 AND :days
        GROUP BY 1, 2
        ORDER BY 1, 2""",
        (days(365, "Due within (days)"), segment()),
        Chart("ARR due", "Month", "currency a year"),
    ),
    Ready(
        "hours-against-arr", "leadership", "Do our people's hours go where the revenue is?",
        "Logged hours of the days chosen and ARR of current customers, by segment, with the share of each (of ARR in "
        "one currency only).",
        f"""\
        WITH spent AS (SELECT t.account_id, sum(t.minutes) / 60.0 AS hours, count(*) AS n
        FROM touches t
        WHERE {DUE}(substr(t.at, 1, 10)) <= :days
        GROUP BY 1),
        by_segment AS (SELECT coalesce(a.segment, 'unknown') AS seg, count(*) AS customers, coalesce(sum(s.hours),
          0) AS hours, coalesce(sum(s.n), 0) AS touches, count(s.account_id) AS touched, sum(a.arr) AS arr
        FROM accounts a
        LEFT JOIN spent s ON s.account_id = a.account_id
        WHERE a.churned_on IS NULL
        GROUP BY 1)
        SELECT seg AS Segment, customers AS Customers, touched AS "Touched by a person", touches AS Touches,
          round(hours, 1) AS Hours, round(100.0 * hours / nullif(sum(hours) OVER (), 0)) AS "Share of hours %",
          CASE WHEN (SELECT count(DISTINCT currency)
        FROM accounts
        WHERE churned_on IS NULL) < 2 THEN round(100.0 * arr / nullif(sum(arr) OVER (), 0)) END AS "Share of ARR %"
        FROM by_segment
        ORDER BY hours DESC, seg""",
        (days(28, "Logged in the last (days)"),),
        Chart("Share of hours %", "Segment", "% of hours"),
    ),
    Ready(
        "who-left", "leadership", "Who left, and had anybody spoken with them?",
        "Former customers who left within the days chosen, the newest first, with the days since "
        "we last spoke before.",
        f"""\
        SELECT a.name AS Account, a.segment AS Segment, a.owner AS CSM, a.churned_on AS "Left on",
          a.tenure_days AS "Days since they began", a.last_touch_on AS "Last contact on",
          cast(julianday(a.churned_on) - julianday(a.last_touch_on) AS INTEGER) AS "Days from contact to leaving",
          a.account_id
        FROM accounts a
        WHERE a.churned_on IS NOT NULL AND {DUE}(a.churned_on) <= :days
          AND (:segment = '{ALL}' OR a.segment = :segment)
        ORDER BY a.churned_on DESC, a.account_id""",
        (days(91, "Left in the last (days)"), segment()),
    ),
    Ready(
        "nobody-responsible", "leadership", "How many customers have no named CSM?",
        "Current customers without an owner, by segment: how many, their ARR, and how many of them are in red health.",
        """\
        SELECT coalesce(a.segment, 'unknown') AS Segment, a.currency AS Currency, count(*) AS Customers,
          sum(a.owner IS NULL) AS "Without a CSM", round(sum(CASE WHEN a.owner IS NULL
          THEN a.arr ELSE 0 END)) AS "ARR without a CSM", sum(a.owner IS NULL AND coalesce(a.health_band = 'red',
          0)) AS "Of these in red health"
        FROM accounts a
        WHERE a.churned_on IS NULL
        GROUP BY 1, 2
        ORDER BY 4 DESC, 1, 2""",
    ),
)  # fmt: skip
