"""Whose work it is now that was passed on to somebody else: by its proposal; a task without one, by its own id."""

import polars as pl

PASSED_ON, TAKEN_OVER, WITHDRAWN = "passed on", "taken over", "withdrawn"
"""`how` of a row of `handover`: somebody else has it from then on, another call on the same matter has it, or its reason is gone."""
GONE: tuple[str, ...] = (TAKEN_OVER, WITHDRAWN)
"""How it ends for what waits for nobody any more."""


def with_stand_in(rows: pl.DataFrame, handed: pl.DataFrame, *, on: str = "proposal_id", person: str = "assignee") -> pl.DataFrame:
    """Rows with whoever they were passed on to in place of the first person. `handed`: rows of `handover`; `on`: what they name."""
    named = _last(handed).rename({"proposal_id": on, "to_person": "_now"})
    both = rows.join(named, on=on, how="left", maintain_order="left")
    return both.with_columns(pl.coalesce("_now", person).alias(person)).drop("_now")


def tasks_now(tasks: pl.DataFrame, handed: pl.DataFrame) -> pl.DataFrame:
    """The same of rows of `task`."""
    return with_stand_in(with_stand_in(tasks, handed), handed, on="id")


def stand_ins(handed: pl.DataFrame) -> dict[str, str]:
    """Proposal, or task -> whom it was passed on to."""
    return dict(_last(handed).iter_rows())


def gone_over(handed: pl.DataFrame) -> pl.DataFrame:
    """proposal_id of calls that another call took over, and of letters whose reason was gone."""
    return handed.filter(pl.col("how").is_in(GONE)).select("proposal_id")


def is_gone(handed: pl.DataFrame, named: str = "id") -> pl.Expr:
    """Whether a row whose proposal stands in `named` is one of them."""
    return pl.col(named).is_in(gone_over(handed)["proposal_id"].implode()).fill_null(False)


def _last(handed: pl.DataFrame) -> pl.DataFrame:
    last = handed.filter(pl.col("how") == PASSED_ON).unique("proposal_id", keep="last", maintain_order=True)
    return last.select("proposal_id", "to_person")
