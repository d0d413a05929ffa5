"""Who asks us in a mail to write no more is written to no more; who speaks of such mails for other reasons is."""

import pytest

from cs_core.context.asked_out import request_to_stop
from cs_core.context.snapshot import snapshot
from cs_core.context.written_to import why_not_now
from tests.worlds import TODAY, a_store, ago, with_company, with_message, with_person

ASKS = (
    "Please remove me from your mailing list.",
    "Hi Mia, could you please take me off the distribution list? Thanks",
    "We are all well here.\n\nPlease unsubscribe me from the product newsletter, thank you.\n\nAda",
    "Kindly stop emailing me.",
    "Don't contact me again.",
    "I would like to unsubscribe",
    "I'd like to be removed from all your mailings.",
    "No more e-mails, please.",
    "Bitte nehmen Sie mich aus Ihrem Verteiler.",
    "Bitte vom Newsletter abmelden.",
    "Merci de me désinscrire de votre liste.",
)
OTHERS = (
    "How can our users unsubscribe from alerts?",
    "Please remove the two users from the list of admins.",
    "Please remove me from the admin role and add Ben.",
    "Please don't contact me before Monday.",
    "Please do not write to me about prices, write to Ben.",
    "When I unsubscribe from a board the mails go on.",
    "Thanks for the mail.\n\nOn Monday Mia wrote:\n> Please remove me from your mailing list.",
    "Stop the import, please.",
)


@pytest.mark.parametrize("text", ASKS)
def test_a_sentence_that_asks_for_no_more_mail_is_heard(text):
    assert request_to_stop(text)


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_speaks_of_lists_mails_or_a_day_is_not(text):
    assert request_to_stop(text) is None


def test_whoever_wrote_so_is_opted_out_from_that_day_on_and_is_not_written_to(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme", domain="acme.example")
        for name in ("Ada Lind", "Ben Roth"):
            with_person(store, "acme", name)
        people = snapshot(store, TODAY).people.sort("name")
        ada, ben = people["email"]
        assert not people["opted_out"].fill_null(False).any()
        assert why_not_now(store, "acme", ada, TODAY) is None
        with_message(store, "acme", ASKS[0], sender=ada, recipients="mia@ours.example", sent=ago(3))
        with_message(store, "acme", "Thank you for the call", sender=ada, recipients="mia@ours.example", sent=ago(1))
        told = dict(snapshot(store, TODAY).people.select("email", "opted_out").iter_rows())
        assert told[ada] is True and not told[ben]
        assert not snapshot(store, ago(5)).people["opted_out"].fill_null(False).any()
        assert why_not_now(store, "acme", ada, TODAY) == "opted out of our mail"
        assert why_not_now(store, "acme", ben, TODAY) is None
