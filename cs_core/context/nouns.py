"""What a source can tell us about: the nouns of layer 1, their columns, and from which day each column may be known.

Every row of every system is kept as it came, one version a change (`digest`), never overwritten. The common columns are

    key         system/object/source_id@digest       primary key: the same content twice is one row
    system, object, source_id                        where it lives
    digest                                           of the row's content
    known_at                                         when this version became true, as the row says it; else when it was imported
    recorded_at                                      when it was imported
    source_row                                       file:line, what a fact points at
    deleted                                          whether this version says that the thing was deleted where it lives

`company_ref` and `person_ref` are ids *within the same system*; `link` maps `system/company id` to an account. `merged_refs`, too, are
ids within it, joined by semicolons: rows that the system says are one with this one (as `merge` says of two rows).
"""

from typing import NamedTuple


class Noun(NamedTuple):
    """One kind of thing: its columns by type, and the columns that stay hidden until a later day of the same row."""

    columns: dict[str, type]
    born: str
    """The column that says when the thing came to be; a version known later than the as-of day is read as of that day."""
    hides: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(day column, columns): null as of any day before that row's own day, the day column included."""
    state: tuple[str, ...] = ()
    """Columns that say how things stand: null where the only version we have was written after the as-of day."""
    before: tuple[tuple[str, str, object], ...] = ()
    """(day column, column, value): what the column was as of any day before that row's own day; the day column is hidden too."""
    undated: tuple[str, ...] = ()
    """Columns that no day vouches for: kept for the audit, never shown to an agent."""
    ours: tuple[str, ...] | None = None
    """Kinds of rows (none named: all) about ourselves, or about how a system's own rows hang together, not learnt of a customer:
    without a day of their own they hold for every day."""


COMMON: dict[str, type] = {
    "key": str, "system": str, "object": str, "source_id": str, "digest": str,
    "known_at": str, "recorded_at": str, "source_row": str, "deleted": bool,
}  # fmt: skip

