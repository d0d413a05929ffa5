"""What a person could do for each account: each mode with the skill it takes, and what it changes, a change of person counted in."""

import polars as pl

from cs_core.context.leaving import chance_to_leave, sure_to_leave
from cs_core.context.rates import converted, rates
from cs_core.context.snapshot import Snapshot
from cs_core.leadership.hours.capacity import GENERAL, WITHOUT_SKILL, Person, needed, skills_of_team
from cs_core.leadership.hours.continuity import HANDOFF_HOURS, REVIEW, SWITCHING, near_renewal, protected_accounts, standing_people
from cs_core.leadership.hours.ties import in_tie_order
from cs_core.leadership.hours.working_hours import offsets
from cs_core.leadership.hours.worth import PARTS

ABOUT = (
    "account_id", "name", "segment", "owner", "arr", "currency", "churn_probability", "health", "days_since_touch", "days_to_renewal",
    "leaving",
)  # fmt: skip
SHARED = ("arr", "churn_probability", "health", "days_since_touch", "needs", "able_now", "hands_over")
"""What of an account each of its offers carries: as much as choosing takes."""


def about_accounts(snap: Snapshot, people: list[Person]) -> pl.DataFrame:
    """One row a current account: who has it, what it asks for, where it works and what it speaks.

    arr is in the reporting currency wherever a rate is known. leaving: it gave notice for a term that ends within 90 days.
    able_now: whoever has it is at work and has the skill that it asks for; null where nobody at work has it. hands_over: it renews so
    soon that nobody new may come without a warm hand-off.
    """
    current = snap.signals.filter(pl.col("churned_on").is_null()).with_columns(chance_to_leave(), sure_to_leave().alias("leaving"))
    about = converted(rates(snap.store), current.select(ABOUT), "arr")
    frames = snap.accounts.select("account_id", pl.col("language").str.to_lowercase()), offsets(snap.accounts, snap.as_of)
    for more in (*frames, needed(current), standing_people(snap), protected_accounts(snap)):
        about = about.join(more, on="account_id", how="left", maintain_order="left")
    skilled = pl.DataFrame(
        {"person_now": [p.name for p in people], "_can": [sorted(p.skills) for p in people]},
        schema={"person_now": pl.String, "_can": pl.List(pl.String)},
    )
    about = about.join(skilled, on="person_now", how="left", maintain_order="left")
    needs = pl.col("needs") if skills_of_team(people) else pl.lit(GENERAL)
    about = about.with_columns(needs.alias("needs"), near_renewal().alias("hands_over"))
    able = pl.col("_can").list.contains(pl.col("needs"))
    return about.with_columns(able.alias("able_now")).drop("_can")


def offers(effects: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """Rows of `evidence.effects` with `skill`, and kept_impact, kept_low, kept_high: the change in P(kept) net of a change of person.

    What asks for a special skill is offered twice: with it, and by anybody at WITHOUT_SKILL of the effect. Where whoever has the account
    lacks the skill, the first costs SWITCHING, and close to a renewal the hours of a warm hand-off: `switches`.
    """
    options = effects.join(about.select("account_id", *SHARED), on="account_id", how="inner", maintain_order="left")
    options = in_tie_order(options.with_columns(pl.when(pl.col("mode") == REVIEW).then(pl.lit(GENERAL)).otherwise("needs").alias("skill")))
    switches = (pl.col("skill") != GENERAL) & ~pl.col("able_now").fill_null(True)
    gross = (pl.col(c).alias(f"gross_{c}") for c in PARTS)
    options = options.with_columns(switches.alias("switches"), pl.lit(False).alias("unskilled"), *gross)
    special = options.filter(pl.col("skill") != GENERAL)
    lesser = special.with_columns(
        pl.lit(GENERAL).alias("skill"), pl.lit(True).alias("unskilled"), pl.lit(False).alias("switches"),
        *(pl.col(c) * WITHOUT_SKILL for c in PARTS),
    )  # fmt: skip
    both = in_tie_order(pl.concat([options, lesser])) if special.height else options
    net = [(pl.col(c) - pl.when("switches").then(SWITCHING).otherwise(0.0)).alias(f"kept_{c}") for c in PARTS]
    warm = pl.when(pl.col("switches") & pl.col("hands_over")).then(2 * HANDOFF_HOURS).otherwise(0.0)
    return both.with_columns(*net, warm.alias("warm_hours"), pl.col("hours") + warm)


def as_any_person(options: pl.DataFrame, skill: str) -> pl.DataFrame:
    """The offers as rules that know of no skills see them: one an account and mode, in full, for anybody."""
    gross = options.filter(~pl.col("unskilled"))
    return gross.with_columns(
        pl.lit(skill).alias("skill"), pl.lit(False).alias("switches"),
        pl.col("hours") - pl.col("warm_hours"), pl.lit(0.0).alias("warm_hours"),
        *(pl.col(f"gross_{c}").alias(f"kept_{c}") for c in PARTS),
    )  # fmt: skip
