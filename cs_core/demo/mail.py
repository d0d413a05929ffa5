"""The mailbox of the customer success team: mails between the vendor's people and the customers' contacts, as one mbox file."""

from email.header import Header
from email.utils import formatdate
from time import asctime, gmtime
from typing import NamedTuple

import numpy as np

from cs_core.demo import vendor
from cs_core.demo.course import NEVER, REASONS
from cs_core.demo.letter_words import letter
from cs_core.demo.people import Contact
from cs_core.demo.touches import Touch
from cs_core.demo.weeks import next_workday, text, workday
from cs_core.demo.world import World
from cs_core.records import key_of

CAMPAIGN = ("Tarnbeck", vendor.CAMPAIGN_SENDER)


class Mail(NamedTuple):
    """One mail; `at` in seconds since 1970."""

    at: int
    sender: tuple[str, str]
    """Name and address."""
    to: tuple[str, str]
    subject: str
    body: str
    id: str
    answers: str = ""
    promises: bool = False
    """Whether we announce that more will follow."""


class Desk:
    """Writes mails one by one, with the dice, the dates and the ids that they need."""

    def __init__(self, w: World) -> None:
        self.w, self.dice, self.mails = w, w.dice("mail"), []
        self.later = text(w.renewal())

    def write(
        self, kind: str, account: int, day: int, sender: tuple[str, str], to: tuple[str, str], answers: Mail | None = None
    ) -> Mail | None:
        """Add a mail of that kind, unless it would be sent after the window's last day."""
        if answers:
            day = next_workday(day)
        elif day > self.w.who.start[account] + 6:
            day = int(workday(day))
        if day > self.w.weeks.end:
            return None
        dice = self.dice
        slots = {
            "to": to[0].split()[0],
            "sender": sender[0] if dice.random() < 0.5 else sender[0].split()[0],
            "company": " ".join(self.w.who.name[account].split()[:1]),
            "feature": vendor.FEATURE_KEYS[dice.randrange(vendor.PLANS[self.w.who.plan[account]].features)],
            "date": self._next_renewal(account, day),
        }
        subject, body = letter(kind, slots, dice)
        if answers:
            subject = answers.subject if answers.subject.startswith("Re: ") else f"Re: {answers.subject}"
            body += "\n" + _quoted(answers)
        at = day * 86_400 + dice.randrange(8 * 3600, 18 * 3600)
        if answers:
            at = max(at, answers.at + 1800)
        domain = sender[1].split("@")[1]
        own = f"<{key_of(kind, account, at, sender[1])}@{domain}>"
        mail = Mail(at, sender, to, subject, body, own, answers.id if answers else "", kind in PROMISING)
        self.mails.append(mail)
        return mail

    def _next_renewal(self, account: int, day: int) -> str:
        """The account's first renewal after a day."""
        ahead = self.w.course.renewing[account, max(0, int(self.w.weeks.of(day))) :]
        ahead = ahead[ahead > day]
        return str(text(ahead[:1])[0]) if len(ahead) else str(self.later[account])


def mbox(w: World, all_touches: list[Touch]) -> str:
    """The whole mailbox in order of time, a few mails in it twice."""
    desk = Desk(w)
    for t in all_touches:
        if t.mail:
            _touch(desk, t)
    for story in STORIES:
        story(desk)
    mails = sorted(desk.mails, key=lambda m: (m.at, m.id))
    mails += mails[5::400]
    return "".join(map(_as_text, mails))


def _touch(desk: Desk, t: Touch) -> None:
    """A mail from us; a third are answered, in the mood of the account."""
    complaint = bool(desk.w.course.complaint[t.account, t.week])
    kind = "sorry" if complaint and desk.dice.random() < 0.7 else t.purpose
    ours, theirs = (t.by.name, t.by.email), (t.to.name, t.to.email)
    sent = desk.write(kind, t.account, t.day, ours, theirs)
    mood = float(desk.w.course.engagement[t.account, t.week])
    if sent and desk.dice.random() < 0.35 + 0.12 * mood:
        reply = "cross" if complaint else "warm" if mood > desk.dice.uniform(-0.6, 0.8) else "flat"
        desk.write(reply, t.account, t.day + desk.dice.randrange(4), theirs, ours, sent)


def _campaigns(desk: Desk) -> None:
    w = desk.w
    for account, week in np.argwhere(w.course.agent).tolist():
        to = w.people.champion(account, week) or w.people.someone(account, week, account)
        if to:
            day = max(int(w.weeks.starts(week)) + 1, int(w.who.start[account]))
            desk.write("campaign", account, day, CAMPAIGN, (to.name, to.email))


def _goodbyes(desk: Desk) -> None:
    """Four in ten champions say goodbye before they go."""
    w = desk.w
    for p in w.people.contacts:
        if p.role == 0 and 0 <= p.left < NEVER and desk.dice.random() < 0.4:
            _inbound(desk, "leaving", p.account, p.left - 1, p, 0.5)


def _complaints(desk: Desk) -> None:
    """One complaint in four also reaches us by mail."""
    opened = desk.w.course.complaint.copy()
    opened[:, 1:] &= ~desk.w.course.complaint[:, :-1]
    _from_someone(desk, "complaint", opened, 0.25, 0.7)


def _renewal_questions(desk: Desk) -> None:
    annual = (desk.w.course.deciding > 0) & ~desk.w.who.monthly[:, None]
    _from_someone(
        desk, "renewal question", np.roll(annual, -2, axis=1) & (np.arange(desk.w.weeks.count) < desk.w.weeks.count - 2), 0.25, 0.7
    )


