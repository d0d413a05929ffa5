"""The last message of a customer is told by its words: a thumb up is no message that anybody could act on."""

import pytest

from cs_core.context.brief import brief
from cs_core.context.snapshot import snapshot
from tests.worlds import TODAY, a_store, ago, with_company, with_message, with_person


@pytest.mark.parametrize("sign", [":+1:", ":tada: :raised_hands:", "👍", "!!"])
def test_a_sign_after_a_message_leaves_the_message_the_last_one(tmp_path, sign):
    with a_store(tmp_path) as store:
        with_company(store, "acme", domain="acme.example")
        with_person(store, "acme", "Ada Lind")
        for body, days in (("Where is the export?", 5), (sign, 3)):
            with_message(store, "acme", body, sender="ada@acme.example", recipients="mia@ours.example", sent=ago(days), subject=None)
        assert brief(snapshot(store, TODAY), "acme").get("message").value == "Where is the export?"
