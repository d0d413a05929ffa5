"""How new a feed is: by its newest row, and of a system that sends slow rows only by its newest file."""

from datetime import date, datetime, time, timedelta

from cs_core.context.completeness import completeness
from cs_core.context.feeds import feeds, newest_days
from cs_core.context.importing.landing import import_paths
from cs_core.context.notes import add_note
from cs_core.context.shelves.shelf import shelf_of
from cs_core.context.shelves.shelved import Shelved, with_answers
from cs_core.context.snapshot import snapshot
from tests.worlds import TODAY, ago, with_company, with_ticket

DAY = date(2026, 6, 28)
ACCOUNTS = (
    "account_id,account_name,domain,customer_since,segment,industry,country,csm\n"
    "A-1,Acme,acme.example,2024-02-01,,,,\nA-2,Bolt,bolt.example,2024-02-01,,,,\n"
)
HEADER = "subscription_id,account_id,plan,seats,arr,currency,start_date,renewal_date,auto_renew,ended_on\n"


def brought(store, folder, on, **tables):
    """The tables as a folder of files, imported on that day."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return import_paths(store, [folder], now=datetime.combine(on, time(12)))


def smallest(store, folder, on, *, began, **more):
    """The smallest useful start, whose newest contract began that long ago."""
    rows = "".join(f"S-{n},A-{n},Basic,5,1800,EUR,{DAY - timedelta(days=began)},{DAY + timedelta(days=70)},no,\n" for n in (1, 2))
    return brought(store, folder, on, accounts=ACCOUNTS, subscriptions=HEADER + rows, **more)


def stale(store, day=DAY):
    return {row["knowledge"] for row in completeness(snapshot(store, day)).filter("stale").to_dicts()}


def test_contracts_alone_are_as_new_as_their_file_however_long_ago_the_newest_began(store, tmp_path):
    smallest(store, tmp_path / "in", DAY, began=60)
    assert stale(store) == set()
    assert newest_days(snapshot(store, DAY)).filter(system="table")["life"].to_list() == [DAY]
    assert not [feed for feed in feeds(snapshot(store, DAY)) if feed["stale"]]


def test_a_file_of_contracts_grows_old_until_it_is_read_again_though_nothing_in_it_is_new(store, tmp_path):
    smallest(store, tmp_path / "in", DAY - timedelta(days=50), began=60)
    assert stale(store) == {"contract", "renewal date"}
    report = smallest(store, tmp_path / "in", DAY, began=60)
    assert report["totals"]["landed"] == 0
    assert stale(store) == set()
    assert stale(store, DAY - timedelta(days=1)) == {"contract", "renewal date"}, "what is read later makes no earlier day fresh"


def test_a_file_of_which_every_row_was_refused_makes_nothing_fresh(store, tmp_path):
    smallest(store, tmp_path / "in", DAY - timedelta(days=50), began=60)
    brought(store, tmp_path / "bad", DAY, subscriptions=HEADER + "S-9,A-1,Basic,5,x,EUR,someday,,no,\n")
    assert stale(store) == {"contract", "renewal date"}


def test_a_system_whose_usage_went_silent_is_as_old_as_that_however_often_its_files_are_read(store, tmp_path):
    used = f"account_id,date,user_email,feature,count\nA-1,{DAY - timedelta(days=50)},a@acme.example,reports,12\n"
    smallest(store, tmp_path / "in", DAY, began=60, usage=used)
    assert {"usage", "contract"} <= stale(store)


def test_a_feed_is_as_new_as_its_newest_row_whosever_it_is_from_the_shelf_too(store):
    with_company(store)
    with_ticket(store, "acme", opened=ago(60))
    with_ticket(store, "a stranger", opened=ago(1))
    whole = snapshot(store, TODAY)
    told = feeds(whole)
    assert [feed["newest_on"] for feed in told if feed["noun"] == "ticket"] == [str(ago(1))]
    add_note(store, "acme", key="desired_outcome", text="Answer calls within an hour", by="Mia Sand", now=datetime.combine(TODAY, time(12)))
    assert feeds(with_answers(Shelved(store, TODAY, shelf_of(whole)))) == feeds(snapshot(store, TODAY)) == told


TICKETS = "ticket_id,account_id,subject,status,priority,created_at,closed_at\n"
AS_TICKETS = {
    "system": "table", "object": "tickets", "noun": "ticket",
    "columns": {"id": "ticket_id", "company_ref": "account_id", "subject": "subject", "status": "status", "opened_at": "created_at"},
}  # fmt: skip


def tickets(store, tmp_path, on, *, newest):
    """A list of tickets, whose newest was opened that long before DAY, imported on that day."""
    file = tmp_path / "tickets.csv"
    file.write_text(f"{TICKETS}T-{newest},A-1,Broken,open,high,{DAY - timedelta(days=newest)}T08:00:00Z,\n")
    import_paths(store, [file], now=datetime.combine(on, time(12)), mapping=AS_TICKETS)


def ages(store, day=DAY):
    return {feed["noun"]: feed["days"] for feed in feeds(snapshot(store, day))}


def test_contracts_beside_tickets_are_no_older_than_their_file_or_the_tickets_however_long_ago_they_were_signed(store, tmp_path):
    smallest(store, tmp_path / "in", DAY, began=635)
    tickets(store, tmp_path, DAY, newest=3)
    assert ages(store) == {"company": 3, "subscription": 3, "ticket": 3}
    assert not [feed for feed in feeds(snapshot(store, DAY)) if feed["stale"]]


def test_contracts_that_are_read_again_are_new_though_the_tickets_are_not_brought_any_more(store, tmp_path):
    tickets(store, tmp_path, DAY - timedelta(days=90), newest=100)
    smallest(store, tmp_path / "in", DAY, began=635)
    assert ages(store)["subscription"] == 0 and ages(store)["ticket"] == 100
    assert stale(store) == {"support"}, "no job waits for contracts that were read today"


def test_a_list_of_contracts_that_is_not_read_again_grows_old_beside_tickets_that_are(store, tmp_path):
    smallest(store, tmp_path / "in", DAY - timedelta(days=60), began=635)
    tickets(store, tmp_path, DAY, newest=1)
    assert ages(store) == {"company": 60, "subscription": 60, "ticket": 1}
    assert stale(store) == {"contract", "renewal date"}, "what the tickets tell makes no list of contracts new"


def test_contracts_of_a_past_whose_tickets_end_are_as_old_as_those_tickets(store, tmp_path):
    smallest(store, tmp_path / "in", DAY, began=635)
    tickets(store, tmp_path, DAY, newest=400)
    assert ages(store) == {"company": 400, "subscription": 400, "ticket": 400}


def test_of_a_day_before_anything_was_imported_contracts_are_as_new_as_the_tickets_up_to_then(store, tmp_path):
    smallest(store, tmp_path / "in", DAY, began=635)
    tickets(store, tmp_path, DAY, newest=40)
    assert ages(store, DAY - timedelta(days=10)) == {"company": 30, "subscription": 30, "ticket": 30}