def _cancellations(desk: Desk) -> None:
    """Six in ten of those who leave give notice by mail; the others press a button."""
    w = desk.w
    for account in np.flatnonzero(w.course.asked_on <= w.weeks.end).tolist():
        week = int(w.weeks.of(w.course.asked_on[account]))
        by = w.people.someone(account, week, desk.dice.randrange(8))
        if by and desk.dice.random() < 0.6:
            _inbound(desk, f"cancel {REASONS[w.course.reason[account]]}", account, week, by, 0.6, int(w.course.asked_on[account]))


def _moods(desk: Desk) -> None:
    """Praise, wishes and growth, where use is good."""
    c, live = desk.w.course, desk.w.course.active > 0
    seats = np.maximum(c.seats, 1)
    _from_someone(desk, "praise", live & (c.engagement > 1.0), 0.0025, 0.6)
    _from_someone(desk, "ask", live & (c.engagement > 0), 0.0012, 0.6)
    _from_someone(desk, "team grows", live & (c.active > 0.8 * seats), 0.003, 0.8)


def _doubts(desk: Desk) -> None:
    """Where use is poor, somebody writes that it is, well before they leave; we answer half of it."""
    c = desk.w.course
    _from_someone(desk, "doubt", (c.active > 0) & (c.engagement < -0.5), 0.012, 0.5)


def _from_home(desk: Desk) -> None:
    """Who also writes from their own address did so once, in the last weeks that they were there."""
    w = desk.w
    for p in w.people.at_home:
        week = min(p.left, w.weeks.count) - 2
        if week >= max(w.course.began[p.account], 0) and w.course.active[p.account, week]:
            kind = "ask" if w.course.engagement[p.account, week] > 0 else "doubt"
            _inbound(desk, kind, p.account, week, p._replace(email=p.private_email), 0.7)


def _kept_promises(desk: Desk) -> None:
    """We mostly do what an answer announced, within the week; of the rest nobody hears again."""
    w = desk.w
    senders = {p.email: p.account for p in w.people.contacts}
    for mail in list(desk.mails):
        account = senders.get(mail.to[1])
        if mail.promises and account is not None and desk.dice.random() < 0.85:
            desk.write("as promised", account, mail.at // 86_400 + desk.dice.randrange(1, 5), mail.sender, mail.to, mail)


def _from_someone(desk: Desk, kind: str, when: np.ndarray, chance: float, answered: float) -> None:
    """That share of the marked account-weeks brings a mail from a contact; that share of the mails is answered."""
    cells = np.argwhere(when)
    for account, week in cells[desk.w.rng(kind).random(len(cells)) < chance].tolist():
        by = desk.w.people.someone(account, week, desk.dice.randrange(8))
        if by:
            _inbound(desk, kind, account, week, by, answered)


def _inbound(desk: Desk, kind: str, account: int, week: int, by: Contact, answered: float, day: int | None = None) -> None:
    w = desk.w
    owner = int(w.who.owner[account])
    ours = vendor.TEAM[owner if owner >= 0 else 3 + account % 5]
    day = max(day if day is not None else int(w.weeks.starts(week)) + desk.dice.randrange(7), int(w.who.start[account]))
    sent = desk.write(kind, account, day, (by.name, by.email), (ours.name, ours.email))
    if sent and desk.dice.random() < answered:
        desk.write(
            ANSWERS.get(kind.split()[0], "answer"),
            account,
            day + desk.dice.randrange(1, 3),
            (ours.name, ours.email),
            (by.name, by.email),
            sent,
        )


def _quoted(mail: Mail) -> str:
    lines = [line for line in mail.body.split("\n") if line and not line.startswith(">")]
    return f"{mail.sender[0]} wrote:\n" + "\n".join(f"> {line}" for line in lines[:6]) + "\n"


def _as_text(m: Mail) -> str:
    """One mail as mbox wants it: a From line, headers, and body lines that begin with From quoted."""
    body = "\n".join(f">{line}" if line.startswith("From ") else line for line in m.body.split("\n"))
    head = [
        f"From {m.sender[1]} {asctime(gmtime(m.at))}",
        f"Message-ID: {m.id}",
        f"Date: {formatdate(m.at)}",
        f"From: {_address(m.sender)}",
        f"To: {_address(m.to)}",
        f"Subject: {_encoded(m.subject)}",
    ]
    if m.answers:
        head += [f"In-Reply-To: {m.answers}", f"References: {m.answers}"]
    if m.sender == CAMPAIGN:
        head += ["Auto-Submitted: auto-generated", "List-Unsubscribe: <mailto:unsubscribe@tarnbeck.example>"]
    head += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    return "\n".join(head) + f"\n\n{body}\n\n"


def _address(who: tuple[str, str]) -> str:
    return f"{_encoded(who[0])} <{who[1]}>"


def _encoded(words: str) -> str:
    return words if words.isascii() else Header(words, "utf-8", maxlinelen=200).encode()


ANSWERS = {"complaint": "sorry", "praise": "answer praise", "leaving": "answer leaving", "cancel": "answer cancel"}
"""How we answer letters that ask no question, by the first word of their kind."""
PROMISING = ("answer", "sorry")
STORIES = (_campaigns, _goodbyes, _complaints, _renewal_questions, _cancellations, _moods, _doubts, _from_home, _kept_promises)
