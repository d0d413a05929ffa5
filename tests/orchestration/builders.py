"""One proposal, one brief, one world, each sound as it stands: a test changes the one thing it is about."""

from datetime import date, datetime, timedelta

from cs_core.context.store import Store
from cs_core.orchestration.gates import judge
from cs_core.orchestration.world import World
from cs_core.records import Brief, Claim, Fact, Proposal, Routed, Verdict, key_of
from tests.worlds import with_company, with_person, with_subscription, with_team_member, with_usage

TODAY = date(2026, 6, 28)
NOW = datetime(2026, 6, 28, 9, 30)


def a_fact(key: str = "usage_change", value=-34.0, unit: str = "%", *, account: str = "acme", on: date = TODAY) -> Fact:
    """A fact of a live source."""
    return Fact(
        id=f"{key}:{account}:{on}", key=key, value=value, unit=unit, observed_at=on, source="product", source_row="events.parquet:1-80"
    )


FACTS = (a_fact(), a_fact("usage_4w", 120, "uses"), a_fact("top_feature", "route planner", ""), a_fact("name", "Acme Heating", ""))


def a_brief(*, account: str = "acme", name: str = "Acme Heating", facts: tuple[Fact, ...] = FACTS) -> Brief:
    """What is known of the customer."""
    return Brief(account_id=account, name=name, as_of=TODAY, facts=facts)


def a_claim(text: str = "Your team's use fell by 34 %, to 120 uses.", *cites: str) -> Claim:
    """A sentence that cites the first two facts, unless said."""
    return Claim(text=text, fact_ids=cites or tuple(f.id for f in FACTS[:2]))


def a_proposal(*claims: Claim, account: str = "acme", facts: tuple[Fact, ...] = FACTS, **changed) -> Proposal:
    """A message to Ada, who is known at the customer; `claims` stand between greeting and question."""
    words = (Claim(text="Hello Ada,"), *(claims or (a_claim(),)), Claim(text="What has changed in the work?"))
    cited = {i for c in words for i in c.fact_ids}
    made = {
        "cycle_id": "c1", "as_of": TODAY, "agent": "risk", "job": "keep the customer", "account_id": account, "kind": "message",
        "channel": "email", "recipient": f"ada@{account}.example", "recipient_name": "Ada Lind", "subject": "Your team's use",
        "body": "\n".join(c.text for c in words), "claims": words, "facts": tuple(f for f in facts if f.id in cited), "reason": "use fell",
        "play": "recover use", "stakes": "medium", "value": 0.05, "confidence": 0.7, "drafted_by": "offline",
        "expires_at": TODAY + timedelta(days=7),
    } | changed  # fmt: skip
    return Proposal(**({"id": key_of(made["agent"], made["play"], account, made["as_of"])} | made))


def a_task(**changed) -> Proposal:
    """Work for one of ours."""
    return a_proposal(**({"kind": "task", "channel": "crm_task", "recipient": None, "recipient_name": None} | changed))


def a_world(**changed) -> World:
    """Acme of the mid-market with Ada there, nothing else going on."""
    ada = {"name": "Ada Lind", "opted_out": None, "undeliverable": None, "left_on": None}
    accounts = {
        a: {"name": a.title(), "segment": "mid-market", "owner": None, "escalations_open": 0, "health_band": "green"} for a in ACCOUNTS
    }
    made = {"as_of": TODAY, "accounts": accounts, "people": {a: {f"ada@{a}.example": ada} for a in ACCOUNTS}}
    return World(**(made | changed))


def passes(proposal: Proposal) -> tuple[Verdict, ...]:
    """All gates passed."""
    return (Verdict(proposal_id=proposal.id, gate="cites_known_facts", passed=True, why="1 fact cited"),)


def failed(proposal: Proposal, brief: Brief | None = None, world: World | None = None) -> dict[str, str]:
    """Gate -> why, of the gates that failed."""
    return {v.gate: v.why for v in judge(proposal, brief or a_brief(), world or a_world()) if v.passed is False}


def a_member(name: str = "Mia Sand", *, hours: float = 10.0, skills: tuple[str, ...] = ()) -> dict:
    """One of ours with hours left."""
    return {
        "name": name,
        "email": f"{name.split()[0].lower()}@ours.example",
        "skills": list(skills),
        "languages": ["en"],
        "hours_left": hours,
    }


def waiting(
    store: Store, proposal: Proposal | None = None, *, route: str = "agent_with_review", priority: float = 0.05, **told
) -> Proposal:
    """A proposal of the store that was judged and routed, and waits for a person; no goal weighed it."""
    proposal = (proposal or a_proposal()).model_copy(update={"value": priority})
    routed = Routed(
        proposal_id=proposal.id, cycle_id=proposal.cycle_id, as_of=proposal.as_of, route=route, why="review", change="autonomy",
        priority=priority, **({"assignee": "Mia Sand"} | told),
    )  # fmt: skip
    store.append("proposal", [proposal])
    store.append("verdict", [v.model_dump() | {"id": f"{proposal.id}:{v.gate}"} for v in passes(proposal)])
    store.append("routed", [routed.model_dump(mode="json") | {"id": proposal.id}])
    return proposal


ACCOUNTS = ("acme", "bolt", "cedar")


def with_acme_at_work(store) -> None:
    """A customer whose team uses what it pays for, its champion, and who of ours owns it."""
    with_company(store, "acme", owner="Mia Sand")
    with_person(store, "acme", "Ada Lind", role="Champion")
    with_team_member(store, "Mia Sand", hours=40.0)
    with_subscription(store, "acme", mrr=1_000.0, seats=20, plan="Pro", currency="EUR")
    with_usage(store, "acme", [40] * 60)
