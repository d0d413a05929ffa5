"""What the commands do with data that ends long before today, and with a day that has not come."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cs_core.__main__ import cli
from cs_core.cli.base import wall
from tests.cli.commands import run

TODAY = wall().date()
"""When the tests were collected: those that run on the clock are left out where midnight came in between."""
ACCOUNTS = "account_id,account_name,domain,customer_since,segment,industry,country,csm\nA-1,Acme,acme.example,2024-02-01,,,,\n"
SUBSCRIPTIONS = (
    "subscription_id,account_id,plan,seats,arr,currency,start_date,renewal_date,auto_renew,ended_on\n"
    f"S-1,A-1,Basic,5,24000,EUR,{TODAY - timedelta(days=100)},{TODAY + timedelta(days=70)},no,\n"
)
USAGE = f"account_id,date,user_email,feature,count\nA-1,{TODAY - timedelta(days=100)},a@acme.example,reports,12\n"
PAST = f"The newest row of this data is of {TODAY - timedelta(days=100)}"


@pytest.fixture(autouse=True)
def same_day():
    if wall().date() != TODAY:
        pytest.skip("midnight has come since these days were worked out")


@pytest.fixture
def told(tmp_path):
    def run(*words):
        done = CliRunner().invoke(cli, ["--store", str(tmp_path / "c.db"), *words, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout), done.stderr

    return run


def tables(folder, **texts):
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    return str(folder)


def test_accounts_and_contracts_alone_live_today_and_give_the_renewal_to_work_on(told, tmp_path):
    assert told("import", tables(tmp_path / "in", accounts=ACCOUNTS, subscriptions=SUBSCRIPTIONS))[1] == ""
    page, _ = told("account", "Acme", "--as-of", TODAY.isoformat())
    facts = {fact["key"]: fact["value"] for fact in page["facts"]}
    assert (page["as_of"], int(facts["days_to_renewal"])) == (TODAY.isoformat(), 70)
    cycle, said = told("cycle")
    assert cycle["as_of"] == TODAY.isoformat() and sum(cycle["proposals"].values()) > 0 and said == ""


def test_import_and_cycle_say_in_one_line_that_the_data_is_of_the_past_and_how_another_day_is_chosen(told, tmp_path):
    folder = tables(tmp_path / "in", accounts=ACCOUNTS, subscriptions=SUBSCRIPTIONS, usage=USAGE)
    for words in (("import", folder), ("cycle",)):
        [line] = told(*words)[1].splitlines()
        assert line.startswith(PAST) and "--as-of" in line


def test_a_cycle_of_a_day_that_has_not_come_is_refused_in_one_line_and_takes_nothing_from_today(told, tmp_path):
    told("import", tables(tmp_path / "in", accounts=ACCOUNTS, subscriptions=SUBSCRIPTIONS))
    tomorrow = TODAY + timedelta(days=1)
    status, said = run(tmp_path / "c.db", "cycle", "--as-of", tomorrow.isoformat())
    assert status == 2 and said["error"].startswith(f"{tomorrow} has not come yet") and said["error"].endswith(f"a day up to {TODAY}")
    assert told("goals", "--as-of", tomorrow.isoformat())[1] == ""  # to look ahead keeps nothing
    cycle, _ = told("cycle")
    assert (cycle["as_of"], cycle["later_cycle"]) == (TODAY.isoformat(), None)


def test_a_file_of_the_past_still_takes_a_day_between_its_last_one_and_today(told, tmp_path):
    told("import", tables(tmp_path / "in", accounts=ACCOUNTS, subscriptions=SUBSCRIPTIONS, usage=USAGE))
    next_week = TODAY - timedelta(days=100 - 7)
    assert told("cycle", "--as-of", next_week.isoformat())[0]["as_of"] == next_week.isoformat()
