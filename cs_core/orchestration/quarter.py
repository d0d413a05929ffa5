"""What became of each job of each customer in the last quarter: acted, waiting, nothing needed, or cannot tell. Nobody is left out.

One row an account and agent, dated, with the reason: for whoever asks "and what did the agents do for us?", whatever their size.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from cs_core.context.brief import FROM_SIGNALS
from cs_core.context.completeness import completeness, lacking
from cs_core.context.snapshot import Snapshot
from cs_core.context.timeline import went_by
from cs_core.context.vocabulary import SIGNALS, unit_of
from cs_core.execution.agent import Agent
from cs_core.execution.writing.phrases import say
from cs_core.orchestration.contact.ledger import open_proposals

DAYS = 91
OUTCOMES: tuple[str, ...] = ("acted", "waiting", "cannot tell", "nothing needed")
"""In order of precedence: the first that is true of an account and agent is its outcome. An unknown is no good news, so it goes first."""
IN_ORDER: tuple[str, ...] = ("on track", "on course", "just begun", "in touch", "due", "cannot tell")
"""States of an open case in which nobody waits for a next step."""
GIVEN_UP: tuple[str, ...] = ("behind", "stuck")
"""States in which a case may have closed before its job was done: its reason says what comes instead."""
MOST_TOLD = 3
"""Signals that are told where nothing is needed."""

SCHEMA = {
    "account_id": pl.String, "agent": pl.String, "outcome": pl.String, "on": pl.Date, "why": pl.String, "fact_ids": pl.List(pl.String),
    "delivered": pl.Boolean,
}  # fmt: skip
_WORD = {"account_id": pl.String, "agent": pl.String, "on": pl.Date, "why": pl.String}


def quarter(
    snap: Snapshot, roster: Sequence[Agent], *, days: int = DAYS, only: Sequence[str] | None = None, told: bool = True
) -> pl.DataFrame:
    """SCHEMA, one row a current account and agent, by both. `delivered`: what was done reached the customer, or a person did it.

    `fact_ids` are those of the facts that say why nothing is needed. `only` asks about some accounts. Not `told`, no row says why
    nothing is needed: over all customers that takes most of the time, and who counts outcomes reads no sentence.
    """
    current = snap.signals.filter(pl.col("churned_on").is_null())
    current = current.filter(pl.col("account_id").is_in(only)) if only is not None else current
    grid = current.select("account_id").join(pl.DataFrame({"agent": [a.name for a in roster]}), how="cross")
    since = snap.as_of - timedelta(days=days)
    parts = {
        "acted": _done(snap, since),
        "waiting": _waiting(snap, since),
        "cannot tell": pl.concat([_unable(snap, roster), _unsaid(snap, roster, since)]),
        "nothing needed": pl.concat([(_calm if told else _is_calm)(snap, agent, current) for agent in roster]),
    }
    ranked = pl.concat([parts[word].with_columns(pl.lit(word).alias("outcome")) for word in OUTCOMES], how="diagonal")
    first = ranked.unique(["account_id", "agent"], keep="first", maintain_order=True)
    rows = grid.join(first, on=["account_id", "agent"], how="left").with_columns(
        pl.col("outcome").fill_null("cannot tell"), pl.col("delivered").fill_null(False), pl.col("on").fill_null(snap.as_of),
        pl.coalesce("why", pl.col("agent").replace_strict({a.name: _blind(a) for a in roster}, return_dtype=pl.String)).alias("why"),
        pl.col("fact_ids").fill_null([]),
    )  # fmt: skip
    return rows.select(SCHEMA.keys()).cast(SCHEMA).sort("account_id", "agent")


def counts(rows: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Agent -> outcome -> accounts, with `delivered`, over the frame of `quarter`."""
    by = rows.group_by("agent", "outcome").len().iter_rows()
    found: dict[str, dict[str, int]] = {a: dict.fromkeys(OUTCOMES, 0) for a in rows["agent"].unique(maintain_order=True)}
    for agent, outcome, n in by:
        found[agent][outcome] = n
    for agent, n in rows.filter("delivered").group_by("agent").len().iter_rows():
        found[agent]["delivered"] = n
    return {agent: {"delivered": 0} | seen for agent, seen in found.items()}


