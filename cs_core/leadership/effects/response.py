"""Who could be won by a person, who stays or goes anyway, and who had better be left alone: by cut-offs that one can read."""

from typing import NamedTuple

import polars as pl

from cs_core.context.leaving import chance_to_leave
from cs_core.context.snapshot import Snapshot
from cs_core.leadership.effects.evidence import Effects, effects


class Kind(NamedTuple):
    """A kind of account and when it is that: the first that fits."""

    kind: str
    says: str
    when: pl.Expr


def response_map(snap: Snapshot, *, known: Effects | None = None) -> pl.DataFrame:
    """One row a current account: account_id, kept_without, effect, low, high, mode, evidence, kind, sorted by account.

    `kept_without` is the chance that it is kept as it is served today (null where nothing can be foretold, 0 where notice was given for
    a term that ends within 90 days); effect, low and high are those of the mode that changes most for it. `known` is what `effects`
    told, where it was asked already.
    """
    options = (known or effects(snap)).options
    best = options.sort("account_id", pl.col("impact").abs(), descending=[False, True])
    best = best.unique("account_id", keep="first", maintain_order=True)
    current = snap.signals.filter(pl.col("churned_on").is_null())
    rows = current.select("account_id", (1 - chance_to_leave()).alias("kept_without")).join(best, on="account_id", how="left")
    rows = rows.rename({"impact": "effect"})
    kind = pl.lit(KINDS[-1].kind)
    for one in reversed(KINDS[:-1]):
        kind = pl.when(one.when.fill_null(False)).then(pl.lit(one.kind)).otherwise(kind)
    columns = ("account_id", "kept_without", "effect", "low", "high", "mode", "evidence")
    return rows.with_columns(kind.alias("kind")).select(*columns, "kind").sort("account_id")


PERSUADED, PUT_OFF, STAYS = 0.02, -0.01, 0.5
"""Changes of P(kept) from which on a person wins, or puts off, an account; the chance from which on it is a sure thing."""

EITHER = (pl.col("low") <= PUT_OFF) & (pl.col("high") >= PERSUADED)
KINDS: tuple[Kind, ...] = (
    Kind("cannot tell", "the effect or the chance is unknown, or the interval reaches from put off to won",
         pl.col("effect").is_null() | pl.col("kept_without").is_null() | EITHER),
    Kind("persuadable", f"a person adds {PERSUADED * 100:g} pt or more to the chance of being kept", pl.col("effect") >= PERSUADED),
    Kind("sleeping dog", f"a person takes {-PUT_OFF * 100:g} pt or more from it", pl.col("effect") <= PUT_OFF),
    Kind("sure thing", f"no more than little changes, and it is kept with {STAYS:.0%} or more", pl.col("kept_without") >= STAYS),
    Kind("lost cause", f"no more than little changes, and it is kept with less than {STAYS:.0%}", pl.lit(True)),
)  # fmt: skip
