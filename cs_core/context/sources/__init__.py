"""The systems of record we can read. A new one is one file with its `TABLES`, and one line here."""

from cs_core.context.sources import email, hubspot, product, ravenstack, slack, stripe, vendor, zendesk
from cs_core.context.sources.table import Table

SOURCES: tuple[Table, ...] = (
    *hubspot.TABLES,
    *zendesk.TABLES,
    *stripe.TABLES,
    *product.TABLES,
    *slack.TABLES,
    *email.TABLES,
    *vendor.TABLES,
    *ravenstack.TABLES,
)
