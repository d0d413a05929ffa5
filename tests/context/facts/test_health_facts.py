"""What holds a health score down, as an agent may say it."""

from types import SimpleNamespace

import polars as pl
import pytest

from cs_core.context.facts.health import LEAST, taken_off
from cs_core.context.health import drivers
from cs_core.context.health.weights import DEFAULTS
from cs_core.context.vocabulary import SIGNALS, type_of
from tests.context.health.test_health import GOOD, a_row
from tests.worlds import TODAY, a_store

ILL = GOOD | {"usage_z": -4.0, "days_since_event": 40, "utilisation": 20.0, "escalations_open": 1, "health": 38.0}


@pytest.fixture
def told(tmp_path):
    def of(**known) -> list[str]:
        rows = pl.DataFrame([a_row(**known)], schema={name: type_of(name) for name in SIGNALS})
        return taken_off(SimpleNamespace(store=store, as_of=TODAY), rows)["text"].to_list()

    with a_store(tmp_path) as store:
        yield of


def test_the_measures_that_take_most_off_are_told_in_their_order_with_the_points_that_a_page_shows(told):
    worst = sorted((d for d in drivers(a_row(**ILL), DEFAULTS) if (d["points"] or 0) <= -LEAST), key=lambda d: d["points"])[:3]
    assert told(**ILL) == [", ".join(f"{d['measure']} ({abs(round(d['points']))} points)" for d in worst)]
    assert len(worst) == 3 and worst[0]["measure"] == "usage trend"


def test_of_who_does_well_in_all_and_of_who_has_no_score_nothing_is_told(told):
    assert told(**GOOD, health=100.0) == [] and told(**ILL | {"health": None}) == []
