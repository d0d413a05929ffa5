"""Renewal: the commercial close, from 120 days before the term ends to the day itself.

Job: no renewal date comes as a surprise to the customer or to us; each step of the timeline, from the look back to the signature, is
taken in time, for seats and for commitments. One case a term: what ends, at which price, until when notice can be given, in which
forecast category and why, and in the end what came of it, with a reason code where it was lost. Terms of a month need nothing.
Reads: renewal date, notice and auto-renewal, plan, seats and price of this term and those before, price book, use and consumption,
renewal deal with the CRM's own forecast word, open risks, what they wrote of leaving or of another vendor, invoices, who decides, the
leader's guardrail on discounts.
May do by itself: nothing until it has earned it; then tell a contract that renews by itself its day of notice and its next term, look
back with a customer, and ask who decides.
Must ask: before any quote, after any notice, and always in the last fortnight of a contract that somebody has to sign. It drafts the
quote for a person to check; it offers no discount, carries a running one over only within the guardrail, and changes no terms.
Success: renewal rate (renewed ARR over ARR due), renewals settled before the notice day, forecast error, lost renewals with a reason.
"""

from cs_core.execution.agent import agent
from cs_core.execution.jobs.renewals import keep

AGENT = agent(
    "renewal",
    job="renew the contract in time",
    charter=__doc__,
    needs=("contract", "renewal date"),
    wants=("usage", "people", "roles", "policies", "pipeline", "desired outcome", "billing", "products and prices", "touches",
           "conversations"),
    keep=keep,
    calm=("days_to_renewal", "auto_renew", "notice_on", "plan", "arr"),
)  # fmt: skip
