"""The slides of a review, one message each: goals, adoption, milestones, support, what we did, risks (internal only), the next quarter."""

from dataclasses import replace
from datetime import date

from cs_core.context.brief import find_account
from cs_core.context.snapshot import Snapshot
from cs_core.execution.jobs.success_plan_progress import ACHIEVED
from cs_core.execution.papers.pack import Chart, Pack, Slide, Table, Text, just
from cs_core.execution.review_pack.book import Book
from cs_core.execution.review_pack.quarter import Quarter, quarter_of
from cs_core.records import Fact


def review(snap: Snapshot, words: str, *, internal: bool = False) -> Pack:
    """The review of the account of an id or a name, for the quarter that ends on the snapshot's day. Raises NotFound."""
    q = quarter_of(snap, find_account(snap, words))
    book = Book((*q.facts, *(f for f in q.brief.facts if f.key not in INTERNAL or internal)))
    slides = [make(q, book) for make in (*SLIDES[:-1], *((risks,) if internal else ()), SLIDES[-1])]
    title, foot = f"{q.brief.name}: quarterly review", "Internal, not for the customer" if internal else "Quarterly review"
    return Pack(q.brief.account_id, title, foot, q.brief.as_of, internal, tuple(slides), book.sources(internal=internal))


def title(q: Quarter, book: Book) -> Slide:
    """Whose review it is, of which quarter, and the goal that it is about."""
    lines = book.all(
        "{review_from} to {review_until}",
        ("The goal: {desired_outcome|quote}", "The goal is still to be written down"),
        ("Prepared by {owner}", "Prepared by the {policy:vendor} customer success team", "Prepared by your customer success team"),
    )
    return Slide("title", (*book.say("{name}"), *just(": quarterly review")), lines)


def goals(q: Quarter, book: Book) -> Slide:
    """The objective and its outcomes: from, now, target, by when."""
    if q.plan is None:
        said = book.first("Your goal is {desired_outcome|quote}", "Your goal is not on record: this review should write it down")
        unknown = () if book.get("desired_outcome") else ("what you want to achieve, and how you measure it.",)
        return Slide("goals", said, book.all("In your words: {outcome_quote|quote}"), unknowns=unknown)
    headline = book.first(
        "{desired_outcome|quote}: {outcome_figure} by your own figure of {outcome_told_on}, the target is {outcome_target}",
        "{desired_outcome|quote}: your own figure is what only you can see",
    )
    rows = tuple(_outcome(o, q.plan_fact, book) for o in q.plan["outcomes"])
    unknown = (f"your own figure for {q.plan['outcomes'][0]['metric'] or 'the goal'} today; please tell us.",)
    lines = (*book.all("In your words: {outcome_quote|quote}"), just(f"The date is {q.plan['due_why']}: tell us if another one holds."))
    head = ("Outcome", "From", "Now", "Target", "By", "Progress")
    table = Table(head, rows, (0.34, 0.12, 0.14, 0.12, 0.16, 0.12))
    return Slide("goals", headline, lines, table, unknowns=() if book.get("outcome_figure") else unknown)


def _outcome(outcome: dict, plan: Fact, book: Book) -> tuple[Text, ...]:
    """Figures of the own outcome are cited from the customer's statement, those of a proxy from the plan."""
    by = book.cell(replace(plan, value=date.fromisoformat(outcome["due_on"])))
    word = just(outcome["progress"])
    if not outcome["proxy"]:
        told = [book.get(f"outcome_{key}") for key in ("baseline", "figure", "target")]
        cells = [book.cell(fact) if fact else just(NOT_KNOWN) for fact in told]
        return (just(outcome["metric"] or "Your own measure"), *cells, by, word)
    told = (outcome[key] for key in ("baseline", "current", "target"))
    cells = [_figure(value, outcome["unit"], plan, book) for value in told]
    return (just(f"{outcome['metric'].capitalize()} (a proxy: what we can see)"), *cells, by, word)


def _figure(value: float | None, unit: str, bears: Fact, book: Book) -> Text:
    unit = "" if unit == "milestones" else unit
    return just(NOT_KNOWN) if value is None else book.cell(replace(bears, value=value, unit=unit))


