"""What an agent may read of one account as of a day: facts with ids, sources and ages, and what was looked for and not found."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from cs_core.context.completeness import completeness
from cs_core.context.facts.gathered import noun_facts
from cs_core.context.facts.rows import COMPUTED
from cs_core.context.search import alike
from cs_core.context.snapshot import Snapshot
from cs_core.context.timeline import timeline
from cs_core.context.vocabulary import KNOWLEDGE, SIGNALS, TOLD_WHOLE, unit_of
from cs_core.errors import NotFound
from cs_core.records import Brief, Fact

__all__ = ["brief", "briefs", "find_account", "timeline"]

NEAREST = 3
SHORTEST = 3
"""Characters from which on the beginning of a name may stand for it."""
DIGITS = 4
OWN_SOURCE = {
    "champion": "champion", "sponsor": "sponsor", "champion_left_on": "champion left", "milestones_done": "usage", "milestone_on": "usage",
    "milestone_progress": "usage", "first_value_on": "usage", "days_to_value": "usage", "onboarding_status": "usage",
    "milestone_overdue_days": "usage", "days_since_value": "usage", "full_value_on": "usage", "days_to_full_value": "usage",
    **dict.fromkeys(
        ("consumed", "consumed_share", "burn_rate", "consumed_by_end", "consumed_by_end_low", "consumed_by_end_high",
         "overage_expected", "overage_amount", "exhausted_on"), "consumption",
    ),
    **dict.fromkeys(("meter_unit", "commitment", "term_share"), "commitment"),
    "outcome_way": "own figure", "outcome_told_on": "own figure", "peer_utilisation": "computed",
    "pulse": "pulse", "pulse_age_days": "pulse",
    "plan_state": "computed", "plan_due_on": "computed", "plan_changed_on": "computed",
    "segment": "segment", "health": "computed", "health_band": "computed",
    "churn_probability": "computed", "renewal_likelihood": "computed", "expansion_propensity": "computed",
    "health_vs_own": "computed", "health_vs_own_weeks": "computed", "health_vs_peers": "computed", "health_peers": "computed",
    "name": "name", "industry": "industry", "country": "country", "owner": "owner",
    "customer_on": "customer_on", "tenure_days": "customer_on", "champion_silent_days": "champion", "champion_touch_on": "champion",
    "sponsor_touch_on": "sponsor", "nps": "nps", "nps_answers": "nps", "csat": "csat", "csat_answers": "csat", "answered_on": "praise",
    "texts_30d": "texts", "sentiment_30d": "texts", "negative_topic": "negative topic", "open_asks": "asks",
    "promises_overdue": "promises", "champion_unseen": "champion",
    "leaving_said_on": "leaving", "alarm_said_on": "alarms", "competitor_said_on": "rivals", "low_answer_on": "low answers",
    "buying_said_on": "buying", "buying_asks": "buying asks",
}  # fmt: skip
"""Signals that come from other rows than their kind of knowledge does."""
FROM_SIGNALS = tuple((key, OWN_SOURCE.get(key, s.knowledge)) for key, s in SIGNALS.items() if key != "account_id")


def brief(snap: Snapshot, account_id: str) -> Brief:
    """The brief of one account. Raises NotFound."""
    found = briefs(snap, [account_id])
    if account_id not in found:
        raise NotFound(f"No account {account_id!r} as of {snap.as_of}. Was anything imported? `python -m cs_core import PATH`")
    return found[account_id]


def briefs(snap: Snapshot, account_ids: Sequence[str]) -> dict[str, Brief]:
    """Briefs of many accounts by account id, in the order asked for; an id that is not known has none."""
    if not account_ids:
        return {}
    wanted = pl.DataFrame({"account_id": pl.Series(account_ids, dtype=pl.String)}).unique(maintain_order=True)
    rows = wanted.join(snap.signals, on="account_id", maintain_order="left")
    ids = rows["account_id"].to_list()
    where = _grouped(snap.provenance.join(wanted, on="account_id", how="semi"))
    nouns = _grouped(noun_facts(snap, rows))
    unknowns = _unknowns(snap, wanted)
    policies = policy_facts(snap)
    told = {}
    for account, row in zip(ids, rows.iter_rows(named=True)):
        sources = places_of(where.get(account, ()), snap.as_of)
        facts = (*signal_facts(account, row, sources), *(noun_fact(*fact) for fact in nouns.get(account, ())), *policies)
        told[account] = Brief(account_id=account, name=row["name"], as_of=snap.as_of, facts=facts, unknowns=unknowns.get(account, ()))
    return told


def _grouped(frame: pl.DataFrame) -> dict[str, list[tuple]]:
    groups: dict[str, list[tuple]] = {}
    for row in frame.iter_rows():
        groups.setdefault(row[0], []).append(row)
    return groups


def _unknowns(snap: Snapshot, wanted: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    rows = completeness(snap).join(wanted, on="account_id", how="semi", maintain_order="left")
    usage_gone = (pl.col("knowledge") == "usage") & pl.col("stale")
    missing = rows.filter(~pl.col("known") | usage_gone).group_by("account_id").agg(pl.col("knowledge"))
    order = list(KNOWLEDGE)
    return {account: tuple(sorted(names, key=order.index)) for account, names in missing.iter_rows()}


def places_of(rows: Iterable[tuple], as_of: date) -> dict[str, tuple]:
    """Knowledge -> observed_on, source, source_row, recorded_at, from one account's rows of `provenance`; of what is computed too."""
    return {knowledge: tuple(rest) for _, knowledge, *rest in rows} | {"computed": (as_of, *COMPUTED)}


