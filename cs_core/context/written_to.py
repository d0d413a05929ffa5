"""Whether a person may be written to: the one place where that is decided, for the gate, the reviewer's yes and the moment of sending."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from cs_core.context.asked_out import asked_out
from cs_core.context.identity.addresses import address
from cs_core.context.returns import ASKED_TO_STOP, BOUNCED
from cs_core.context.snapshot import Snapshot, snapshot
from cs_core.context.store import Store
from cs_core.context.wording.days import spelt


def why_not(person: Mapping, on: date) -> str | None:
    """Why nothing goes to a row of `snap.people` on a day, in words that follow its address; None where it may be written to."""
    if person["opted_out"]:
        return "opted out of our mail"
    if person["undeliverable"]:
        return "takes no mail: it came back"
    return f"left on {spelt(person['left_on'])}" if person["left_on"] and person["left_on"] <= on else None


def why_not_now(store: Store, account_id: str, email: str, on: date, *, snap: Snapshot | None = None) -> str | None:
    """The same of an address at an account, by all that is known by the day: what came back, and what other systems say of its person.

    An address that is known there no more is not judged. `snap` is what was known that day, where several are asked for at once.
    """
    if snap is None and not _suspect(store, email):
        return None
    people = (snap or snapshot(store, on)).people
    mine = people.filter(pl.col("account_id") == account_id, pl.col("email").str.to_lowercase() == email.lower())
    return next((why for row in mine.to_dicts() if (why := why_not(row, on))), None)


def _suspect(store: Store, email: str) -> bool:
    """Whether anybody at the same domain, or under the same address, is barred by any record: else nothing more need be read.

    A person's other records, under whatever address, are of the same company.
    """
    domain = email.lower().rpartition("@")[2]
    rows = store.frame("person", "email", "name", "opted_out", "undeliverable", "left_on", "company_ref", "system")
    flagged = pl.col("opted_out").fill_null(False) | pl.col("undeliverable").fill_null(False) | pl.col("left_on").is_not_null()
    at_it = address("email").str.ends_with(f"@{domain}")
    firms, barred = rows.filter(at_it).select("system", "company_ref"), rows.filter(flagged)
    if barred.filter(at_it.fill_null(False)).height or barred.join(firms, on=["system", "company_ref"], how="semi").height:
        return True
    wrote = store.frame("message", "sender", "body").filter(address("sender").str.ends_with(f"@{domain}"))
    if asked_out(wrote).height:
        return True
    back = store.frame("outcome", "cause_id", "kind").filter(pl.col("kind").is_in([BOUNCED, ASKED_TO_STOP]))["cause_id"]
    to = store.frame("action", "id", "recipient").filter(pl.col("id").is_in(back.implode()))["recipient"]
    return to.str.to_lowercase().str.ends_with(f"@{domain}").any()
