"""What every fuzzing of importers begins with."""

import pytest

from cs_core.context.store import open_store


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """The path of an empty store: copied for each input, and never written to."""
    path = tmp_path_factory.mktemp("template") / "context.db"
    with open_store(path):
        pass
    return path
