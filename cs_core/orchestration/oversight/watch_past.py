"""What the orchestrator sees over several cycles: autonomy earned and lost, drift, plays nobody wants, queue, channels, reviewers."""

from datetime import timedelta
from math import ceil

import polars as pl

from cs_core.context.wording.counted import counted
from cs_core.context.wording.days import spelt
from cs_core.execution.sending.connect import OUTBOX
from cs_core.orchestration.autonomy import LEVELS, key_for
from cs_core.orchestration.flow.cycle_record import FEW, CycleRecord, Note, name, playbook_off, set_guardrail, set_level
from cs_core.orchestration.oversight.earned import START, earned
from cs_core.orchestration.oversight.past import UNREAD_DAYS
from cs_core.orchestration.oversight.watch_cycle import more_hours
from cs_core.orchestration.record import newcombe, wilson
from cs_core.records import AGENTS

FEWEST = 5
"""Decisions on each of two versions below which nothing is said of them."""
WORSE = 0.2
"""A fall of the share by this much is told even where it cannot be told from chance yet."""
UNWANTED = 8
"""Decisions on a play before it is said that nobody approves it."""
UNWANTED_DAYS = 90
FAILING = 3
FAILING_SHARE = 0.2
SOON_DAYS = 3
UNREAD = 3
"""Texts of customers that could not be read below which nothing is said."""
UNANSWERED = 0.3
"""Share of calls on people that ended unanswered from which the queue is too long."""
LOOKS = 0.9
"""Share of test drafts that reviewers should catch."""
Z80 = 1.959963984540054 + 0.8416212335729143
"""Two-sided 95 %, with a power of 80 %."""


def failing_channels(record: CycleRecord) -> list[Note]:
    """Channels by which lately much of what should go out did not."""
    notes = []
    for channel, n, failed in record.past.sent.group_by("channel").agg(pl.len(), pl.col("failed").sum()).sort("channel").iter_rows():
        if failed >= FAILING and failed / n >= FAILING_SHARE:
            whys = record.past.sent.filter(pl.col("channel") == channel, "failed")["why"]
            says = f"{failed:,} of {n:,} sendings by {channel} failed in the last week; the last: {whys[-1]}"
            act = None if channel in (OUTBOX, "crm") else {"do": "set_channel", "channel": channel, "to": OUTBOX}
            advice = "Put it back to the outbox until it works." if act else "See that the outbox's folder can be written to."
            notes.append(Note("channel fails", says, advice, "Context" if act else "Trace", failed, channel, act))
    return notes


def autonomy_lost(record: CycleRecord) -> list[Note]:
    """Levels that this cycle took back, each with its evidence."""
    return [
        Note("autonomy taken back", f"{s.named} went from {s.level} to {START}: {s.says}.", "Read what was changed or rejected.", "Agents",
             len(s.trials), s.named)
        for s in record.past.lowered
    ]  # fmt: skip


def autonomy_earned(record: CycleRecord) -> list[Note]:
    """Levels that a record has earned; not while reviewers are known to let test drafts pass."""
    if reviewers_asleep(record):
        return []
    notes = []
    for s in earned(record.past.stands):
        says = f"{s.named} has earned the level {s.to}, and is at {s.level} now: {s.says}."
        act = set_level(s.agent, s.to, segment=s.segment, play=s.play, why=s.says, evidence=s.evidence())
        notes.append(Note("autonomy earned", says, f"Grant the level {s.to}.", "Agents", len(s.trials), f"{s.named} {s.to}", act))
    return notes


def autonomy_unproven(record: CycleRecord) -> list[Note]:
    """Agents that act alone on a record too small to tell: nobody looks at what they send any more."""
    notes = []
    for s in record.past.stands:
        own = key_for(s.agent, s.segment, s.play) in record.world.autonomy
        if own and s.level == "autonomous" and s.clears is None:
            says = f"{s.named} acts alone on too little: {s.says}; it takes {s.least} decisions."
            act = set_level(s.agent, "sample", segment=s.segment, play=s.play, why=f"Too little is known: {s.says}")
            advice = "Put it to sample: one in five is reviewed, and the record grows again."
            notes.append(Note("autonomy unproven", says, advice, "Agents", len(s.trials), s.named, act))
    return notes


def pilots_halted(record: CycleRecord) -> list[Note]:
    """Pilots that harmed and were stopped."""
    return [
        Note("pilot stopped", f"The pilot “{p.name}” was stopped: {p.ended['why']}. Its {p.rows.height:,} customers are routed as all are.",
             "See what that arm did before another pilot is started.", "Proof", p.rows.height, p.name)
        for p in record.past.halted
    ]  # fmt: skip


def quality_drift(record: CycleRecord) -> list[Note]:
    """Playbooks and prompts whose newest version is sent unchanged less often than the one before, or seems to be."""
    rows, notes = record.past.decided, []
    for (agent, play), mine in rows.drop_nulls("playbook_version").group_by("agent", "play", maintain_order=True):
        versions = sorted(mine["playbook_version"].unique().to_list())[-2:]
        act = {"do": "playbook_version", "agent": agent, "name": play, "version": versions[0]}
        notes += _drift(mine, "playbook_version", versions, f"“{play}” of {name(agent)}", f"{agent} {play}", act)
    for (agent,), mine in rows.drop_nulls("prompt_version").group_by("agent", maintain_order=True):
        versions = mine["prompt_version"].unique(maintain_order=True).to_list()[-2:]
        free = any(LEVELS.index(s.level) > LEVELS.index(START) for s in record.past.stands if s.agent == agent)
        act = set_level(agent, START, why="Its prompt was changed, and less of it is sent unchanged") if free else None
        notes += _drift(mine, "prompt_version", versions, f"{name(agent).capitalize()} with its prompt", f"{agent} prompt", act)
    return notes