def _done(snap: Snapshot, since: date) -> pl.DataFrame:
    """The newest thing done by or for each agent: a message or task that was let out, a task that a person finished."""
    last = snap.history("delivery").unique("action_id", keep="last").select(pl.col("action_id").alias("id"), "status", "via")
    acts = snap.history("action", "id", "account_id", "agent", "kind", "recipient", "subject", "created_at")
    acts = acts.join(last, on="id", how="left").filter(pl.col("status").fill_null("sent") != "failed")
    sent = (pl.col("status") == "sent").fill_null(False)
    whom = pl.coalesce(pl.format(" to {}", "recipient"), pl.lit(""))
    word = pl.when(pl.col("kind") == "message").then(pl.format("wrote{}: {}", whom, "subject")).otherwise(pl.format("task: {}", "subject"))
    via = pl.when(sent).then(pl.format(" ({})", went_by("via"))).otherwise(pl.lit(" (about to go)"))
    letters = acts.select(
        "account_id", "agent", pl.col("created_at").dt.date().alias("on"), pl.concat_str(word, via).alias("why"), sent.alias("delivered")
    )
    tasks = snap.history("task").select(pl.col("id").alias("task_id"), "agent", "title")
    touches = snap.history("touch").filter("done").join(tasks, on="task_id").select(
        "account_id", "agent", pl.col("at").dt.date().alias("on"), pl.format("{} by {}: {}", "mode", "by", "title").alias("why"),
        pl.lit(True).alias("delivered"),
    )  # fmt: skip
    rows = pl.concat([letters, touches]).filter(pl.col("on") > since)
    reached = rows.group_by("account_id", "agent").agg(pl.col("delivered").any())
    newest = rows.sort("on", descending=True, maintain_order=True).unique(["account_id", "agent"], keep="first", maintain_order=True)
    return newest.drop("delivered").join(reached, on=["account_id", "agent"], how="left", maintain_order="left")


def _waiting(snap: Snapshot, since: date) -> pl.DataFrame:
    """What waits for a person, for the governor or for a better draft, the newest first; then plays that run towards their next step,
    and open cases whose next step is known and whose turn has not come.
    """
    made = snap.history("proposal", "id", "account_id", "agent", "play", "as_of", "expires_at").rename({"id": "proposal_id"})
    routed = snap.history("routed", "proposal_id", "route", "why", "assignee", "as_of").drop("as_of").rename({"why": "said"})
    waits = made.join(open_proposals(snap).select(pl.col("id").alias("proposal_id")), on="proposal_id", how="semi")
    stopped = made.join(routed.filter(pl.col("route").is_in(["held", "rejected"])).select("proposal_id"), on="proposal_id", how="semi")
    rows = pl.concat([waits, stopped]).join(routed, on="proposal_id").filter(pl.col("as_of") > since)
    whom = pl.coalesce(pl.format(" for {}", "assignee"), pl.lit(" for a person"))
    word = (
        pl.when(pl.col("route") == "held").then(pl.format("“{}” is held: {}", "play", "said"))
        .when(pl.col("route") == "rejected").then(pl.format("“{}” did not pass: {}", "play", "said"))
        .otherwise(pl.format("“{}” waits{}", "play", whom))
    )  # fmt: skip
    first = rows.sort("as_of", descending=True, maintain_order=True).unique(["account_id", "agent"], keep="first", maintain_order=True)
    proposed = first.select("account_id", "agent", pl.col("as_of").alias("on"), word.alias("why"))
    runs = snap.history("play_run").unique("run_id", keep="last", maintain_order=True).filter(pl.col("state").is_in(["started", "stepped"]))
    running = runs.select("account_id", "agent", pl.col("as_of").alias("on"), pl.format("“{}” runs on", "play").alias("why"))
    kept = snap.history("case", "case_id", "account_id", "agent", "kind", "state", "reason", "play", "as_of", "closed_on")
    kept = kept.unique("case_id", keep="last", maintain_order=True)
    calm = pl.col("closed_on").is_not_null() | pl.col("play").is_null() | pl.col("state").is_in(IN_ORDER)
    step = kept.filter(~calm)
    reason = pl.col("reason").str.strip_chars_end(".")
    word = pl.format("{}, {}: {}. Next: “{}”", "kind", "state", reason, "play")
    cases = step.select("account_id", "agent", pl.col("as_of").alias("on"), word.alias("why"))
    return pl.concat([proposed, running, cases]).unique(["account_id", "agent"], keep="first", maintain_order=True)


