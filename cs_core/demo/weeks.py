"""The window's calendar: weeks that end on the export's last day, the season's dip, and months that fall on the same day."""

from datetime import date
from typing import NamedTuple

import numpy as np

DAY = "datetime64[D]"


class Weeks(NamedTuple):
    """`count` weeks; week t holds seven days and the last one ends on `end`. Days are whole days since 1970-01-01."""

    end: int
    count: int

    @property
    def first(self) -> int:
        return self.end - 7 * self.count + 1

    def starts(self, week: np.ndarray | int) -> np.ndarray | int:
        """The first day of a week."""
        return self.first + 7 * week

    def of(self, day: np.ndarray) -> np.ndarray:
        """The week that holds a day; below 0 before the window, `count` and above after it."""
        return (day - self.first) // 7


def window(end: date, count: int) -> Weeks:
    """The window of `count` weeks up to and including `end`."""
    return Weeks(int(np.datetime64(end, "D").astype(int)), count)


def season(weeks: Weeks) -> np.ndarray:
    """Share of normal work done each week: field service rests at Christmas and slows in August."""
    middle = (weeks.starts(np.arange(weeks.count)) + 3).astype(DAY)
    day = (middle - middle.astype("datetime64[Y]")).astype(int)
    share = np.ones(weeks.count)
    for first, last, level in HOLIDAYS:
        share[(day >= first) & (day <= last)] = level
    return share


def add_months(day: np.ndarray, months: int) -> np.ndarray:
    """The same day of a later month; days must not lie after the 28th."""
    when = day.astype(DAY)
    month = when.astype("datetime64[M]")
    return ((month + months).astype(DAY) + (when - month.astype(DAY))).astype(int)


def up_to_28th(day: np.ndarray) -> np.ndarray:
    """Days moved back to the 28th where they lie after it, so that every month has them."""
    when = day.astype(DAY)
    month_day = (when - when.astype("datetime64[M]").astype(DAY)).astype(int) + 1
    return day - np.maximum(month_day - 28, 0)


def workday(day: np.ndarray | int) -> np.ndarray | int:
    """Saturdays and Sundays moved back to a working day of the same week, another one each week."""
    weekday = (day + 3) % 7
    monday = day - weekday
    return np.where(weekday > 4, monday + monday // 7 % 5, day)


def next_workday(day: int) -> int:
    """Saturdays and Sundays moved on to the Monday after."""
    weekday = (day + 3) % 7
    return day + 7 - weekday if weekday > 4 else day


def text(day: np.ndarray) -> np.ndarray:
    """Days as ``2026-06-30``."""
    return np.datetime_as_string(np.asarray(day).astype(DAY))


def timestamp(day: np.ndarray, second: np.ndarray, *, form: str = "space") -> np.ndarray:
    """Days and seconds within them as text: ``minute`` for HubSpot, ``space`` for Stripe, ``zulu`` for the APIs."""
    moment = (np.asarray(day).astype("int64") * 86_400 + second).astype("datetime64[s]")
    iso = np.datetime_as_string(moment, unit="m" if form == "minute" else "s")
    return np.char.add(iso, "Z") if form == "zulu" else np.char.replace(iso, "T", " ")


HOLIDAYS = ((0, 5, 0.62), (212, 235, 0.84), (355, 366, 0.48))
