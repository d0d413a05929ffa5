"""Meeting preparation: one page for the person before a call, every figure with the mark of its source; for our own eyes only."""

from datetime import date

from cs_core.context.brief import find_account
from cs_core.context.signals.stakeholders import SILENT_DAYS
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt
from cs_core.execution.papers.pack import Pack, Slide, Span, Table, Text, just
from cs_core.execution.review_pack.book import WORDS
from cs_core.execution.writing.phrases import plain, say
from cs_core.orchestration.preparing.ground import Ground, ground_of
from cs_core.orchestration.preparing.questions import questions


def prepare(snap: Snapshot, words: str) -> Pack:
    """The page of the account of an id or a name, as of the snapshot's day. Raises NotFound."""
    g = ground_of(snap, find_account(snap, words))
    slides = tuple(slide for make in SECTIONS if (slide := make(g)))
    title, foot = f"{g.brief.name}: before the meeting", "For our own eyes: nothing of this page is for the customer"
    sources = tuple(s._replace(source=WORDS["cs_core"]) if s.source == "cs_core" else s for s in g.book.sources(internal=True))
    return Pack(g.brief.account_id, title, foot, snap.as_of, True, slides, sources)


def standing(g: Ground) -> Slide:
    """Who they are to us, and how they stand, in five lines."""
    lines = g.book.all(
        "Stage: {stage}. It is so because {stage_why|whole}.",
        ("{arr} on {plan}, {seats} bought.", "{arr} on {plan}.", "{arr}."),
        ("Health: {health}, but they gave notice on {notice_given_on}.", "Health: {health}, {health_band}.",
         "Health cannot be told: too little is known."),
        ("Pulse: {pulse}, {note:pulse|whole}.", "Nobody has set a pulse."),
        ("Use: {usage_change|change} against the four weeks before, {utilisation} of seats in use.",
         "Use: {usage_change|change} against the four weeks before."),
        ("Our person: {owner}.", "No CSM is named."),
    )  # fmt: skip
    return Slide("title", (*g.book.say("{name}"), *just(": before the meeting")), lines)


def people(g: Ground) -> Slide:
    """Who matters, how we know, and when we last had two-way contact."""
    rows = tuple(_person(p, g) for p in g.people)
    gone = g.book.all("Their champion left on {champion_left_on}: nobody has taken the part yet.")
    touched = g.book.all("The last two-way contact with this customer was on {last_touch_on}") if g.since else ()
    whom = f", with {plain(', '.join(g.spoken))}." if g.spoken else "; the record does not say with whom of them."
    last = tuple((*line, Span(whom)) for line in touched)
    unknown = tuple(said for role, said in WANTED if not any(p["role"] == role for p in g.people))
    table = Table(("Name", "Role", "Is", "Last two-way contact"), rows, (0.3, 0.25, 0.15, 0.3)) if rows else None
    return Slide("people", just("Who matters"), (*gone, *last), table, unknowns=unknown if rows else ("anybody at this customer.",))


def _person(p: dict, g: Ground) -> tuple[Text, ...]:
    mark = g.book.cite(p["system"] or "cs_core", p["source_row"] or "people", g.brief.as_of)
    role = f"{p['role'] or 'no role known'}{' (inferred)' if p['role_from'] == 'inferred' else ''}"
    last = spelt(p["last_two_way_on"]) if p["last_two_way_on"] else "none on record with this person"
    status = (p["status"] or "cannot tell") + (", opted out" if p["opted_out"] else "")
    named = plain(p["name"] or "no name known") + (f", {plain(p['title'])}" if p["title"] else "")
    return (Span(named, mark),), just(role), just(status), (Span(last, mark),)


def wants(g: Ground) -> Slide:
    """The goal in their words, and what came of it."""
    lines = [
        *g.book.all(
            ("They want: {desired_outcome|quote}, said on {outcome_stated_on}.",
             "What they want is not on record: ask for it today."),
            "In their words: {outcome_quote|quote}",
            ("Measured by {outcome_metric|quote}: from {outcome_baseline} to {outcome_target}; they told {outcome_figure} on"
             " {outcome_told_on}.",
             "Measured by {outcome_metric|quote}: from {outcome_baseline} to {outcome_target}; their figure now is not known."),
            ("First value came on {first_value_on}.",
             "Next value milestone: {next_milestone|quote}, {milestone_progress} of its uses done."),
        )
    ]  # fmt: skip
    source = g.value["source"]
    mark = g.book.cite(source["source"], source["source_row"], date.fromisoformat(source["observed_at"])) if source else None
    told = g.value["says"] if g.value["realised"] is None else f"{g.value['status']}. {g.value['says']}"
    lines.append((Span(f"Value so far: {told[:1].lower()}{told[1:]}.", mark),))
    return Slide("wants", just("What they want, and value so far"), tuple(lines))


def changed(g: Ground) -> Slide:
    """What happened since we last spoke."""
    headline = g.book.first("Since the last two-way contact on {last_touch_on}", "No two-way contact is on record: what is known of late")
    lines = tuple(_event(row, g) for row in g.happened)
    return Slide("changed", headline, lines or (just("Nothing is on record since."),))