def _unable(snap: Snapshot, roster: Sequence[Agent]) -> pl.DataFrame:
    """Agents that lack knowledge which they cannot do without, with its name; and those that see none of what would tell them."""
    known, parts = completeness(snap), [pl.DataFrame(schema=_WORD)]
    for agent in roster:
        held = lacking(known, agent.needs, agent.watches)
        word = pl.when("known").then(pl.format("{} is too old", "knowledge")).otherwise(pl.format("{} is missing", "knowledge"))
        lacks = held.group_by("account_id", maintain_order=True).agg(word.str.join("; ").alias("why"))
        parts.append(lacks.select("account_id", pl.lit(agent.name).alias("agent"), pl.lit(snap.as_of).alias("on"), "why"))
    return pl.concat(parts)


def _unsaid(snap: Snapshot, roster: Sequence[Agent], since: date) -> pl.DataFrame:
    """What each agent's newest cycle had a reason to write and did not, as too little is known of the customer; with what is missing."""
    past = [row for row in snap.store.rows("cycle") if since.isoformat() < row["as_of"] <= snap.as_of.isoformat()]
    rows = []
    for agent in roster:
        last = next((row for row in reversed(past) if agent.name in (row["summary"] or {}).get("agents", {})), None)
        for account, kinds in (last["summary"].get("unsaid", {}).get(agent.name, {}) if last else {}).items():
            lacks = f"; missing: {', '.join(kinds)}" if kinds else ""
            why = f"a letter is due, and too little is known to write it{lacks}"
            rows.append((snap.moved.get(account, account), agent.name, date.fromisoformat(last["as_of"]), why))
    return pl.DataFrame(rows, schema=_WORD, orient="row").unique(["account_id", "agent"], keep="last", maintain_order=True)


def _blind(agent: Agent) -> str:
    """What would have told: said of an account of which none of it is known."""
    kinds = dict.fromkeys(SIGNALS[key].knowledge for key in agent.calm if key in SIGNALS)
    return f"{', '.join(kinds) or 'what would tell'} is missing"


def _calm(snap: Snapshot, agent: Agent, current: pl.DataFrame) -> pl.DataFrame:
    """Why nothing is needed: the first signals of `agent.calm` that are known; an account of which none is known has no row."""
    keys = [key for key in agent.calm if key in SIGNALS]
    rows = current.select("account_id", *keys, *({"currency", "meter_unit"} - set(keys)))
    seen = _seen(snap, {SOURCE_OF[key] for key in keys})
    said = [(row["account_id"], *_said(row, keys, seen, snap.as_of)) for row in rows.iter_rows(named=True)]
    told = pl.DataFrame(said, schema={"account_id": pl.String, "why": pl.String, "fact_ids": pl.List(pl.String)}, orient="row")
    told = told.join(_given_up(snap, agent), on="account_id", how="left", maintain_order="left")
    told = told.with_columns(pl.when(pl.col("why") != "").then(pl.coalesce("ended", "why")).otherwise("why").alias("why"))
    named = told.filter(pl.col("why") != "").with_columns(pl.lit(agent.name).alias("agent"), pl.lit(snap.as_of).alias("on"))
    return named.select("account_id", "agent", "on", "why", "fact_ids")


