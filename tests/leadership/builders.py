"""Customers of whom some stayed."""

from tests.worlds import a_store, ago, with_company, with_person, with_subscription


def a_world(folder, accounts=20):
    store = a_store(folder)
    for i in range(accounts):
        with_company(store, f"c{i}")
        with_subscription(store, f"c{i}", mrr=100.0, currency="EUR", **({"ended_on": ago(50)} if i < 4 else {}))
        with_person(store, f"c{i}")
    return store