def _event(row: dict, g: Ground) -> Text:
    mark = g.book.cite(row["source"], row["source_row"], row["at"].date())
    return (Span(f"{spelt(row['at'].date())}: {'' if row['kind'] in BARE else row['kind'] + ' '}{plain(row['text'])}", mark),)


def still_open(g: Ground) -> Slide:
    """What they wait for: tickets, asks, promises of ours."""
    lines = []
    for key, label in OPEN:
        lines += [(*just(f"{label}: "), *g.book.cell(f, "quote")) for f in g.brief.all(key)[:MOST]]
    lines += g.book.all("Promises of ours whose day has passed: {promises_overdue|some}.", "Escalated or urgent: {escalations_open|some}.")
    return Slide("open", just("What they wait for"), tuple(lines) or (just("No open ticket, ask or promise is on record."),))


def terms(g: Ground) -> Slide:
    """The contract, in the order in which it will be asked about."""
    last_day = () if g.known("notice_given_on") else (("Last day for notice: {notice_on}.", "The last day for notice is not known."),)
    lines = g.book.all(
        ("The term ends on {renewal_on}, in {days_to_renewal}.", "The term ends on {renewal_on}.",
         "The term on record ended on {term_over_on}: whether they renewed is not known.", "When the term ends is not known."),
        *last_day,
        "Renews by itself: {auto_renew}.",
        ("Notice was given on {notice_given_on}: counted as not renewing.", "Likelihood to renew: {renewal_likelihood|share}."),
        "Discount now: {discount}.",
        "Price of a seat against the last term: {price_change|change}.",
        "Overdue: {overdue_invoices|some}, {overdue_amount}.",
        "Open renewal deal: {open_renewal}.",
        "Open expansion deal: {open_expansion}.",
    )  # fmt: skip
    return Slide("terms", just("Renewal and terms"), lines)


def risks(g: Ground) -> Slide:
    """What may go wrong, each thing once: what an open risk says is not said again."""
    told = tuple(g.book.cell(f, "whole") for f in g.risks)
    said = " ".join(str(f.value) for f in g.risks)
    beside = [f"{words} {{{key}}}." for key, words in SPOKE_OF.items() if (on := g.known(key)) and f"{words} {spelt(on)}" not in said]
    unheard = (g.known("champion_silent_days") or 0) > SILENT_DAYS and "No sign of the champion" not in said
    lines = g.book.all(
        "On {alarm_said_on} they wrote {alarm_said|quote}, and nobody has answered since.",
        *beside,
        *(["No sign of the champion for {champion_silent_days}."] if unheard else []),
        ("They gave notice on {notice_given_on}.", "Chance to leave within ninety days: {churn_probability|share}."),
    )  # fmt: skip
    return Slide("risks", just("Risks"), (*told, *lines) or (just("No risk is open."),))


def ask(g: Ground) -> Slide:
    """Three to five questions, each for a reason in the facts."""
    return Slide("ask", just("Ask them"), questions(g.book))


def silent(g: Ground) -> Slide:
    """What not to say, and why."""
    lines = [just("Health, pulse, risks and likelihoods are for our own eyes.")]
    limit = g.direction.guardrails["max_discount_percent"]
    if limit:
        mark = g.book.cite("cs_core", "guardrail:max_discount_percent", g.brief.as_of)
        lines.append((Span(f"Offer no discount above {limit:g}%: that is the guardrail that leaders set.", mark),))
    else:
        lines.append(just("Offer no discount: leaders let nobody mention one."))
    if g.known("health_band") == "red":
        lines.append(just("Sell nothing into it: their health is red."))
    if g.known("open_asks") or g.known("promises_overdue"):
        lines.append(just("Promise no new date before the open asks have theirs."))
    barred = [p for p in g.people if p["opted_out"]]
    lines += [(*just("Write no mail to "), Span(plain(p["name"] or p["person_id"])), *just(": they opted out.")) for p in barred]
    if g.protected:
        mark = g.book.cite("cs_core", "protected", g.brief.as_of)
        lines.append((*just("This customer is protected: "), Span(say(g.protected, "", "whole"), mark)))
    if g.brief.unknowns:
        lines.append(just(f"Claim nothing about what we do not know: {', '.join(g.brief.unknowns)}."))
    return Slide("silent", just("What not to say"), tuple(lines))


SECTIONS = (standing, people, wants, changed, still_open, terms, risks, ask, silent)
OPEN = (("ticket", "Ticket"), ("ask", "They asked"), ("promise", "We promised"))
BARE = frozenset({"said", "deal", "departure"})
"""Kinds whose text needs no word before it."""
MOST = 4
SPOKE_OF = {"leaving_said_on": "They spoke of ending the contract on", "competitor_said_on": "They spoke of another vendor on"}
WANTED = (("champion", "who carries this inside (no champion is named)."), ("sponsor", "an executive sponsor."))
