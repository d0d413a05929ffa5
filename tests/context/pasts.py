"""A company with a past to learn from: customers who fall silent before they leave."""

from datetime import timedelta

import polars as pl

from cs_core.context.store import Store
from cs_core.context.usage import events
from cs_core.records import key_of
from tests.worlds import IMPORTED, ago, at, with_company, with_subscription

ACCOUNTS = 260
WEEKS = 75


def where_silence_comes_before_leaving(store: Store, *, accounts: int = ACCOUNTS, apart: int = 8) -> None:
    """Every fourth customer leaves at the end of its term, one after the other `apart` days; its use all but stops ten weeks before."""
    rows = []
    with store.transaction():
        for n in range(accounts):
            company = with_company(store, f"c{n:03}", segment="small business")
            left = ago(3 + apart * (n // 4)) if n % 4 == 0 else None
            ends = left or ago(-5 * (n % 70) - 10)
            with_subscription(store, company, mrr=100.0, ended_on=left, term_start_on=ends - timedelta(days=365), term_end_on=ends)
            rows += [_uses(company, ago(7 * week), n, week, left) for week in range(WEEKS) if left is None or ago(7 * week) < left]
    events.add(store, "hubspot", "uses", pl.DataFrame(rows, schema=events.SCHEMA), now=IMPORTED)


def _uses(company, day, n, week, left):
    fading = left is not None and day > left - timedelta(weeks=10)
    what = {"digest": int(key_of(company, day), 16), "event_id": f"{company}-{day}", "event": "board", "person": None, "at": at(day, 10)}
    where = {"system": "hubspot", "ref_object": "company", "ref": company, "file": "e.parquet", "row": 1}
    return what | where | {"count": 1 if fading else 40 + (n * week) % 9, "seconds": 1.0, "errors": 0}
