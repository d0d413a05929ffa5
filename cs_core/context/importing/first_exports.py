"""Which export to bring first: what each kind of table tells, which jobs can be done from then on, and a blank table to fill in.

All of it follows from what is known of knowledge (`vocabulary.KNOWLEDGE`), from what the jobs need, and from the tables that are read.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cs_core.context.audit import Job
from cs_core.context.sources import SOURCES
from cs_core.context.sources.propose import NEWCOMER
from cs_core.context.vocabulary import KNOWLEDGE


class Export(NamedTuple):
    """One kind of table to bring."""

    name: str
    noun: str
    gives: tuple[str, ...]
    """Kinds of knowledge that no export before it in the order gives."""
    runs: tuple[str, ...]
    """Agents that can do their job from then on."""
    helps: tuple[str, ...]
    """Agents that work better with it."""
    headings: tuple[str, ...]
    """Of its blank table; empty where there is none."""

    @property
    def blank(self) -> str:
        """The blank table as CSV, with two made rows that show how it is filled."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows((self.headings, *EXAMPLES[self.name]))
        return out.getvalue()


def exports(jobs: Mapping[str, Job]) -> list[Export]:
    """Every kind of table, in the order in which it is best brought."""
    made, known, able = [], set(), set()
    for noun, name in ORDER:
        gives = tuple(kind for kind, told in KNOWLEDGE.items() if noun in told.nouns and kind not in known)
        known |= set(gives)
        runs = tuple(agent for agent, job in jobs.items() if agent not in able and known.issuperset(job.needs))
        able |= set(runs)
        helps = tuple(agent for agent, job in jobs.items() if agent not in runs and {*job.wants, *job.watches} & set(gives))
        made.append(Export(name, noun, gives, runs, helps, _headings(name, noun)))
    return made


def smallest(found: Sequence[Export]) -> list[Export]:
    """The fewest exports with which a first job can be done: what a useful first page takes."""
    first = next((n for n, export in enumerate(found) if export.runs), len(found) - 1)
    return list(found[: first + 1])


def readiness(audit: Mapping, found: Sequence[Export]) -> list[dict]:
    """Of an `audit` document: agent, ready, accounts, and where some are left out lacks (kinds) and bring (names of exports)."""
    return [_ready(agent, found) for agent in audit["agents"]]


def _ready(agent: Mapping, found: Sequence[Export]) -> dict:
    lacks = [need["knowledge"] for need in agent["needs"] if need["blocks"]]
    bring = [export.name for export in found if set(export.gives) & set(lacks)]
    return {"agent": agent["agent"], "ready": agent["ready_accounts"], "accounts": agent["accounts"], "lacks": lacks, "bring": bring}


def _headings(name: str, noun: str) -> tuple[str, ...]:
    """Of the table of that name among those to be filled by hand, and of our own milestones."""
    if name not in EXAMPLES:
        return ()
    table = next(t for t in SOURCES if (t.system, t.object) in ((NEWCOMER, name), ("vendor", "milestone")) and t.noun == noun)
    return tuple(dict.fromkeys((*table.signature, *(c.names[0] for f, c in table.columns.items() if f != "published_on"))))


ORDER: tuple[tuple[str, str], ...] = (
    ("company", "accounts"), ("subscription", "subscriptions"), ("person", "contacts"), ("event", "usage"), ("meeting", "touches"),
    ("knowledge", "our own knowledge"), ("ticket", "tickets"), ("message", "e-mails and chats"),
    ("invoice", "invoices"), ("deal", "deals"), ("desired_outcome", "desired outcomes"),
)  # fmt: skip
"""The noun of a table and what it is called, best first: what most jobs wait for."""
EXAMPLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "accounts": (
        ("A-1", "Example One Ltd", "one.example", "2024-02-01", "mid-market", "Logistics", "United Kingdom", "Ada Lind"),
        ("A-2", "Example Two GmbH", "two.example", "2025-09-15", "long tail", "Retail", "Germany", ""),
    ),
    "subscriptions": (
        ("S-1", "A-1", "Professional", "40", "24000", "EUR", "2024-02-01", "2027-01-31", "yes", ""),
        ("S-2", "A-2", "Basic", "5", "1800", "EUR", "2025-09-15", "2027-09-14", "no", ""),
    ),
    "contacts": (
        ("A-1", "grace@one.example", "Grace Moss", "Head of operations", "champion"),
        ("A-2", "tom@two.example", "Tom Berg", "Owner", "sponsor"),
    ),
    "usage": (
        ("A-1", "2026-06-01", "grace@one.example", "reports", "12"),
        ("A-2", "2026-06-02", "tom@two.example", "planning", "3"),
    ),
    "touches": (
        ("A-1", "2026-05-12T09:00:00Z", "Ada Lind", "call", "30", "Plan for summer", "grace@one.example", "Wants the monthly report."),
        ("A-2", "2026-04-02T14:30:00Z", "Ada Lind", "meeting", "45", "First steps", "tom@two.example", ""),
    ),
}
"""Made rows of the blank tables, in the order of their headings."""
