"""Zendesk organizations that an agent made on the phone: a name as it was heard, no domain, no id. Nobody can tell whose they are."""

from typing import NamedTuple

from cs_core.demo.names import PLACES
from cs_core.demo.ticket_words import ticket_words
from cs_core.demo.weeks import timestamp, workday
from cs_core.demo.world import World


class Phoned(NamedTuple):
    """The organization, who called, and their ticket (its times in seconds since 1970), as rows of Zendesk."""

    organization: dict
    user: dict
    ticket: dict


def phoned(w: World) -> list[Phoned]:
    """Two, and one more for each 400 accounts, of companies that have a proper organization too."""
    long_stem = [at for at in range(w.who.size) if len(w.who.name[at].split()[0]) > 6 and w.live()[at]]
    chosen = sorted(w.dice("phoned").sample(long_stem, min(2 + w.who.size // 400, len(long_stem))))
    return [_one(w, account, at) for at, account in enumerate(chosen)]


def _one(w: World, account: int, at: int) -> Phoned:
    dice = w.dice(f"phoned {account}")
    day = max(int(workday(w.weeks.end - 3 - dice.randrange(40))), int(w.who.start[account]))
    made = day * 86_400 + dice.randrange(8 * 3600, 16 * 3600)
    stamp = str(timestamp([made // 86_400], made % 86_400, form="zulu")[0])
    organization, user = 470_000_000 + 17 * at, 590_000_000 + 13 * at
    words = ticket_words("how-to", "work_orders", "the switchboard", dice)
    return Phoned(
        {
            "id": organization, "name": _as_heard(w, account, misheard=at % 2 == 0), "domain_names": [], "external_id": None,
            "created_at": stamp, "updated_at": stamp, "tags": [],
        },
        {
            "id": user, "name": "Caller without a name", "email": None, "organization_id": organization, "role": "end-user",
            "created_at": stamp, "updated_at": stamp, "active": True,
        },
        {
            "id": 9_001 + at, "subject": words.subject, "description": words.body, "status": "open", "priority": "normal",
            "type": "question", "requester_id": user, "assignee_id": None, "organization_id": organization, "created_at": made,
            "updated_at": made, "solved_at": 0, "satisfaction_rating": {"score": "unoffered"}, "tags": ["how-to", "work_orders"],
            "via": {"channel": "voice"},
        },
    )  # fmt: skip


def _as_heard(w: World, account: int, *, misheard: bool) -> str:
    """The name without its legal form, and for some with another ending of its first word."""
    forms = sorted(PLACES[w.who.place[account]].legal, key=len, reverse=True)
    name = next((w.who.name[account].removesuffix(f" {form}") for form in forms if w.who.name[account].endswith(f" {form}")), "")
    stem, _, rest = (name or w.who.name[account]).partition(" ")
    return f"{stem}{stem[-1]} {rest}" if misheard else f"{stem} {rest}"
