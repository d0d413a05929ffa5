"""The day on which something promised is due, from the words of the promise and the day it was made."""

import re
from calendar import monthrange
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
NUMBERS = {"a": 1, "an": 1, "half an": 1} | {
    word: n for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}
DAYS = {"minute": 0, "hour": 0, "day": 1, "week": 7, "month": 30}


def due_on(said: str, on: date) -> date | None:
    """The last day that the words allow, counted from the day `on`; None where they name no day.

    ``by friday`` on a Friday is a week ahead.
    """
    return next((day for rule in RULES if (day := rule(said, on)) is not None), None)


def _iso(said: str, on: date) -> date | None:
    found = re.search(r"(\d{4})-(\d\d)-(\d\d)", said)
    return _day(*map(int, found.groups())) if found else None


def _calendar(said: str, on: date) -> date | None:
    """A day of a month; of two years the one that is nearer ahead."""
    month = next((n for n, name in enumerate(MONTHS, 1) if name in said), None)
    number = re.search(r"\d{1,2}", said)
    if month is None or number is None:
        return None
    this = _day(on.year, month, int(number[0]))
    return this if this is None or this >= on else _day(on.year + 1, month, int(number[0]))


def _counted(said: str, on: date) -> date | None:
    found = re.search(r"(?:within|in|less than) (half an|\w+) (?:working |business )?(minute|hour|day|week|month)", said)
    if not found:
        return None
    n = NUMBERS.get(found[1]) or (int(found[1]) if found[1].isdecimal() else 1)
    return on + timedelta(days=n * DAYS[found[2]] + (found[2] == "hour" and n > 8) * (n // 24 + 1))


def _end(said: str, on: date) -> date | None:
    if "end of" not in said and not re.search(r"\b(?:this|next) (?:week|month|quarter)", said):
        return None
    ahead = "next" in said
    if "week" in said:
        return on + timedelta(days=6 - on.weekday() + 7 * ahead)
    if "month" in said:
        return _month_end(on.year, on.month + ahead)
    if "quarter" in said:
        return _month_end(on.year, 3 * ((on.month - 1) // 3 + 1 + ahead))
    return date(on.year, 12, 31) if "year" in said else on


def _weekday(said: str, on: date) -> date | None:
    """The coming such day; of “next Friday” the one of next week."""
    day = next((n for n, name in enumerate(WEEKDAYS) if name in said), None)
    if day is None:
        return None
    if said.startswith("next"):
        return on + timedelta(days=7 - on.weekday() + day)
    return on + timedelta(days=(day - on.weekday() - 1) % 7 + 1)


def _near(said: str, on: date) -> date | None:
    if "tomorrow" in said:
        return on + timedelta(days=1)
    return on if re.search(r"today|tonight|this (?:morning|afternoon|evening)|the (?:hour|day)", said) else None


def _within_the(said: str, on: date) -> date | None:
    found = re.search(r"within the (week|month)", said)
    return on + timedelta(days=DAYS[found[1]]) if found else None


def _month_end(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


RULES = (_iso, _calendar, _counted, _within_the, _end, _weekday, _near)