NOUNS: dict[str, Noun] = {
    "company": Noun(
        {"name": str, "domain": str, "external_id": str, "parent_ref": str, "industry": str, "country": str, "segment": str,
         "employees": int, "plan": str, "seats": int, "currency": str, "language": str, "time_zone": str, "owner": str,
         "stage": str, "customer_on": str, "trial": bool, "churn_flag": bool, "merged_refs": str},
        born="customer_on",
        state=("stage",),
        undated=("churn_flag",),
    ),
    "person": Noun(
        {"company_ref": str, "name": str, "email": str, "phone": str, "title": str, "role": str, "language": str, "time_zone": str,
         "opted_out": bool, "undeliverable": bool, "created_on": str, "left_on": str, "merged_refs": str},
        born="created_on",
        hides=(("left_on", ()),),
    ),
    "subscription": Noun(
        {"company_ref": str, "plan": str, "product": str, "status": str, "started_on": str, "ended_on": str, "cancelled_on": str,
         "term_start_on": str, "term_end_on": str, "auto_renew": bool, "billing": str, "seats": int, "mrr": float,
         "currency": str, "discount": float, "trial": bool, "upgraded": bool, "downgraded": bool, "churn_flag": bool,
         "commitment": float, "unit": str, "meter": str, "overage_price": float, "notice_days": int},
        born="started_on",
        hides=(("ended_on", ("status",)), ("term_start_on", ("term_end_on",))),
        before=(("cancelled_on", "auto_renew", True),),
        state=("status",),
        undated=("upgraded", "downgraded", "churn_flag"),
    ),
    "invoice": Noun(
        {"company_ref": str, "subscription_ref": str, "number": str, "issued_on": str, "due_on": str, "paid_on": str,
         "amount": float, "currency": str, "status": str},
        born="issued_on",
        hides=(("paid_on", ("status",)),),
        state=("status",),
    ),
    "ticket": Noun(
        {"company_ref": str, "person_ref": str, "subject": str, "body": str, "status": str, "priority": str, "opened_at": str,
         "closed_at": str, "satisfaction": float, "escalated": bool, "first_response_minutes": float, "tags": str},
        born="opened_at",
        hides=(("closed_at", ("status", "satisfaction")),),
        state=("status",),
    ),
    "deal": Noun(
        {"company_ref": str, "name": str, "kind": str, "stage": str, "amount": float, "currency": str, "created_on": str,
         "close_on": str, "closed_on": str, "won": bool, "owner": str, "lost_reason": str, "forecast": str},
        born="created_on",
        hides=(("closed_on", ("stage", "won", "lost_reason", "forecast")),),
        state=("stage", "forecast"),
    ),
    "message": Noun(
        {"company_ref": str, "channel": str, "thread": str, "sender": str, "sender_name": str, "recipients": str, "sent_at": str,
         "subject": str, "body": str},
        born="sent_at",
    ),
    "churn_event": Noun(
        {"company_ref": str, "churned_on": str, "reason": str, "feedback": str, "refund": float, "reactivation": bool},
        born="churned_on",
    ),
    "desired_outcome": Noun(
        {"company_ref": str, "outcome": str, "metric": str, "baseline": float, "target": float, "unit": str, "quote": str,
         "stated_on": str, "stated_by": str},
        born="stated_on",
    ),
    "meeting": Noun(
        {"company_ref": str, "kind": str, "status": str, "held_at": str, "minutes": float, "held_by": str, "person_refs": str,
         "title": str, "attendees": str, "notes": str},
        born="held_at",
    ),
    "survey": Noun(
        {"company_ref": str, "person_ref": str, "email": str, "kind": str, "score": float, "most": float, "comment": str,
         "answered_at": str},
        born="answered_at",
    ),
    "knowledge": Noun(
        {"kind": str, "name": str, "product": str, "plan": str, "event": str, "text": str, "value": str, "amount": float,
         "unit": str, "days": int, "main": bool, "version": str, "fixes": str, "published_on": str},
        born="published_on",
        ours=("plan", "milestone", "policy", "feature", "article", "playbook"),
    ),
    "field_change": Noun(
        {"of": str, "thing_ref": str, "field": str, "value": str, "changed_at": str, "by": str},
        born="changed_at",
    ),
    "line": Noun(
        {"of": str, "parent_ref": str, "price_ref": str, "product": str, "quantity": float, "amount": float, "currency": str,
         "interval": str, "starts_on": str, "ends_on": str},
        born="starts_on",
        ours=(),
    ),
    "price": Noun(
        {"product_ref": str, "name": str, "amount": float, "currency": str, "interval": str, "interval_count": int},
        born="",
        ours=(),
    ),
    "label": Noun({"kind": str, "code": str, "label": str, "email": str, "parent": str}, born="", ours=()),
    "relation": Noun({"left_object": str, "left_ref": str, "right_object": str, "right_ref": str, "kind": str}, born="", ours=()),
    "merge": Noun({"of": str, "kept_ref": str, "merged_ref": str, "merged_at": str}, born="", ours=()),
    "team_member": Noun(
        {"name": str, "email": str, "role": str, "weekly_hours": float, "skills": str, "languages": str, "time_zone": str,
         "leave_from_on": str, "leave_to_on": str},
        born="",
        ours=(),
    ),
}  # fmt: skip

#: Which systems a company's fields are believed from, best first; also the order of anchors for an account's id.
TRUST: tuple[str, ...] = (
    "hubspot", "salesforce", "ravenstack", "stripe", "chargebee", "zendesk", "intercom", "product", "pendo", "posthog", "segment",
    "mixpanel", "amplitude", "survey", "email", "calendar", "calls", "slack", "table",
)  # fmt: skip

#: Columns of the event lake: one row an event or roll-up, beside the store as Parquet.
EVENT_COLUMNS: tuple[str, ...] = (
    "digest", "event_id", "system", "ref_object", "ref", "person", "at", "event", "count", "seconds", "errors", "file", "row",
)  # fmt: skip
