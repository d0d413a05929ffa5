"""Rates are set, imported and read from the command line."""

from cs_core.cli import show
from tests.cli.commands import run
from tests.worlds import a_store, with_company, with_subscription


def a_company(folder):
    with a_store(folder) as store:
        with_subscription(store, with_company(store, "acme"), mrr=100.0, currency="USD")
        return store.path


def test_a_rate_is_set_and_says_what_sums_are_told_in(tmp_path):
    path = a_company(tmp_path)
    assert "sums are told in the currency of most accounts" in show.text("rates", run(path, "rates")[1])
    status, said = run(path, "rates", "set", "USD=0.92", "GBP=1.17", "--into", "EUR", "--on", "2026-06-26", "--by", "Lena")
    assert status == 0 and said["reporting"] == "EUR"
    assert "1 USD = 0.92 EUR, 2026-06-26 (Lena)" in show.text("rates", said)
    assert run(path, "rates", "report", "usd")[1]["reporting"] == "USD"


def test_of_a_table_of_rates_all_are_taken_or_none(tmp_path):
    path, table = a_company(tmp_path), tmp_path / "rates.csv"
    table.write_text("currency,rate,to_currency,observed_on\nUSD,0.92,EUR,2026-06-26\nGBP,-1,EUR,2026-06-26\n")
    status, said = run(path, "rates", "import", str(table))
    assert status == 2 and "above 0" in said["error"] and run(path, "rates")[1]["rates"] == []
    table.write_text("currency,rate,to_currency,observed_on\nUSD,0.92,EUR,2026-06-26\n")
    assert len(run(path, "rates", "import", str(table))[1]["rates"]) == 1


def test_a_wrong_call_says_how_it_is_written(tmp_path):
    path = a_company(tmp_path)
    for words in (("set", "USD=0.92"), ("set", "USD=much", "--into", "EUR"), ("import", "nowhere.csv"), ("swap",)):
        status, said = run(path, "rates", *words)
        assert status == 2 and said["error"], words
