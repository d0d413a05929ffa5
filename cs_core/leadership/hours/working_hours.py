"""Working hours that two people have in common, from their time zones; a company without one has that of its country."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import polars as pl

WORKDAY = 8
"""Hours of a working day, taken as 9 to 17 where each of them is."""


def offset(zone: str | None, as_of: date) -> float | None:
    """Hours ahead of UTC on that day; None where the zone is unknown or no such zone exists."""
    try:
        return ZoneInfo(zone).utcoffset(datetime.combine(as_of, time(12))).total_seconds() / 3600 if zone else None
    except (KeyError, ValueError, OSError):
        return None


def offsets(accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """account_id, utc: hours ahead of UTC by the company's time zone, else by its country; null where neither tells."""
    country = pl.col("country").str.strip_chars().str.to_lowercase().replace_strict(ZONES, default=None, return_dtype=pl.String)
    zones = accounts.select("account_id", pl.coalesce(pl.col("time_zone"), country).alias("zone"))
    known = {zone: offset(zone, as_of) for zone in zones["zone"].drop_nulls().unique()}
    return zones.select("account_id", pl.col("zone").replace_strict(known, default=None, return_dtype=pl.Float64).alias("utc"))


def in_common(here: float | None, there: float | None) -> float | None:
    """Working hours in common of two places so many hours ahead of UTC; None where one is unknown."""
    if here is None or there is None:
        return None
    apart = abs(here - there) % 24
    return max(0.0, WORKDAY - min(apart, 24 - apart))


#: Country -> its time zone, in countries of several the one that lies in the middle of their business.
ZONES = {
    name: zone
    for names, zone in (
        (("united states", "usa", "us", "united states of america"), "America/Chicago"), (("canada", "ca"), "America/Toronto"),
        (("mexico", "mx"), "America/Mexico_City"), (("brazil", "br"), "America/Sao_Paulo"),
        (("argentina", "ar"), "America/Argentina/Buenos_Aires"), (("chile", "cl"), "America/Santiago"),
        (("colombia", "co"), "America/Bogota"), (("united kingdom", "uk", "gb", "great britain", "england"), "Europe/London"),
        (("ireland", "ie"), "Europe/Dublin"), (("portugal", "pt"), "Europe/Lisbon"), (("spain", "es"), "Europe/Madrid"),
        (("france", "fr"), "Europe/Paris"), (("belgium", "be"), "Europe/Brussels"), (("netherlands", "nl", "the netherlands"),
        "Europe/Amsterdam"), (("luxembourg", "lu"), "Europe/Luxembourg"), (("germany", "de", "deutschland"), "Europe/Berlin"),
        (("austria", "at"), "Europe/Vienna"), (("switzerland", "ch"), "Europe/Zurich"), (("italy", "it"), "Europe/Rome"),
        (("denmark", "dk"), "Europe/Copenhagen"), (("norway", "no"), "Europe/Oslo"), (("sweden", "se"), "Europe/Stockholm"),
        (("finland", "fi"), "Europe/Helsinki"), (("estonia", "ee"), "Europe/Tallinn"), (("latvia", "lv"), "Europe/Riga"),
        (("lithuania", "lt"), "Europe/Vilnius"), (("poland", "pl"), "Europe/Warsaw"),
        (("czechia", "cz", "czech republic"), "Europe/Prague"),
        (("slovakia", "sk"), "Europe/Bratislava"), (("hungary", "hu"), "Europe/Budapest"), (("romania", "ro"), "Europe/Bucharest"),
        (("bulgaria", "bg"), "Europe/Sofia"), (("greece", "gr"), "Europe/Athens"), (("croatia", "hr"), "Europe/Zagreb"),
        (("slovenia", "si"), "Europe/Ljubljana"), (("serbia", "rs"), "Europe/Belgrade"), (("ukraine", "ua"), "Europe/Kyiv"),
        (("turkey", "tr", "türkiye"), "Europe/Istanbul"), (("israel", "il"), "Asia/Jerusalem"),
        (("united arab emirates", "ae", "uae"), "Asia/Dubai"), (("saudi arabia", "sa"), "Asia/Riyadh"),
        (("south africa", "za"), "Africa/Johannesburg"), (("nigeria", "ng"), "Africa/Lagos"), (("kenya", "ke"), "Africa/Nairobi"),
        (("egypt", "eg"), "Africa/Cairo"), (("india", "in"), "Asia/Kolkata"), (("singapore", "sg"), "Asia/Singapore"),
        (("malaysia", "my"), "Asia/Kuala_Lumpur"), (("indonesia", "id"), "Asia/Jakarta"), (("thailand", "th"), "Asia/Bangkok"),
        (("vietnam", "vn"), "Asia/Ho_Chi_Minh"), (("philippines", "ph"), "Asia/Manila"), (("hong kong", "hk"), "Asia/Hong_Kong"),
        (("china", "cn"), "Asia/Shanghai"), (("taiwan", "tw"), "Asia/Taipei"), (("south korea", "kr", "korea"), "Asia/Seoul"),
        (("japan", "jp"), "Asia/Tokyo"), (("australia", "au"), "Australia/Sydney"), (("new zealand", "nz"), "Pacific/Auckland"),
    )
    for name in names
}  # fmt: skip