def adoption(q: Quarter, book: Book) -> Slide:
    """Use over the quarter beside the quarter before, and seats in use beside customers alike."""
    change = book.value("quarter_uses_change")
    verb = "rose" if (change or 0) > 0 else "fell"
    even = change is not None and abs(change) < EVEN
    headline = book.first(
        *([f"Use {verb} by {{quarter_uses_change|size}} against the thirteen weeks before"] if change is not None and not even else []),
        *(["Use held its level: {quarter_uses} after {quarter_uses_before|n} in the thirteen weeks before"] if even else []),
        "Your team recorded {quarter_uses} from {quarter_uses_from} to {quarter_uses_until}",
        "Your use of the product is not known to us",
    )
    lines = book.all(
        "From {quarter_uses_from} to {quarter_uses_until}: {quarter_uses}; in the thirteen weeks before: {quarter_uses_before|n}.",
        "Your use is known to us up to {uses_known_until}; what came after is still to reach us.",
        ("Seats active in the last four weeks: {utilisation} of {seats|n}; customers of your size and plan: {peer_utilisation} (median).",
         "Seats active in the last four weeks: {utilisation} of {seats|n}."),
        "Used most: {top_feature|feature}.",
        "Part of your plan and not used so far, though most customers on it use it: {unused_feature|feature}.",
    )  # fmt: skip
    unknowns = [said for key, said in ADOPTION_GAPS if book.get(key) is None]
    return Slide("adoption", headline, lines, chart=_weeks(q, book), unknowns=tuple(unknowns))


def _weeks(q: Quarter, book: Book) -> Chart | None:
    if not q.weeks:
        return None
    names = [f"{w.ends_on.day} {w.ends_on:%b}" for w in q.weeks]
    series = [("These thirteen weeks", tuple(w.uses for w in q.weeks))]
    if all(w.before is not None for w in q.weeks):
        series.append(("The thirteen before", tuple(w.before for w in q.weeks)))
    return Chart("Uses a week, by the Sunday on which it ends", tuple(names), tuple(series), book.mark(book.get("quarter_uses")))


def milestones(q: Quarter, book: Book) -> Slide:
    """The value milestones of the product plan: reached and ahead."""
    done, total = book.value("milestones_done"), book.value("milestones_total")
    headline = book.first(
        *(["All {milestones_total} on the way to full value are reached"] if done is not None and done == total else []),
        "{milestones_done|n} of {milestones_total} are reached, next is {next_milestone|quote}",
        "{milestones_done|n} of {milestones_total} are reached",
        "Which milestones you have reached is not known to us",
    )
    rows = [*_dated(q, book, "milestone_reached"), *_dated(q, book, "milestone_ahead")][:MOST_ROWS]
    lines = book.all(
        "First value came on {first_value_on}, {days_to_value} after the start.",
        "Next: {next_milestone|quote}, {milestone_progress} of its uses done.",
        "Different features used in the last four weeks: {features_4w|n}.",
        "Customer since {customer_on}.",
    )
    table = Table(("Milestone", "Expected by", "Reached on"), tuple(rows), (0.5, 0.25, 0.25)) if rows else None
    unknown = () if done is not None else ("the milestones: the start lies before what was recorded, or use cannot be seen.",)
    return Slide("milestones", headline, lines, table, unknowns=unknown)


def _dated(q: Quarter, book: Book, key: str) -> list[tuple[Text, ...]]:
    """Milestones one by one; facts of one milestone share the last part of their id."""
    days = {(f.key, f.id.rpartition(":")[2]): f for f in q.brief.facts if f.key in ("milestone_expected_on", "milestone_reached_on")}
    rows = []
    for fact in q.brief.all(key):
        told = [days.get((k, fact.id.rpartition(":")[2])) for k in ("milestone_expected_on", "milestone_reached_on")]
        expected, reached = (book.cell(day) if day else None for day in told)
        rows.append((book.cell(fact), expected or just(NOT_KNOWN), reached or just("ahead")))
    return rows


def support(q: Quarter, book: Book) -> Slide:
    """Tickets of the quarter."""
    headline = book.first(
        *(["No ticket was opened in the quarter"] if book.value("quarter_tickets_opened") == 0 else []),
        "{quarter_tickets_opened} opened and {quarter_tickets_closed|n} closed in the quarter",
        "Your tickets are not known to us",
    )
    still = "No ticket is open now." if book.value("open_tickets") == 0 else "Open now: {open_tickets}."
    lines = book.all(still, "Good ratings of the last ninety days: {satisfaction_90d}.")
    shown = q.tickets[:MOST_ROWS]
    rows = tuple(
        (book.cell(what, "quote"), book.cell(opened), book.cell(closed) if closed else just("open")) for what, opened, closed in shown
    )
    table = Table(("Ticket", "Opened", "Closed"), rows, (0.6, 0.2, 0.2)) if rows else None
    unknown = () if book.get("quarter_tickets_opened") else ("your tickets: no support system was read.",)
    return Slide("support", headline, lines, table, unknowns=unknown)


