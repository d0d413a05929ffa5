"""The offline composer: a draft put together from cited facts, chosen among phrasings by account and play, never by chance.

A phrasing's figures stand in slots, so a sentence cannot hold a figure that no fact bears, and cites each fact whose value it shows.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from cs_core.execution.phrases import Read, fill, first_name, is_known, slots
from cs_core.execution.play import Play
from cs_core.execution.wording import AS_WRITTEN, CLOSING, GREETING, NAMELESS, Wording
from cs_core.records import Brief, Claim, Draft, Fact, key_of

BACKGROUND = 4
"""At most this many further facts in an internal task."""


def compose(brief: Brief, notice: dict, play: Play) -> Draft | None:
    """A letter, or for a row of kind ``task`` a note to our person; None where the play has nothing true to say."""
    if any(brief.get(key) is None for key in play.script.needs):
        return None
    return _task(brief, notice, play) if notice["kind"] == "task" else _letter(brief, notice, play)


def claim(brief: Brief, template: str) -> Claim | None:
    """The phrasing with its facts said and cited; None where one of them is unknown."""
    cited: dict[str, None] = {}
    text = fill(template, _reader(brief, cited))
    return None if text is None else Claim(text=text, fact_ids=tuple(cited))


def known(brief: Brief, template: str) -> bool:
    """Whether each fact of a phrasing is known."""
    facts = ((brief.get(key), form) for key, form in slots(template))
    return all(f is not None and is_known(f.value, form, f.unit) for f, form in facts)


def choose(
    brief: Brief, play: str, phrasings: Sequence[str], *, salt: str, wording: Wording = AS_WRITTEN, must: bool = False
) -> Claim | None:
    """One of the phrasings whose facts are known: always the same one for this account, play and day.

    What reviewers write instead of one of them is said instead; what they take out is said only where something `must` be said.
    """
    usable = [t for t in phrasings if known(brief, t)]
    taught = next((wording.instead[t] for t in usable if t in wording.instead), None)
    if taught is not None:
        return Claim(text=taught)
    liked = [t for t in usable if t not in wording.avoid] or (usable if must else [])
    if not liked:
        return None
    return claim(brief, liked[int(key_of(brief.account_id, play, salt, brief.as_of), 16) % len(liked)])


def first(brief: Brief, phrasings: Sequence[str]) -> Claim | None:
    """The first phrasing whose facts are known."""
    return next((claim(brief, t) for t in phrasings if known(brief, t)), None)


def greeting(name: str | None, wording: Wording = AS_WRITTEN) -> Claim:
    """States nothing; no name where none is sure."""
    given = first_name(name)
    return Claim(text=wording.instead.get(GREETING, GREETING).replace("{first}", given) if given else NAMELESS)


def sign_off(brief: Brief, wording: Wording = AS_WRITTEN) -> Claim:
    """The owner's name where there is one, else the vendor's as its policies give it, else plainly the team; it states nothing."""
    found = first(brief, SIGN_OFFS)
    name = found.text if found else "Your customer success team"
    return Claim(text=f"\n\n{wording.instead.get(CLOSING, CLOSING)}\n{name}")


def framed(brief: Brief, notice: dict, subject: str, claims: Iterable[Claim]) -> Draft:
    """A letter or note with its greeting and sign-off, which code writes whoever wrote the rest."""
    if notice["kind"] == "task":
        return Draft(subject=subject, claims=tuple(claims))
    wording = notice.get("wording", AS_WRITTEN)
    return Draft(subject=subject, claims=(greeting(notice.get("to"), wording), *claims, sign_off(brief, wording)))


def _letter(brief: Brief, notice: dict, play: Play) -> Draft | None:
    wording = notice.get("wording", AS_WRITTEN)
    opening = choose(brief, play.name, play.script.opening, salt="opening", wording=wording, must=True)
    if opening is None:
        return None
    groups = (choose(brief, play.name, group, salt=group[0], wording=wording) for group in play.script.details)
    details = [d for d in groups if d is not None and not set(d.fact_ids) <= set(opening.fact_ids)][: wording.details]
    ask = choose(brief, play.name, play.script.ask, salt="ask", wording=wording)
    body = [_paragraph(opening), *details, *([_paragraph(ask)] if ask else [])]
    return framed(brief, notice, _subject(brief, play, body), body)


def _subject(brief: Brief, play: Play, body: list[Claim]) -> str:
    """A subject that says nothing the body does not bear out; the customer's own name may stand in any."""
    told = {i for c in body for i in c.fact_ids} | {f.id for f in brief.all("name")}
    lines = [t for t in play.script.subject if known(brief, t) and set(claim(brief, t).fact_ids) <= told]
    found = choose(brief, play.name, lines or ("A question for {name}", "A question for you"), salt="subject")
    return found.text


