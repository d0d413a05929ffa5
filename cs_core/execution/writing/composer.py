"""The offline composer: a draft put together from cited facts, chosen among phrasings by account, play and day (see `draws`).

A phrasing's figures stand in slots, so a sentence cannot hold a figure that no fact bears, and cites each fact whose value it shows.
What is worth saying besides the opening stands in the playbook in the order of its weight: one of the first two that are known is
always said, what joins it differs from customer to customer, and no two sentences of a letter begin alike where that can be helped.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations

from cs_core.execution.playbooks.draws import Draw
from cs_core.execution.playbooks.play import Play
from cs_core.execution.recipients import NAMED
from cs_core.execution.writing.beforehand import beforehand
from cs_core.execution.writing.claims import STATED_ON, cited, claim, first, known, lately, quoted_again
from cs_core.execution.writing.no_letter import instead_of_a_letter
from cs_core.execution.writing.phrases import first_name, slots
from cs_core.execution.writing.telling import telling
from cs_core.execution.writing.thanks import thanks
from cs_core.execution.writing.voice import by_tone
from cs_core.execution.writing.wording import AS_WRITTEN, Wording
from cs_core.records import Brief, Claim, Draft

BACKGROUND = 4
"""At most this many further facts in an internal task."""
MOST_WORDS = 80
"""Of a letter, less greeting and sign-off; what weighs least is left out until it fits."""
LEADING = 2
"""So many groups of details are the weightiest: one of them is always said."""
LAST_WORD = "last_word_on"
"""The fact that tells the day of a running play's last message that was sent."""
FIRST_OF_ALL = frozenset({LAST_WORD, STATED_ON, "unused_feature_text", "invoice", "first_invoice"})
"""What an opening says where it is known: our last word of the same play, how old their word is, what the thing is that they never used,
which bill it is."""
LAST_RESORT = frozenset({"arr"})
"""Facts that a letter tells only where it has nothing else to say: what they pay is no news to whoever pays it, and not everybody's."""
ASIDE = frozenset({"ticket"})
"""What is no part of a letter's matter is said after all that is."""
LEANS = re.compile(r"(?i)(?:that|it|its|one of|among|(?:most )?of (?:it|that|these|those|them)|(?:together )?they|these|those|in that)\b")
"""Beginnings of sentences that lean on the opening: they come right after it."""

Said = Sequence[Claim]


def compose(brief: Brief, notice: dict, play: Play) -> Draft | None:
    """A letter, or for a row of kind ``task`` a note to our person; None where the play has nothing true to say."""
    if any(brief.get(key) is None for key in play.script.needs):
        return None
    return _task(brief, notice, play) if notice["kind"] == "task" else _letter(brief, notice, play)


def choose(
    brief: Brief, draw: Draw, phrasings: Sequence[str], *, salt: str, wording: Wording = AS_WRITTEN, must: bool = False, after: Said = ()
) -> Claim | None:
    """One of the phrasings whose facts are known: always the same one for the same draw.

    What reviewers write instead of one of them is said instead; what they take out is said only where something `must` be said, and a
    banned phrase never. Of those that remain one is taken that fits the tone and does not begin like a sentence `after` which it comes.
    """
    usable = [t for t in phrasings if known(brief, t) and not wording.voice.banned_in(t)]
    taught = next((wording.instead[t] for t in usable if t in wording.instead), None)
    if taught is not None and not wording.voice.banned_in(taught):
        return Claim(text=taught)
    liked = by_tone([t for t in usable if t not in wording.avoid] or (usable if must else []), wording.voice.tone)
    if not liked:
        return None
    begun = {_first_word(s.text) for s in after}
    others = [t for t in liked if _first_word(claim(brief, t).text if t.startswith("{") else t) not in begun] or liked
    return claim(brief, others[draw.of(len(others), salt)])


def _first_word(text: str) -> str:
    return text.split(maxsplit=1)[0].casefold() if text.strip() else ""


def greeting(name: str | None, wording: Wording = AS_WRITTEN) -> Claim:
    """States nothing; no name where none is sure."""
    given = first_name(name)
    return Claim(text=wording.hello.replace("{first}", given) if given else wording.voice.nameless)


def sign_off(brief: Brief, wording: Wording = AS_WRITTEN) -> Claim:
    """The closing words and who signs; it states nothing.

    The leader's name line where one is set; else the owner's name and under it the company's; else the name of either, the vendor's as
    its policies give it, or plainly the team.
    """
    voice, owner = wording.voice, first(brief, SIGN_OFFS[:1])
    given = voice.name_line.replace("{sender}", voice.sender) if voice.sender or "{sender}" not in voice.name_line else ""
    if "{owner}" in given:
        given = given.replace("{owner}", owner.text) if owner else ""
    if not given and (owner or voice.sender):
        given = "\n".join(name for name in (owner.text if owner else "", voice.sender) if name)
    found = first(brief, SIGN_OFFS)
    name = given or (found.text if found else "Your customer success team")
    return Claim(text=f"\n\n{wording.closing}\n{name}")


