"""Answers and bounces of what we sent come back with the mail that is imported, and an address that takes no mail is written to no more."""

from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.snapshot import snapshot
from cs_core.orchestration.contact.ledger import ledger_of
from cs_core.orchestration.contact.outcomes import read_outcomes
from cs_core.records import Delivery, Outcome
from tests.execution.builders import an_action
from tests.worlds import TODAY, a_store, ago, at, with_company, with_person, with_record, with_team_member

NOW = datetime.combine(TODAY, time(12))
REPORT = """\
From: {sender}
To: team@ours.example
Date: {date}
Message-ID: <dsn-{n}@mx.acme.example>
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}

--b1
Content-Type: {part}

From: team@ours.example
Cc: tom@acme.example
Message-ID: <{about}>
Subject: Use is down

--b1--
"""


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_team_member(store, "Mia Sand")
        with_company(store, "acme", domain="acme.example")
        with_person(store, "acme", "Eva Lind")
        with_person(store, "acme", "Tom Rask")
        yield store


def sent(store, action: str = "x1", *, days: int = 10, to: str = "eva@acme.example", via: str = "email mail", status: str = "sent") -> None:
    with_record(store, an_action(action, recipient=to, created_at=at(ago(days), 9)))
    with_record(store, Delivery(id=f"d-{action}", action_id=action, at=at(ago(days), 9), status=status, via=via, why="refused: 550 no"))


def arrives(store, tmp_path, *mails: bytes) -> None:
    for n, mail in enumerate(mails):
        (tmp_path / f"{store.count('message')}-{n}.eml").write_bytes(mail)
    import_paths(store, [tmp_path], now=NOW)


def report(
    *, to: str = "eva@acme.example", about: str = "x1@actions.cs-console", action: str = "failed", status: str = "5.1.1", days: int = 9,
    sender: str = "MAILER-DAEMON@mx.acme.example", part: str = "text/rfc822-headers",
) -> bytes:  # fmt: skip
    day = at(ago(days), 10).strftime("%a, %d %b %Y %H:%M:%S +0000")
    given = {"to": to, "about": about, "action": action, "status": status, "sender": sender, "part": part, "date": day, "n": f"{days}-{to}"}
    return REPORT.format(**given).replace("\n", "\r\n").encode()


def mail(text: str, *, sender: str = "eva@acme.example", days: int = 8, subject: str = "Re: Use", **headers: str) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["Message-ID"] = f"<m{days}-{sender}>"
    made["From"], made["To"], made["Subject"] = sender, "team@ours.example", subject
    made["Date"] = at(ago(days), 11)
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def outcomes(store, day: date = TODAY) -> dict[str, str]:
    """Cause -> kind."""
    read_outcomes(store, as_of=day)
    return {o.cause_id: o.kind for o in store.records(Outcome)}


@pytest.mark.parametrize("given", [
    {}, {"part": "message/rfc822"}, {"about": "other@mail.ours.example"}, {"to": "eva.old@acme.example"},
    {"sender": "bounces@relay.example"}, {"sender": "bounces@relay.example", "about": "rewritten@relay.example"},
])  # fmt: skip
def test_a_report_that_names_our_message_or_its_recipient_is_a_bounce(store, tmp_path, given):
    sent(store)
    arrives(store, tmp_path, report(**given))
    assert outcomes(store) == {"x1": "bounced"}
    [outcome] = store.records(Outcome)
    assert (outcome.good, outcome.observed_on, outcome.detail) == (False, ago(9), "mail came back (5.1.1)")
    assert read_outcomes(store, as_of=TODAY) == 0


@pytest.mark.parametrize("given", [
    {"action": "delayed", "status": "4.4.1"}, {"action": "delivered", "status": "2.0.0"},
    {"to": "lea@acme.example", "about": "o@ours.example"},
])  # fmt: skip
def test_a_delay_a_receipt_and_a_report_about_others_are_no_bounce(store, tmp_path, given):
    sent(store)
    arrives(store, tmp_path, report(**given))
    assert outcomes(store) == {}


def test_of_several_messages_to_an_address_a_report_that_names_none_is_of_the_last_before_it(store, tmp_path):
    sent(store, "x1", days=20)
    sent(store, "x2", days=11)
    sent(store, "x3", days=3)
    arrives(store, tmp_path, report(about="rewritten@relay.example"))
    assert outcomes(store) == {"x2": "bounced"}


def test_a_plain_notice_of_a_mail_system_is_read_up_to_the_copy_of_the_mail(store, tmp_path):
    sent(store, "x1")
    sent(store, "x2", to="tom@acme.example")
    notice = "Hi. This is qmail.\n\n<eva@acme.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
    notice += "--- Below this line is a copy of the message.\n\nTo: eva@acme.example\nCc: tom@acme.example"
    arrives(store, tmp_path, mail(notice, sender="MAILER-DAEMON@mx.acme.example", subject="failure notice"))
    assert outcomes(store) == {"x1": "bounced"}


