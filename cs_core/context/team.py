"""Our people as of a day: imported, then as edited by a leader; and who of them leads."""

import re

import polars as pl

from cs_core.context.cut import Cut

FIELDS = ("name", "email", "role", "weekly_hours", "skills", "languages", "time_zone", "leave_from_on", "leave_to_on")
LEAVE = ("leave_from_on", "leave_to_on")
LEADS = re.compile(r"(?i)\b(?:lead(?:er)?|head|chief|director|vice president|[aes]?vp|cco|ceo|team manager|(?:team)?leit(?:er|erin|ung))\b")
"""Words of a role by which somebody leads the team: a customer success manager leads customers."""


def leads(role: str | None) -> bool:
    """Whether somebody of this role leads the team."""
    return LEADS.search(role or "") is not None


def team_as_of(cut: Cut) -> pl.DataFrame:
    """One row a person: name, email, role, weekly_hours, skills and languages (lists), time_zone, the leave entered last
    (leave_from_on, leave_to_on), on_leave, hours_left (0 on leave).

    The newest edit of a person wins; what it leaves blank stays as imported, but for the leave, which it sets or clears.
    """
    imported = cut.noun("team_member").select(_person(), *FIELDS, pl.lit(False).alias("gone"))
    imported = imported.unique("_person", keep="last", maintain_order=True)
    edits = _edits(cut)
    both = imported.join(edits, on="_person", how="full", coalesce=True, suffix="_edit", maintain_order="left_right")
    edited = pl.col("edited").fill_null(False)
    chosen = [pl.when(edited).then(f"{c}_edit").otherwise(c).alias(c) for c in (*LEAVE, "gone")]
    chosen += [pl.coalesce(f"{c}_edit", c).alias(c) for c in FIELDS if c not in LEAVE]
    away = _away(cut)
    return (
        both.select(chosen)
        .filter(~pl.col("gone").fill_null(False))
        .with_columns(_words("skills"), _words("languages"), away.alias("on_leave"), pl.col("weekly_hours").fill_null(0.0))
        .with_columns(pl.when("on_leave").then(0.0).otherwise("weekly_hours").alias("hours_left"))
        .select("name", "email", "role", "weekly_hours", "skills", "languages", "time_zone", *LEAVE, "on_leave", "hours_left")
    )


def _person() -> pl.Expr:
    return pl.col("name").str.to_lowercase().str.strip_chars().alias("_person")


def _edits(cut: Cut) -> pl.DataFrame:
    rows = cut.store.frame("team_edit").filter(pl.col("set_at").dt.date() <= cut.as_of)
    rows = rows.select(_person(), *FIELDS, "gone", pl.lit(True).alias("edited"))
    filled = rows.with_columns(pl.col(c).forward_fill().over("_person") for c in FIELDS if c not in LEAVE)
    return filled.unique("_person", keep="last", maintain_order=True)


def _away(cut: Cut) -> pl.Expr:
    """On leave from the first day to the last; a leave without one of them is open on that side."""
    day = pl.lit(cut.as_of)
    begun, over = pl.col("leave_from_on") <= day, pl.col("leave_to_on") < day
    return (pl.any_horizontal(pl.col(c).is_not_null() for c in LEAVE) & begun.fill_null(True) & ~over.fill_null(False)).fill_null(False)


def _words(column: str) -> pl.Expr:
    words = pl.element().str.strip_chars()
    return pl.col(column).fill_null("").str.split(";").list.eval(words.filter(words != ""))
