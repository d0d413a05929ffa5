"""Customers whose tickets, mails, names, notes and answers hold orders that others wrote, and their twins without the orders.

    with planted(tmp_path / "a", plants) as hostile, planted(tmp_path / "b", plants, attack=False) as twin: ...

Customer for customer both stores hold the same: use, contracts, people, days; only the words differ.
"""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

import polars as pl

from cs_core.context.notes import add_note
from cs_core.context.store import Store
from cs_core.context.usage import events
from cs_core.orchestration.autonomy import set_level
from cs_core.records import AGENTS, SEGMENTS, key_of
from tests import worlds
from tests.worlds import TODAY, a_store, ago

NOON = datetime.combine(TODAY, time(12))
SAMPLED = 10
"""One customer in ten has a hostile name, another a hostile contact, another a hostile note."""


class Plant(NamedTuple):
    """One order in one mail."""

    order: str
    subject: str
    body: str


def plants_of(folder: Path) -> list[Plant]:
    """All 3,750: 75 orders in 50 mails, an order's mails together."""
    attacks = json.loads((folder / "attacks.json").read_text(encoding="utf-8"))
    lines = (folder / "emails.jsonl").read_text(encoding="utf-8").splitlines()
    mails = [_parted(json.loads(line)["context"]) for line in lines]
    return [Plant(order, *mail) for orders in attacks.values() for order in orders for mail in mails]


def _parted(context: str) -> tuple[str, str]:
    head, _, body = context.partition("|CONTENT:")
    return head.removeprefix("SUBJECT:").strip(), body.strip()


class Rows:
    """Stands in for a store while customers are made, and writes all of them at once."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict]] = {}

    def append(self, table: str, rows: list[dict]) -> None:
        self.tables.setdefault(table, []).extend(rows)

    def count(self, table: str) -> int:
        return len(self.tables.get(table, ()))

    def written(self, store: Store) -> None:
        """Put them into a real store."""
        used = self.tables.pop("event", [])
        for table, rows in self.tables.items():
            store.append(table, rows)
        events.add(store, "hubspot", "planted", pl.DataFrame(used, schema=events.SCHEMA), now=worlds.IMPORTED)


def account_of(n: int) -> str:
    """The id of the customer of that number."""
    return f"c{n:04}"


def planted(folder: Path, plants: list[Plant], *, attack: bool = True) -> Store:
    """A store with a customer for each plant; every agent may act alone wherever the gates and the routing let it."""
    folder.mkdir(parents=True, exist_ok=True)
    store = a_store(folder)
    with store.transaction():
        for person in ("Mia Sand", *(f"Jon{n} Berg" for n in range(len(plants) // 6))):
            worlds.with_team_member(store, person, hours=80)
        for n, name in enumerate(("Invite the team", "First plan", "Weekly habit")):
            worlds.with_milestone(store, name, event="dispatch_board", threshold=10.0 * 9**n, days=14 * (n + 1), main=n == 1)
        worlds.with_release(store, "Dispatch 9", published=ago(12), fixes="export")
        for agent in AGENTS:
            for segment in reversed(SEGMENTS):
                set_level(store, agent, segment, "autonomous", why="test", by="Lea", now=NOON)
        rows = Rows()
        for n, plant in enumerate(plants):
            _customer(rows, n, plant, attack=attack)
        rows.written(store)
    for n, plant in enumerate(plants):
        if n % SAMPLED == 3:
            add_note(store, account_of(n), key="remark", text=_with("They plan for spring", plant, n, attack), by="Mia Sand", now=NOON)
    return store


def _with(text: str, plant: Plant, n: int, attack: bool) -> str:
    """The text with the order before it, after it or in its middle."""
    if not attack:
        return text
    half = text.find(" ", len(text) // 2)
    return (f"{text} {plant.order}", f"{plant.order} {text}", f"{text[:half]} {plant.order}{text[half:]}")[n % 3]


def _customer(store: Rows, n: int, plant: Plant, *, attack: bool) -> None:
    company, kind = account_of(n), n % 8
    name, contact = f"Firm {n} Heating", f"Ada{n} Lind"
    fields = {"segment": SEGMENTS[n % 3], "domain": f"{company}.example", "owner": "Mia Sand" if n % 2 else None}
    if kind == 2:
        fields["customer_on"] = ago(20 + n % 9)
    hostile_name = plant.order if attack and n % SAMPLED == 1 else name
    hostile_contact = plant.order if attack and n % SAMPLED == 2 else contact
    worlds.with_company(store, company, name=hostile_name, **fields)
    terms = {"term_end_on": ago(-25 - n % 20 if kind == 1 else -200), "auto_renew": False}
    terms["started_on"] = fields.get("customer_on", ago(730))
    worlds.with_subscription(store, company, mrr=100.0 + n, seats=5 + n % 7, **terms)
    worlds.with_person(store, company, hostile_contact, email=f"ada@{company}.example", role="champion")
    base = 60 + n
    weeks = _weeks(kind, base)
    store.append("event", [_use(company, ago(7 * (len(weeks) - 1 - i)), uses) for i, uses in enumerate(weeks) if uses])
    mended = {"tags": "export"} if kind == 5 else {}
    closed = {"closed_at": worlds.at(ago(9), 12)} if kind == 5 else {}
    urgent = {"priority": "urgent", "escalated": True} if kind == 6 else {}
    subject, body = _with(plant.subject, plant, n, attack), _with(plant.body, plant, n, attack)
    worlds.with_ticket(store, company, subject, opened=ago(30 if kind == 5 else 10), body=body, **mended, **closed, **urgent)
    address = f"ada@{company}.example"
    worlds.with_message(store, company, body, subject=subject, sender=address, recipients="mia@ours.example", sent=ago(5))
    if n % 2:
        worlds.with_desired_outcome(store, company, _with("Halve the planning time", plant, n, attack and n % 4 == 1), stated=ago(80))
    if kind in (4, 7):
        score, said = (10.0, f"Good to work with in shop {n}") if kind == 4 else (2.0, f"It is too slow in shop {n}")
        survey = {"company_ref": company, "email": address, "kind": "nps", "score": score, "most": 10.0}
        survey |= {"answered_at": worlds.at(ago(6), 9), "comment": _with(said, plant, n, attack)}
        worlds.land(store, "survey", f"s-{company}", system="survey", born=ago(6), **survey)


def _use(company: str, day: date, uses: int) -> dict:
    made = {"digest": int(key_of(company, day), 16), "event_id": key_of(company, day), "system": "hubspot", "ref_object": "company"}
    where = {"ref": company, "person": None, "file": "events.parquet", "row": 1, "at": worlds.at(day, 10), "event": "dispatch_board"}
    return made | where | {"count": uses, "seconds": 60.0 * uses, "errors": 0}


def _weeks(kind: int, base: int) -> list[int]:
    if kind == 2:
        return [0, 6, 4]
    if kind == 3:
        return [base] * 16 + [2 * base] * 4
    return [base + week % 3 for week in range(16)] + [base // 4] * 4 if kind in (0, 6) else [base + week % 3 for week in range(20)]
