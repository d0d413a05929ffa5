"""Whole cycles with a model behind an endpoint: limits, costs and kept answers, and an endpoint that fails in every way."""

import json
import threading
import time
from datetime import datetime
from datetime import time as clock

import httpx2
import pytest

from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.runner import InlineRunner
from cs_core.records import Proposal
from tests.execution.endpoints import Endpoint, a_model, good, said
from tests.worlds import TODAY, a_store, ago, with_company, with_person, with_subscription, with_team_member, with_usage

NOON = datetime.combine(TODAY, clock(12))
CUSTOMERS = 12


def a_world(folder):
    """Twelve customers who stopped using what they pay for, each a little larger than the one before, and one who did not."""
    store = a_store(folder)
    with_team_member(store, "Mia Sand", hours=10)
    for n in range(CUSTOMERS + 1):
        company = f"quiet{n:02}"
        with_company(store, company, name=f"Quiet {n} Heating", segment="long tail", domain=f"{company}.example")
        with_subscription(store, company, mrr=100.0 * (n + 1), seats=5)
        with_person(store, company, f"Ada{n} Lind")
        with_usage(store, company, [50 + n] * 16 + [0 if n < CUSTOMERS else 60] * (6 + n % 3), until=ago(0))
    return store


@pytest.fixture
def store(tmp_path):
    with a_world(tmp_path) as store:
        yield store


def cycle(store, model) -> dict:
    return run_cycle(store, as_of=TODAY, now=NOON, model=model, roster=ROSTER, agents=["risk"])


def about(request: dict) -> httpx2.Response:
    """An answer that cites a fact of the brief that was sent."""
    fact = json.loads(request["messages"][1]["content"])["facts"][0]
    text = {"text": f"We looked at {fact['value']}.", "fact_ids": [fact["id"]], "new_paragraph": True}
    return said(json.dumps({"subject": "Your use", "claims": [text]}), usage=(100, 20))


def test_each_call_is_a_row_of_the_cycle_with_its_cost_and_each_draft_says_its_own(store):
    made = cycle(store, a_model(Endpoint(about), price_in=1.0, price_out=5.0, currency="EUR"))
    rows, drafts = store.rows("model_call"), [p for p in store.records(Proposal) if p.drafted_by == "m"]
    assert len(rows) == len(drafts) == CUSTOMERS and {r["cycle_id"] for r in rows} == {made["cycle_id"]}
    assert {(r["agent"], r["account_id"], r["prompt_version"]) for r in rows} == {(p.agent, p.account_id, p.prompt_version) for p in drafts}
    assert {p.tokens for p in drafts} == {120} and {round(p.cost, 9) for p in drafts} == {200e-6}
    used = made["model"]
    assert used | {"ms": 0} == {
        "name": "m", "calls": CUSTOMERS, "tokens": 120 * CUSTOMERS, "fallbacks": CUSTOMERS, "cached": 0,
        "over_budget": 0, "budget_spent": False, "problem": "",
        "cost": pytest.approx(200e-6 * CUSTOMERS), "currency": "EUR", "ms": 0,
    }  # fmt: skip


def test_an_offline_cycle_keeps_no_calls(store):
    made = cycle(store, OfflineModel())
    assert store.count("model_call") == 0 and made["model"]["cost"] is None and made["proposals"]["risk"] == CUSTOMERS
    assert {(p.prompt_version, p.tokens, p.cost) for p in store.records(Proposal)} == {(None, None, None)}


def test_a_repeated_cycle_asks_nothing_that_was_answered(store, tmp_path):
    first = Endpoint(said("no"), said("no"), about)
    cycle(store, a_model(first, concurrency=1))
    again, calls = Endpoint(about), store.rows("model_call")
    with a_world(tmp_path / "anew") as other:
        other.append("model_call", calls)
        made = cycle(other, a_model(again))
        assert len(again.seen) == 1 and made["model"]["cached"] == CUSTOMERS - 1, "only what had no answer is asked"
        same = {p.account_id: p.body for p in store.records(Proposal) if p.drafted_by == "m"}
        assert same.items() <= {p.account_id: p.body for p in other.records(Proposal) if p.drafted_by == "m"}.items()


