"""Which row is cited for a relationship that only one of ours has."""

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.leadership.leavers.leaving import holdings
from tests.worlds import TODAY, a_store, ago, with_company, with_meeting, with_team_member

MIA = "Mia Sand"


def cited(folder, *systems: str, companies: int = 40) -> dict[str, str]:
    """Account -> the row that is cited, where each of these systems keeps the same meetings."""
    with a_store(folder) as store:
        with_team_member(store, MIA)
        for n in range(companies):
            for system in ("hubspot", "calendar"):
                with_company(store, f"c{n}", system=system)
            for system in systems:
                with_meeting(store, f"c{n}", held=ago(20), system=system, held_by=MIA)
        rows = holdings(snapshot(store, TODAY), MIA).filter(kind="relationship")
        return dict(rows.select("account_id", "ref").iter_rows())


@pytest.mark.parametrize("systems", [("hubspot", "calendar"), ("calendar", "hubspot")])
def test_of_two_rows_of_one_meeting_always_the_same_is_cited(tmp_path, systems):
    refs = cited(tmp_path, *systems)
    assert len(refs) == 40 and {ref.split()[0] for ref in refs.values()} == {"hubspot"}
