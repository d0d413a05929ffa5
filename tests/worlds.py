"""Tiny worlds to test in: a store in a temporary folder, filled row by row as an importer would fill it.

    store = a_store(tmp_path)
    acme = with_company(store, "acme", segment="mid-market")
    with_subscription(store, acme, mrr=1_000.0, seats=20)
    with_usage(store, acme, weekly=[50] * 12 + [10] * 4)
    snap = snapshot(store, TODAY)

Every builder takes the store and, where the thing belongs to a customer, the company's id; each returns the id of what it made.
Days may be given as dates or ISO text. Anything not given is left unknown, so that a test says what its world knows.
"""

import hashlib
import json
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from cs_core.context.nouns import NOUNS
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store, open_store
from cs_core.context.usage import events
from cs_core.records import Proposal, Record, Touch, key_of

TODAY = date(2026, 6, 28)
"""A Sunday: the last full week ends today."""
IMPORTED = datetime(2026, 6, 28, 6, 0)


def ago(days: float) -> date:
    """The day so many days before today; negative for the future."""
    return TODAY - timedelta(days=days)


def a_store(folder: Path) -> Store:
    """An empty store, or the one that is there: a copy of one that was made once."""
    file = Path(folder) / "context.db"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_empty())
    return open_store(file)


def with_company(
    store: Store, company: str = "acme", *, account: str | None = None, system: str = "hubspot", name: str | None = None, **fields
) -> str:
    """A company of a system, linked to an account (by default one of the same id); a customer for two years unless said."""
    born = fields.setdefault("customer_on", ago(730))
    land(store, "company", company, system=system, born=born, name=name or company.replace("-", " ").title(), **fields)
    link = f"{system}/{company}"
    row = {"id": key_of(link, account or company), "company_key": link, "account_id": account or company, "score": 1.0}
    store.append("link", [row | {"why": "given by the test", "linked_at": IMPORTED}])
    return company


def with_subscription(store: Store, company: str, subscription: str | None = None, *, system: str = "hubspot", **fields) -> str:
    """A paid subscription, active for two years unless said."""
    born = fields.setdefault("started_on", ago(730))
    return land(store, "subscription", subscription or f"sub-{company}", system=system, born=born, company_ref=company, **fields)


def with_usage(
    store: Store, company: str, weekly: list[float] | tuple[float, ...], *, until: date = TODAY, event: str = "dispatch_board",
    person: str | None = None, system: str = "hubspot", ref_object: str = "company",
) -> None:  # fmt: skip
    """Uses a week, oldest first, the last one on the day `until`; a week of 0 has no row."""
    days = [until - timedelta(weeks=len(weekly) - 1 - i) for i in range(len(weekly))]
    rows = [_event(system, ref_object, company, day, event, int(n), person) for day, n in zip(days, weekly, strict=True) if n]
    if rows:
        events.add(store, system, key_of(company, event, person, until, *weekly), pl.DataFrame(rows, schema=events.SCHEMA), now=IMPORTED)


def with_person(store: Store, company: str, name: str = "Ada Lind", *, system: str = "hubspot", email: str | None = "", **fields) -> str:
    """A person at the customer, known for a year; the address follows from the name unless given (None: no address)."""
    born = fields.setdefault("created_on", ago(365))
    address = f"{name.split()[0].lower()}@{company}.example" if email == "" else email
    return land(store, "person", f"p-{company}-{name}", system=system, born=born, company_ref=company, name=name, email=address, **fields)


def with_ticket(
    store: Store, company: str, subject: str = "Export fails", *, opened: date | None = None, system: str = "hubspot", **fields
) -> str:
    """A support ticket, opened ten days ago and still open unless said."""
    day = at(opened or ago(10), 9)
    fields = {"status": "closed" if fields.get("closed_at") else "open"} | fields
    return land(
        store,
        "ticket",
        f"t-{company}-{subject}-{day.date()}",
        system=system,
        born=day,
        company_ref=company,
        subject=subject,
        opened_at=day,
        **fields,
    )


