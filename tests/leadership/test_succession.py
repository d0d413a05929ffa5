"""A person leaves: everything that was theirs has a named new owner or a reason why not, and is theirs no longer after the last day."""

import re
from collections import Counter
from datetime import datetime, time, timedelta

import pytest

from cs_core.context.notes import add_note
from cs_core.context.passed_on import PASSED_ON
from cs_core.context.readings import read_new
from cs_core.errors import BadInput, NotFound, Refused
from cs_core.leadership.coverage import edit_team
from cs_core.leadership.hours.overrides import ledger
from cs_core.leadership.leavers.handoffs import WRITTEN
from cs_core.leadership.leavers.leaving import HOLDS, holdings
from cs_core.leadership.leavers.succession import leave, propose
from cs_core.orchestration.contact.ledger import open_proposals
from cs_core.orchestration.contact.protection import protect
from cs_core.orchestration.contact.unanswered import deputies, handovers, set_deputy
from cs_core.orchestration.covered import standing
from cs_core.orchestration.review import decide
from cs_core.orchestration.work import open_tasks
from cs_core.orchestration.world import load_world
from cs_core.records import Case, Routed, Task
from tests.leadership.past_plans import commit_then
from tests.worlds import (
    IMPORTED,
    TODAY,
    a_proposal,
    a_store,
    ago,
    at,
    seen_on,
    with_company,
    with_deal,
    with_meeting,
    with_message,
    with_person,
    with_record,
    with_subscription,
    with_team_member,
)

NOW = datetime.combine(TODAY, time(12))
LAST = TODAY + timedelta(days=19)
AFTER = LAST + timedelta(days=1)
MIA = "Mia Sand"


def a_company(folder, *, uwe=30.0):
    """Mia holds something of every kind with acme; bolt is Uwe's; cedar is Mia's by name only. Ines leads."""
    store = a_store(folder)
    with_team_member(store, MIA, hours=30, skills="commercial;technical")
    with_team_member(store, "Uwe Kern", hours=uwe, skills="commercial", languages="de;en")
    with_team_member(store, "Ines Dahl", hours=uwe and 10.0, role="Head of CS", skills="executive")
    for company, owner in (("acme", MIA), ("bolt", "Uwe Kern"), ("cedar", MIA)):
        with_company(store, company, domain=f"{company}.example", owner=owner, language="de")
        with_person(store, company, "Ada Lind", role="champion")
        term = {"term_start_on": ago(340), "term_end_on": ago(-25)} if company == "acme" else {}
        with_subscription(store, company, mrr=1_000.0, currency="EUR", **term)
    commit_then(store, {"acme": ("named CSM", MIA, 12.0), "bolt": ("call", "Uwe Kern", 1.0)}, day=ago(5))
    with_meeting(store, "acme", held=ago(20), held_by=MIA)
    with_meeting(store, "acme", held=ago(-9), held_by=MIA, known_at=IMPORTED, title="Plan the rollout", status="Scheduled")
    promise = "I will send you the export guide by 10 July 2026."
    with_message(store, "acme", promise, subject="Export", sender="mia@ours.example", recipients="ada@acme.example", sent=ago(4))
    read_new(store, now=IMPORTED)
    add_note(store, "acme", key="remark", text="The new owner prefers the phone.", by=MIA, now=IMPORTED)
    with_deal(store, "acme", owner=MIA)
    for account, assignee in (("acme", MIA), ("bolt", "Uwe Kern")):
        for route in ("human_with_draft", "agent_with_review"):
            made = a_proposal(account, play=route, as_of=ago(1))
            with_record(store, made)
            said = {"proposal_id": made.id, "cycle_id": "c1", "as_of": ago(1), "route": route, "why": "x", "change": "x"}
            store.append("routed", [Routed(**said, assignee=assignee).model_dump(mode="json") | {"id": f"r-{made.id}"}])
            if route == "human_with_draft":
                with_record(store, a_task(account, assignee, proposal_id=made.id))
    with_record(store, a_task("acme", MIA))
    with_record(store, Case(id="k1", case_id="k1", agent="renewal", account_id="acme", kind="renewal", state="open", as_of=ago(2),
                            opened_on=ago(9), owner=MIA, reason="renews soon"))  # fmt: skip
    set_deputy(store, "Uwe Kern", MIA, by="Ines Dahl", now=IMPORTED, team={MIA, "Uwe Kern"})
    return store


def a_task(account, assignee, *, proposal_id=None):
    made = {"id": f"t-{account}-{proposal_id}", "account_id": account, "proposal_id": proposal_id, "agent": "risk", "assignee": assignee}
    return Task(**made, title="Call them", brief="x", due_on=ago(-5), minutes=20, created_at=at(ago(1), 12))


