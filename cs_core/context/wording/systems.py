"""What systems of record are called where people read of them."""

from collections.abc import Mapping

import polars as pl

NAMES: Mapping[str, str] = {
    "hubspot": "HubSpot", "posthog": "PostHog", "ravenstack": "RavenStack", "email": "E-mail", "cs_core": "This console",
}  # fmt: skip
"""Those whose name is not their own word with a capital."""


def system_name(system: str) -> str:
    """``hubspot`` -> HubSpot, ``stripe`` -> Stripe."""
    return NAMES.get(system, system[:1].upper() + system[1:])


def system_names(column: str) -> pl.Expr:
    """The same of a column."""
    own = pl.col(column)
    return own.replace_strict(NAMES, default=own.str.head(1).str.to_uppercase() + own.str.slice(1), return_dtype=pl.String)
