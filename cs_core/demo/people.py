"""The people at the customers: contacts with their roles, and everyone else who has a seat."""

from typing import NamedTuple

import numpy as np

from cs_core.demo.course import NEVER, Course
from cs_core.demo.names import PLACES, ascii_of, people_names

ROLES = ("Champion", "Executive Sponsor", "Budget Holder", "Decision Maker", "End User")
TITLES = (
    ("Operations Manager", "Head of Dispatch", "Service Coordinator", "Field Operations Lead"),
    ("Managing Director", "Chief Operating Officer", "Head of Service", "VP Operations"),
    ("Finance Manager", "Head of Purchasing", "Financial Controller"),
    ("IT Manager", "Service Director", "General Manager"),
    ("Dispatcher", "Technician Lead", "Planner", "Stock Controller"),
)


class Contact(NamedTuple):
    """A person the vendor knows. Weeks count from the window's first; NEVER means still there."""

    account: int
    role: int
    """Place in ROLES."""
    first: str
    last: str
    email: str
    """As the product knows it: lower case, at the customer's domain."""
    title: str
    since: int
    left: int

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def private_email(self) -> str:
        """Their own address. It holds an underscore, which Gmail allows in no address: nobody can ever be written to by mistake."""
        return self.email.split("@")[0].replace(".", "_").replace("-", "_") + "@gmail.com"


class People(NamedTuple):
    """Contacts in order of account, and the seat holders' addresses behind `offset[account] + seat`."""

    contacts: list[Contact]
    of: list[list[int]]
    """For each account the places of its contacts; the first is the champion, a successor comes last."""
    seat_email: np.ndarray
    offset: np.ndarray
    successor: np.ndarray
    """The address of the champion who came later, empty where none did."""

    @property
    def at_home(self) -> list[Contact]:
        """The few who also write from their own address."""
        return self.contacts[41::83]

    def champion(self, account: int, week: int) -> Contact | None:
        """Who spoke for the product in that week, if anybody."""
        both = (self.contacts[self.of[account][0]], self.contacts[self.of[account][-1]])
        return next((p for p in both if p.role == 0 and p.since <= week < p.left), None)

    def someone(self, account: int, week: int, pick: int) -> Contact | None:
        """A contact who worked there in that week."""
        there = [p for p in (self.contacts[at] for at in self.of[account]) if p.since <= week < p.left]
        return there[pick % len(there)] if there else None


def people(course: Course, rng: np.random.Generator) -> People:
    """Name everyone. A champion who left has a successor once the course says so."""
    who = course.who
    seats = np.maximum(course.seats.max(axis=1), who.seats)
    offset = np.concatenate([[0], np.cumsum(seats)])
    owner = np.repeat(np.arange(who.size), seats)
    emails, names = _addresses(owner, who.slug, who.place, rng)
    first_new, last_new = people_names(who.place, rng)
    count = np.minimum(_contact_counts(who.segment, rng), seats)
    picks = rng.integers(0, 1 << 20, (who.size, 16)).tolist()
    contacts: list[Contact] = []
    of: list[list[int]] = []
    successor = np.full(who.size, "", object)
    for at in range(who.size):
        here = [_contact(course, at, slot, names[offset[at] + slot], emails[offset[at] + slot], picks[at]) for slot in range(count[at])]
        if course.champion_new[at] < NEVER:
            successor[at] = f"{ascii_of(first_new[at])}.{ascii_of(last_new[at])}@{who.slug[at]}.example"
            title = TITLES[0][picks[at][15] % 4]
            here.append(Contact(at, 0, first_new[at], last_new[at], successor[at], title, int(course.champion_new[at]), NEVER))
        of.append(list(range(len(contacts), len(contacts) + len(here))))
        contacts += here
    return People(contacts, of, np.array(emails, object), offset, successor)


def _contact(c: Course, at: int, slot: int, name: tuple[str, str], email: str, picks: list[int]) -> Contact:
    role = slot if slot < 4 else 4
    left = (c.champion_left, c.sponsor_left)[role][at] if role < 2 else NEVER
    return Contact(at, role, *name, email, TITLES[role][picks[slot] % len(TITLES[role])], int(c.began[at]) - 4, int(left))


def _contact_counts(segment: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Five to eight contacts for enterprise, three or four for mid-market, one to three for the long tail."""
    return np.array([5, 3, 1])[segment] + rng.integers(0, np.array([4, 2, 3])[segment])


def _addresses(owner: np.ndarray, slugs: list[str], place: np.ndarray, rng: np.random.Generator) -> tuple[list[str], list[tuple[str, str]]]:
    """One address and name a seat; namesakes within a company get a number."""
    first, last = people_names(place[owner], rng)
    short = {name: ascii_of(name) for p in PLACES for name in (*p.first, *p.last)}
    taken: set[str] = set()
    emails = []
    for at, a, b in zip(owner.tolist(), first, last, strict=True):
        local, number = f"{short[a]}.{short[b]}", 1
        email = f"{local}@{slugs[at]}.example"
        while email in taken:
            number += 1
            email = f"{local}{number}@{slugs[at]}.example"
        taken.add(email)
        emails.append(email)
    return emails, list(zip(first, last, strict=True))
