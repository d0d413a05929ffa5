"""A later export of a thing that only says since when it is there: what it changes is known since then, never before."""

from datetime import date, datetime

import pytest

from cs_core.context.snapshot import snapshot
from tests.exports import import_files
from tests.worlds import a_store

FIRST, SECOND = datetime(2026, 3, 1), datetime(2026, 6, 1)
PAST, BETWEEN, TODAY = date(2026, 2, 1), date(2026, 4, 1), date(2026, 6, 30)
STRIPE = "id,created,currency,delinquent,email,is_deleted,name"
BOARD = "id,Created (UTC),Currency,Delinquent,Email,Description,Name,is_deleted"
BEE = "id,created_at,first_name,last_name,auto_collection,email,deleted,company"
DESK = "id,created_at,shared_tickets,shared_comments,group_id,deleted,name"
CHAT = "id,created_at,company_id,monthly_spend,user_count,website,deleted,name"
EXPORTS = {
    "stripe": (STRIPE, "{id},2025-01-10 08:00:00,eur,FALSE,b@{mail},{gone},{name}"),
    "stripe dashboard": (BOARD, "{id},2025-01-10 08:00,eur,false,b@{mail},,{name},{gone}"),
    "chargebee": (BEE, "{id},1736496000,Ann,Berg,on,b@{mail},{gone},{name}"),
    "zendesk": (DESK, "{id},2025-01-10T08:00:00Z,false,false,,{gone},{name}"),
    "intercom": (CHAT, "{id},1736496000,,0,1,{mail},{gone},{name}"),
}  # fmt: skip


def export(system, *things):
    header, line = EXPORTS[system]
    return "\n".join((header, *(line.format(id=id, name=name, gone=gone, mail=f"{id}.example") for id, name, gone in things))) + "\n"


@pytest.fixture(scope="module", params=EXPORTS)
def store(request, tmp_path_factory):
    """One and Two as they were in March; in June One has another name and Two is deleted."""
    folder = tmp_path_factory.mktemp("births")
    with a_store(folder) as store:
        before = export(request.param, ("one", "Acme", "FALSE"), ("two", "Bolt", "FALSE"))
        after = export(request.param, ("one", "Acme Renamed", "FALSE"), ("two", "Bolt", "TRUE"))
        for now, text in ((FIRST, before), (SECOND, after)):
            [report] = import_files(store, folder / f"{now:%m}", {"companies.csv": text}, now=now).values()
            assert (report["system"], report["landed"]) == (request.param.split()[0], 2)
        yield store


def test_a_later_export_does_not_rewrite_the_past(store):
    for day in (PAST, BETWEEN):
        assert set(snapshot(store, day).accounts["name"]) == {"Acme", "Bolt"}


def test_what_changed_is_known_since_its_import(store):
    assert snapshot(store, TODAY).accounts["name"].to_list() == ["Acme Renamed"]


def test_nothing_is_there_before_its_birth(store):
    assert snapshot(store, date(2025, 1, 9)).accounts.is_empty()
    assert snapshot(store, date(2025, 1, 10)).accounts.height == 2


def test_a_workspace_whose_plan_changed_keeps_its_plan_of_the_past(tmp_path):
    with a_store(tmp_path) as store:
        for now, plan in ((FIRST, "Basic"), (SECOND, "Pro")):
            text = f"workspace_id,company_domain,plan,created_at\nw1,acme.example,{plan},2025-01-10\n"
            import_files(store, tmp_path / plan, {"workspaces.csv": text}, now=now)
        assert [snapshot(store, day).accounts["plan"].to_list() for day in (PAST, BETWEEN, TODAY)] == [["Basic"], ["Basic"], ["Pro"]]