def here(store, day=TODAY):
    return seen_on(store, day)


def test_everything_they_hold_is_found(tmp_path):
    held = holdings(here(a_company(tmp_path)), MIA)
    assert set(held.filter(held["account_id"].is_null())["kind"]) == {"deputy"}
    assert {kind for kind, account in held.select("kind", "account_id").iter_rows() if account == "acme"} == {
        hold.kind for hold in HOLDS
    } - {"deputy"}
    assert held.filter(held["account_id"] == "cedar")["kind"].to_list() == ["account"]
    assert "bolt" not in held["account_id"]


def test_each_thing_has_a_named_new_owner_or_a_reason_why_not_and_nothing_is_dropped(tmp_path):
    store = a_company(tmp_path)
    before = holdings(here(store), MIA).select("kind", "account_id", "ref").rows()
    made = propose(here(store), MIA, LAST)
    assert [(i["kind"], i["account_id"], i["ref"]) for i in made["items"]] == before and len(before) > 10
    assert all(i["to_person"] in ("Uwe Kern", "Ines Dahl") for i in made["items"]) and made["nobody"] == 0


def test_nothing_is_theirs_any_more_on_the_day_after_the_last(tmp_path):
    store = a_company(tmp_path)
    done = leave(store, propose(here(store), MIA, LAST), by="Ines Dahl", now=NOW)
    # Written down under their name for ever: what the CRM, a note, a case of the CRM's owner and a deal say.
    still = {"note", "account", "case", "deal", "renewal", "relationship", "promise"}
    left = set(holdings(here(store, AFTER), MIA)["kind"])
    assert left <= still and not left & {"plan", "task", "draft", "deputy"}
    assert done["accounts"] == 2 and done["passed_on"] == 4
    tasks = open_tasks(store, as_of=AFTER)
    assert MIA not in tasks.filter(tasks["title"] == "Call them")["assignee"].to_list()
    assert MIA not in open_proposals(here(store, AFTER))["assignee"].to_list()
    assert MIA not in standing(store, AFTER)["person"].to_list()
    assert deputies(store) == {"Uwe Kern": "Ines Dahl"}
    world = load_world(here(store, AFTER), ["acme", "bolt", "cedar"])
    assert MIA not in {a["owner"] for a in world.accounts.values()} | {c["person"] for c in world.coverage.values()}
    assert next(m for m in world.team if m["name"] == MIA)["hours_left"] == 0


def test_until_the_last_day_the_work_is_theirs(tmp_path):
    store = a_company(tmp_path)
    leave(store, propose(here(store), MIA, LAST), by="Ines Dahl", now=NOW)
    assert load_world(here(store, LAST), ["acme"]).accounts["acme"]["owner"] == MIA
    assert standing(store, LAST).filter(account_id="acme")["person"].to_list() == [MIA]
    assert MIA in open_proposals(here(store, TODAY))["assignee"].to_list()


def test_a_renewal_comes_first_and_is_introduced_by_both_within_days(tmp_path):
    made = propose(here(a_company(tmp_path)), MIA, LAST)
    first, second = made["accounts"]
    assert (first["account_id"], first["renews_soon"]) == ("acme", True) and second["introduce_by"] is None
    assert first["introduce_by"] == TODAY + timedelta(days=5) and first["introduce_by"] <= LAST


def test_both_sides_get_tasks_before_the_last_day(tmp_path):
    store = a_company(tmp_path)
    leave(store, propose(here(store), MIA, LAST), by="Ines Dahl", now=NOW)
    tasks = [t for t in store.records(Task) if t.agent == "leadership"]
    assert {(t.assignee, t.title) for t in tasks} == {
        (MIA, "Introduce Uwe Kern to Acme, together"), ("Uwe Kern", "Meet Acme with Mia Sand"),
        ("Uwe Kern", "Take Cedar over from Mia Sand"),
    }  # fmt: skip
    assert all(t.due_on <= LAST for t in tasks) and all("Ask before the last day" in t.brief for t in tasks)


