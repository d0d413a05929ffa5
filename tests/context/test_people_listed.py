"""How new a contact is that says when it was made, and not when it was written last."""

from datetime import datetime, timedelta

import pytest

from cs_core.context.completeness import ready_for
from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.worlds import TODAY

COMPANIES = "Record ID,Company name,Company Domain Name\n101,Acme Ltd,acme.example\n"
CONTACTS = (
    "Record ID,First Name,Last Name,Email,Create Date,Associated Company IDs{more}\n"
    "1,Ada,Lind,ada@acme.example,2024-02-01 09:12,101{said}\n"
)
READ_ON = datetime(2026, 6, 28, 12)


def lacks(tmp_path, day=TODAY, more="", said="", times=(READ_ON,)):
    """What a job that needs people lacks, on a day, after the CRM's lists were imported at these times."""
    (tmp_path / "companies.csv").write_text(COMPANIES)
    (tmp_path / "contacts.csv").write_text(CONTACTS.format(more=more, said=said))
    with open_store(tmp_path / "in" / "c.db") as store:
        for now in times:
            import_paths(store, [tmp_path / "companies.csv", tmp_path / "contacts.csv"], now=now)
        return ready_for(snapshot(store, day), ["people"])["lacks"].to_list()


def test_a_contact_made_years_ago_that_stands_in_todays_list_can_be_written_to(tmp_path):
    assert lacks(tmp_path) == [[]]


def test_a_list_that_is_read_again_stays_new_and_one_that_is_not_grows_old(tmp_path):
    later = READ_ON + timedelta(days=300)
    assert lacks(tmp_path, later.date()) == [["people (too old)"]]
    assert lacks(tmp_path, later.date(), times=(READ_ON, later)) == [[]]


@pytest.mark.parametrize(("written", "wanting"), [("2024-03-01 10:00", ["people (too old)"]), ("2026-06-01 10:00", [])])
def test_a_contact_that_says_when_it_was_written_is_as_new_as_that(tmp_path, written, wanting):
    assert lacks(tmp_path, more=",Last Modified Date", said=f",{written}") == [wanting]
