"""Surveys: answers on recommendation (NPS), satisfaction (CSAT) and effort (CES), as survey tools and plain tables have them."""

import polars as pl

from cs_core.context.sources.table import Table, col

MOST = {"nps": 10.0, "csat": 5.0, "ces": 7.0}
"""The best answer on each scale; of a scale that counts beyond it, or an answer beyond it, nothing is known."""
LEAST = {"nps": 0.0, "csat": 1.0, "ces": 1.0}
KINDS = {
    "net promoter score": "nps", "customer satisfaction": "csat", "customer effort score": "ces", "csat5": "csat", "ces7": "ces",
}  # fmt: skip
WORDS = {
    "very satisfied": 5.0, "satisfied": 4.0, "somewhat satisfied": 4.0, "neither satisfied nor dissatisfied": 3.0, "neutral": 3.0,
    "dissatisfied": 2.0, "somewhat dissatisfied": 2.0, "very dissatisfied": 1.0, "very unsatisfied": 1.0, "unsatisfied": 2.0,
} | {str(n): float(n) for n in range(1, 6)}  # fmt: skip
ASKED = {
    "_nps": col("*how likely*recommend*", "*would you recommend*", "NPS", "NPS score", "*net promoter*"),
    "_csat": col("*how satisfied*", "*satisfaction*", "CSAT", words=WORDS), "_ces": col("*how easy*", "*effort*", "CES"),
    "comment": col("*reason*", "*why*score*", "*tell us more*", "*comment*", "*improve*"),
    "company_ref": col("Company", "Company Name", "Account", "Organization"),
}  # fmt: skip
"""What is asked, by the words of the questions; a company is named, so it is looked for by its name (see `context.rows.attendance`)."""
SCORE = {kind: pl.col(f"_{kind}").str.extract(r"^(\d+)").cast(pl.Float64) for kind in ("nps", "csat", "ces")}
DATES = ("created_at", "responded_at", "submitted_at", "response_date", "date")


def scale_of(words: pl.Expr) -> pl.Expr:
    """Which of `MOST` a survey is, by what people call it."""
    return words.str.to_lowercase().replace(KINDS)


def within(kind: pl.Expr, value: pl.Expr) -> dict[str, pl.Expr]:
    """kind, most, and score where it is on the kind's scale; else why it is refused."""
    most = kind.replace_strict(MOST, default=None, return_dtype=pl.Float64)
    least = kind.replace_strict(LEAST, default=None, return_dtype=pl.Float64)
    on_scale = value.is_between(least, most)
    given = pl.when(value == value.round()).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
    off = pl.format("{} is off the {}-{} scale", given, least.cast(pl.Int64), most.cast(pl.Int64))
    return {
        "kind": pl.when(most.is_not_null()).then(kind), "score": pl.when(on_scale).then(value), "most": most,
        "_refused": pl.when(~on_scale).then(off),
    }  # fmt: skip


ANSWERED = within(
    pl.coalesce(pl.when(SCORE[kind].is_not_null()).then(pl.lit(kind)) for kind in SCORE), pl.coalesce(*SCORE.values())
)


def _plain(id: tuple[str, ...], date: str) -> Table:
    """A table with a score and what it is of; without an id an answer is known by who gave it, and when."""
    return Table(
        "survey", "answer", "survey", (*(() if id[0] == "email" else id), "score", "survey_type", "comment", "email", date), id,
        {
            "_kind": col("survey_type"), "_score": col("score", kind="number"), "comment": col("comment"), "email": col("email"),
            "company_ref": col("company", "company_name", "account"), "answered_at": col(date),
        },
        derive=within(scale_of(pl.col("_kind")), pl.col("_score")), needs=("answered_at", "kind", "score"),
    )  # fmt: skip


TABLES = (
    Table(
        "survey", "delighted", "survey", ("id", "survey_type", "score", "permalink", "created_at"), ("id",),
        {
            "_kind": col("survey_type"), "_score": col("score", kind="number"), "comment": col("comment"), "email": col("person.email"),
            "person_ref": col("person", "person.id"), "company_ref": col("person_properties.company"), "answered_at": col("created_at"),
        },
        ("updated_at",),
        derive=within(scale_of(pl.col("_kind")), pl.col("_score")), needs=("answered_at", "kind", "score"),
    ),
    Table(
        "survey", "surveymonkey", "survey", ("Respondent ID", "Collector ID", "End Date"), ("Respondent ID",),
        {"_end": col("End Date"), "email": col("Email Address", "*email*"), **ASKED},
        derive=ANSWERED | {
            "answered_at": pl.coalesce(
                pl.col("_end").str.to_datetime(form, strict=False, time_unit="us")
                for form in ("%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M:%S")
            )
        },
        needs=("answered_at", "score"),
    ),
    Table(
        "survey", "typeform", "survey", ("Network ID", "Submit Date (UTC)"), ("#",),
        {"answered_at": col("Submit Date (UTC)"), "email": col("email", "*e mail*", "*email*"), **ASKED},
        derive=ANSWERED, needs=("answered_at", "score"),
    ),
    *(_plain(id, date) for date in DATES for id in (("id",), ("response_id",), ("email", date))),
)  # fmt: skip
