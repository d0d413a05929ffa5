"""Nothing learnt later shows in the past: new versions and new rows of every noun of every system, and of all that we did and noted.

What we say of ourselves without a day (team, price list, policies, what codes mean) holds for every day by rule, so it is dated here.
"""

from datetime import date, datetime, time, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cs_core.context.brief import briefs, timeline
from cs_core.context.completeness import completeness
from cs_core.context.field_history import field_history
from cs_core.context.identity.link import link_store
from cs_core.context.notes import KINDS, add_note
from cs_core.context.nouns import NOUNS
from cs_core.context.pulse import set_pulse
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.usage.events import add, scan
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.roster import ROSTER
from cs_core.orchestration.cycle import run_cycle
from cs_core.records import Action, Decision, Delivery, Outcome, Proposal, Task, Touch
from tests.conftest import END, NOON, copied
from tests.worlds import a_proposal, land

NEXT = END + timedelta(days=1)
AT = datetime.combine(NEXT, time(8))
DAYS = (END, END - timedelta(days=130))
ACCOUNTS = 12
A_SYSTEM = 200
"""So many rows of each system and noun get a later version, and a later row beside them."""
SAME = {"email", "sender", "recipients", "attendees", "domain", "external_id", "channel", "thread", "kind", "of", "code", "fixes", "event"}
"""Columns that say whom or what a row is about: a version of the same thing keeps them."""
TASK = {"agent": "risk", "title": "later", "brief": "", "due_on": NEXT}
TOUCH = {"mode": "call", "minutes": 5, "two_way": True, "by": "Mia", "result": "later"}
OUTCOME = {"cause_id": "x", "agent": "risk", "kind": "replied", "good": True}
UNDATED = ("team_member", "label", "relation", "merge", "price")


def is_words(column: str, kind: type) -> bool:
    return kind is str and column not in SAME and not column.endswith(("_on", "_at", "_ref", "_refs", "_object"))


def is_day(column: str) -> bool:
    return column.endswith(("_on", "_at"))


def later_versions(store, noun: str) -> pl.DataFrame:
    """Of things that there are: the same with other words and figures, ended, closed, paid and left tomorrow."""
    columns = NOUNS[noun].columns
    rows = (
        store.frame(noun)
        .unique(["system", "source_id"], keep="last", maintain_order=True)
        .group_by("system", maintain_order=True)
        .head(A_SYSTEM)
    )
    hidden = [day for day, _ in NOUNS[noun].hides]
    return rows.with_columns(
        *((pl.col(c) + " later") for c, kind in columns.items() if is_words(c, kind)),
        *((pl.col(c) * 2) for c, kind in columns.items() if kind in (int, float)),
        *(pl.lit(NEXT if c.endswith("_on") else AT).alias(c) for c in hidden),
        (pl.col("key") + "-later").alias("key"),
        pl.lit("later").alias("digest"),
        pl.lit(AT).alias("known_at"),
        pl.lit(AT).alias("recorded_at"),
        pl.lit("later.csv:1").alias("source_row"),
    )


def later_rows(store, noun: str) -> pl.DataFrame:
    """New things of the same customers, that came to be tomorrow."""
    columns = NOUNS[noun].columns
    return later_versions(store, noun).with_columns(
        *(pl.lit(NEXT if c.endswith("_on") else AT).alias(c) for c in columns if is_day(c)),
        *(("later-" + pl.col(c)).alias(c) for c in ("email",) if c in columns),
        (pl.col("key") + "-new").alias("key"),
        (pl.col("source_id") + "-new").alias("source_id"),
    )


def everything_later(store, accounts: list[str]) -> None:
    for noun in NOUNS:
        store.append_frame(noun, later_versions(store, noun))
        if noun not in UNDATED:
            store.append_frame(noun, later_rows(store, noun))
    of_nouns_the_demo_lacks(store)
    changes_of_fields(store)
    more_use(store)
    our_work(store, accounts)
    link_store(store, now=AT)


def of_nouns_the_demo_lacks(store) -> None:
    dated = {"known_at": AT, "recorded_at": AT, "born": NEXT, "system": "stripe"}
    for thing, ref in store.frame("subscription", "source_id", "company_ref", system="stripe").unique().head(A_SYSTEM).iter_rows():
        land(store, "line", f"l-{thing}", of="subscription", parent_ref=thing, quantity=99.0, amount=9.0, starts_on=NEXT, **dated)
        land(store, "survey", f"s-{thing}", company_ref=ref, kind="nps", score=1.0, most=10.0, comment="later", answered_at=AT, **dated)