def _task(brief: Brief, notice: dict, play: Play) -> Draft | None:
    """Why now, what is known, and the step suggested; addressed to one of ours."""
    why = first(brief, (*play.why_in_full, *play.why))
    if why is None:
        return None
    told, wording = set(why.fact_ids), notice.get("wording", AS_WRITTEN)
    lines, wanted = [], [t for t in (*play.script.background, *BACKGROUND_ALWAYS) if t not in wording.avoid]
    for line in (claim(brief, template) for template in (*_departure(brief), *wanted)):
        if line is not None and not set(line.fact_ids) <= told and len(lines) < BACKGROUND:
            lines.append(line.model_copy(update={"text": "\n- " + line.text}))
            told |= set(line.fact_ids)
    head = [Claim(text="\n\nKnown:")] if lines else []
    step = Claim(text="\n\nSuggested step: " + play.script.step)
    find = [Claim(text=FIND_A_PERSON)] if notice.get("nobody") else []
    title = claim(brief, "{name}: " + play.script.title) or claim(brief, play.script.title)
    return framed(brief, notice, title.text if title else play.name, [why, *head, *lines, step, *find])


def departed(brief: Brief) -> bool:
    """Whether a departure is on record that is not long past: for a customer that still pays the two records disagree."""
    fact = brief.get("churn_event")
    return fact is not None and isinstance(fact.value, date) and (brief.as_of - fact.value).days <= DEPARTURE_DAYS


def _departure(brief: Brief) -> tuple[str, ...]:
    if not departed(brief):
        return ()
    why = brief.get("churn_reason")
    told = why is not None and str(why.value).strip().lower() not in NO_REASON
    return DEPARTURE[:1] if told else DEPARTURE[1:]


def _paragraph(line: Claim) -> Claim:
    return line.model_copy(update={"text": "\n\n" + line.text})


def _reader(brief: Brief, cited: dict[str, None]) -> Read:
    def read(key: str) -> tuple[object, str] | None:
        fact: Fact | None = brief.get(key)
        if fact is None or fact.value is None:
            return None
        cited[fact.id] = None
        return fact.value, fact.unit

    return read


DEPARTURE_DAYS = 120
"""A recorded departure is named, and keeps the cheerful silent, for so long."""

NO_REASON = ("", "none", "unknown", "other")

DEPARTURE = (
    "A departure is on record of {churn_event} ({churn_reason|lower}), though a subscription still runs.",
    "A departure is on record of {churn_event}, though a subscription still runs.",
)

FIND_A_PERSON = "Please find out first whom to speak with, and add that person to the CRM."

SIGN_OFFS = ("{owner}", "{policy:sign_off}", "The {policy:vendor} customer success team")

#: What our person wants to see in any task, after the play's own facts.
BACKGROUND_ALWAYS = (
    "Plan: {plan|quote}, {seats}.",
    "Renewal on {renewal_on}.",
    "Their stated goal: {desired_outcome|quote}.",
    "Last spoken with on {last_touch_on}.",
    "Open tickets: {open_tickets|n}.",
    "Customer since {customer_on}.",
)