def framed(brief: Brief, notice: dict, subject: str, claims: Iterable[Claim]) -> Draft:
    """A letter or note with its greeting and sign-off, which code writes whoever wrote the rest."""
    wording, said = notice.get("wording", AS_WRITTEN), tuple(claims)
    if notice["kind"] == "task":
        find = (instead_of_a_letter(brief),) if notice.get("nobody") else ()
        return Draft(subject=subject, claims=(*beforehand(brief, said), *said, *find))
    hello = () if notice.get("role") in MET_BY_NAME else _introduction(brief)
    before = (greeting(notice.get("to"), wording), *hello, *_thanks(brief, notice, said, wording))
    return Draft(subject=subject, claims=(*before, *said, sign_off(brief, wording)))


def _introduction(brief: Brief) -> tuple[Claim, ...]:
    """What comes before all else where the reader is new and was never written to."""
    line = first(brief, INTRODUCTIONS)
    return (_paragraph(line),) if line else ()


def _thanks(brief: Brief, notice: dict, said: Said, wording: Wording) -> tuple[Claim, ...]:
    """What comes before to whoever gave us a good answer lately."""
    phrasings = thanks(brief, notice.get("play", ""), said)
    line = choose(brief, Draw(brief, notice, notice.get("play", "")), phrasings, salt="thanks", wording=wording)
    return (_paragraph(line),) if line else ()


def _letter(brief: Brief, notice: dict, play: Play) -> Draft | None:
    """A letter that tells enough of this customer: as many facts as the notice asks for (`least`), if need be by the fullest opening."""
    openings, least = _openings(brief, play), notice.get("least", 0)
    letter = _from(brief, notice, play, openings)
    if letter is not None and _tells(brief, letter.claims) < least:
        letter = _from(brief, notice, play, _fullest(brief, openings))
    return letter if letter is not None and _tells(brief, letter.claims) >= least else None


def _tells(brief: Brief, claims: Iterable[Claim]) -> int:
    """How many telling facts these cite."""
    cited = {i for c in claims for i in c.fact_ids}
    return len(telling(f for f in brief.facts if f.id in cited))


def _fullest(brief: Brief, phrasings: Sequence[str]) -> list[str]:
    """Of the phrasings that can be said those that tell the most facts."""
    tells = {t: _tells(brief, [claim(brief, t)]) for t in phrasings if known(brief, t)}
    return [t for t, n in tells.items() if n == max(tells.values())]


def _from(brief: Brief, notice: dict, play: Play, openings: Sequence[str]) -> Draft | None:
    wording = notice.get("wording", AS_WRITTEN)
    draw = Draw(brief, notice, play.name)
    opening = choose(brief, draw, openings, salt="opening", wording=wording, must=True)
    if opening is None:
        return None
    details = _details(brief, play, opening, wording, draw)
    before = _before(brief, draw, opening, wording) if play.name in ONE_MATTER else []
    ask = choose(brief, draw, play.script.ask, salt="ask", wording=wording, after=(opening, *before, *details))
    body = [_paragraph(opening), *before, *details, *([_paragraph(ask)] if ask else [])]
    while len(details) > 1 and sum(len(c.text.split()) for c in body) > MOST_WORDS:
        body.remove(details.pop())
    return framed(brief, notice, _subject(brief, play, body, wording, draw), body)


def _openings(brief: Brief, play: Play) -> list[str]:
    """The phrasings of why we write; those that say what is FIRST_OF_ALL go before the others."""
    again = [t for t in play.script.opening if not FIRST_OF_ALL.isdisjoint(dict(slots(t))) and known(brief, t)]
    return again or list(play.script.opening)


def _before(brief: Brief, draw: Draw, opening: Claim, wording: Wording) -> list[Claim]:
    """That we wrote of it before, where the opening does not say so."""
    told = {f.id for f in brief.all(LAST_WORD)}
    line = None if not told.isdisjoint(opening.fact_ids) else choose(brief, draw, WROTE, salt="before", wording=wording, after=(opening,))
    return [line] if line else []


def _details(brief: Brief, play: Play, opening: Claim, wording: Wording, draw: Draw) -> list[Claim]:
    """What joins the opening: of groups that have something new to say one phrasing each."""
    told = opening.fact_ids
    news = [[t for t in group if lately(brief, t) and not _told(brief, cited(brief, t), told)] for group in play.script.details]
    more = [[t for t in group if LAST_RESORT.isdisjoint(dict(slots(t)))] for group in news]
    news = [group for group in (more if any(more) else news) if group]
    said: list[Claim] = []
    for at in _picked(len(news), wording.details, draw):
        line = choose(brief, draw, news[at], salt=news[at][0], wording=wording, after=(opening, *said))
        if line is not None:
            said.append(line)
    free = len(said) > 1 and not any(LEANS.match(c.text) for c in said)
    order = said[::-1] if free and draw.of(2, "order") else said
    return sorted(order, key=lambda line: (any(brief.by_id[i].key in ASIDE for i in line.fact_ids), not LEANS.match(line.text)))


