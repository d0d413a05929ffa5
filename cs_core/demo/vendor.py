"""Tarnbeck, the made vendor: field-service software, its plans, milestones, releases, policies and customer success team."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

NAME = "Tarnbeck"
DOMAIN = "tarnbeck.example"
CAMPAIGN_SENDER = "hello@tarnbeck.example"


class Plan(NamedTuple):
    """What is sold: the price is EUR a seat and year."""

    name: str
    seat_price: int
    min_seats: int
    features: int
    """How many of FEATURES it holds, counted from the first."""


class Fault(NamedTuple):
    """A release that broke a feature for some accounts, and the release that mended it; spans are shares of the window."""

    feature: str
    begins: float
    ends: float
    title: str
    fix: str


class Member(NamedTuple):
    """One person of the vendor's customer success team."""

    name: str
    role: str
    hours: float
    skills: str
    languages: str
    zone: str

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{DOMAIN}"


def feature_index(feature: str) -> int:
    """The place of a feature in FEATURES."""
    return FEATURE_KEYS.index(feature)


def fault_weeks(weeks: int) -> list[tuple[int, int]]:
    """First week and first mended week of each fault; one that is not mended yet ends with the window."""
    return [(int(f.begins * weeks), int(f.ends * weeks)) for f in FAULTS]


def products() -> list[dict]:
    """Rows of products.csv: one a feature, with the plans that hold it."""
    return [
        {
            "product": NAME,
            "feature": key,
            "name": name,
            "description": text,
            "plans": ";".join(p.name for p in PLANS if at < p.features),
        }
        for at, (key, name, text) in enumerate(FEATURES)
    ]


def plans() -> list[dict]:
    """Rows of plans.csv: one a plan."""
    return [
        {
            "plan": p.name,
            "seat_price_year": str(p.seat_price),
            "currency": "EUR",
            "min_seats": str(p.min_seats),
            "features": ";".join(FEATURE_KEYS[: p.features]),
        }
        for p in PLANS
    ]


def milestones() -> list[dict]:
    """Rows of milestones.csv: value milestones of each plan as a number of uses within a number of days."""
    names = ("plan", "milestone", "feature", "threshold", "expected_days", "is_value")
    return [dict(zip(names, row, strict=True)) for row in MILESTONES]


def releases(*, end: date, weeks: int) -> list[dict]:
    """Rows of release_notes.csv: what each release brought or mended, in order of date."""
    first = end - timedelta(days=7 * weeks)
    rows = list(RELEASES)
    rows += [(f.begins, f.title, "Rebuilt for speed. Rolled out to all workspaces.", f.feature, "") for f in FAULTS]
    rows += [(f.ends, f"Fix: {feature_name(f.feature).lower()}", f.fix, f.feature, f.feature) for f in FAULTS if f.ends < 1]
    return [
        {
            "date": (first + timedelta(days=round(share * 7 * weeks))).isoformat(),
            "version": f"7.{at}",
            "title": title,
            "text": text,
            "feature": feature,
            "fixes": fixes,
        }
        for at, (share, title, text, feature, fixes) in enumerate(sorted(rows))
    ]


def feature_name(feature: str) -> str:
    """A feature as people write it: ``route_planner`` is the Route planner."""
    return FEATURES[feature_index(feature)][1]


def policies() -> list[dict]:
    """Rows of policies.csv: what the vendor allows and promises."""
    return [dict(zip(("policy", "value", "unit", "text"), row, strict=True)) for row in POLICIES]


def team(end: date) -> list[dict]:
    """Rows of team.csv; one member is on leave at `end`, one soon after."""
    leave = {3: (end - timedelta(days=6), end + timedelta(days=9)), 6: (end + timedelta(days=21), end + timedelta(days=32))}
    return [
        {
            "name": m.name,
            "email": m.email,
            "role": m.role,
            "weekly_hours": f"{m.hours:g}",
            "skills": m.skills,
            "languages": m.languages,
            "time_zone": m.zone,
            "leave_from": leave[at][0].isoformat() if at in leave else "",
            "leave_to": leave[at][1].isoformat() if at in leave else "",
        }
        for at, m in enumerate(TEAM)
    ]


def owner_of(segment: np.ndarray, roll: np.ndarray) -> np.ndarray:
    """The owner's place in TEAM, or -1 for nobody: all enterprise, nine in ten of mid-market, one in twenty-five of the long tail."""
    owned = roll < np.array([1.0, 0.9, 0.04])[segment]
    few = np.floor(roll * 9973).astype(int)
    return np.where(~owned, -1, np.where(segment == 0, few % 3, 2 + few % 5))


