"""Companies that are no customers yet: their CRM calls them a lead or an opportunity, and nothing says that they ever bought.

An export of a CRM holds them beside the customers. They are kept, and no job is done for them until they are customers.
"""

from collections.abc import Callable

import polars as pl

from cs_core.context.sources.closing import bare

STAGES: tuple[str, ...] = (
    "subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "mql", "sql", "opportunity", "prospect", "interessent",
)  # fmt: skip
"""What CRMs call a company before it buys, in small letters and without the signs between."""
CRMS: tuple[str, ...] = ("hubspot", "salesforce", "table")
"""Systems that list companies which are no customers; whoever another system names uses the product, pays, or asks support."""


def prospects(accounts: pl.DataFrame, contracts: Callable[[], pl.DataFrame], deals: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """Those of the accounts that are no customers yet. `contracts` and `deals`: with account_id; a deal that was won made a customer.

    Both are asked only where a stage says that there may be such accounts.
    """
    named = bare("stage").is_in(STAGES).fill_null(False)
    only_crms = pl.col("systems").list.eval(pl.element().is_in(CRMS)).list.all()
    rows = accounts.filter(named, only_crms, pl.col("customer_on").is_null())
    if rows.is_empty():
        return rows
    for bought in (contracts(), deals().filter(pl.col("won").fill_null(False))):
        rows = rows.join(bought.select("account_id").drop_nulls(), on="account_id", how="anti", maintain_order="left")
    return rows
