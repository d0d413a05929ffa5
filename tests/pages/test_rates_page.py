"""A leader sees which customers cannot be added, types a rate in, and sums hold them."""

import pytest

from cs_core.context.rates import rates
from cs_core.context.store import open_store
from tests.pages.test_pages import opened
from tests.worlds import a_store, with_company, with_subscription


@pytest.fixture
def two_currencies(tmp_path, monkeypatch):
    with a_store(tmp_path) as store:
        for n in range(4):
            with_subscription(store, with_company(store, f"c{n}"), mrr=100.0, currency="EUR" if n else "USD")
        monkeypatch.setenv("CS_STORE", str(store.path))
        return store.path


def test_a_rate_typed_in_lets_every_amount_be_added(two_currencies):
    app = opened("40_Strategy.py", alone=True, part="Currencies")
    assert [w.value for w in app.warning] == ["1 account in USD cannot be added: no rate for USD"]
    for label, value in (("One unit of", "USD"), ("Of", "EUR")):
        next(i for i in app.text_input if i.label == label).set_value(value)
    next(i for i in app.number_input if i.label == "Is worth").set_value(0.92)
    next(b for b in app.button if b.label == "Set the rate").click().run()
    assert not app.exception and not app.warning
    assert [s.value for s in app.success] == ["All amounts can be added: sums are told in EUR."]
    with open_store(two_currencies) as store:
        assert rates(store).worth == {"EUR": 1.0, "USD": 0.92}


def test_what_is_no_rate_is_refused_on_the_page(two_currencies):
    app = opened("40_Strategy.py", alone=True, part="Currencies")
    next(b for b in app.button if b.label == "Set the rate").click().run()
    assert not app.exception and "three letters" in app.error[0].value