def test_what_a_customer_writes_of_bounces_is_none(store, tmp_path):
    sent(store)
    arrives(store, tmp_path, mail("It says Action: failed for eva@acme.example\nAction: failed\n", sender="tom@acme.example"))
    assert outcomes(store) == {}


def test_an_address_refused_by_our_server_is_a_bounce_though_nothing_was_sent(store):
    sent(store, via="bounced email", status="failed")
    assert outcomes(store) == {"x1": "bounced"}


def test_an_address_that_bounced_is_undeliverable_from_that_day_until_somebody_writes_from_it(store, tmp_path):
    sent(store)
    arrives(store, tmp_path, report())
    read_outcomes(store, as_of=TODAY)

    def undeliverable(day: date) -> list[str]:
        return snapshot(store, day).people.filter("undeliverable")["email"].to_list()

    assert undeliverable(ago(10)) == [] and undeliverable(TODAY) == ["eva@acme.example"]
    arrives(store, tmp_path, mail("I am back", days=2))
    assert undeliverable(ago(3)) == ["eva@acme.example"] and undeliverable(TODAY) == []


@pytest.mark.parametrize("text", [
    "Unsubscribe.", "STOP", "Please remove me!\n\nOn 20 June Mia wrote:\n> Use fell.", "Bitte abmelden\n\n-----Original-----\nUse fell.",
])  # fmt: skip
def test_whoever_answers_only_that_we_should_stop_has_opted_out_for_good(store, tmp_path, text):
    sent(store)
    arrives(store, tmp_path, mail(text))
    assert outcomes(store) == {"x1": "asked_to_stop"}
    arrives(store, tmp_path, mail("By the way, the export works", days=2))
    people = dict(snapshot(store, TODAY).people.select("email", "opted_out").iter_rows())
    assert people == {"eva@acme.example": True, "tom@acme.example": None}
    assert not snapshot(store, ago(9)).people["opted_out"].fill_null(False).any()


@pytest.mark.parametrize(("text", "sender"), [
    ("Please stop the export at night", "eva@acme.example"), ("How do I unsubscribe a user?", "eva@acme.example"),
    ("Thanks, all good.\n> Unsubscribe", "eva@acme.example"), ("Unsubscribe", "tom@acme.example"),
])  # fmt: skip
def test_nothing_more_is_guessed_to_be_an_opt_out(store, tmp_path, text, sender):
    sent(store)
    arrives(store, tmp_path, mail(text, sender=sender))
    outcomes(store)
    assert "asked_to_stop" not in {o.kind for o in store.records(Outcome)}


def test_a_message_that_may_have_gone_out_counts_as_a_contact_and_a_refused_one_does_not(store):
    for days, via in enumerate(("started email", "refused email", "settled: again", "bounced email", "busy email"), 1):
        sent(store, f"x{days}", via=via, status="failed", days=days)
    contacts = ledger_of(snapshot(store, TODAY)).by_account["acme"]
    assert {contact.on for contact in contacts} == {ago(1), ago(3), ago(5)}


def test_what_bounced_is_not_counted_as_silence(store, tmp_path):
    sent(store, "x1", days=60)
    sent(store, "x2", days=60, to="tom@acme.example")
    arrives(store, tmp_path, report(days=60))
    assert outcomes(store) == {"x1": "bounced", "x2": "silence"}


def test_an_answer_in_the_thread_counts_whoever_gives_it_and_from_whatever_address(store, tmp_path):
    sent(store)
    arrives(store, tmp_path, mail("Thanks", sender="eva.private@mail.example", In_Reply_To="<x1@actions.cs-console>"))
    assert outcomes(store) == {"x1": "replied"}


def test_an_answer_deep_in_the_thread_counts(store, tmp_path):
    sent(store)
    references = "<x1@actions.cs-console> <a@acme.example> <b@acme.example>"
    arrives(store, tmp_path, mail("Thanks", sender="tom@acme.example", References=references))
    assert outcomes(store) == {"x1": "replied"}


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "auto_reply"}])
def test_an_automatic_answer_is_none(store, tmp_path, headers):
    sent(store)
    arrives(store, tmp_path, mail("I am on leave", In_Reply_To="<x1@actions.cs-console>", **headers))
    assert outcomes(store) == {}


def test_our_own_mail_in_the_thread_is_no_answer(store, tmp_path):
    sent(store)
    arrives(store, tmp_path, mail("One more thing", sender="mia@ours.example", In_Reply_To="<x1@actions.cs-console>"))
    assert outcomes(store, TODAY + timedelta(days=1)) == {}
