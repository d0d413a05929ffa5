"""Where each customer is in its life with us, over all accounts at once: the first rule of STAGES that holds names the stage and why."""

from typing import NamedTuple

import polars as pl

from cs_core.context.leaving import gave_notice
from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.days import spelt_in

CANNOT_TELL = "cannot tell"
RENEWAL_DAYS, ONBOARDING_DAYS = 90, 90
"""Days before the end of a term that are its renewal window; days in which a new customer is being started where no milestone says more."""


class Stage(NamedTuple):
    """A stage: its name, when it holds, and why in words; all over the signals and `high_risk`, the reason of a high risk that is open."""

    name: str
    holds: pl.Expr
    why: pl.Expr


def lifecycle(snap: Snapshot) -> pl.DataFrame:
    """account_id, stage, stage_why of every account; stage is null where nothing says."""
    rows = snap.signals.join(_high_risks(snap), on="account_id", how="left", maintain_order="left")
    stage, why = pl.lit(None, pl.String), pl.lit("neither milestones, use, a renewal nor a start is known")
    for each in reversed(STAGES):
        held = each.holds.fill_null(False)
        stage, why = pl.when(held).then(pl.lit(each.name)).otherwise(stage), pl.when(held).then(each.why).otherwise(why)
    return rows.select("account_id", stage.alias("stage"), why.alias("stage_why"))


def _high_risks(snap: Snapshot) -> pl.DataFrame:
    """account_id, high_risk: the reason of the newest risk that is open and of level high."""
    rows = snap.history("case", "case_id", "account_id", "as_of", "state", "reason", "data", kind="risk")
    last = rows.unique("case_id", keep="last", maintain_order=True).filter(pl.col("state") == "open")
    high = last.filter(pl.col("data").str.json_path_match("$.level") == "high")
    return high.unique("account_id", keep="last").select("account_id", high_risk="reason")


STAGES: tuple[Stage, ...] = (
    Stage("former", pl.col("churned_on").is_not_null(), pl.format("left on {}", spelt_in("churned_on"))),
    Stage("leaving", gave_notice(), pl.format("notice was given on {}", spelt_in("notice_given_on"))),
    Stage(
        "at risk", pl.col("high_risk").is_not_null(),
        pl.format("a risk of high severity is open: {}", pl.col("high_risk").str.strip_chars_end("."))
    ),
    Stage(
        "at risk", pl.col("health_band") == "red", pl.format("health is red at {} points", pl.col("health").round(0).cast(pl.Int64))
    ),
    Stage(
        "renewal window", pl.col("days_to_renewal").is_between(0, RENEWAL_DAYS),
        pl.format("the term ends on {}, in {} days", spelt_in("renewal_on"), "days_to_renewal"),
    ),
    Stage("in value", pl.col("onboarding_status") == "done", pl.lit("every value milestone is reached")),
    Stage(
        "adopting", pl.col("first_value_on").is_not_null(),
        pl.format("first value came on {}, milestones are ahead", spelt_in("first_value_on")),
    ),
    Stage(
        "onboarding", pl.col("onboarding_status").is_in(["on track", "behind", "stuck"]),
        pl.format("no value milestone is reached yet: {}", "onboarding_status"),
    ),
    Stage("onboarding", pl.col("tenure_days") <= ONBOARDING_DAYS, pl.format("a customer for {} days", "tenure_days")),
    Stage("adopting", pl.col("usage_4w") > 0, pl.lit("they use it; whether they reached value was not recorded")),
)  # fmt: skip