def test_the_brief_says_what_is_known_what_was_promised_and_what_to_ask(tmp_path):
    made = propose(here(a_company(tmp_path)), MIA, LAST)
    brief = made["accounts"][0]["brief"]
    assert brief.startswith("Acme: from Mia Sand to Uwe Kern\n")
    for words in (
        "Why Uwe Kern: has had no contact with them", "has the commercial skill", "speaks de", "Meet them together by 3 July 2026",
        "ARR: 12,000 EUR/yr [", "Promised on 24 June 2026: “I will send you the export guide by 10 July 2026.” [",
        "The new owner prefers the phone [", "only they of ours were in two-way contact", "A meeting on 7 July 2026: Plan the",
        "what was said about price, term and doubts?", "What is left of it, and who there waits for it?",
        "What do they want to reach with us?",
    ):  # fmt: skip
        assert words.lower() in brief.lower(), (words, brief)


def test_a_brief_names_facts_and_rows_by_number_and_lists_them_once_at_its_end(tmp_path):
    brief = propose(here(a_company(tmp_path)), MIA, LAST)["accounts"][0]["brief"]
    body, written = brief.split(f"\n\n{WRITTEN}\n")
    assert not [mark for mark in ("#", "`", "arr:acme", "renewal_on", "note:", "task:t-") if mark in body]
    numbers = [int(n) for n in re.findall(r"\[(\d+)\]", body)]
    assert numbers == list(range(1, len(numbers) + 1)) == [int(n) for n in re.findall(r"\[(\d+)\]", written)]
    assert f"arr:acme:{ago(20)}" in written and "renewal_on:acme" in written and "owner:acme" in written


def test_who_knows_the_customer_takes_it_over_before_who_speaks_its_language(tmp_path):
    store = a_company(tmp_path)
    with_meeting(store, "cedar", held=ago(40), held_by="Ines Dahl")
    made = {a["account_id"]: a for a in propose(here(store), MIA, LAST)["accounts"]}
    assert made["cedar"]["to_person"] == "Ines Dahl" and "was in two-way contact" in made["cedar"]["why"]
    assert made["acme"]["to_person"] == "Uwe Kern"


def test_a_leader_may_choose_somebody_else(tmp_path):
    made = propose(here(a_company(tmp_path)), MIA, LAST, chosen={"cedar": "Ines Dahl"})
    assert {a["account_id"]: a["to_person"] for a in made["accounts"]} == {"acme": "Uwe Kern", "cedar": "Ines Dahl"}
    assert all(i["to_person"] == "Ines Dahl" for i in made["items"] if i["account_id"] == "cedar")


def test_where_nobody_has_hours_it_says_so_and_passes_nothing_on(tmp_path):
    store = a_company(tmp_path, uwe=0.0)
    made = propose(here(store), MIA, LAST)
    assert made["nobody"] == len(made["items"]) and "nobody can take" in made["says"]
    assert all("nobody can take this" in i["why"] for i in made["items"])
    done = leave(store, made, by="Ines Dahl", now=NOW)
    assert done["passed_on"] == 0 and "nobody yet" in made["accounts"][0]["brief"]