def changes_of_fields(store) -> None:
    dated = {"known_at": AT, "recorded_at": AT, "changed_at": AT, "born": NEXT}
    for noun in ("company", "ticket", "deal", "subscription", "person"):
        for system, thing, object in store.frame(noun, "system", "source_id", "object").head(A_SYSTEM).iter_rows():
            for field in ("name", "owner", "stage", "status", "plan"):
                land(
                    store,
                    "field_change",
                    f"{thing}-{field}",
                    system=system,
                    of=object,
                    thing_ref=thing,
                    field=field,
                    value="later",
                    **dated,
                )


def more_use(store) -> None:
    rows = scan(store).collect().sort("digest").head(2_000)
    later = rows.with_columns(pl.lit(AT).alias("at"), (pl.col("digest") // 2).alias("digest"), (pl.col("count") * 9).alias("count"))
    add(store, "product", "later", later, now=AT)


def our_work(store, accounts: list[str]) -> None:
    open_now = store.frame("proposal", "id", account_id=accounts)["id"].to_list()
    assert open_now, "a later decision must meet an earlier proposal"
    made = [a_proposal(a, as_of=NEXT, play="later", expires_at=NEXT) for a in accounts]
    acts = [
        Action(
            id=f"act-{p.id}", proposal_id=p.id, account_id=p.account_id, agent="risk", kind="message", channel="email",
            recipient="ada@x.example", subject="later", body="Later.", created_at=AT, authorised_by="Mia",
        )
        for p in made
    ]  # fmt: skip
    new = [proposal.id for proposal in made]
    rows = {
        Proposal: made,
        Action: acts,
        Decision: [Decision(id=f"d-{p}", proposal_id=p, decision="edit", by="Mia", decided_at=AT, body="Else.") for p in (*open_now, *new)],
        Delivery: [Delivery(id=f"dv-{a.id}", action_id=a.id, at=AT, status="sent", via="email") for a in acts],
        Task: [Task(id=f"t-{a}", account_id=a, proposal_id=None, assignee="Mia", minutes=5, created_at=AT, **TASK) for a in accounts],
        Touch: [Touch(id=f"to-{a}", account_id=a, task_id=None, at=AT, **TOUCH) for a in accounts],
        Outcome: [Outcome(id=f"o-{a}", account_id=a, observed_on=NEXT, **OUTCOME) for a in accounts],
    }
    for kind, records in rows.items():
        assert store.append(kind.__name__.lower(), records) == len(records) > 0
    said = {"renewal_on": "2027-01-01", "outcome_figure": "7"}
    for account in accounts:
        for key in KINDS:
            add_note(store, account, key=key, text=said.get(key, "later"), by="Mia", now=AT, observed_on=END - timedelta(days=300))
        set_pulse(store, account, 1, why="later", by="Mia", now=AT)


def told(store, day: date, accounts: list[str]) -> tuple:
    snap = snapshot(store, day)
    stories = {a: timeline(snap, a) for a in accounts}
    return briefs(snap, accounts), stories, {a: field_history(snap, a) for a in accounts}, snap.signals, completeness(snap)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A company of its own: forty customers in nine months, with one cycle's work."""
    folder = tmp_path_factory.mktemp("forty")
    with open_store(folder / "context.db") as opened:
        make_demo(opened, folder / "exports", accounts=40, seed=3, weeks=40, end=END, now=NOON)
        run_cycle(opened, as_of=END - timedelta(days=20), now=NOON - timedelta(days=20), model=OfflineModel(), roster=ROSTER)
    return folder / "context.db"


@pytest.fixture
def store(template, tmp_path):
    with open_store(copied(template, tmp_path)) as opened:
        yield opened


def test_what_is_imported_done_and_noted_later_changes_no_past_brief(store):
    everyone = snapshot(store, END).signals.sort("churned_on", "account_id", nulls_last=True)["account_id"]
    accounts = everyone.gather_every(max(1, len(everyone) // ACCOUNTS)).to_list()
    before = {day: told(store, day, accounts) for day in DAYS}
    everything_later(store, accounts)
    for day in DAYS:
        found, stories, histories, signals, known = told(store, day, accounts)
        for account in accounts:
            was, now = before[day][0].get(account), found.get(account)
            assert (now and now.unknowns) == (was and was.unknowns)
            assert (now and now.facts) == (was and was.facts)
            assert stories[account] == before[day][1][account]
            assert_frame_equal(histories[account], before[day][2][account])
        assert_frame_equal(signals, before[day][3])
        assert_frame_equal(known, before[day][4])


def test_the_day_after_shows_it(store):
    accounts = snapshot(store, END).signals.filter(pl.col("churned_on").is_null())["account_id"].head(2).to_list()
    before = told(store, END, accounts)
    everything_later(store, accounts)
    after = told(store, NEXT, accounts)
    for account in accounts:
        assert {"note:remark", "note:pulse", "touch_result", "last_edit", "last_delivery"} <= {f.key for f in after[0][account].facts}
        assert {"note", "decision", "delivery", "touch", "outcome", "change"} <= {row["kind"] for row in after[1][account]}
        assert after[0][account] != before[0][account]
