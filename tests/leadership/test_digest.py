"""The weekly digest: what changed, what needs a decision; to our own people only, authorised by one of them, once."""

from datetime import datetime, timedelta

import pytest

from cs_core.cli import show
from cs_core.context.snapshot import snapshot
from cs_core.errors import BadInput, Refused
from cs_core.execution.sending.connect import set_mode
from cs_core.leadership.forecasting.ahead import forecast
from cs_core.leadership.goals import set_goals
from cs_core.leadership.reports.digest import as_markdown, as_text, digest, send
from cs_core.leadership.steering.aims import Aim
from cs_core.settings import Settings
from tests.cli.commands import run
from tests.leadership.records import drafted
from tests.smtp_server import SmtpServer
from tests.worlds import TODAY, a_store, ago, at, with_company, with_person, with_subscription, with_team_member

NOW = datetime(2026, 6, 28, 9)


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as made:
        for n in range(12):
            with_company(made, f"c{n}", name=f"Firm {n} [x](y)", customer_on=ago(3) if n == 11 else ago(800))
            gone = {"ended_on": ago(2)} if n == 0 else {}
            with_subscription(made, f"c{n}", mrr=100.0, currency="EUR", started_on=ago(3) if n == 11 else ago(800), **gone)
        with_person(made, "c1", "Ada Lind")
        with_team_member(made, "Vera Ruiz", role="VP Customer Success")
        with_team_member(made, "Mia Sand")
        yield made


def told(store):
    return digest(snapshot(store, TODAY))


def mailed(store, settings=None, **given):
    return send(snapshot(store, TODAY), settings or Settings(), told(store), **({"by": "Vera Ruiz", "now": NOW} | given))


def test_it_says_who_left_and_joined_and_what_that_did_to_revenue(store):
    with_company(store, "former", customer_on=ago(1500))
    with_subscription(store, "former", mrr=100.0, currency="EUR", started_on=ago(1500), ended_on=ago(900))
    said = " ".join(c["says"] for c in told(store)["changed"])
    assert "1 customer left, 1,200 a year: Firm 0" in said and "1 customer joined" in said
    assert "GRR of twelve months is 90.9%" in said and "-9.1 points in the week" in said


def test_who_gave_notice_in_the_week_is_named_with_what_they_pay(store):
    with_company(store, "goes", name="Old Mill", customer_on=ago(300))
    with_subscription(store, "goes", mrr=500.0, currency="EUR", term_start_on=ago(300), term_end_on=ago(-65), cancelled_on=ago(4))
    assert "1 customer gave notice, 6,000 EUR a year: Old Mill." in [c["says"] for c in told(store)["changed"]]


def test_a_goal_is_told_with_what_is_aimed_at(store):
    set_goals(store, {"logo_retention": Aim(95.0, due_on=ago(-180))}, by="Vera Ruiz", now=NOW, snap=snapshot(store, TODAY))
    [said] = [c["says"] for c in told(store)["changed"] if c["says"].startswith("Goal")]
    assert said.startswith("Goal “share of customers kept over 12 months”, 95 % aimed at: ")


def test_what_happened_before_the_week_is_no_news(store):
    with_company(store, "old", name="Old Mill")
    with_subscription(store, "old", mrr=100.0, currency="EUR", ended_on=ago(9))
    assert "Old Mill" not in str(told(store))


def with_cycle(store, day):
    store.append("cycle", [{"id": f"cycle of {day}", "as_of": day, "started_at": at(day, 8), "summary": {}}])


def with_cases(store, day):
    about = {"as_of": day, "account_id": "c1", "opened_on": day, "state": "open", "reason": "use fell"}
    ends, terms = (TODAY + timedelta(days=30)).isoformat(), {"arr": 1200.0, "currency": "EUR"}
    for kind, data in (("risk", {}), ("renewal", {"renewal_on": ends, "terms": terms, "forecast": {"category": "commit"}})):
        store.append("case", [about | {"id": f"{kind} {day}", "case_id": f"{kind} 1", "kind": kind, "agent": kind, "data": data}])


def test_what_the_first_cycle_found_this_week_is_told_as_no_change(store):
    with_cycle(store, ago(1))
    with_cases(store, ago(1))
    said = " ".join(c["says"] for c in told(store)["changed"])
    assert "No cycle had run a week ago: how risks and renewals changed cannot be told. 1 risk is open." in said
    assert "were opened" not in said and "a week ago." not in said.replace("No cycle had run a week ago", "")


def test_with_a_cycle_a_week_ago_what_was_opened_since_is_news(store):
    with_cycle(store, ago(9))
    with_cycle(store, ago(1))
    with_cases(store, ago(1))
    said = " ".join(c["says"] for c in told(store)["changed"])
    assert "1 risk was opened and 0 closed; 1 is open." in said
    assert "that are commit: 1 worth 1,200 EUR, 0 a week ago." in said