def work(q: Quarter, book: Book) -> Slide:
    """What the customer saw of us."""
    headline = book.first(
        "We spoke on {quarter_spoken|some} and wrote {quarter_written|some} in the quarter",
        "We spoke on {quarter_spoken|some} in the quarter",
        "We wrote {quarter_written|some} in the quarter",
        "We have no meeting, call or letter on record for the quarter",
    )
    rows = tuple((book.cell(day), book.cell(what)) for day, what in q.contacts[:MOST_ROWS])
    table = Table(("Day", "What"), rows, (0.25, 0.75)) if rows else None
    return Slide("work", headline, book.all("Your last mail that we answered, or talk with us, was on {last_touch_on}."), table)


def risks(q: Quarter, book: Book) -> Slide:
    """For our own eyes: health, outlook, and what may go wrong."""
    headline = just("Open risks, for our own eyes" if q.risks else "No risk is open, for our own eyes")
    lines = book.all(
        "Health: {health}, {health_band}.",
        "Chance to leave within the coming quarter: {churn_probability|share}.",
        "The champion left on {champion_left_on}.",
        "No sign of the champion for {champion_silent_days}.",
        "Overdue invoices: {overdue_invoices|some}.",
        "Escalated or urgent tickets open: {escalations_open|some}.",
        "Most of what they complain about: {negative_topic}.",
        ("Renewal on {renewal_on}, in {days_to_renewal}.", "Renewal on {renewal_on}."),
    )
    told = tuple(book.cell(fact) for fact in q.risks[:MOST_ROWS])
    unknowns = [said for key, said in RISK_GAPS if book.get(key) is None]
    return Slide("risks", headline, (*told, *lines), unknowns=tuple(unknowns))


def ahead(q: Quarter, book: Book) -> Slide:
    """The open steps of the plan: what, who, by when."""
    steps = [t for o in (q.plan or {}).get("outcomes", ()) for i in o["initiatives"] for t in i["tasks"] if t["progress"] != ACHIEVED]
    if not steps:
        return Slide("ahead", just("Next quarter: agree the goal and its first steps"), unknowns=("a plan: none is on record yet.",))
    counts = len(steps), sum(t["whose"] == "ours" for t in steps)
    count, ours = (replace(q.plan_fact, value=n, unit="steps") for n in counts)
    headline = book.say("Next quarter: {count}, {ours|n} of them ours", count=count, ours=ours)
    rows = tuple(_step(t, q.plan_fact, book, q.brief.as_of) for t in sorted(steps, key=lambda t: (t["due_on"], t["id"]))[:MOST_ROWS])
    return Slide("ahead", headline, table=Table(("Step", "Who", "By"), rows, (0.58, 0.24, 0.18)))


def _step(task: dict, plan: Fact, book: Book, today: date) -> tuple[Text, ...]:
    who = ("we: " if task["whose"] == "ours" else "you: ") + ("customer success" if task["owner"] == "agent" else task["owner"])
    due = date.fromisoformat(task["due_on"])
    text, owner, day = (book.cell(replace(plan, value=value), "whole") for value in (task["text"], who, due))
    return text, owner, (*day, *just(", overdue")) if due < today else day


NOT_KNOWN = "not known"
EVEN = 3
"""A change of so few percent is none."""
MOST_ROWS = 7
SLIDES = (title, goals, adoption, milestones, support, work, ahead)
INTERNAL = frozenset({
    "health", "pulse", "pulse_age_days", "health_band", "health_vs_own", "health_vs_own_weeks", "health_vs_peers", "health_peers",
    "churn_probability",
    "renewal_likelihood", "expansion_propensity", "champion_left_on", "champion_silent_days", "negative_topic", "overdue_invoices",
    "escalations_open", "sentiment_30d", "usage_alert", "usage_z",
})  # fmt: skip
"""Facts that no slide of the customer's version may read."""
ADOPTION_GAPS = (
    ("quarter_uses", "your use: no record of it reaches us."),
    ("quarter_uses_change", "how that compares with the quarter before, which was not recorded in full."),
    ("utilisation", "how many seats are active."),
)
RISK_GAPS = (("health", "health: too little is on record."), ("churn_probability", "the chance to leave: no model is usable."))
