"""Customers of the long tail to draw a pilot among, and what becomes of them."""

from tests.worlds import IMPORTED, a_store, ago, land, with_company, with_subscription

DUE = ago(-90)
SPELT = f"{DUE.day} {DUE:%B %Y}"


def a_long_tail(folder, n=520, **fields):
    store = a_store(folder)
    with store.transaction():
        for i in range(n):
            company = with_company(store, f"c{i:04}", segment="Long tail", customer_on=ago(100 + 2 * i), **fields)
            with_subscription(store, company, mrr=100.0, currency="EUR", started_on=ago(100 + 2 * i))
    return store


def leave(store, accounts, on):
    """A later version of their subscription says that it ended."""
    with store.transaction():
        for account in accounts:
            started = ago(100 + 2 * int(account[1:]))
            fields = {"company_ref": account, "mrr": 100.0, "currency": "EUR", "started_on": started, "ended_on": on, "status": "canceled"}
            land(store, "subscription", f"sub-{account}", system="hubspot", born=started, known_at=IMPORTED, **fields)


def arm_of(store, arm):
    return sorted(row["account_id"] for row in store.rows("pilot", arm=arm))
