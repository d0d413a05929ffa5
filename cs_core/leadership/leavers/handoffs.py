"""The brief of a hand-off in plain words: what is known, what was promised, what only one of ours knew, what to ask before they go."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cs_core.context.wording.counted import in_unit
from cs_core.context.wording.days import spelt
from cs_core.records import Brief, Fact

TOLD: tuple[str, ...] = (
    "segment", "plan", "arr", "seats", "renewal_on", "auto_renew", "health_band", "churn_probability", "usage_change", "open_tickets",
    "escalations_open", "champion", "sponsor", "economic_buyer", "desired_outcome", "onboarding_status", "days_since_touch",
)  # fmt: skip
"""Facts of a brief by their keys, in this order, where they are known."""
MOST_HELD = 12
"""Lines of each part but of what is known; what is more is counted."""
KNOW = "What we know"
SECTIONS: Mapping[str, str] = {
    KNOW: "Nothing is on record.",
    "What was promised": "No promise of theirs is open on record.",
    "What only they know": "Nothing on record is theirs alone.",
    "What is in their hands": "Nothing is open.",
    "Ask before the last day": "Nothing is known to be missing.",
}
"""Title of a part of the brief -> what stands there where nothing is to be told."""
WRITTEN = "Where it is written"
"""Title of the last part: which fact or row each number means."""
ASKED: Mapping[str, str] = {
    "desired outcome": "What do they want to reach with us? No record says it in their words.",
    "roles": "Who is for us there, and who decides? No record names a champion, a sponsor or a buyer.",
    "people": "Whom do you write to? No address is on record.",
    "renewal date": "When does their term end? No record says.",
    "touches": "When did you last speak with them, and about what? No contact is on record.",
}
"""Kind of knowledge that is missing -> what to ask the person who leaves; others cannot be expected to know more than the systems."""


def brief_of(about: Mapping[str, Any], held: Sequence[Mapping[str, Any]], known: Brief) -> str:
    """Plain text in the parts of SECTIONS. `about`: name, leaver, to_person, why, last_day, introduce_by, ask; `held`: rows of
    `leaving.HELD` of the account. Each thing that is said bears a number, and WRITTEN names the fact or row of each number.
    """
    to, refs = about["to_person"] or "nobody yet", []
    lines = [f"{about['name']}: from {about['leaver']} to {to}", f"{about['leaver']} is here until {spelt(about['last_day'])}."]
    lines += [f"Why {to}: {about['why']}."]
    if about["introduce_by"]:
        lines += [f"Meet them together by {spelt(about['introduce_by'])}, so that {to} is introduced before {about['leaver']} goes."]
    promised = [h for h in held if h["kind"] == "promise"]
    alone = [h for h in held if h["kind"] in ("relationship", "note")]
    rest = [h for h in held if h not in promised and h not in alone]
    parts = (
        ([_fact(f, refs) for f in _facts(known)], len(TOLD)), ([_held(h, refs) for h in promised[:MOST_HELD]], len(promised)),
        ([_held(h, refs) for h in alone[:MOST_HELD]], len(alone)), ([_held(h, refs) for h in rest[:MOST_HELD]], len(rest)),
        (about["ask"][:MOST_HELD], len(about["ask"])),
    )  # fmt: skip
    for (title, none), (said, of) in zip(SECTIONS.items(), parts, strict=True):
        lines += ["", title, *(said or [none])]
        lines += [f"And {of - MOST_HELD:,} more."] if said and of > MOST_HELD and title != KNOW else []
    lines += ["", WRITTEN, ", ".join(f"[{n}] {ref}" for n, ref in enumerate(refs, 1))] if refs else []
    return "\n".join(lines) + "\n"


def questions(held: Sequence[Mapping[str, Any]], unknowns: Sequence[str]) -> list[str]:
    """What to ask the person who leaves about one account: first what only they can know, then what no system knows."""
    asks = [ASK[h["kind"]].format(says=h["says"], theirs=h["theirs"] or "", day=h["due_on"]) for h in held if h["kind"] in ASK]
    people = [f"How does {h['theirs']} like to be reached, and what matters to them?" for h in held if h["theirs"]]
    if any(h["kind"] == "relationship" and not h["theirs"] for h in held):
        asks.append("Whom do you speak with there, and who decides? Nobody else of ours has been in contact.")
    return list(dict.fromkeys([*asks, *people, *(ASKED[k] for k in unknowns if k in ASKED)]))


ASK: Mapping[str, str] = {
    "promise": "You {says}. What is left of it, and who there waits for it?",
    "renewal": "It {says}: what was said about price, term and doubts?",
    "meeting": "There is {says}. What is it for, and who should be there?",
    "deal": "There is an {says}. Where does it stand, and what was offered?",
}
"""Kind of thing held -> what to ask about it."""


def _facts(known: Brief) -> list[Fact]:
    return [fact for key in TOLD if (fact := known.get(key)) is not None]


def _fact(fact: Fact, refs: list[str]) -> str:
    return f"{_words(fact.key)}: {_value(fact)} {_number(fact.id, refs)}"


def _held(row: Mapping[str, Any], refs: list[str]) -> str:
    on = spelt(row["due_on"]) if row["due_on"] else ""
    due = f", due {on}" if on and on not in row["says"] else ""
    return f"{row['says'][0].upper()}{row['says'][1:].rstrip('.')}{due} {_number(row['ref'], refs)}"


def _number(ref: str, refs: list[str]) -> str:
    """The number of a fact or row in the brief; a new one is added to `refs`."""
    if ref not in refs:
        refs.append(ref)
    return f"[{refs.index(ref) + 1}]"


def _words(key: str) -> str:
    return {"arr": "ARR"}.get(key, key.replace("_", " ").capitalize())


def _value(fact: Fact) -> str:
    """The value as people read it; its unit where the label does not say it already."""
    unit = "" if fact.unit in fact.key.split("_") else fact.unit
    match fact.value:
        case bool():
            return "yes" if fact.value else "no"
        case float() if fact.key == "churn_probability":
            return f"{fact.value:.0%}"
        case float():
            whole = f"{fact.value:,.0f}" if abs(fact.value) >= 1_000 else f"{fact.value:,.1f}".removesuffix(".0")
            return in_unit(whole, unit)
        case int():
            return in_unit(f"{fact.value:,}", unit)
        case date():
            return spelt(fact.value)
        case _:
            return in_unit(str(fact.value), unit)
