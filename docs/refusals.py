"""What the product refuses to say or to do, and where that is seen: `docs/refuses.md` is written from here.

`tests/test_docs.py` looks the words up in the code and the page up in the console, so that neither can be promised here alone.
"""

from typing import NamedTuple

from cs_core.context.outlook import FEWEST_EVENTS, LEAST_AUC
from cs_core.leadership import backtest, impact
from cs_core.leadership.forecast import FEWEST_ACCOUNTS, FEWEST_RENEWALS
from cs_core.leadership.forecasting.past import FEWEST as FEWEST_FORECASTS
from cs_core.leadership.hours.overrides import FEWEST as FEWEST_OVERRIDES
from cs_core.leadership.hours.promised import DAYS
from cs_core.leadership.output.agreement import FEWEST as FEWEST_JUDGED
from cs_core.leadership.parity import FEWEST as FEWEST_SERVED
from cs_core.leadership.revenue import MOST_DISPUTED
from cs_core.leadership.steering.course import FEWEST_POINTS
from cs_core.leadership.trials.design import FEWEST_PER_ARM, LEAST_HOLDOUT


class Refusal(NamedTuple):
    """One case: what is refused and until when, and the page on which it is seen."""

    what: str
    words: str
    """Of its own, as they stand in the code."""
    file: str
    """That says them, beneath `cs_core`."""
    page: str
    tab: str = ""
    """Empty where the page has no tabs, or it is said above them."""


SAYS: tuple[Refusal, ...] = (
    Refusal(f"GRR, NRR or logo churn of fewer than {FEWEST_ACCOUNTS} customers that paid at the start",
            "accounts paid at the start", "leadership/forecast.py", "Forecast", "Retention"),
    Refusal(f"retention where more than {MOST_DISPUTED:.0%} of recorded departures still have a running subscription",
            "recorded as having left still", "leadership/revenue.py", "Forecast", "Retention"),
    Refusal("retention where only deals are known, and no contract with its amount",
            "only deals are known", "leadership/revenue.py", "Forecast", "Retention"),
    Refusal(f"a renewal rate of fewer than {FEWEST_RENEWALS} closed renewals",
            "renewals closed in", "leadership/forecast.py", "Forecast", "Retention"),
    Refusal("what retention will be, before anybody is on record as having left",
            "no departure is on record", "leadership/forecasting/ahead.py", "Forecast", "Renewals ahead"),
    Refusal(f"how right forecasts were, from fewer than {FEWEST_FORECASTS} past ones",
            "past forecasts, {FEWEST} are needed", "leadership/forecasting/past.py", "Forecast", "How right it was"),
    Refusal(f"a chance to leave, from a model with fewer than {FEWEST_EVENTS} departures, or whose AUC may be {LEAST_AUC} or less",
            "No usable signal", "context/outlook.py", "Accounts", "Brief"),
    Refusal("a health score of which too little is known", "Health cannot be told: too little is known.", "orchestration/preparing/page.py",
            "Accounts"),
    Refusal("a sudden fall in use, while the feed is too young to know what is usual",
            "the usage feed is too young", "context/signals/alerts.py", "Today"),
    Refusal("whether a person at the customer fell silent, where no sign of theirs could be seen",
            "no address of theirs is known", "context/signals/stakeholders.py", "Accounts", "People"),
    Refusal("a sum over several currencies without a rate", "no rate is known for", "leadership/steering/measures.py", "Strategy", "Goals"),
    Refusal("a goal relative to a figure of today that nobody knows", "today's figure cannot be told, so give the target itself",
            "leadership/steering/aims.py", "Strategy", "Goals"),
    Refusal(f"where a goal is heading, from fewer than {FEWEST_POINTS} monthly figures",
            "monthly figures are known", "leadership/steering/course.py", "Strategy", "Goals"),
    Refusal("where a goal is heading, where its months so far would bring the figure to nothing",
            "so it will not go on so", "leadership/steering/course.py", "Strategy", "Goals"),
    Refusal("that a customer is green who spoke of leaving, of another vendor or complained seriously, until that is settled",
            "though the score is", "context/health/score.py", "Accounts"),
    Refusal(f"what a person changes, from fewer than {impact.FEWEST_TOUCHED} customers with one and as many without",
            "at least {arm} of each are needed", "leadership/impact.py", "Coverage", "Plan"),
    Refusal(f"an effect from history in which fewer than {impact.FEWEST_ALIKE:.0%} of customers have like ones on both sides",
            "too few accounts have like ones on both sides", "leadership/impact.py", "Coverage", "Plan"),
    Refusal("an effect whose interval covers nothing", "No usable effect", "leadership/impact.py", "Coverage", "Plan"),
    Refusal("that it chose well among customers who promise the same", "the choice among them is arbitrary", "leadership/hours/ties.py",
            "Coverage", "Plan"),
    Refusal(f"what came of a plan before {DAYS} days are over; and ever that the plan caused it",
            "does not show that people caused it", "leadership/hours/promised.py", "Coverage", "After commit"),
    Refusal(f"who was right, the plan or whoever overrode it, from fewer than {FEWEST_OVERRIDES} overrides",
            "{short}, {FEWEST} are needed", "leadership/hours/overrides.py", "Coverage", "After commit"),
    Refusal("that a pilot works, while its interval covers no effect", "cannot tell yet", "leadership/trials/words.py", "Proof", "Pilot"),
    Refusal(f"how good the Risk agent was, from fewer than {backtest.FEWEST_DEPARTURES} departures in the replayed time",
            "of a replayed day", "leadership/backtest.py", "Proof", "Backtest"),
    Refusal("who would have stayed under another model, of your own customers", "With your own data the pilot answers it.",
            "../pages/_ui/proof_models.py", "Proof", "Old model, new model"),
    Refusal("that a new version writes better, before enough drafts of it were decided", "more decisions are needed to tell a difference",
            "leadership/output/versions.py", "Quality", "Versions"),
    Refusal(f"how many drafts are wrong, before people judged {FEWEST_JUDGED} of the stopped ones blindly",
            "of the stopped drafts blindly", "leadership/output/agreement.py", "Quality", "Gates and people"),
    Refusal(f"whether small customers get as much, from fewer than {FEWEST_SERVED} at either end",
            "customers are too few", "leadership/parity.py", "Agents", "Work done"),
    Refusal("an answer that the store does not hold", "The store cannot tell", "cli/ask.py", "Ask", "In your own words"),
)  # fmt: skip