def signal_facts(account: str, row: dict[str, Any], sources: dict[str, tuple]) -> list[Fact]:
    """The facts that a row of signals tells; `sources` as from `places_of`."""
    facts = []
    for key, knowledge in FROM_SIGNALS:
        value, place = row.get(key), sources.get(knowledge)
        if value is None or place is None:
            continue
        seen, source, source_row, recorded_at = place
        value = round(value, None if key in TOLD_WHOLE else DIGITS) if isinstance(value, float) else value
        facts.append(
            Fact(
                id=f"{key}:{account}:{seen}",
                key=key,
                value=value,
                unit=unit_of(key, row["currency"], row["meter_unit"]),
                observed_at=seen,
                source=source,
                source_row=source_row,
                recorded_at=recorded_at,
            )
        )
    return facts


def noun_fact(account: str, key: str, row: str, *told: Any) -> Fact:
    """The columns of `facts.SHAPE` in their order."""
    text, number, day, unit, seen, source, place, recorded_at = told
    value = text if text is not None else number if number is not None else day
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Fact(
        id=f"{key}:{account}:{row}", key=key, value=value, unit=unit or "", observed_at=seen, source=source, source_row=place,
        recorded_at=recorded_at,
    )  # fmt: skip


def policy_facts(snap: Snapshot) -> tuple[Fact, ...]:
    """`policy:<name>` for every policy of the vendor: the same facts in every brief."""
    rows = snap.knowledge.filter(pl.col("kind") == "policy").sort("known_at").unique("name", keep="last", maintain_order=True)
    return tuple(
        Fact(
            id=f"policy:{row['name']}:vendor", key=f"policy:{row['name']}",
            value=_number(row["value"] or row["text"]), unit=row["unit"] or "",
            observed_at=min(row["published_on"] or row["known_at"].date(), snap.as_of), source=row["system"], source_row=row["source_row"],
            recorded_at=row["recorded_at"],
        )
        for row in rows.iter_rows(named=True)
    )  # fmt: skip


def _number(text: str | None) -> str | int | float | None:
    """A policy's value as a number where it is one."""
    if text and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return text


def find_account(snap: Snapshot, text: str) -> str:
    """The account id for an id, a name, an id or a name of one of its records, or the beginning of one name only, in any case.

    Raises NotFound with the nearest names, also where a name is not unique.
    """
    rows = snap.accounts.select("account_id", "name")
    ids, names, wanted = rows["account_id"].to_list(), rows["name"].to_list(), text.strip().casefold()
    for keys in (ids, names):
        hits = [account for account, key in zip(ids, keys) if key and key.casefold() == wanted]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise _of_several(text, hits)
    if hits := _by_records(snap, wanted):
        if len(hits) > 1:
            raise _of_several(text, hits)
        return hits[0]
    begin = [account for account, name in zip(ids, names) if name and name.casefold().startswith(wanted)]
    if len(begin) == 1 and len(wanted) >= SHORTEST:
        return begin[0]
    raise NotFound(f"No account {text!r} as of {snap.as_of}{_instead(text, rows)}")


def _of_several(text: str, hits: list[str]) -> NotFound:
    return NotFound(f"{len(hits)} accounts are called {text!r}: give one of the ids {', '.join(hits[:NEAREST])}")


def _by_records(snap: Snapshot, wanted: str) -> list[str]:
    """The accounts of which some system keeps a record of this id or name, though they are called otherwise."""
    called = pl.any_horizontal(pl.col(c).str.to_lowercase() == wanted for c in ("name", "source_id"))
    rows = snap.companies.filter(called).join(snap.accounts, on="account_id", how="semi")
    return rows["account_id"].unique().sort().to_list()


def _instead(text: str, accounts: pl.DataFrame) -> str:
    near = alike(accounts, text, limit=NEAREST)
    if near:
        return f". Nearest: {', '.join(f'{name} ({account})' for account, name in near)}."
    known = ": no account is called that; `python -m cs_core account` takes an id or a name."
    return known if accounts.height else ". Was anything imported?"
