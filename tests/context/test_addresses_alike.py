"""One address in two spellings is one person, who is written to by none of them once they opted out by the other."""

import pytest

from cs_core.context.snapshot import snapshot
from cs_core.context.written_to import why_not_now
from cs_core.records import Action, Outcome
from tests.worlds import TODAY, a_store, ago, at, with_company, with_person, with_record, with_subscription

SPELT = (
    ("Anna@Acme.example", "anna@acme.example"),
    (" anna@acme.example", "ANNA@ACME.EXAMPLE "),
    ("Ünal@Acme.example", "ünal@acme.example"),
    ("anna@acme.example", "Anna Berg <Anna@Acme.example>"),
)


@pytest.mark.parametrize("names", [("Anna Berg", "Anna Berg"), ("Anna Berg", None), (None, None)])
@pytest.mark.parametrize(("one", "other"), SPELT)
def test_an_address_in_another_spelling_is_the_same_person_with_the_same_opt_out(tmp_path, one, other, names):
    with a_store(tmp_path) as store:
        with_subscription(store, with_company(store, "acme", domain="acme.example"))
        with_company(store, "acme", system="zendesk", domain="acme.example")
        with_person(store, "acme", names[0], email=one)
        with_person(store, "acme", names[1], system="zendesk", email=other, opted_out=True)
        people = snapshot(store, TODAY).people
        assert people["email"].to_list() == [one.strip().lower()] and people["opted_out"].to_list() == [True]
        for spelling in (one.strip(), one.strip().upper()):
            assert why_not_now(store, people["account_id"][0], spelling, TODAY) == "opted out of our mail"


def test_who_asked_us_to_stop_did_so_in_whatever_letters_we_wrote_to(tmp_path):
    with a_store(tmp_path) as store:
        with_subscription(store, with_company(store, "acme"))
        with_person(store, "acme", "Anna Berg", email="Anna@Acme.example")
        letter = Action(
            id="a1", proposal_id="p1", account_id="acme", agent="risk", kind="message", channel="email", recipient="ANNA@acme.example",
            subject="Your use", body="It fell.", created_at=at(ago(5), 9), authorised_by="Mia Sand",
        )  # fmt: skip
        with_record(store, letter)
        about = {"cause_id": letter.id, "account_id": "acme", "agent": "risk", "kind": "asked_to_stop", "good": False}
        with_record(store, Outcome(id="o1", observed_on=ago(3), **about))
        assert snapshot(store, TODAY).people["opted_out"].to_list() == [True]
        assert why_not_now(store, "acme", "anna@Acme.example", TODAY) == "opted out of our mail"
