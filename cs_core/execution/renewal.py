"""Renewal: the commercial close, from 120 days before the term ends to the day itself.

Job: no renewal date comes as a surprise to the customer or to us; each step of the timeline is taken in time.
Reads: renewal date, notice days and auto-renewal, plan and seats, use, open renewal deal, invoices.
May do by itself: nothing until it has earned it; then remind a customer of the date.
Must ask: before any quote, and always in the last fortnight. It offers no discount and changes no terms.
Success: renewal rate (renewed ARR over ARR due), renewals settled before the notice day, forecast error.
"""

from cs_core.execution.agent import agent
from cs_core.execution.renewals import keep

AGENT = agent(
    "renewal",
    job="renew the contract in time",
    charter=__doc__,
    needs=("contract", "renewal date"),
    keep=keep,
    calm=("days_to_renewal", "renewal_on", "auto_renew"),
    wants=("usage", "people", "roles", "policies", "pipeline", "desired outcome", "billing"),
)
