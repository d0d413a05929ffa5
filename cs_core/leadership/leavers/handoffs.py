"""The brief of a hand-off in plain words: what is known, what was promised, what only one of ours knew, what to ask before they go."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cs_core.records import Brief, Fact

TOLD: tuple[str, ...] = (
    "segment", "plan", "arr", "seats", "renewal_on", "auto_renew", "health_band", "churn_probability", "usage_change", "open_tickets",
    "escalations_open", "champion", "sponsor", "economic_buyer", "desired_outcome", "onboarding_status", "days_since_touch",
)  # fmt: skip
"""Facts of a brief by their keys, in this order, where they are known."""
MOST_HELD = 12
"""Lines of what is in their hands; what is more is counted."""
ASKED: Mapping[str, str] = {
    "desired outcome": "What do they want to reach with us? No record says it in their words.",
    "roles": "Who is for us there, and who decides? No record names a champion, a sponsor or a buyer.",
    "people": "Whom do you write to? No address is on record.",
    "renewal date": "When does their term end? No record says.",
    "touches": "When did you last speak with them, and about what? No contact is on record.",
}
"""Kind of knowledge that is missing -> what to ask the person who leaves; others cannot be expected to know more than the systems."""


def brief_of(about: Mapping[str, Any], held: Sequence[Mapping[str, Any]], known: Brief) -> str:
    """Markdown. `about`: name, leaver, to_person, why, last_day, introduce_by, ask; `held`: rows of `leaving.HELD` of the account."""
    to = about["to_person"] or "nobody yet"
    lines = [f"# {about['name']}: from {about['leaver']} to {to}", "", f"{about['leaver']} is here until {day(about['last_day'])}."]
    lines += ["", f"Why {to}: {about['why']}."]
    if about["introduce_by"]:
        lines += ["", f"Meet them together by {day(about['introduce_by'])}, so that {to} is introduced before {about['leaver']} goes."]
    promised = [h for h in held if h["kind"] == "promise"]
    alone = [h for h in held if h["kind"] in ("relationship", "note")]
    rest = [h for h in held if h not in promised and h not in alone]
    lines += _part("What we know", [_fact(f) for f in _facts(known)], "Nothing is on record.", most=len(TOLD))
    lines += _part("What was promised", [_held(h) for h in promised], "No promise of theirs is open on record.")
    lines += _part("What only they know", [_held(h) for h in alone], "Nothing on record is theirs alone.")
    lines += _part("What is in their hands", [_held(h) for h in rest], "Nothing is open.")
    lines += _part("Ask before the last day", about["ask"], "Nothing is known to be missing.")
    return "\n".join(lines).strip() + "\n"


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


def _part(title: str, lines: Sequence[str], none: str, *, most: int = MOST_HELD) -> list[str]:
    shown = [f"- {line}" for line in lines[:most]] or [none]
    more = [f"- and {len(lines) - most:,} more"] if len(lines) > most else []
    return ["", f"## {title}", "", *shown, *more]


def _facts(known: Brief) -> list[Fact]:
    return [fact for key in TOLD if (fact := known.get(key)) is not None]


def _fact(fact: Fact) -> str:
    return f"{_words(fact.key)}: {_value(fact)} (`{fact.id}`)"


def _held(row: Mapping[str, Any]) -> str:
    due = f", due {day(row['due_on'])}" if row["due_on"] and row["kind"] not in ("renewal", "meeting") else ""
    return f"{row['says'][0].upper()}{row['says'][1:].rstrip('.')}{due} (`{row['ref']}`)"


def _words(key: str) -> str:
    return {"arr": "ARR"}.get(key, key.replace("_", " ").capitalize())


def _value(fact: Fact) -> str:
    if fact.key == "churn_probability":
        return f"{fact.value:.0%}"
    match fact.value:
        case bool():
            return "yes" if fact.value else "no"
        case float():
            return f"{fact.value:,.1f} {fact.unit}".replace(".0 ", " ").strip()
        case date():
            return day(fact.value)
        case _:
            return f"{fact.value} {fact.unit}".strip()


def day(on: date) -> str:
    """30 June 2026."""
    return f"{on.day} {on:%B %Y}"
