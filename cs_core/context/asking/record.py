"""A ready question as a record, and the pieces of SQL that several of them share."""

from typing import NamedTuple

from cs_core.context.health.weights import STATUSES
from cs_core.context.leaving import NOTICE_GIVEN
from cs_core.records import SEGMENTS

ALL = "all segments"
ANY = "any status"


class Given(NamedTuple):
    """Something to choose: a whole number between two bounds, or one of some words."""

    name: str
    label: str
    default: str | int
    low: int = 0
    high: int = 0
    words: tuple[str, ...] = ()


class Chart(NamedTuple):
    """Bars of one column by another, both named as in the answer."""

    of: str
    by: str
    unit: str


class Ready(NamedTuple):
    """One question: its name in an address, its words, what the answer tells, its query, what may be chosen, and a chart if one helps."""

    name: str
    layer: str
    text: str
    tells: str
    sql: str
    given: tuple[Given, ...] = ()
    chart: Chart | None = None


def days(default: int, label: str, *, high: int = 730) -> Given:
    """So many days, at least one."""
    return Given("days", label, default, 1, high)


def segment(default: str = ALL) -> Given:
    """One segment, or all."""
    return Given("segment", "Segment", default, words=(ALL, *SEGMENTS))


def stands(default: str = ANY) -> Given:
    """How a customer stands: a health band, that notice was given, or that neither is known; or any of these."""
    return Given("status", "Status", default, words=(ANY, *STATUSES))


CURRENT = f"a.churned_on IS NULL AND (:segment = '{ALL}' OR a.segment = :segment)"
WHO = "a.name AS Account"
WHOSE = 'round(a.arr) AS "ARR a year", a.currency AS Currency, a.owner AS CSM, a.segment AS Segment'
"""Of whom a row tells stands first, then what was asked, and whose customer that is behind it: what was asked is seen without scrolling."""
DUE = "julianday(:as_of) - julianday"
AT_RISK = "(a.notice_given_on IS NOT NULL OR coalesce(a.health_band = 'red', 0) OR coalesce(a.churn_probability >= 0.1, 0))"
STATUS = f"CASE WHEN a.notice_given_on IS NOT NULL THEN '{NOTICE_GIVEN}' ELSE a.health_band END"