def test_what_four_do_at_once_is_what_one_does(tmp_path):
    told = []
    for at_once in (1, 4, 4):
        random_order = threading.local()

        def endpoint(request: dict, order: threading.local = random_order) -> httpx2.Response:
            order.n = getattr(order, "n", threading.get_ident()) * 7 % 11
            time.sleep(order.n / 2000)
            return about(request)

        with a_world(tmp_path / str(len(told))) as store:
            made = cycle(store, a_model(Endpoint(endpoint), concurrency=at_once))
            rows = [{k: v for k, v in r.items() if k not in ("ms",)} for r in store.rows("model_call")]
            told.append(([p.model_dump() for p in store.records(Proposal)], rows, made["model"] | {"ms": 0}, made["routed"]))
    assert told[0] == told[1] == told[2]


def test_a_spent_budget_leaves_the_rest_to_the_composer_and_the_same_drafts_each_time(tmp_path):
    told = []
    for run in range(3):
        with a_world(tmp_path / str(run)) as store:
            made = cycle(store, a_model(Endpoint(about), token_budget=240, concurrency=3))
            by = [p.drafted_by for p in store.records(Proposal)]
            assert by.count("offline (fallback)") == by.count("m"), "what the gates failed is written again"
            told.append((made["model"] | {"ms": 0}, [b for b in by if b != "offline (fallback)"]))
            assert any(f["kind"] == "model budget" and f"of {CUSTOMERS} drafts" in f["says"] for f in made["findings"])
    assert told[0] == told[1] == told[2]
    used, by = told[0]
    assert used["calls"] == 4 and used["over_budget"] == CUSTOMERS - 4 and used["budget_spent"] and used["fallbacks"] == 4
    assert by.count("m") == 4 and by.count("offline (budget)") == CUSTOMERS - 4
    assert by[:4] == ["m"] * 4, "those with the most to gain are asked for first"


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(429, headers={"retry-after": "300"}, json={}), httpx2.Response(500, text="oops"),
        httpx2.Response(200, headers={"content-type": "text/html"}, text="<html>"), said('{"subject": "x'), said(None, refusal="no"),
        httpx2.Response(200, json={"choices": []}), said('{"subject": 1e999}'), httpx2.ReadTimeout("slow"), MemoryError("odd"),
    ],
    ids=["429", "500", "html", "truncated", "refusal", "no choices", "1e999", "time-out", "odd"],
)  # fmt: skip
def test_a_cycle_never_fails_for_want_of_a_model(store, answer):
    made = cycle(store, a_model(Endpoint(answer)))
    drafts = store.records(Proposal)
    assert {p.drafted_by for p in drafts} == {"offline (fallback)"} and len(drafts) == CUSTOMERS == made["model"]["fallbacks"]
    assert any(f["kind"] == "model failures" for f in made["findings"]) and all(r["problem"] for r in store.rows("model_call"))


def test_a_client_that_breaks_in_the_middle_costs_only_that_draft(store):
    made = cycle(store, a_model(Endpoint(good(), RuntimeError("gone"), good())))
    by = [p.drafted_by for p in store.records(Proposal)]
    assert by.count("m") == CUSTOMERS - 1 and by.count("offline (fallback)") == CUSTOMERS == made["model"]["fallbacks"]


def test_the_store_is_touched_by_one_thread_and_no_more_run_than_allowed():
    most, running, lock = [0], [0], threading.Lock()

    def work(n: int) -> int:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.002 * (n % 3))
        with lock:
            running[0] -= 1
        return n

    told = []
    run = InlineRunner(lambda *said: told.append(threading.current_thread()))
    assert run.each("Draft", work, range(200), at_once=4) == list(range(200))
    assert 2 <= most[0] <= 4 and set(told) == {threading.main_thread()}


def test_what_an_item_raises_ends_the_step():
    with pytest.raises(ZeroDivisionError):
        InlineRunner().each("Draft", lambda n: 1 // (n - 3), range(10), at_once=4)