def test_drafts_that_wait_need_a_decision_and_lead_to_their_page(store):
    drafted(store, 2, days=2, account_id="c1", expires_at=TODAY + timedelta(days=3))
    for row in store.rows("proposal"):
        routed = {"id": row["id"], "proposal_id": row["id"], "cycle_id": "c1", "as_of": ago(2), "route": "agent_with_review", "why": ""}
        store.append("routed", [routed | {"change": "", "priority": 0.1, "goals": []}])
    [need] = [n for n in told(store)["decisions"] if n["page"] == "Review"]
    assert need["says"] == "2 drafts of agents for approval; 2 of them expire within 7 days"
    text = as_markdown(told(store), console="https://console.ours.example/")
    assert "[Review](https://console.ours.example/Review)" in text and "decision" in told(store)["subject"]


def test_a_term_that_is_over_without_a_word_of_what_came_after_it_needs_a_decision(store):
    with_company(store, "fjord", name="Blue Fjord", customer_on=ago(800))
    with_subscription(store, "fjord", mrr=900.0, currency="EUR", started_on=ago(800), term_start_on=ago(425), term_end_on=ago(60))
    [need] = [n for n in told(store)["decisions"] if n["page"] == "Accounts"]
    said = "1 customer, 10,800 EUR a year, whose term is over while nothing says whether they renewed"
    assert need["says"] == f"{said}: Blue Fjord"
    document = forecast(snapshot(store, TODAY))
    assert document["over"] == f"In no renewal ahead: {said}" and f"    {document['over']}" in show.text("forecast", document).splitlines()


def test_others_words_make_no_links_in_the_markdown(store):
    text = as_markdown(told(store))
    assert r"Firm 0 \[x\](y)" in text and "Firm 0 [x](y)" in as_text(told(store))
    assert "Firm 0 (x)(y)" in as_markdown(told(store), literal=lambda said: said.replace("[", "(").replace("]", ")"))


def test_it_goes_to_those_who_lead_the_team_into_the_outbox_where_mail_is_not_on(store):
    done = mailed(store)
    assert done["sent"] == ["vera@ours.example"] and done["by_way"] == ["outbox"] and done["failed"] == []
    [file] = store.path.with_suffix(".outbox").iterdir()
    text = file.read_text()
    assert "To: vera@ours.example" in text and "What changed" in text


def test_by_the_real_channel_it_is_mailed_once_however_often_it_is_asked_for(store):
    with SmtpServer() as server:
        settings = Settings(smtp_url=f"smtp://127.0.0.1:{server.port}?from=console@ours.example")
        set_mode(store, settings, "email", "approved", why="to try", by="Vera Ruiz", now=NOW)
        assert mailed(store, settings)["by_way"] == ["email"]
        again = mailed(store, settings, now=NOW + timedelta(hours=1))
        assert again["sent"] == [] and again["skipped"] == ["vera@ours.example"]
        assert mailed(store, settings, to=["Mia Sand"])["sent"] == ["mia@ours.example"]
        assert [to for _, [to], _ in server.mails] == ["vera@ours.example", "mia@ours.example"]
        assert "Needs a decision" in server.mails[0][2]
    assert store.count("action") == 0, "it is no action of an agent, and counts nowhere as one"


def test_a_server_that_takes_nothing_is_told_and_it_may_be_tried_again(store):
    with SmtpServer(refuse={"vera@ours.example": "451 later"}) as server:
        settings = Settings(smtp_url=f"smtp://127.0.0.1:{server.port}?from=console@ours.example")
        set_mode(store, settings, "email", "approved", why="to try", by="Vera Ruiz", now=NOW)
        assert "451" in mailed(store, settings)["failed"][0]["why"]


def test_it_never_goes_to_a_customer_or_a_stranger(store):
    with_team_member(store, "Ada Lind", email="ada@c1.example", role="Head of something")
    with pytest.raises(Refused, match="never goes to a customer"):
        mailed(store)
    with pytest.raises(BadInput, match="not of the team"):
        mailed(store, to=["Bo Customer"])
    assert store.count("delivery") == 0


def test_a_person_authorises_it(store):
    with pytest.raises(BadInput, match="authorises"):
        mailed(store, by=" ")


def test_where_nobody_leads_by_role_somebody_has_to_be_named(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_team_member(store, "Mia Sand", role="Customer success manager")
        with pytest.raises(Refused, match="--to NAME"):
            mailed(store)


def test_the_command_writes_and_sends_it(demo_store, tmp_path):
    out = tmp_path / "week.md"
    status, said = run(demo_store, "digest", "--out", str(out))
    assert status == 0 and said["changed"] and out.read_text().startswith("# Customer success, week to 30 June 2026")
    status, said = run(demo_store, "digest", "--send", "--to", "Ines Calloway", "--by", "Ines Calloway")
    assert status == 0 and said["mail"]["sent"] == ["ines@tarnbeck.example"]
    status, said = run(demo_store, "digest", "--send", "--by", "Ines Calloway")
    assert status == 1 and "--to NAME" in said["error"]
