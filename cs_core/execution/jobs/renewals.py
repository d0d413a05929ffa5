"""Renewal cases: one for each end of a term, kept from 120 days before it until it is renewed, lost or lapsed.

    open -> quoted -> agreed | renews by itself -> renewed | lost | lapsed        superseded: another day is on record now, or none

It renews by itself once its last day for notice has passed without notice; nobody agreed to anything then, and rows of old may call that
agreed. A case is keyed by its day. What was once seen done stays done. It says which terms end and at what price, where the timeline
stands, until when notice can be given, which forecast category it is in and why, and in the end what came of it and, where lost, why.
"""

from datetime import timedelta

import polars as pl

from cs_core.context.signals.contract import rolling
from cs_core.context.signals.terms import notice
from cs_core.context.snapshot import Snapshot
from cs_core.execution.jobs.cases import SCHEMA, Standing
from cs_core.execution.jobs.renewal_ends import ended
from cs_core.execution.jobs.renewal_forecast import categories
from cs_core.execution.jobs.renewal_reasons import UNKNOWN
from cs_core.execution.jobs.renewal_steps import STEPS, steps_of
from cs_core.execution.jobs.renewal_terms import CASE, PRICE, begun, deals, done_by_us, ending, ends_ahead, others, over, prices, spoken
from cs_core.execution.jobs.risks import at_risk

AGENT_NAME, KIND = "renewal", "renewal"
OPEN_DAYS = 120
LOOK_BACK_DAYS = 180
"""So long a case that lapsed, or was lost without a reason, is looked at again."""
NOTICE_WINDOW_DAYS = 30
"""So long before its last day notice is near."""


def keep(snap: Snapshot, standing: Standing) -> pl.DataFrame:
    """How every renewal stands as of the day: a frame of `cases.SCHEMA`. What is settled for good is left as it is."""
    cases = _cases(snap, standing)
    if cases.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    rows = _timeline(snap, _told(snap, cases))
    return _written(ended(categories(rows), snap))


def _cases(snap: Snapshot, standing: Standing) -> pl.DataFrame:
    """account_id, renewal_on, opened_on, and `was_*`: what the newest row says; new cases of current customers among them."""
    before = standing.with_columns(pl.col("data").str.extract(KEY).str.to_date().alias("renewal_on"))
    current = snap.signals.filter(pl.col("churned_on").is_null())
    dated = current.filter(pl.col("days_to_renewal").is_between(0, OPEN_DAYS)).select(CASE)
    each = ends_ahead(snap, OPEN_DAYS).join(current, on="account_id", how="semi", maintain_order="left")
    told = before.filter(pl.col("state") != "superseded")
    fresh = pl.concat([dated, each]).unique(maintain_order=True).join(told, on=CASE, how="anti", maintain_order="left")
    fresh = fresh.with_columns(pl.lit(snap.as_of).alias("opened_on"))
    lately = pl.col("closed_on") >= snap.as_of - timedelta(days=LOOK_BACK_DAYS)
    lost = (pl.col("state") == "lost") & pl.col("play").is_in([ASK, ENTER]).fill_null(False)
    still = before.filter(pl.col("closed_on").is_null() | (lately & ((pl.col("state") == "lapsed") | lost)))
    was, done = pl.col("was").struct, pl.col("was").struct.field("steps")
    still = still.with_columns(pl.col("data").str.json_decode(KEPT).alias("was")).select(
        *CASE,
        "opened_on",
        "closed_on",
        pl.col("state").alias("was_state"),
        was.field("terms").alias("was_terms"),
        was.field("prices").alias("was_prices"),
        was.field("notice").struct.field("last_day").str.to_date().alias("was_notice_on"),
        *(done.list.get(n, null_on_oob=True).struct.field("done_on").str.to_date().alias(f"was_{n}") for n in range(len(STEPS))),
    )
    return pl.concat([still, fresh], how="diagonal")