def _told(brief: Brief, ids: Sequence[str], before: Sequence[str]) -> bool:
    """Whether these facts would say nothing but what was said before, or the same day and figures under another name."""
    mine, told = ({brief.by_id[i].value for i in some} for some in (ids, before))
    return set(ids) <= set(before) or (mine <= told and any(isinstance(value, date) for value in mine))


def _picked(of: int, most: int, draw: Draw) -> list[int]:
    """Which of the groups are said: one of the first two, and others after it as they are drawn."""
    sets = [found for found in combinations(range(of), min(of, most)) if found[:1] < (LEADING,)]
    return list(sets[draw.of(len(sets), "details")])


def _subject(brief: Brief, play: Play, body: list[Claim], wording: Wording, draw: Draw) -> str:
    """A subject that says nothing the body does not bear out; the customer's own name may stand in any. One that names a fact first."""
    told = {i for c in body for i in c.fact_ids} | {f.id for f in brief.all("name")}
    lines = [t for t in play.script.subject if known(brief, t) and told.issuperset(cited(brief, t))]
    own = [t for t in lines if slots(t)] or lines or list(SUBJECTS)
    found = choose(brief, draw, own, salt="subject", wording=Wording(voice=wording.voice)) or claim(brief, SUBJECTS[-1])
    return found.text


def _task(brief: Brief, notice: dict, play: Play) -> Draft | None:
    """Why now, what is known, and the step suggested; addressed to one of ours."""
    why = first(brief, (*play.why_in_full, *play.why))
    if why is None:
        return None
    wording, lines = notice.get("wording", AS_WRITTEN), [_point(c) for c in beforehand(brief, [why])]
    told = {i for c in (why, *lines) for i in c.fact_ids}
    first_of_all = (NOTICE, *_departure(brief), *(ENOUGH if notice.get("enough") else ()))
    wanted = [*first_of_all, *(t for t in (*play.script.background, *BACKGROUND_ALWAYS) if t not in wording.avoid)]
    for line in (claim(brief, template) for template in wanted if known(brief, template)):
        if line and len(lines) < BACKGROUND and not set(line.fact_ids) <= told and not quoted_again(brief, line, told):
            lines.append(_point(line))
            told |= set(line.fact_ids)
    head = [Claim(text=f"\n\n{KNOWN}")] if lines else []
    step = Claim(text=f"\n\n{STEP}{play.script.step}")
    title = claim(brief, "{name}: " + play.script.title) or claim(brief, play.script.title)
    return framed(brief, notice, title.text if title else play.name, [why, *head, *lines, step])


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


def _point(line: Claim) -> Claim:
    return line.model_copy(update={"text": "\n- " + line.text})


DEPARTURE_DAYS = 120
"""A recorded departure is named, and keeps the cheerful silent, for so long."""

NO_REASON = ("", "none", "unknown", "other")

DEPARTURE = (
    "A departure is on record of {churn_event} ({churn_reason|lower}), though a subscription still runs.",
    "A departure is on record of {churn_event}, though a subscription still runs.",
)

WROTE = ("We wrote about this on {last_word_on} as well.", "On {last_word_on} we wrote about this, too.")
"""Where a play of ONE_MATTER that has written before begins anew."""
ONE_MATTER = frozenset(
    {"prepare the renewal", "prepare the quote", "size the next commitment", "settle before the notice day", "make the last call",
     "tell the notice day", "confirm who decides", "recover use", "break the silence", "reach the silent champion",
     "re-engage after the champion left", "use what was committed", "talk about the commitment", "talk about seats", "talk about the plan",
     "ask for the outcome", "agree the plan", "bring the others in", "start together", "settle the invoices"}
)  # fmt: skip
"""Plays that come back to the same matter within months: another release, milestone or answer is not what we wrote of before."""

NOTICE = "Notice was given on {notice_given_on}: the term ends on {renewal_on}."
"""In every task of such a customer, whatever the task is about: that day is no renewal."""

ENOUGH = ("Our last letter on this went out on {last_word_on}; another would only say it again.",)
"""In the task that takes the place of one letter too many."""

INTRODUCTIONS = ("You are new among our contacts at {name}, since {stranger_on}, and this is our first letter to you.",)
"""To somebody new to whom nothing of ours was ever sent, whatever the letter is about."""
MET_BY_NAME = frozenset(row.role for row in NAMED)
"""Readers whom a letter is about: it says itself how we know them."""

KNOWN, STEP = "Known:", "Suggested step: "
"""What stands before the facts and before the step of a task."""

SUBJECTS = ("A question for {name}", "A question for you")
"""Where no subject of the playbook can be said."""

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