def with_a_full_plan(store, *, hours):
    """Every hour of Uwe's and Ines's is in the plan, in pieces of 10 h; their customers are worth less and less."""
    mine = {"acme": ("named CSM", MIA, 12.0)}
    for person, whole in hours.items():
        for i in range(int(whole // 10)):
            company = with_company(store, f"{person[0].lower()}{i}", domain=f"{person[0].lower()}{i}.example", owner=person)
            with_subscription(store, company, mrr=100.0, currency="EUR")
            mine[company] = ("call", person, 10.0)
    commit_then(store, mine, day=ago(4), plan_id="full")
    return store


def test_a_plan_that_uses_every_hour_refuses_no_takeover_and_its_least_valuable_hours_make_room(tmp_path):
    store = with_a_full_plan(a_company(tmp_path), hours={"Uwe Kern": 390, "Ines Dahl": 130})
    made = propose(here(store), MIA, LAST)
    assert made["nobody"] == 0 and made["over"]
    assert all(i["to_person"] in ("Uwe Kern", "Ines Dahl") for i in made["items"])
    acme = made["accounts"][0]
    assert f"{made['over'][acme['to_person']]:.1f} h over their" in acme["why"] and "least valuable hours make room" in acme["why"]
    assert "to make room" in made["says"]
    for person, over in made["over"].items():
        freed = sum(row["hours"] for row in made["gives_way"] if row["person"] == person)
        assert over <= freed < over + 10
    leave(store, made, by="Ines Dahl", now=NOW)
    rows = standing(store, AFTER)
    assert not {row["account_id"] for row in made["gives_way"]} & set(rows["account_id"])
    assert rows.filter(person="Uwe Kern")["hours"].sum() <= 390 and rows.filter(person="Ines Dahl")["hours"].sum() <= 130
    assert {o["reason"] for o in ledger(store)} == {"capacity"}


def test_what_is_protected_never_gives_way_and_where_nothing_can_nobody_is_named(tmp_path):
    store = with_a_full_plan(a_company(tmp_path), hours={"Uwe Kern": 390, "Ines Dahl": 130})
    for account in standing(store, TODAY)["account_id"]:
        protect(store, account, why="the board asked for it", by="Ines Dahl", now=IMPORTED)
    made = propose(here(store), MIA, LAST)
    assert made["gives_way"] == [] and all(a["to_person"] is None for a in made["accounts"])
    assert all("nobody can take this: it asks for" in a["why"] for a in made["accounts"])


def test_those_who_know_a_customer_equally_little_share_the_hours_evenly(tmp_path):
    store = a_company(tmp_path)
    with_team_member(store, "Olaf Rand", hours=30, skills="commercial", languages="de;en")
    for i in range(60):
        with_subscription(store, with_company(store, f"m{i}", domain=f"m{i}.example", owner=MIA, language="de"), mrr=100.0)
    taken = {a["account_id"]: a["to_person"] for a in propose(here(store), MIA, LAST)["accounts"]}
    counted = Counter(taken.values())
    assert taken["acme"] == "Olaf Rand" and set(counted) == {"Olaf Rand", "Uwe Kern"}
    # Acme asks for 13 h and each of the others for a quarter of one: Olaf gets others only once Uwe, who has 1 h of a plan, took as many.
    assert counted == {"Uwe Kern": 54, "Olaf Rand": 8}


def test_somebody_who_is_on_leave_until_then_cannot_be_introduced(tmp_path):
    store = a_company(tmp_path)
    away = {"name": "Uwe Kern", "weekly_hours": 30.0, "leave_from_on": ago(2), "leave_to_on": ago(-8)}
    edit_team(store, away, by="Ines Dahl", now=IMPORTED)
    made = {a["account_id"]: a["to_person"] for a in propose(here(store), MIA, LAST)["accounts"]}
    assert made == {"acme": "Ines Dahl", "cedar": "Uwe Kern"}


@pytest.mark.parametrize("promised", [False, True])
def test_what_still_comes_to_them_before_the_last_day_is_passed_on_by_the_first_cycle_after_it(tmp_path, promised):
    store = a_company(tmp_path)
    leave(store, propose(here(store), MIA, LAST), by="Ines Dahl", now=NOW)
    late = a_proposal("acme", as_of=LAST, expires_at=LAST + timedelta(days=30), play="late", kind="task", recipient=None)
    with_record(store, late)
    said = {"proposal_id": late.id, "cycle_id": "c2", "as_of": LAST, "route": "human_with_draft", "why": "x", "change": "x"}
    store.append("routed", [Routed(**said, assignee=MIA).model_dump(mode="json") | {"id": "late"}])
    if promised:
        decide(store, late.id, "approve", by=MIA, now=datetime.combine(LAST, time(9)))
    rows = [row for row in handovers(here(store, AFTER), cycle_id="c3") if row["proposal_id"] == late.id]
    assert [(row["how"], row["to_person"]) for row in rows] == [(PASSED_ON, "Uwe Kern")] and "has left" in rows[0]["why"]


def test_a_successor_who_leaves_in_turn_hands_on_what_they_took_over(tmp_path):
    store = a_company(tmp_path)
    leave(store, propose(here(store), MIA, LAST), by="Ines Dahl", now=NOW)
    later, end = AFTER + timedelta(days=30), AFTER + timedelta(days=40)
    made = propose(here(store, later), "Uwe Kern", end)
    assert {"acme", "bolt"} <= {a["account_id"] for a in made["accounts"]}
    leave(store, made, by="Ines Dahl", now=NOW + timedelta(days=50))
    assert set(standing(store, end + timedelta(days=1))["person"]) == {"Ines Dahl"}


def test_it_is_done_once_and_only_for_ones_own(tmp_path):
    store = a_company(tmp_path)
    made = propose(here(store), MIA, LAST)
    leave(store, made, by="Ines Dahl", now=NOW)
    for again in (lambda: leave(store, made, by="Ines Dahl", now=NOW), lambda: propose(here(store), MIA, LAST)):
        with pytest.raises(Refused, match="handed over"):
            again()
    with pytest.raises(NotFound, match="Nobody"):
        propose(here(store), "Nobody", LAST)
    with pytest.raises(BadInput, match="past"):
        propose(here(store), "Uwe Kern", ago(1))
    with pytest.raises(BadInput, match="nothing over"):
        propose(here(store), "Uwe Kern", LAST, chosen={"bolt": "Uwe Kern"})