def with_message(
    store: Store, company: str, body: str = "When is the next release?", *, sender: str, recipients: str, sent: date | None = None,
    system: str = "email", **fields,
) -> str:  # fmt: skip
    """An e-mail; who wrote to whom is told by the addresses."""
    day = at(sent or ago(5), 11)
    fields = {"subject": body[:40], "channel": "email", "thread": f"th-{company}"} | fields
    return land(
        store,
        "message",
        key_of(company, body, sender, day),
        system=system,
        born=day,
        sent_at=day,
        sender=sender,
        recipients=recipients,
        body=body,
        **fields,
    )


def with_meeting(store: Store, company: str, *, held: date | None = None, system: str = "hubspot", **fields) -> str:
    """A meeting that took place thirty days ago unless said."""
    day = at(held or ago(30), 14)
    fields = {"kind": "Check-in", "status": "Completed", "minutes": 30.0, "held_by": "Mia Sand"} | fields
    return land(store, "meeting", f"m-{company}-{day.date()}", system=system, born=day, company_ref=company, held_at=day, **fields)


def with_invoice(
    store: Store, company: str, *, due: date, paid: date | None = None, amount: float = 1_000.0, system: str = "hubspot", **fields
) -> str:
    """A bill, issued thirty days before it is due."""
    fields = {"issued_on": due - timedelta(days=30), "status": "paid" if paid else "open", "currency": "EUR"} | fields
    return land(
        store,
        "invoice",
        f"in-{company}-{due}",
        system=system,
        born=fields["issued_on"],
        company_ref=company,
        due_on=due,
        paid_on=paid,
        amount=amount,
        **fields,
    )


def with_deal(store: Store, company: str, *, kind: str = "renewal", system: str = "hubspot", **fields) -> str:
    """An open deal of 12,000 a year, made sixty days ago."""
    fields = {"created_on": ago(60), "amount": 12_000.0, "currency": "EUR", "name": f"{company} {kind}", "stage": "Negotiation"} | fields
    return land(store, "deal", f"d-{company}-{kind}", system=system, born=fields["created_on"], company_ref=company, kind=kind, **fields)


def with_churn_event(store: Store, company: str, *, churned: date, system: str = "hubspot", **fields) -> str:
    """A recorded departure."""
    return land(
        store, "churn_event", f"c-{company}-{churned}", system=system, born=churned, company_ref=company, churned_on=churned, **fields
    )


def with_desired_outcome(
    store: Store, company: str, outcome: str = "Halve the planning time", *, stated: date | None = None, system: str = "hubspot", **fields
) -> str:
    """What the customer said it wants, two hundred days ago unless said."""
    day = stated or ago(200)
    return land(
        store,
        "desired_outcome",
        f"o-{company}-{day}",
        system=system,
        born=day,
        company_ref=company,
        outcome=outcome,
        stated_on=day,
        **fields,
    )


def with_knowledge(store: Store, kind: str, name: str, *, system: str = "vendor", **fields) -> str:
    """A row of the vendor's own knowledge: ``milestone``, ``plan``, ``feature``, ``release``, ``policy``."""
    known = fields.get("published_on") or ago(1_000)
    return land(store, "knowledge", f"{kind}-{name}-{fields.get('plan', '')}", system=system, born=known, kind=kind, name=name, **fields)


def with_milestone(store: Store, name: str, *, event: str, threshold: float, days: int, main: bool = False, plan: str | None = None) -> str:
    """A value milestone: so many uses of an event, expected within so many days of the start."""
    return with_knowledge(store, "milestone", name, event=event, amount=threshold, days=days, main=main, plan=plan)


def with_release(store: Store, name: str, *, published: date | None = None, event: str | None = None, fixes: str | None = None) -> str:
    """A release note, thirty days old unless said."""
    return with_knowledge(store, "release", name, published_on=published or ago(30), event=event, fixes=fixes, text=f"{name} is here")


def with_team_member(
    store: Store, name: str = "Mia Sand", *, hours: float = 30.0, skills: str = "technical", system: str = "vendor", **fields
) -> str:
    """One of our people."""
    fields = {"email": f"{name.split()[0].lower()}@ours.example", "role": "CSM", "languages": "en"} | fields
    return land(store, "team_member", name, system=system, born=ago(1_000), name=name, weekly_hours=hours, skills=skills, **fields)


