"""People who told us themselves that they are away for a while, by hand or by an automatic answer: nobody writes to them until then.

Who writes to us since is back. Where no day is told they are taken to be back after a fortnight.
"""

import re
from datetime import date, timedelta

import polars as pl

from cs_core.context.conversations.due import MONTHS, due_on
from cs_core.context.observed import Observed, once

LONGEST_DAYS, UNTOLD_DAYS = 400, 14
"""How far back an absence may have been told, and how long one is of which no end is told."""
AWAY = (
    r"\bi(?: am|'m| will be|'ll be)(?: \w+){0,2} "
    r"(?:away\b|out of (?:the )?office|on (?:\w+ ){0,2}(?:leave|holiday|holidays|vacation|sabbatical)\b)[^.!?]*"
)
_UNTIL = re.compile(r"\b(?:until|till|through|to|back (?:on|in)|returning (?:on|in)) (.+)")
_MONTH = re.compile(rf"(?:the )?(?:(?:start|beginning|middle) of )?({'|'.join(MONTHS)})(?:,? (\d{{4}}))?(?!,? ?\d)")


@once
def absences(snap: Observed) -> pl.DataFrame:
    """account_id, person_id, away_until (the last day of it, as of which they are still away), of those who are away on the day."""
    since = snap.as_of - timedelta(days=LONGEST_DAYS)
    theirs = snap.messages.filter(pl.col("inbound"), pl.col("sent_at").dt.date() > since).drop_nulls(["account_id", "person_id"])
    plain = pl.col("body").str.to_lowercase().str.replace_all("’", "'").str.replace_all(r"\s+", " ")
    rows = theirs.sort("sent_at").with_columns(plain.str.extract(f"({AWAY})").alias("_said"), pl.col("sent_at").dt.date().alias("_on"))
    told = rows.drop_nulls("_said").unique(["account_id", "person_id"], keep="last", maintain_order=True)
    until = [end_of_absence(said, on) for said, on in told.select("_said", "_on").iter_rows()]
    wrote = rows.filter(~pl.col("automatic"), pl.col("_said").is_null()).group_by("person_id").agg(pl.col("sent_at").max().alias("_wrote"))
    told = told.with_columns(pl.Series("away_until", until, dtype=pl.Date)).join(wrote, on="person_id", how="left", maintain_order="left")
    back = (pl.col("_wrote") > pl.col("sent_at")).fill_null(False)
    return told.filter(~back, pl.col("away_until") >= snap.as_of).select("account_id", "person_id", "away_until")


def end_of_absence(said: str, on: date) -> date:
    """The last day that the words (in small letters) name; of a bare month the day before it begins; a fortnight where they name none."""
    found = _UNTIL.search(said)
    words = found[1].strip(" ,;") if found else ""
    if month := _MONTH.match(words):
        number = MONTHS.index(month[1]) + 1
        year = int(month[2]) if month[2] else on.year + (number <= on.month)
        return date(year, number, 1) - timedelta(days=1)
    if (day := due_on(words, on)) is not None and (year := re.search(r"\b(20\d\d)\b", words)):
        return day.replace(year=int(year[1])) if (day.month, day.day) != (2, 29) else day
    return day or on + timedelta(days=UNTOLD_DAYS)