FEATURES = (
    ("work_orders", "Work orders", "Jobs from request to signature."),
    ("dispatch_board", "Dispatch board", "Who goes where today, by drag and drop."),
    ("mobile_checklists", "Mobile checklists", "Step-by-step checks and photos on the technician's phone."),
    ("asset_register", "Asset register", "Every machine on site with its history."),
    ("customer_portal", "Customer portal", "End customers book and follow visits themselves."),
    ("parts_stock", "Parts stock", "Van and depot stock, with reorder points."),
    ("route_planner", "Route planner", "Shortest day for each van, breaks and skills respected."),
    ("insight_reports", "Insight reports", "First-time fix, travel time and margin by job type."),
)
FEATURE_KEYS = tuple(f[0] for f in FEATURES)
PLANS = (Plan("Essential", 480, 2, 4), Plan("Professional", 840, 4, 6), Plan("Enterprise", 1320, 15, 8))
MILESTONES = (
    ("Essential", "Crew on the dispatch board", "dispatch_board", "25", "21", "false"),
    ("Essential", "First 50 work orders closed", "work_orders", "50", "35", "true"),
    ("Essential", "Checklists in the field", "mobile_checklists", "20", "60", "false"),
    ("Professional", "Crew on the dispatch board", "dispatch_board", "60", "21", "false"),
    ("Professional", "First 150 work orders closed", "work_orders", "150", "42", "true"),
    ("Professional", "Checklists in the field", "mobile_checklists", "60", "60", "false"),
    ("Professional", "Portal open to end customers", "customer_portal", "30", "90", "false"),
    ("Enterprise", "Crew on the dispatch board", "dispatch_board", "200", "28", "false"),
    ("Enterprise", "First 500 work orders closed", "work_orders", "500", "56", "true"),
    ("Enterprise", "Portal open to end customers", "customer_portal", "100", "90", "false"),
    ("Enterprise", "Routes planned for every van", "route_planner", "100", "120", "false"),
)
FAULTS = (
    Fault("mobile_checklists", 0.30, 0.38, "Faster photo upload", "Photos no longer drop off checklists when a phone changes network."),
    Fault("asset_register", 0.60, 0.67, "New asset search", "Search by serial number finds assets that were moved between sites."),
    Fault("work_orders", 0.94, 1.00, "New signature screen", ""),
)
RELEASES = (
    (0.04, "Recurring jobs", "Work orders can repeat by week, month or running hours.", "work_orders", ""),
    (0.15, "Van view", "The dispatch board groups jobs by van.", "dispatch_board", ""),
    (0.24, "Portal in eight languages", "End customers choose their language when they book.", "customer_portal", ""),
    (0.44, "Stock counts by scan", "Count a van with the phone's camera.", "parts_stock", ""),
    (0.52, "Skills in routing", "The route planner sends gas work to certified technicians only.", "route_planner", ""),
    (0.73, "Report schedules", "Send an insight report by mail every Monday.", "insight_reports", ""),
    (0.84, "Checklist copies", "Copy a checklist between sites and keep its photos.", "mobile_checklists", ""),
    (0.87, "Fix: jobs that reopen", "A job that was closed on the phone stays closed when the office saves it too.", "", "jobs-reopen"),
    (0.90, "Handover notes", "A job that changes hands keeps its notes on the dispatch board.", "dispatch_board", ""),
    (0.91, "Fix: the board's plan", "The board shows today's plan without a reload, and moved jobs stay where they are.", "", "board-plan"),
    (0.93, "Fix: mails of the portal", "Booking confirmations reach customers whose mail server checks the sender.", "", "portal-mails"),
    (0.955, "Fix: checklists on the phone", "Checklists are sent in once, and the app stays open.", "", "checklist-sending"),
)
"""(share of the window, title, text, feature, tags of the tickets that reported what it mends)."""
POLICIES = (
    ("max_discount_percent_agent", "0", "%", "An AI agent offers no discount of any kind."),
    ("max_discount_percent_human", "10", "%", "A CSM may offer up to 10% at renewal; more needs the head of customer success."),
    ("renewal_notice_days", "30", "days", "Annual contracts end only if notice is given 30 days before the renewal date."),
    ("auto_renew", "true", "", "Contracts renew for the same term unless notice is given."),
    ("price_rise_percent", "4", "%", "List price rise at each annual renewal; accounts far below list rise by 8%."),
    ("first_reply_hours", "8", "working hours", "First reply to a ticket on working days."),
    ("escalation_hours", "24", "hours", "An escalation gets a named owner and a plan within a day."),
    ("payment_terms_days", "30", "days", "Invoices are due 30 days after issue."),
    ("contact_cap_per_contact_28_days", "4", "messages", "No contact gets more than four messages from us in 28 days, replies excepted."),
    ("quiet_hours", "18:00-08:00", "local time", "No message outside the customer's working hours."),
    ("quiet_days", "weekends and public holidays", "", "No message goes by itself on a day that is free in the customer's country."),
    ("language", "en", "", "We write to every customer in English, whatever they speak among themselves."),
    ("vendor", "Tarnbeck", "", "How we sign: the Tarnbeck customer success team, where a customer has no named CSM."),
)
TEAM = (
    Member("Ines Calloway", "Senior CSM", 36, "executive;commercial", "en;es", "Europe/Dublin"),
    Member("Joris Vandamme", "Senior CSM", 38, "executive;technical", "en;nl;fr", "Europe/Brussels"),
    Member("Hanne Okafor", "CSM", 38, "commercial;onboarding", "en;de", "Europe/Berlin"),
    Member("Matteo Ferrante", "CSM", 38, "commercial;technical", "en;it;fr", "Europe/Rome"),
    Member("Alicja Brandt", "CSM", 30, "onboarding;commercial", "en;pl;de", "Europe/Warsaw"),
    Member("Dev Ramanathan", "Onboarding specialist", 38, "onboarding;technical", "en", "America/Chicago"),
    Member("Sunniva Lagerwall", "Onboarding specialist", 24, "onboarding", "en;sv", "Europe/Stockholm"),
    Member("Tobias Achterberg", "Technical advisor", 38, "technical", "en;nl;de", "Europe/Amsterdam"),
)