def _drift(rows: pl.DataFrame, column: str, versions: list, what: str, about: str, act: dict | None) -> list[Note]:
    if len(versions) < 2:
        return []
    (k0, n0), (k1, n1) = (_unchanged(rows.filter(pl.col(column) == v)) for v in versions)
    if min(n0, n1) < FEWEST:
        return []
    before, after = wilson(k0, n0), wilson(k1, n1)
    fall, least, most = newcombe(k0, n0, k1, n1)
    if least <= 0 and fall < WORSE:
        return []
    says = (
        f"{what}: version {versions[1]} was sent unchanged {k1} of {n1} times, version {versions[0]} {k0} of {n0}: "
        f"{fall * 100:.0f} points less ({least * 100:.0f} to {most * 100:.0f})."
    )
    if least <= 0:
        spread = before.point * (1 - before.point) + after.point * (1 - after.point)
        needed = ceil(Z80**2 * max(spread, 0.05) / fall**2)
        says += f" Cannot tell yet: it takes about {needed:,} decisions on each."
    advice = "Look at what reviewers change, or go back to the version before."
    return [Note("quality drift", says, advice, "Agents" if act else "Quality", n1, f"{about} {versions[1]}", act if least > 0 else None)]


def _unchanged(rows: pl.DataFrame) -> tuple[int, int]:
    return int((rows["decision"] == "approve").sum()), rows.height


def unwanted_plays(record: CycleRecord) -> list[Note]:
    """Plays that reviewers turn down more often than not, surely so."""
    since = record.as_of - timedelta(days=UNWANTED_DAYS)
    rows = record.past.decided.filter(pl.col("at").dt.date() >= since)
    found = rows.group_by("agent", "play").agg(pl.len().alias("n"), (pl.col("decision") != "reject").sum().alias("k"))
    notes = []
    for agent, play, n, k in found.filter(pl.col("n") >= UNWANTED).sort("k", "n", "play", descending=[False, True, False]).iter_rows():
        if (share := wilson(k, n)).high < 0.5:
            says = f"“{play}” of {name(agent)} was approved {k} of {n} times in {UNWANTED_DAYS} days (at most {share.high:.0%})."
            advice = "Switch the playbook off, or change it."
            notes.append(Note("nobody approves", says, advice, "Agents", n, play, playbook_off(agent, play)))
    return notes


def unread_texts(record: CycleRecord) -> list[Note]:
    """What customers wrote in languages that the reader does not know: nobody heard it, and no letter answers it."""
    texts, of, accounts = record.past.unread
    if texts < UNREAD:
        return []
    says = (
        f"{texts:,} of {of:,} mails, posts and tickets of the last {UNREAD_DAYS} days, of {counted(accounts, 'customer')}, are in a "
        "language that the reader does not know: what they ask or complain of is not known here, and no letter speaks of it."
    )
    advice = "Connect a language model, or read them on the customer's page before a letter goes out."
    return [Note("unread texts", says, advice, "Accounts", texts)]


def long_queue(record: CycleRecord) -> list[Note]:
    """More minutes wait than people have in this week, or much ends unanswered."""
    waits, past = record.past.waiting, record.past
    hours, share = waits["minutes"].sum() / 60, record.world.direction.guardrails["human_share_of_hours"]
    have = sum(m["hours_left"] or 0.0 for m in record.world.team) * share
    late = past.called >= FEW and past.expired / past.called >= UNANSWERED
    if not late and not (record.world.team and hours > have):
        return []
    says = f"{waits.height:,} proposals wait for people, {hours:.1f} hours of work, against {have:.1f} hours they have for it this week."
    if waits.height:
        soon = waits.filter(pl.col("expires_at") <= record.as_of + timedelta(days=SOON_DAYS)).height
        says += f" The oldest is of {spelt(waits['as_of'].min())}; {soon:,} expire within {SOON_DAYS} days."
    if past.called:
        says += f" Of {past.called:,} calls that ended in the last two weeks, nobody saw to {past.expired:,}."
    advice = "Open more hours to agents' work, decide in bulk, or raise the autonomy of an agent with a good record."
    return [Note("overloaded queue", says, advice, "Review", past.expired + waits.height, act=more_hours(record))]


def reviewers_asleep(record: CycleRecord) -> list[Note]:
    """Reviewers who let test drafts pass, surely more than they may."""
    told = record.past.tests.get("reviewers")
    if not told or told["rate"] is None or told["rate"].high >= LOOKS:
        return []
    says = f"{told['says'].capitalize()}. What they approve says little of the agents: no autonomy is proposed on it."
    return [Note("reviewers let errors pass", says, "Talk to the reviewers, and give them fewer drafts at a time.", "Review", told["n"])]


def gates_asleep(record: CycleRecord) -> list[Note]:
    """Gates that let test drafts pass, surely more than they may."""
    told = record.past.tests.get("gates")
    if not told or told["rate"] is None or told["rate"].high >= LOOKS:
        return []
    free = sorted({s.agent for s in record.past.stands if LEVELS.index(s.level) > LEVELS.index(START)}, key=AGENTS.index)
    act = set_guardrail("autonomy_ceiling", float(LEVELS.index(START))) if free else None
    says = f"{told['says'].capitalize()}. Agents that act alone rest on the gates: {', '.join(map(name, free)) or 'none does now'}."
    return [Note("gates let errors pass", says, "Let no agent act alone until the gates are mended.", "Strategy", told["n"], act=act)]
