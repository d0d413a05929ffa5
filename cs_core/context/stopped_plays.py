"""Letters of plays that stopped: they are withdrawn, nobody can let them out any more, and they wait for nobody."""

import polars as pl


def is_withdrawn(runs: pl.DataFrame) -> pl.Expr:
    """Whether a proposal (kind, run_id) is a letter of a play that stopped. `runs`: rows of `play_run`."""
    stopped = runs.filter(pl.col("state") == "stopped")["run_id"].unique()
    return ((pl.col("kind") == "message") & pl.col("run_id").is_in(stopped.implode())).fill_null(False)
