"""A demo company whose true response to human and to agent touch is known, and the exports that its systems would write.

Tarnbeck sells field-service software (eight features, three plans, seats billed by the year or month) to lift, heating, fire-safety and
similar firms. The mechanism, week by week, with its parameters where they are used:

- **Customers** (`portfolio`): 6 % enterprise (about 34 seats), 24 % mid-market (9), 70 % long tail (3). They start from 130 weeks before
  the window until its last week, so some are in onboarding now. Fit, trade, slow onboarding (20 %) and three noises of response are drawn
  without a look at size.
- **Engagement** (`course`): an AR(1), pulled to 0.2 + 0.7 fit + 0.25 with a champion (-0.75 without one), less 0.35 in a product fault,
  0.8 in stalled onboarding, 0.4 in a complaint, and up to 1.6 in a slow decline that begins at 0.4 % a week. Active users are binomial in
  the seats, times an onboarding ramp and the season (Christmas, August).
- **People**: champions leave at 0.6 % a week and have a successor after about 29 weeks; sponsors leave at 0.35 %. The CRM learns of 70 %.
- **Tickets** rise with the root of seats, newness, faults and low engagement; some are complaints, which stay open four weeks on average.
- **Touches by people** follow the vendor's habit: many to the big, more to the friendly, the complaining and the soon due; almost none to
  the long tail. So a naive comparison is confounded. **Automatic campaigns** (the agent-like touch) went to a random quarter, twice.
- **Renewals**: annual terms are decided 31 to 45 days ahead, monthly ones each month with a sixth of the half-year's log-chance. The
  log-odds of being kept are 1.5 + 1.25 engagement + 0.7 trend + champion, sponsor and tenure, less complaint, stalled onboarding and price
  rise (4 %, or 8 % for those far below list) (`response.kept_logit`).
- **True response** (`response.human_shift`, `agent_shift`): a touch in the eight weeks before the decision shifts those log-odds. A person
  helps where the champion is gone, a complaint is open, onboarding is stuck or use is falling; an agent helps the new and the stuck and
  harms where a complaint is open. Settled accounts of quiet trades are put off by either; where use is gone and nobody cares, neither
  helps. Size is not an argument: persuadables, sure things, lost causes and sleeping dogs live in every segment.
- **Growth**: seats in use above 80 % lead to 15-40 % more seats at 2 % a week; below 35 % at a renewal, often to a quarter fewer.
- **Contracts that commit to use** (`consumption`): 12 % of the accounts of every segment, on annual terms; three in five burn about what
  they committed to, one in five far too fast, one in five far too slowly. Terms that Stripe has no field for stand in its metadata, longer
  notice and contracts that must be signed anew among them. Prices rise by 4 or 8 % at a renewal; every version is kept.
- **Money**: poor engagement pays late; a share of open invoices is never paid.
- **What is written and said** (`mail`, `chat`, `calls`, `surveys`): follows the state of the account in that week. Where use is poor or the
  champion is gone people doubt, in a complaint they complain, where it goes well they praise and want more. We promise in a good part of
  our answers, and keep two thirds.
- **Calendars** hold what the CRM has, what nobody logged there, and what is planned; **Markdown** the vendor's articles, playbooks,
  a page of policy and the phone app's releases.
- **Doubtful identity**: organizations made on the phone under a name as it was heard (`second_records`), subsidiaries with a parent,
  people who also write from home.
- **Mess**: repeated rows, ids with two contents, late rows, blank fields, unreadable dates, missing ids, renamed companies, CRM twins,
  private addresses, and a Slack export that lacks six weeks.

The sample in data/sample was made by `write_demo(Path("data/sample"), accounts=40, weeks=52, end=date(2026, 6, 30))`.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from cs_core.demo import billing, chat, contracts, crm, support, usage
from cs_core.demo.calendars import calendars
from cs_core.demo.calls import notes
from cs_core.demo.documents import documents
from cs_core.demo.field_changes import company_history
from cs_core.demo.knowledge import knowledge
from cs_core.demo.mail import mbox
from cs_core.demo.surveys import surveys
from cs_core.demo.touches import bookings, meetings, touches
from cs_core.demo.truth import truth
from cs_core.demo.world import World, make
from cs_core.errors import BadInput

Progress = Callable[[float, str], None]


def write_demo(out: Path, *, accounts: int = 2000, seed: int = 7, weeks: int = 78, end: date, progress: Progress | None = None) -> Path:
    """Write the exports into `out` (made if missing) and the truth beside it, as ``<out>.truth.parquet``. Returns `out`.

    The same arguments give the same bytes. `end` is the last day that the exports know of. `progress` gets the share
    done (0..1) and what is being done. Raises BadInput for fewer than 20 accounts or 26 weeks.
    """
    if accounts < 20 or weeks < 26 or seed < 0:
        raise BadInput("The demo company needs at least 20 accounts, 26 weeks and a seed of 0 or more.")
    report = progress or (lambda done, what: None)
    report(0.0, "living through the weeks")
    world = make(accounts, seed, weeks, end)
    for at, (what, write) in enumerate(WRITERS):
        report((at + 1) / (len(WRITERS) + 1), f"writing {what}")
        write(world, Path(out), end)
    truth(world).write_parquet(f"{out}.truth.parquet")
    report(1.0, "demo company written")
    return Path(out)


def _hubspot(w: World, out: Path, end: date) -> None:
    _csv(crm.companies(w), out / "hubspot" / "companies.csv")
    _csv(crm.contacts(w), out / "hubspot" / "contacts.csv")
    _csv(crm.deals(w), out / "hubspot" / "deals.csv")
    _csv(company_history(w), out / "hubspot" / "company_property_history.csv")


def _zendesk(w: World, out: Path, end: date) -> None:
    users, tickets = support.users_and_tickets(w)
    _lines(support.organizations(w), out / "zendesk" / "organizations.jsonl")
    _lines(users, out / "zendesk" / "users.jsonl")
    _lines(tickets, out / "zendesk" / "tickets.jsonl")


def _stripe(w: World, out: Path, end: date) -> None:
    bills = billing.invoices(w)
    _csv(billing.customers(w, bills), out / "stripe" / "customers.csv")
    _csv(contracts.subscriptions(w, bills), out / "stripe" / "subscriptions.csv")
    _csv(contracts.subscription_history(w, bills), out / "stripe" / "subscription_history.csv")
    _csv(billing.invoice_rows(w, bills), out / "stripe" / "invoices.csv")


def _product(w: World, out: Path, end: date) -> None:
    _csv(usage.workspaces(w), out / "product" / "workspaces.csv")
    usage.events(w).write_parquet(out / "product" / "events.parquet")


def _conversations(w: World, out: Path, end: date) -> None:
    done = touches(w)
    booked = bookings(w, done)
    _csv(meetings(w, booked), out / "hubspot" / "meetings.csv")
    _texts({"customer-success.mbox": mbox(w, done)}, out / "email")
    _texts(calendars(w, booked, end), out / "calendar")
    _texts(notes(w, booked), out / "calls")
    chat.slack(w, out / "slack")


def _surveys(w: World, out: Path, end: date) -> None:
    _csv(surveys(w), out / "surveys" / "delighted.csv")


def _knowledge(w: World, out: Path, end: date) -> None:
    for name, rows in knowledge(w, end).items():
        _csv(rows, out / "knowledge" / name)
    _texts(documents(end, w.weeks.count), out / "knowledge")


def _csv(rows: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.write_csv(path)


def _texts(files: dict[str, str], folder: Path) -> None:
    """Files by their path in the folder, with the line ends that they have."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _lines(rows: list[str], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


WRITERS = (
    ("HubSpot: companies, contacts, deals", _hubspot),
    ("Zendesk: tickets and users", _zendesk),
    ("Stripe: customers, subscriptions, invoices", _stripe),
    ("product events", _product),
    ("meetings, calendars, calls, mails and Slack", _conversations),
    ("answers to surveys", _surveys),
    ("the vendor's own knowledge", _knowledge),
)
FOLDERS = ("hubspot", "zendesk", "stripe", "product", "email", "calendar", "calls", "slack", "surveys", "knowledge")
"""What `write_demo` makes in its folder."""
