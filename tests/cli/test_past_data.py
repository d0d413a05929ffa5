"""What the commands do with data that ends long before today: contracts alone are live, a file of the past is told to be one."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cs_core.__main__ import cli
from cs_core.cli.base import wall

TODAY = wall().date()
ACCOUNTS = "account_id,account_name,domain,customer_since,segment,industry,country,csm\nA-1,Acme,acme.example,2024-02-01,,,,\n"
SUBSCRIPTIONS = (
    "subscription_id,account_id,plan,seats,arr,currency,start_date,renewal_date,auto_renew,ended_on\n"
    f"S-1,A-1,Basic,5,24000,EUR,{TODAY - timedelta(days=100)},{TODAY + timedelta(days=70)},no,\n"
)
USAGE = f"account_id,date,user_email,feature,count\nA-1,{TODAY - timedelta(days=100)},a@acme.example,reports,12\n"
PAST = f"The newest row of this data is of {TODAY - timedelta(days=100)}"


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
