"""What the field expects of any Customer Success product, and which page answers it: `docs/field.md` is written from here.

A row without a place says why there is none. `tests/test_docs.py` holds pages and tabs against the console's own.
"""

from typing import NamedTuple


class Stake(NamedTuple):
    """One expectation and where it is met."""

    what: str
    answers: tuple[tuple[str, str], ...]
    """(page, tab) as the console calls them; a tab is "" where the page has none, or the answer stands above its tabs."""
    how: str
    lacks: str = ""
    """What of it is not there, and what stands in its place."""


BLOCKS: tuple[tuple[str, tuple[Stake, ...]], ...] = (
    ("What is known of a customer", (
        Stake("E-mail, calendars, chat, tickets and calls are read", (("Context", "Import"), ("Accounts", "Timeline")),
              "mailboxes, calendars, Slack, Zendesk, Intercom, call notes and transcripts, each row landed or refused with a reason",
              "no live connection to a mailbox or a calendar: exports, a watched folder, or a database by its address"),
        Stake("CRM, product use and billing are brought together", (("Context", "Sources"), ("Context", "Who is who")),
              "HubSpot, Salesforce, Stripe, product events and others, matched across systems with the reason for each match",
              "no synchronisation by the vendors' interfaces: exports, `import --watch`, or the warehouse that a connector fills"),
        Stake("One page for a customer, with a timeline", (("Accounts", "Overview"), ("Accounts", "Timeline")),
              "stage, pulse, health, value, cost, contract and next step; every fact with source and age under Fields and sources"),
        Stake("Parent companies and subsidiaries; several products", (("Accounts", "Overview"), ("Context", "Who is who")),
              "the corporate family with links; lines of a subscription by product", "figures are not added up over a family"),
        Stake("Segments", (("Accounts", ""), ("Strategy", "Health score"), ("Quality", "Output")),
              "a filter in the sidebar that stays in the address, saved views, and segment in every breakdown",
              "cohorts by start date are not drawn"),
        Stake("Who matters at the customer, and when we last spoke", (("Accounts", "People"),),
              "role, status, last contact of each person, with champion, sponsor and decision maker"),
        Stake("A champion who left or fell silent", (("Today", ""), ("Accounts", "People")),
              "told the day it is known, with a play of the Risk agent"),
        Stake("Mood read from conversations", (("Accounts", "Overview"), ("Accounts", "Timeline")),
              "mood, complaints, asks and promises, each with the words that it was read from"),
        Stake("The team's own knowledge, which agents read", (("Context", "Audit"), ("Accounts", "Notes")),
              "products, plans, milestones, releases, policies and notes; what is missing stands beside the job that it stops"),
        Stake("The source behind what an agent says", (("Accounts", "Fields and sources"), ("Trace", "")),
              "each sentence of a draft with its facts, each fact with its row"),
    )),
    ("Health, plans and lifecycle", (
        Stake("A health score with measures and weights of one's own", (("Strategy", "Health score"), ("Accounts", "Brief")),
              "weights a leader sets, with whether the score was right in the past"),
        Stake("Why a score changed", (("Accounts", "Brief"),), "each measure's part in it, and what moved it, cycle by cycle"),
        Stake("Other weights for other segments", (("Strategy", "Health score"),), "a set of weights for each segment"),
        Stake("The CSM's own pulse", (("Accounts", ""),),
              "one to six with a reason and its age; stale after 14 days; where pulse and health disagree is listed"),
        Stake("Playbooks: a trigger and what follows", (("Agents", "Playbooks"),),
              "when, unless, words, steps and stop, in sentences, edited as versions with a preview"),
        Stake("A risk with owner, due date and escalation", (("Accounts", "Jobs"), ("My work", "")),
              "a case that opens, changes and closes with the facts; the task has a person and a day"),
        Stake("Success plans with objectives and outcomes", (("Accounts", "Jobs"), ("Accounts", "Overview")),
              "objective, measured outcomes, owners on both sides, success rate"),
        Stake("A plan that the customer sees, or a portal", (),
              "",
              "not built: nothing here is open to the outside. The quarterly review (PowerPoint, web page, Markdown) is the customer's "
              "version of the plan, and what leaves the machine leaves by a channel that a leader switched on"),
        Stake("Onboarding: on track, behind or stuck", (("Accounts", "Jobs"), ("Strategy", "Goals")),
              "milestones with expected and real days, days to first value, and a goal for both"),
        Stake("Time to value as a figure of its own", (("Strategy", "Goals"), ("Accounts", "Jobs"), ("Ask", "Ready questions")),
              "a goal in days, days to first and to full value for each customer, and by segment"),
        Stake("Adoption and licences in use", (("Accounts", "Overview"), ("Accounts", "")),
              "seats in use, active people, features used and never used, and consumption of what was committed"),
        Stake("NPS and CSAT", (("Accounts", "Overview"), ("Ask", "Ready questions")),
              "answers are imported, counted by customer, and acted on: a low one is a reason for Risk, a high one is thanked for",
              "no survey is sent, and there is no page of all answers by period: surveys stay in their tool"),
        Stake("Digital campaigns and messages in the product", (("Agents", "Work done"), ("Agents", "Playbooks")),
              "every customer, however small, is written to by e-mail when it has a reason of its own, never by list",
              "no campaign to a list and no message inside the product: what marketing sends is read and counts towards contact caps"),
    )),
    ("Revenue", (
        Stake("Renewals ahead and a forecast", (("Forecast", "Renewals ahead"), ("Forecast", "How right it was")),
              "by category with intervals, and how right past forecasts were"),
        Stake("GRR and NRR", (("Today", ""), ("Forecast", "Retention")), "with interval and number of customers, now and ahead"),
        Stake("Contract terms", (("Accounts", "Overview"), ("Accounts", "Jobs")),
              "term, notice, auto-renewal, price, discount, commitment; the quote of the next term"),
        Stake("How likely a customer is to leave or renew", (("Accounts", "Brief"), ("Proof", "Backtest")),
              "calibrated, with what drives it, or the reason why there is none; replayed over one's own past"),
        Stake("Where a customer could grow", (("Accounts", "Jobs"), ("Accounts", "Overview")),
              "leads with the facts that speak for them, unused features, fill of the plan"),
        Stake("Several currencies", (("Strategy", "Currencies"), ("Today", "")),
              "amounts in the customer's own, sums in one by rates with their day; without a rate a sum says what it leaves out"),
        Stake("Value realised", (("Accounts", "Overview"),), "what was reached against what they said they want, by their own measure"),
    )),
    ("Work of agents", (
        Stake("A brief, and preparation of a meeting", (("Accounts", ""), ("Accounts", "Brief")),
              "one click: who matters, what changed, what is open, what to ask and what not to say, every figure cited"),
        Stake("A quarterly review as a document", (("Accounts", "Jobs"),),
              "PowerPoint, web page or Markdown, every number cited; an internal version with the risks"),
        Stake("Messages to customers are drafted", (("Review", ""),), "with the reason, the facts, and every gate's verdict beside it"),
        Stake("Agents by job", (("Agents", "Agents"), ("Agents", "Work done")), "six, each with what it noticed, drafted and passed"),
        Stake("Questions in one's own words", (("Ask", "In your own words"), ("Ask", "Ready questions")),
              "with a model in own words, without one from a list; each answer shows its query"),
        Stake("An interface for other programs and agents", (),
              "",
              "not built: no MCP server and no web interface. Other programs use `python -m cs_core ... --json`, one document a command; "
              "the signed webhook tells them what was decided"),
    )),
    ("Control", (
        Stake("A person's yes before something goes out", (("Review", ""), ("Strategy", "Channels")),
              "one by one or several alike; what expires, expires unsent"),
        Stake("Limits on what AI may do", (("Strategy", "Guardrails"), ("Agents", "May do alone"), ("Agents", "Gates and routes")),
              "limits that code enforces, autonomy that is earned and taken back, roles where there is a login"),
        Stake("What an agent did, step by step", (("Trace", ""),), "what it saw, said, was judged and who let it out; run again on demand"),
        Stake("Quality of what agents write", (("Quality", "Output"), ("Quality", "Blind samples"), ("Quality", "Gates and people")),
              "share sent unchanged, edited, rejected; blind samples; gates and a judge held against people"),
        Stake("Trying a change before it holds", (("Agents", "Playbooks"), ("Strategy", "Goals"), ("Proof", "Backtest")),
              "previews on the last cycle, replay of the past, test drafts in the queue"),
        Stake("Hand-over to a person with all that is known", (("My work", ""), ("Coverage", "Team")),
              "a task with brief and log; a leaver's whole book with a brief of each customer"),
        Stake("What AI costs", (("Quality", "Output"), ("Strategy", "Cost to serve"), ("Trace", "")),
              "tokens and cost of each call, each draft and each customer"),
    )),
    ("Leadership", (
        Stake("One page for leaders", (("Today", ""),), "goals, retention, early warning, what agents did, who is not served"),
        Stake("Alerts and a digest", (("Today", ""), ("Forecast", "Board pack and digest")),
              "early warnings daily; the week by mail to our own leaders only", "no push message to a phone"),
        Stake("Hours and cost of a customer", (("Accounts", "Overview"), ("Strategy", "Cost to serve")),
              "hours of people and tokens of agents against the revenue of the same days"),
        Stake("Capacity and books of business", (("Coverage", "Plan"), ("Coverage", "What if"), ("Coverage", "Team")),
              "hours by person and skill, what one more hour or person is worth, what could not be met"),
        Stake("A control group", (("Proof", "Pilot"),), "a randomised pilot with a holdout, and what it could see before it starts"),
        Stake("Exports", (("Accounts", ""), ("Forecast", "Board pack and digest")),
              "every table as CSV or Excel, briefs as Markdown, board pack as PowerPoint",
              "no PDF: print the web page; no web interface for figures (see above)"),
    )),
)  # fmt: skip
