"""A store that files are imported into, as the exports of several systems really come."""

from datetime import datetime, timedelta

import pytest

from cs_core.context.importing.landing import import_paths
from tests.worlds import a_store

NOW = datetime(2026, 6, 30, 12)
HEADERS = {
    "companies": "Record ID,Company name,Company Domain Name,Parent Company ID,Last Modified Date",
    "contacts": "Record ID,First Name,Last Name,Email,Associated Company IDs,Unsubscribed from all email,Last Modified Date",
    "deals": "Record ID,Deal Name,Pipeline,Deal Stage,Associated Company IDs,Create Date,Close Date,Amount",
    "customers": "id,email,name,created,currency,delinquent,metadata_crm_id",
    "workspaces": "workspace_id,company_domain,created_at,plan",
    "events": "event_id,workspace_id,user_email,event,occurred_at,count",
}


@pytest.fixture
def land(tmp_path):
    """Imports tables given by name as lines of text (see HEADERS; another table brings its own header), an hour apart."""
    with a_store(tmp_path / "store") as store:

        def lander(**tables):
            runs = len(list(tmp_path.iterdir()))
            folder = tmp_path / f"export {runs}"
            folder.mkdir()
            for name, lines in tables.items():
                text = "\n".join([*([HEADERS[name]] if name in HEADERS else []), *lines.split("\n")])
                (folder / f"{name}.csv").write_text(text + "\n")
            report = import_paths(store, [folder], now=NOW + timedelta(hours=runs - 2))
            assert all(file["decision"] == "used" for file in report["files"]), report
            return store

        yield lander
