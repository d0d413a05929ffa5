"""Ready questions about work: what agents and people did, what came of it, and what waits."""

from cs_core.context.asking.record import CURRENT, DUE, WHO, WHOSE, Chart, Ready, days, segment

EXECUTION = (
    Ready(
        "drafts-edited-most", "execution", "Which agent's drafts do people edit most?",
        "Decisions of the days chosen by agent: how many drafts were sent as they stood, edited and rejected, and how "
        "much an edit changed.",
        f"""\
        SELECT d.agent AS Agent, count(*) AS Decided, sum(d.decision = 'approve') AS "As drafted",
          sum(d.decision = 'edit') AS Edited, sum(d.decision = 'reject') AS Rejected,
          round(100.0 * avg(d.decision = 'edit')) AS "Edited %", round(avg(CASE WHEN d.decision = 'edit'
          THEN d.edited_percent END)) AS "Changed by an edit %"
        FROM drafts d
        WHERE d.decision IS NOT NULL AND {DUE}(substr(d.decided_at, 1, 10)) <= :days
        GROUP BY 1
        ORDER BY 6 DESC, 1""",
        (days(91, "Decided in the last (days)"),),
        Chart("Edited %", "Agent", "% of decided drafts"),
    ),
    Ready(
        "why-rejected", "execution", "Why do people reject drafts?",
        "The reasons that people gave, by agent and play, most frequent first.",
        f"""\
        SELECT d.agent AS Agent, d.play AS Play, coalesce(nullif(trim(d.decision_reason), ''),
          'no reason given') AS Reason, count(*) AS Drafts, max(substr(d.decided_at, 1, 10)) AS "Last on"
        FROM drafts d
        WHERE d.decision = 'reject' AND {DUE}(substr(d.decided_at, 1, 10)) <= :days
        GROUP BY 1, 2, 3
        ORDER BY 4 DESC, 1, 2, 3""",
        (days(91, "Rejected in the last (days)"),),
    ),
    Ready(
        "what-came-of-it", "execution", "What came of what the agents and people did?",
        "Outcomes seen after actions and touches, by agent: good, bad and neither. What followed is not yet what was caused.",
        f"""\
        SELECT coalesce(nullif(o.agent, ''), 'a person') AS Agent, count(*) AS Outcomes, sum(coalesce(o.good = 1,
          0)) AS Good, sum(coalesce(o.good = 0, 0)) AS Bad, sum(o.good IS NULL) AS "Neither",
          round(100.0 * sum(coalesce(o.good = 1, 0)) / nullif(count(o.good), 0)) AS "Good of good and bad %"
        FROM outcomes o
        WHERE {DUE}(o.observed_on) <= :days
        GROUP BY 1
        ORDER BY 2 DESC, 1""",
        (days(91, "Seen in the last (days)"),),
        Chart("Good of good and bad %", "Agent", "% of outcomes that were good or bad"),
    ),
    Ready(
        "onboarding-stuck", "execution", "Whose onboarding is stuck?",
        "Current customers behind or stuck on their next milestone, longest overdue first.",
        f"""\
        SELECT {WHO}, a.onboarding_status AS Onboarding, a.next_milestone AS "Next milestone",
          a.milestone_overdue_days AS "Days overdue", a.tenure_days AS "Days a customer",
          a.days_since_touch AS "Days since contact", {WHOSE}, a.account_id
        FROM accounts a
        WHERE {CURRENT} AND a.onboarding_status IN ('behind', 'stuck')
        ORDER BY a.milestone_overdue_days DESC NULLS LAST, a.account_id""",
        (segment(),),
    ),
)  # fmt: skip


ORCHESTRATION = (
    Ready(
        "waiting-longest", "orchestration", "What waits longest for a person?",
        "Drafts and tasks that the agents made and nobody decided yet, oldest first.",
        f"""\
        SELECT a.name AS Account, d.subject AS Subject, d.agent AS Agent, coalesce(d.for_person, 'nobody') AS "For",
          d.made_on AS "Made on", cast({DUE}(d.made_on) AS INTEGER) AS "Days waiting", d.expires_on AS "Expires on",
          d.stakes AS Stakes, d.route AS Route, a.segment AS Segment, d.account_id
        FROM drafts d
        LEFT JOIN accounts a ON a.account_id = d.account_id
        WHERE d.state = 'waiting'
        ORDER BY d.made_on, d.expires_on, d.draft_id""",
    ),
    Ready(
        "agent-and-person", "orchestration", "Who heard from both an agent and a person lately?",
        "Customers to whom an agent's message was sent and whom one of our people touched within the days chosen.",
        f"""\
        WITH agents AS (SELECT s.account_id, count(*) AS n, max(substr(s.at, 1, 10)) AS last,
          group_concat(DISTINCT s.agent) AS who
        FROM sent s
        WHERE s.status = 'sent' AND s.kind = 'message' AND {DUE}(substr(s.at, 1, 10)) <= :days
        GROUP BY 1),
        people AS (SELECT t.account_id, count(*) AS n, max(substr(t.at, 1, 10)) AS last,
          group_concat(DISTINCT t.by_person) AS who
        FROM touches t
        WHERE {DUE}(substr(t.at, 1, 10)) <= :days
        GROUP BY 1)
        SELECT {WHO}, g.n AS "Agents' messages", g.who AS Agents, g.last AS "Last message on",
          p.n AS "People's touches", p.who AS People, p.last AS "Last touch on", {WHOSE}, a.account_id
        FROM agents g
        JOIN people p ON p.account_id = g.account_id
        JOIN accounts a ON a.account_id = g.account_id
        ORDER BY g.n + p.n DESC, a.account_id""",
        (days(7, "In the last (days)"),),
    ),
    Ready(
        "why-held", "orchestration", "Why are drafts held or rejected before anybody sees them?",
        "Drafts of the days chosen that were not let through, by agent and reason, most frequent first.",
        f"""\
        SELECT d.agent AS Agent, d.route AS Route, d.route_why AS Why, count(*) AS Drafts,
          count(DISTINCT d.account_id) AS Customers
        FROM drafts d
        WHERE d.route IN ('held', 'rejected') AND {DUE}(d.made_on) <= :days
        GROUP BY 1, 2, 3
        ORDER BY 4 DESC, 1, 2, 3""",
        (days(28, "Made in the last (days)"),),
    ),
    Ready(
        "tasks-overdue", "orchestration", "Whose tasks are overdue?",
        "Tasks past their day that no touch finished and whose draft nobody rejected or let expire, by person.",
        f"""\
        SELECT t.for_person AS Person, count(*) AS "Overdue tasks", count(DISTINCT t.account_id) AS Customers,
          max(cast({DUE}(t.due_on) AS INTEGER)) AS "Days overdue, most",
          round(sum(t.minutes) / 60.0, 1) AS "Expected hours"
        FROM tasks t
        LEFT JOIN drafts d ON d.draft_id = t.draft_id
        WHERE t.done = 0 AND t.due_on < :as_of
          AND (d.draft_id IS NULL OR d.state = 'waiting' OR (d.decision IN ('approve', 'edit')
            AND (d.kind = 'task' OR d.route = 'human_only')))
        GROUP BY 1
        ORDER BY 2 DESC, 1""",
        (),
        Chart("Overdue tasks", "Person", "tasks"),
    ),
)  # fmt: skip
