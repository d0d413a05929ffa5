"""What the vendor has written as texts, in Markdown: help articles, two playbooks, a page of policy, the releases of its phone app.

The tables of `knowledge` hold the rest: nothing stands in both.
"""

from datetime import date, timedelta
from typing import NamedTuple


class Article(NamedTuple):
    """A help article: the tags of tickets that it answers, and its sections."""

    title: str
    topics: str
    days: int
    """How long before the last day it was published."""
    sections: tuple[tuple[str, str], ...]


def documents(end: date, weeks: int) -> dict[str, str]:
    """File name -> text."""
    found = {f"help/{a.title.lower().replace(' ', '-')}.md": _article(a, end) for a in ARTICLES}
    found |= {f"playbooks/{name}.md": text for name, text in PLAYBOOKS.items()}
    return found | {"policies/data-and-access.md": POLICY, "release-notes-phone-app.md": _releases(end, weeks)}


def _article(a: Article, end: date) -> str:
    head = f"---\nkind: article\ntitle: {a.title}\ntopics: [{a.topics}]\ndate: {end - timedelta(days=a.days)}\n---\n"
    return head + "".join(f"\n## {heading}\n\n{text}\n" for heading, text in a.sections)


def _releases(end: date, weeks: int) -> str:
    """The newest first; what is not out yet has no date."""
    first = end - timedelta(weeks=weeks)
    parts = ["# Release notes: phone app\n", "\n## Unreleased\n\n- Dark mode for night shifts.\n"]
    for share, version, name, feature, text in reversed(RELEASES):
        day = first + timedelta(days=round(share * 7 * weeks))
        parts.append(f"\n## {version} - {day}: {name}\n\nFeature: {feature}\n\n{text}\n")
    return "".join(parts)


RELEASES = (
    (0.20, "3.1.0", "Smaller downloads", "mobile_checklists", "- Checklists load with photos in low quality on slow networks."),
    (0.48, "3.2.0", "Scan to open an asset", "asset_register", "- Point the camera at a label to open the machine's history."),
    (0.70, "3.3.0", "Jobs without a network", "work_orders", "- Work orders of the day stay on the phone.\n- They are sent later."),
    (0.93, "3.4.0", "Signature in two languages", "work_orders", "- The customer chooses the language before signing."),
)
"""(share of the window, version, name, feature, text)."""
ARTICLES = (
    Article("Work orders from request to signature", "work_orders, signature", 420, (
        ("Close a job on site", "Open the job, fill in the required fields and let the customer sign. Unsigned jobs stay open."),
        ("Split a job over two days", "Close it as unfinished: a second job with the same number is made for the next day."),
    )),
    Article("Plan the day on the dispatch board", "dispatch_board, how-to", 400, (
        ("Limit the board to one depot", "Under settings, depots, choose who sees which depot. A planner may see several."),
        ("See who changed something", "The clock symbol at the top right shows every change of the last year."),
    )),
    Article("Checklists on the phone", "mobile_checklists", 260, (
        ("Photos without a network", "Photos wait on the phone until there is a network. Keep the app open until the cloud is green."),
        ("Copy a checklist", "Open it, choose copy and the site. Its photos come along if you tick them."),
    )),
    Article("Keep the asset register in order", "asset_register", 340, (
        ("Find a machine by its serial number", "Type at least four characters. Machines that moved show their present site."),
        ("Import a list of machines", "Use the example file. Serial number, site and model are needed; all other columns may stay empty."),
    )),
    Article("Open the customer portal", "customer_portal", 300, (
        ("Invite a customer", "On the customer's page choose portal, invite. The link holds for fourteen days."),
        ("What customers can see", "Their own visits, machines and signed reports; never prices, unless you allow it for each customer."),
    )),
    Article("Stock in vans and depots", "parts_stock", 220, (
        ("Count a van", "Scan each part with the phone's camera. What is not scanned is set to nothing when you close the count."),
        ("Reorder points", "A part below its reorder point is listed on Monday. Seasonal parts may have two points."),
    )),
    Article("Routes for every van", "route_planner", 200, (
        ("Breaks and skills", "Breaks are fixed first, then certified work, then the shortest way."),
        ("Why a visit is left out", "The reason stands beside it: no skill, no time, or no address."),
    )),
    Article("Reports by mail", "insight_reports, request", 150, (
        ("Send a report every Monday", "Open the report, choose schedule, and name who gets it. Readers need no seat."),
        ("Which jobs count", "Signed jobs of the chosen weeks; jobs that were split count once."),
    )),
    Article("Seats and access", "access, set-up", 380, (
        ("Reset a password", "On the sign-in page choose forgotten. The link holds for an hour and works once."),
        ("Move a seat to somebody else", "Under settings, people, choose the seat and the new address. History stays with the seat."),
    )),
    Article("Read your invoice", "billing", 310, (
        ("Seats added during the term", "They are billed from the next invoice on."),
        ("Change the billing address", "An owner of the workspace can do that under settings, billing, until the day of issue."),
    )),
    Article("Connect your accounting", "integration", 270, (
        ("Connect", "Under settings, connections, choose your accounting and sign in there. Signed jobs go over each night."),
        ("A job did not go over", "It is listed with the reason, most often a customer without a number in your accounting."),
    )),
    Article("When pages are slow", "performance", 240, (
        ("What to check", "Close old tabs, and try the phone's network instead of the depot's. Reports over a year take a minute."),
        ("What to tell support", "The page, the time, and how many jobs were open. With that we find it in our logs."),
    )),
)  # fmt: skip
PLAYBOOKS = {
    "escalation": """---
kind: playbook
title: Escalation
topics: [escalation, complaint]
---

## Take it over

Name one owner within a day and tell the customer who it is, by phone where there is a number.

## Until it is solved

Write every second working day, also where there is nothing new. No campaign, no request for a reference, no talk of growth.

## Afterwards

Ask whether it is solved for them. Note what would have prevented it.
""",
    "champion-left": """---
kind: playbook
title: The champion has left
topics: [champion]
---

## The first week

Write to the sponsor or to whoever decides now. Ask who plans from here on, and offer an hour's tour for that person.

## The first month

Go through what the champion wanted to reach and ask whether it still holds.
""",
}
POLICY = """---
kind: policy
---
# Data and access

## Data export after the end

Value: 30
Unit: days

A customer who leaves can export all data for 30 days after the last day of the contract.

## Deletion of data

Value: 90
Unit: days

What was not exported is deleted 90 days after the last day of the contract; the customer gets a confirmation.

## Guests without a seat

Who only reads reports or the portal needs no seat.
"""