def with_touch(
    store: Store, account: str, *, day: date | None = None, two_way: bool = True, mode: str = "call", minutes: float = 30.0
) -> str:
    """Contact that one of our people logged."""
    when = at(day or ago(7), 15)
    return with_record(
        store,
        Touch(
            id=key_of("touch", account, when),
            account_id=account,
            task_id=None,
            mode=mode,
            minutes=minutes,
            two_way=two_way,
            by="Mia Sand",
            at=when,
        ),
    )


def with_record(store: Store, record: Record) -> str:
    """Any record of the history: a Proposal, Decision, Action, Delivery, Task, Touch ..."""
    store.append(type(record).__name__.lower(), [record])
    return record.id


def a_proposal(account: str = "acme", **changed) -> Proposal:
    """A proposal to an account, as an agent would make it."""
    made = {
        "id": key_of("proposal", account, *sorted(map(str, changed.items()))), "cycle_id": "c1", "as_of": ago(20), "agent": "risk",
        "job": "keep the customer", "account_id": account, "kind": "message", "channel": "email", "recipient": f"ada@{account}.example",
        "recipient_name": "Ada Lind", "subject": "Your use of the dispatch board", "body": "Use fell.", "claims": (), "facts": (),
        "reason": "use fell", "play": "re-engage champion", "stakes": "low", "value": 0.05, "confidence": 0.6, "drafted_by": "offline",
        "expires_at": ago(-10),
    }  # fmt: skip
    return Proposal(**(made | changed))


def seen_on(store: Store, day: date = TODAY) -> Snapshot:
    """A day's snapshot; of a store to which nothing was added since it was asked for, the same one: nothing is worked out twice."""
    return _seen(store, day, store.state())


@lru_cache(maxsize=8)
def _seen(store: Store, day: date, _state: tuple) -> Snapshot:
    return snapshot(store, day)


def land(
    store: Store,
    noun: str,
    source_id: str,
    *,
    system: str,
    born: date | datetime | str,
    known_at: datetime | None = None,
    recorded_at: datetime = IMPORTED,
    **fields,
) -> str:
    """One row of a noun, known from the day on which the thing came to be unless said; returns its id in that system."""
    unknown = set(fields) - set(NOUNS[noun].columns)
    assert not unknown, f"{noun} has no column {sorted(unknown)}"
    content = {k: at(v) if k.endswith("_at") else v for k, v in fields.items() if v is not None}
    digest = hashlib.blake2b(json.dumps(content, sort_keys=True, default=str).encode(), digest_size=8).hexdigest()
    common = {
        "key": f"{system}/{noun}/{source_id}@{digest}", "system": system, "object": noun, "source_id": source_id, "digest": digest,
        "known_at": known_at or at(born), "recorded_at": recorded_at, "source_row": f"{noun}.csv:{store.count(noun) + 2}",
    }  # fmt: skip
    store.append(noun, [common | content])
    return source_id


def at(day: date | datetime | str, hour: int = 0) -> datetime:
    """A moment of a day."""
    if isinstance(day, str):
        day = datetime.fromisoformat(day)
    return day if isinstance(day, datetime) else datetime.combine(day, time(hour))


@cache
def _empty() -> bytes:
    """The file of a store in which nothing was written."""
    with TemporaryDirectory() as folder:
        open_store(Path(folder) / "context.db").close()
        return (Path(folder) / "context.db").read_bytes()


def _event(system: str, ref_object: str, ref: str, day: date, event: str, count: int, person: str | None) -> dict:
    content = (system, ref_object, ref, day, event, count, person)
    where = {"system": system, "ref_object": ref_object, "ref": ref, "person": person, "file": "events.parquet", "row": 1}
    what = {"at": at(day, 10), "event": event, "count": count, "seconds": 60.0 * count, "errors": 0}
    return {"digest": int(key_of(*content), 16), "event_id": key_of(*content[:5], person)} | where | what
