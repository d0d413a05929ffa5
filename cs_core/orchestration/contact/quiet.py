"""Quiet days: weekends and public holidays of the customer's country, on which no message goes by itself.

Only nation-wide holidays are known, and only of a country that is known: elsewhere a Saturday and a Sunday are all that is quiet.
"""

from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays
from holidays.registry import COUNTRIES

from cs_core.context.snapshot import Snapshot

NOTHING, WEEKENDS, HOLIDAYS = 0, 1, 2
"""How much is quiet: nothing, weekends, or weekends and public holidays."""
POLICY = "quiet_days"
"""The vendor's policy that says so in words: weekends, public holidays."""
WEEKEND = frozenset({5, 6})


def why_quiet(day: date, country: str | None, how: float) -> str | None:
    """Why no message goes by itself on a day to a customer of that country, in a sentence without its stop; None on a working day."""
    if how < WEEKENDS:
        return None
    known = calendar(country)
    holiday = known.get(day) if known is not None and how >= HOLIDAYS else None
    if holiday is not None:
        return f"{day} is {holiday} in {country}, and holidays are quiet"
    return f"{day} is a {day:%A}, and weekends are quiet" if day.weekday() in (WEEKEND if known is None else known.weekend) else None


def next_day(day: date, country: str | None, how: float) -> date:
    """The next day on which a message may go by itself."""
    later = (day + timedelta(days=n) for n in range(1, 31))
    return next((d for d in later if why_quiet(d, country, how) is None), day + timedelta(days=31))


@lru_cache
def calendar(country: str | None) -> HolidayBase | None:
    """The public holidays of a country, by its name or code of two or three letters; None where it is not known."""
    said = "".join(filter(str.isalnum, (country or "").lower().removeprefix("the ")))
    code = _CODES.get(said)
    if code is None:
        return None
    try:
        return country_holidays(code, language="en_US")
    except (NotImplementedError, ValueError):
        return country_holidays(code)


def policy_of(snap: Snapshot) -> int:
    """How much the vendor's own policy keeps quiet."""
    rows = snap.knowledge.filter(kind="policy", name=POLICY).sort("known_at")
    said = f"{rows['value'][-1] or ''} {rows['text'][-1] or ''}".lower() if rows.height else ""
    return HOLIDAYS if "holiday" in said else WEEKENDS if "weekend" in said else NOTHING


_CODES = {
    spelt: codes[0]
    for name, (cls, *codes) in COUNTRIES.items()
    for spelt in {name.replace("_", ""), cls.lower(), *(c.lower() for c in codes)}
} | {"usa": "US", "uk": "GB", "greatbritain": "GB", "england": "GB", "czechrepublic": "CZ", "türkiye": "TR", "uae": "AE"}  # fmt: skip