DOES: tuple[Refusal, ...] = (
    Refusal("treat “could not tell” of a gate as a pass: it goes to a person", "a gate could not tell", "orchestration/routing.py",
            "Agents", "Gates and routes"),
    Refusal("write to who opted out, left, or whose mail came back since the draft was made",
            "and that was not known when this was drafted", "orchestration/review.py", "Review"),
    Refusal("write a letter that would say too little of a customer's own: it names what is missing",
            "too little is known of them for a letter of their own", "orchestration/flow/tally.py", "Agents", "Work done"),
    Refusal("write two letters to one customer within the days that a leader sets, but for answers and days of the contract",
            "agent wrote to this customer on", "orchestration/often.py", "Trace"),
    Refusal("make one person two offers within the days that a leader sets", "had an offer of the", "orchestration/often.py", "Trace"),
    Refusal("write to who answered none of our last three letters, within the days that a leader sets", "answered none of our last",
            "orchestration/often.py", "Trace"),
    Refusal("write what would cut across a call that one of ours is to make first, useful care apart", "call this customer first",
            "orchestration/contact/calls.py", "Trace"),
    Refusal("write of another matter to who gave us a low score, before a person has answered it", "and nobody has answered yet",
            "orchestration/contact/low_scores.py", "Trace"),
    Refusal("approve or send a letter of another matter whose reader gave us a low score since it was drafted",
            "low_score_first", "orchestration/contact/since.py", "Review"),
    Refusal("write to anybody at a customer whose office is closed, or where somebody died, but of a day of the contract",
            "nobody there is written to until", "orchestration/contact/closed.py", "Trace"),
    Refusal("approve a draft that has expired", "the next cycle makes a new one if it is still due", "orchestration/review.py", "Review"),
    Refusal("approve a letter whose play has stopped, or whose reason is gone since it was drafted", "belongs to a play that stopped on",
            "orchestration/review.py", "Review"),
    Refusal("take an edit that promises a discount or breaks another rule", "the guardrail or voice that forbids it",
            "orchestration/learning/edits.py", "Review"),
    Refusal("take an edit that states what no fact bears", "is in no fact of this proposal", "orchestration/learning/edits.py", "Review"),
    Refusal("take an edit that tells a figure with another unit, of another thing or the other way round than its fact",
            "say it as the facts do", "orchestration/learning/edits.py", "Review"),
    Refusal("name one customer to another", "is another customer", "orchestration/learning/edits.py", "Review"),
    Refusal("send a test draft, whoever approves it", "This was a test draft", "orchestration/oversight/planted.py", "Review"),
    Refusal("take back a decision by which something went out", "Nobody can tell whether it went out", "orchestration/taking_back.py",
            "Review"),
    Refusal("send again what may have gone out already", "may still be on its way", "execution/sending/attempts.py", "Strategy",
            "Channels"),
    Refusal("give an agent more than the ceiling allows, or elsewhere than in the long tail first", "comes first: there it stands at",
            "orchestration/autonomy.py", "Agents", "May do alone"),
    Refusal(f"start a pilot with an arm of fewer than {FEWEST_PER_ARM} customers", "No pilot was started.", "leadership/pilot.py", "Proof",
            "Pilot"),
    Refusal("withhold care from a customer with an open escalation or a notice", "said that they leave", "orchestration/routing.py",
            "Proof", "Pilot"),
    Refusal(f"scale a pilot up beyond its evidence, or end its holdout wholly ({LEAST_HOLDOUT:.0%} stay)",
            "The evidence supports no extension", "leadership/trials/scale_up.py", "Proof", "Pilot"),
    Refusal("go on with a pilot that surely harms", "the stop rule", "orchestration/pilots/halt.py", "Proof", "Pilot"),
    Refusal("send the digest to a customer", "a digest never goes to a customer", "execution/sending/ours.py", "Forecast",
            "Board pack and digest"),
    Refusal("run a query that does more than read, or runs too long", "A question may only read the tables it is told of",
            "context/asking/query.py", "Ask", "In your own words"),
    Refusal("mix a demo company with your own data", "your own data never mixes with it", "context/made.py", "Context", "Import"),
    Refusal("remove your own data with “Reset demo”", "only a demo company can be reset", "demo/first_start.py", "Today"),
    Refusal("guess what a table or a day means: it asks, or refuses the row with the reason", "not understood",
            "context/importing/landing.py", "Context", "Import"),
    Refusal("change or delete what happened", "is append-only: write a new row", "context/keeping/schema.py", "Trace"),
    Refusal("serve anybody but this machine without a login", "set up a login", "../pages/_ui/login.py", "Today"),
)  # fmt: skip
