"""Whether a deal is closed, and how it ended, and whether a contract is over: as their own columns say, else by the words of their stage or
status, for many exports have no more.
"""

import polars as pl

WON = ("won", "closedwon", "closewon", "dealwon", "wonclosed", "renewed", "closedrenewed", "gewonnen")
LOST = (
    "lost", "closedlost", "closelost", "deallost", "lostclosed", "churned", "closedchurned", "notrenewed", "closednotrenewed", "verloren",
)  # fmt: skip
CLOSED = ("closed", "geschlossen")
"""What stages of closed deals are called, in small letters and without the signs between; the last do not say how it ended."""
NO_DAY = "it is closed, but no day says when: fill in the day on which it closed"

RENEWAL_WORDS = ("renewals?", "verlängerung", "verlenging", "renouvellement", "renovación", "rinnovo", "förnyelse", "fornyelse")
DEAL_KINDS = ("new business", "renewal", "expansion", "contraction")
_BY_NAME = pl.when(pl.col("name").str.contains(rf"(?i)\b(?:{'|'.join(RENEWAL_WORDS)})\b")).then(pl.lit("renewal"))


def kind_of(told: pl.Expr) -> pl.Expr:
    """What kind of deal it is: as `told`; where that is no kind (“sales pipeline”, “existing business”, nothing), a renewal by its name."""
    return pl.when(told.is_in(DEAL_KINDS)).then(told).otherwise(pl.coalesce(_BY_NAME, told))


KIND = {"kind": kind_of(pl.col("kind"))}


def ended(is_closed: pl.Expr, day: pl.Expr) -> dict[str, pl.Expr]:
    """closed_on and won of a deal that is closed where `is_closed`, on the `day`."""
    by_stage = pl.when(_STAGE.is_in(WON)).then(True).when(_STAGE.is_in(LOST)).then(False)
    return {"closed_on": pl.when(is_closed).then(day), "won": pl.when(is_closed).then(pl.coalesce("won", by_stage))}


def bare(column: str) -> pl.Expr:
    """A word of a column in small letters, without the signs between: ``Closed - Won`` is closedwon."""
    return pl.col(column).str.to_lowercase().str.replace_all(r"[^\p{L}]", "")


_STAGE = bare("stage")
IS_CLOSED = _STAGE.is_in([*WON, *LOST, *CLOSED])
"""By its stage."""
ENDED = ended(pl.coalesce("_closed", IS_CLOSED), pl.col("close_on"))
"""Of a system that says of each deal whether it is closed (`_closed`), where its export has that column, and moves close_on to that day."""
_OWN_CLOSED = (pl.col("closed_on").is_not_null() | IS_CLOSED | pl.col("won")).fill_null(False)
_OWN_DAY = pl.coalesce(pl.col(c).cast(pl.Date) for c in ("closed_on", "close_on"))
OWN_ENDED = ended(_OWN_CLOSED, _OWN_DAY) | {"_refused": pl.when(_OWN_CLOSED & _OWN_DAY.is_null()).then(pl.lit(NO_DAY))}
"""Of a table of one's own. What is closed and has no day is refused: it would stand among the open deals for good."""

OVER = (
    "cancelled", "canceled", "churned", "expired", "ended", "terminated", "inactive", "lapsed", "lost", "notrenewed", "nonrenewed",
    "gekündigt", "beendet",
)  # fmt: skip
"""What the status of a contract is called that is over, or will be at the end of its term."""
NO_END = "its status says that it is over, but no day says when: fill in the day on which it ended"
_IS_OVER = bare("status").is_in(OVER).fill_null(False)
_END = pl.coalesce(pl.col(c).cast(pl.Date) for c in ("ended_on", "term_end_on", "cancelled_on"))
CONTRACT: dict[str, pl.Expr] = {
    "ended_on": pl.when(_IS_OVER).then(_END).otherwise(pl.col("ended_on").cast(pl.Date)),
    "_refused": pl.when(_IS_OVER & _END.is_null()).then(pl.lit(NO_END)),
}
"""Of a contract in a table of one's own: one that is over ended with its term where no other day is told, and else runs on for ever."""