def _told(snap: Snapshot, cases: pl.DataFrame) -> pl.DataFrame:
    """Adds the signals, the terms that end, the deals, the notice and what followed."""
    known = snap.signals.rename({c: f"now_{c}" for c in ("renewal_on", *(c for c in snap.signals.columns if c in TERMS))})
    rows = cases.join(known, on="account_id", how="left", maintain_order="left")
    rows = _adding(rows, ending(snap, cases)).with_columns(pl.col("contracts").is_not_null().alias("still_ends"))
    here = {c: pl.col(c) if c in rows.columns else pl.lit(None, kind) for c, kind in TERMS.items()}
    unseen, addable = pl.col("was_state").is_null(), pl.col("untold_now").is_null()
    seen_now = {c: pl.when(unseen, addable | (c != "arr")).then(f"now_{c}") for c in TERMS if f"now_{c}" in rows.columns}
    was = pl.col("was_terms").struct
    rows = rows.with_columns(
        pl.coalesce(here[c], was.field(c).str.to_date() if kind == pl.Date else was.field(c), *([seen_now[c]] if c in seen_now else []))
        .cast(kind).alias(c)
        for c, kind in TERMS.items()
    )  # fmt: skip
    keyed = rows.select(*CASE, "opened_on", "from_on", "ids", "currency")
    told = notice(snap, keyed).rename({"system": "notice_system", "source_row": "notice_row"})
    told = told.unique("account_id", keep="first", maintain_order=True)
    for part in (others(snap, keyed), deals(snap, keyed), prices(snap, keyed), begun(snap, keyed), over(snap, keyed)):
        rows = _adding(rows, part)
    risks = at_risk(snap).select("account_id", pl.col("risks").list.join(", ").alias("open_risk"))
    rolls = rolling(snap).select("account_id").unique().with_columns(pl.lit(True).alias("rolls"))
    for part in (told, risks, rolls):
        rows = rows.join(part, on="account_id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.coalesce("own_notice_days", "notice_days").alias("notice_days"))
    day = pl.col("renewal_on") - pl.duration(days="notice_days")
    return rows.with_columns(
        (pl.col("renewal_on") - snap.as_of).dt.total_days().alias("days_to_renewal"),
        day.alias("notice_on"),
        (day - snap.as_of).dt.total_days().alias("days_to_notice"),
        pl.coalesce("prices", "was_prices").alias("prices"),
        pl.when(pl.col("now_renewal_on") == pl.col("renewal_on")).then("notice_given_on").alias("notice_given_on"),
    )


def _adding(rows: pl.DataFrame, part: pl.DataFrame) -> pl.DataFrame:
    return rows.join(part, on=CASE, how="left", maintain_order="left")


def _timeline(snap: Snapshot, rows: pl.DataFrame) -> pl.DataFrame:
    """Adds what was done of each step, quoted_on and agreed_on, and the steps."""
    today = pl.lit(snap.as_of)
    days = tuple(step.days for step in STEPS)
    rows = _adding(rows, spoken(snap, rows.select(CASE), (days[0], days[5])))
    ours = done_by_us(snap, AGENT_NAME).join(rows.select(CASE), on="account_id")
    ours = ours.filter((pl.col("renewal_on") - pl.col("on")).dt.total_days().is_between(-30, OPEN_DAYS))
    said = pl.col("result").filter((pl.col("play") == ASK) & (pl.col("result") != "")).last().alias("answer")
    done = (pl.col("on").filter(pl.col("play").is_in(step.plays)).min().alias(f"our_{n}") for n, step in enumerate(STEPS))
    rows = _adding(rows, ours.group_by(CASE).agg(said, *done))
    stage, seen = pl.col("stage").str.to_lowercase(), pl.coalesce("deal_seen_on", today)
    passed = (pl.col("auto_renew") & (pl.col("days_to_notice") < 0) & pl.col("notice_given_on").is_null()).fill_null(False)
    renewed = pl.when(~pl.col("still_ends")).then("renewed_on")
    waited = (pl.col("auto_renew") & (pl.col("was_3") == pl.col("was_notice_on"))).fill_null(False)
    agreed = pl.coalesce(pl.when(~waited).then("was_3"), "won_on", renewed, pl.when(stage.str.contains(AGREED)).then(seen))
    quoted = pl.coalesce("was_2", "our_2", pl.when(stage.str.contains(QUOTED)).then(seen))
    known = pl.when(pl.col("sponsor").is_not_null()).then(pl.coalesce("was_1", today))
    rows = rows.with_columns(agreed_on=agreed, quoted_on=quoted)
    return rows.with_columns(
        pl.coalesce("was_0", pl.min_horizontal(f"spoken_{days[0]}", "our_0")).alias("step_0"),
        known.alias("step_1"),
        pl.col("quoted_on").alias("step_2"),
        pl.coalesce("agreed_on", pl.when(passed).then("notice_on")).alias("step_3"),
        pl.coalesce("was_4", "won_on").alias("step_4"),
        pl.coalesce("was_5", pl.min_horizontal(f"spoken_{days[5]}", "our_5")).alias("step_5"),
        renewed.alias("step_6"),
        settled=pl.col("agreed_on").is_not_null() | passed,
        gone=pl.col("churned_on").is_not_null() | (pl.col("over_on").is_not_null() & ~pl.col("still_ends")),
    ).pipe(steps_of, today)


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as the table of cases has them."""
    days = pl.col("days_to_notice")
    window = (
        pl.when(pl.col("notice_given_on").is_not_null()).then(pl.lit("given")).when(days < 0).then(pl.lit("passed"))
        .when(days <= NOTICE_WINDOW_DAYS).then(pl.lit("in notice window")).when(days.is_not_null()).then(pl.lit("before"))
    )  # fmt: skip
    data = pl.struct(
        "renewal_on",
        pl.struct(*TERMS).alias("terms"),
        pl.struct(pl.col("notice_on").alias("last_day"), pl.col("notice_days").alias("days"), window.alias("state"),
                  pl.col("notice_given_on").alias("given_on"), pl.col("notice_system").alias("system"),
                  pl.col("notice_row").alias("source_row")).alias("notice"),
        "steps",
        pl.struct(pl.col("deal").alias("name"), "stage", pl.col("deal_amount").alias("amount"), pl.col("deal_currency").alias("currency"),
                  "close_on", "won_on", "lost_on").alias("deal"),
        pl.struct("category", pl.col("category_why").alias("why"), "crm_word", "crm_category", "crm_differs",
                  pl.col("renewal_likelihood").alias("likelihood")).alias("forecast"),
        "prices", "others", "end",
    )  # fmt: skip
    shut, end = pl.col("closed_on").is_not_null(), pl.col("end").struct
    parts = [pl.col(c).cast(pl.String).fill_null("?") for c in MARKED]
    mark = pl.when(shut).then(pl.format("{}|{}", end.field("code").fill_null("?"), end.field("arr_after").fill_null(0).round(0)))
    mark = mark.otherwise(pl.concat_str([*parts, window.fill_null("?")], separator="|"))
    return rows.select(
        "account_id",
        pl.col("renewal_on").cast(pl.String).alias("key"),
        pl.lit(KIND).alias("kind"),
        "state",
        "opened_on",
        pl.when(~shut).then(pl.coalesce("next_on", "renewal_on")).alias("due_on"),
        "closed_on",
        "owner",
        pl.when(shut).then("ended_why").otherwise(pl.format("{}: {}", "category", "category_why")).alias("reason"),
        _asks(unexplained=(pl.col("state") == "lost") & (end.field("code") == UNKNOWN)).alias("play"),
        data.struct.json_encode().alias("data"),
        pl.concat_list(pl.lit(list(CITED), pl.List(pl.String)), "category_cites").list.unique(maintain_order=True).alias("cites"),
        mark.alias("mark"),
    )


def _asks(*, unexplained: pl.Expr) -> pl.Expr:
    """What a person is asked to do once it is over: to enter the contract that was won, or to find out why they left."""
    enter = pl.col("won_unentered_on").is_not_null() & (unexplained | (pl.col("state") == "renewed"))
    return pl.when(enter).then(pl.lit(ENTER)).when(unexplained).then(pl.lit(ASK))


ASK, ENTER = "ask why they left", "enter the new contract"
AGREED = r"verbal|agreed|contract sent|contracting|commit|signature|legal"
QUOTED = r"proposal|quote|offer|negotiat|review|verbal|agreed|contract|commit|signature|legal"
"""Stages of a renewal deal, in any CRM's words: what stands in them."""

CITED = ("renewal_on", "arr", "seats", "plan", "auto_renew", "notice_on")
MARKED = ("category", "category_rule", "steps_mark", "arr_mark", "seats", "plan", "stage", "crm_word")
TERMS: dict[str, type[pl.DataType]] = {
    "plan": pl.String, "seats": pl.Int64, "arr": pl.Float64, "currency": pl.String, "discount": pl.Float64, "auto_renew": pl.Boolean,
    "from_on": pl.Date, "months": pl.Int64, "billing": pl.String, "contracts": pl.Int64, "commitment": pl.Float64, "unit": pl.String,
    "overage_price": pl.Float64, "ids": pl.String,
}  # fmt: skip
"""What is kept of the terms that end: of the contracts, else as first seen, else of the account."""
KEY = r'"key": ?"(\d{4}-\d\d-\d\d)"'
"""Where the JSON of a row has the day that it is keyed by."""
KEPT = pl.Struct(
    {
        "terms": pl.Struct({c: pl.String if kind == pl.Date else kind for c, kind in TERMS.items()}),
        "notice": pl.Struct({"last_day": pl.String}),
        "prices": pl.List(pl.Struct(PRICE)),
        "steps": pl.List(pl.Struct({"done_on": pl.String})),
    }
)
"""Of what an earlier row says, what is read again."""
