"""The made vendor's policies say what the gates have to know, through the same file that a real vendor's would."""

from cs_core.context.store import open_store
from cs_core.demo.vendor import policies
from cs_core.records import Verdict


def test_the_vendor_says_in_which_language_it_writes_and_on_which_days_it_does_not():
    told = {row["policy"]: row["value"] for row in policies()}
    assert told["language"] == "en" and told["quiet_days"] == "weekends and public holidays"


def test_the_language_of_every_draft_of_the_demo_can_be_told(demo_template):
    with open_store(demo_template) as store:
        said = {v.passed for v in store.records(Verdict) if v.gate == "right_language"}
    assert said == {True}