def _given_up(snap: Snapshot, agent: Agent) -> pl.DataFrame:
    """account_id, ended: of customers whose last case of the agent closed before its job was done, how and why."""
    kept = snap.history("case", "account_id", "agent", "kind", "state", "reason", "as_of", "closed_on")
    last = kept.filter(pl.col("agent") == agent.name).unique("account_id", keep="last", maintain_order=True)
    left = last.filter(pl.col("closed_on").is_not_null(), pl.col("state").is_in(GIVEN_UP))
    word = pl.format("{} closed, {}: {}", "kind", "state", pl.col("reason").str.strip_chars_end("."))
    return left.select("account_id", word.alias("ended"))


def _is_calm(snap: Snapshot, agent: Agent, current: pl.DataFrame) -> pl.DataFrame:
    """The rows of `_calm` without their words."""
    known = current.filter(pl.any_horizontal(pl.col(key).is_not_null() for key in agent.calm if key in SIGNALS))
    said = {"agent": pl.lit(agent.name), "on": pl.lit(snap.as_of), "why": pl.lit(""), "fact_ids": pl.lit([], pl.List(pl.String))}
    return known.select("account_id", **said)


def _seen(snap: Snapshot, kinds: set[str]) -> dict[tuple[str, str], date]:
    """(account, kind of knowledge) -> the day of the row that it comes from: the last part of a fact's id."""
    rows = snap.provenance.filter(pl.col("knowledge").is_in(list(kinds))).select("account_id", "knowledge", "observed_on")
    return {(account, kind): day for account, kind, day in rows.iter_rows()}


def _said(row: dict, keys: Sequence[str], seen: dict, as_of: date) -> tuple[str, list[str]]:
    known = [key for key in keys if row[key] is not None][:MOST_TOLD]
    words = (_told(key, say(row[key], unit_of(key, row["currency"], row["meter_unit"]))) for key in known)
    days = ((key, seen.get((row["account_id"], SOURCE_OF[key]), as_of if SOURCE_OF[key] == "computed" else None)) for key in known)
    return "; ".join(words), [f"{key}:{row['account_id']}:{day}" for key, day in days if day]


def _told(key: str, said: str) -> str:
    """``utilisation 33%``, ``3 seats``, ``82 uses in 4 weeks``: a count names its thing, what has no unit is named; or as SPOKEN has it."""
    if key in SPOKEN:
        return SPOKEN[key].get(said, SPOKEN[key].get("", "{}")).format(said)
    name, span = key.replace("_", " "), next((f" in {n} {unit}" for mark, n, unit in SPANS if key.endswith(mark)), "")
    counted = said[:1].isdigit() and said.split()[-1].isalpha()
    return f"{said}{span}" if counted else f"{name.removesuffix(' 4w').removesuffix(' 90d').removesuffix(' 30d')} {said}{span}"


SPOKEN: dict[str, dict[str, str]] = {
    "auto_renew": {"yes": "renews by itself", "no": "does not renew by itself"},
    "days_to_renewal": {"": "{} to the end of the term"},
    "notice_on": {"": "last day for notice {}"},
    "usage_change": {"": "use {} against the four weeks before"},
    "usage_z": {"": "use {} times its usual swing off its own past"},
    "usage_alert": {"none": "no alert by use", "": "alert by use: {}"},
    "champion_silent_days": {"": "{} without a sign of the champion"},
    "champion_touch_on": {"": "last contact with the champion on {}"},
    "last_touch_on": {"": "last contact with one of ours on {}"},
    "people": {"1 person": "1 person can be written to", "": "{} can be written to"},
    "onboarding_status": {"": "onboarding {}"},
    "milestones_done": {"": "{} reached"},
    "customer_on": {"": "customer since {}"},
    "tenure_days": {"": "{} as a customer"},
}
"""Signal -> its value, or any (""), in words: of a name and a bare value nobody could make sense."""
SPANS = (("_4w", 4, "weeks"), ("_90d", 90, "days"), ("_30d", 30, "days"))
SOURCE_OF = dict(FROM_SIGNALS)
"""Signal -> the kind of row that it comes from."""
