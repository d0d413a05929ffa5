"""The truth that the product never reads: one row an account, for tests and benchmarks."""

import numpy as np
import polars as pl

from cs_core.demo import response, vendor
from cs_core.demo.consumption import KINDS, consumed
from cs_core.demo.course import NEVER, REASONS
from cs_core.demo.names import PLACES, TRADES
from cs_core.demo.weeks import DAY
from cs_core.demo.world import World
from cs_core.records import SEGMENTS

NOTICE_DAYS = 30
"""What the vendor's policy says where a contract is silent."""


def truth(w: World) -> pl.DataFrame:
    """Ids in every system, the drivers on the last day, and the true response: chances of being kept at the next renewal
    (annual) or through the next half-year (monthly), untouched and after a touch by a person or an agent.

    Chances, effects and kind are null for accounts that have left or have given notice: nothing is left to change.
    """
    who, c, last = w.who, w.course, w.weeks.count - 1
    s = c.state(last)
    logit = response.kept_logit(s)
    kept = response.chance(logit)
    human = response.chance(logit + response.human_shift(s)) - kept
    agent = response.chance(logit + response.agent_shift(s)) - kept
    open_now = c.ended_on == NEVER
    chances = {"kept": kept, "effect_human": human, "effect_agent": agent}
    drivers = {name: np.asarray(getattr(s, name)) for name in ("engagement", "trend", "champion", "sponsor", "complaint", "stalled")}
    return pl.DataFrame(
        {
            "crm_id": w.ids.crm,
            "crm_twin_id": [t or None for t in w.ids.crm_twin],
            "organization_id": w.ids.organization,
            "customer_id": w.ids.customer,
            "subscription_id": w.ids.subscription,
            "workspace_id": w.ids.workspace,
            "domain": [f"{slug}.example" for slug in who.slug],
            "name": who.name,
            "billing_name": who.old_name,
            "slack_name": [f"ext-{slug}" for slug in who.slug],
            "segment": [SEGMENTS[at] for at in who.segment],
            "industry": [TRADES[at] for at in who.trade],
            "country": [PLACES[at].country for at in who.place],
            "plan": [vendor.PLANS[at].name for at in who.plan],
            "monthly": who.monthly,
            "arr": np.where(w.live(), w.arr(np.arange(who.size), np.full(who.size, last)), 0.0),
            "active": w.live(),
            "contract_kind": [KINDS[at] for at in w.metered.kind],
            "commitment": pl.Series(w.commitment(np.arange(who.size), np.full(who.size, last)).astype(float)).replace(0.0, None),
            "consumed": pl.Series(np.where(w.live(), consumed(w.metered, w.renewal(), w.weeks.first), np.nan)).fill_nan(None),
            "overage_price": pl.Series(w.metered.overage).replace(0.0, None),
            "notice_days": np.where(who.monthly, 0, np.where(w.metered.notice > 0, w.metered.notice, NOTICE_DAYS)),
            "must_be_signed": w.metered.signed,
            "undecided": open_now,
            **drivers,
            **chances,
            "kind": response.kind(kept, human),
            "kind_agent": response.kind(kept, agent),
            "started_on": who.start.astype(DAY),
            "next_renewal_on": w.renewal().astype(DAY),
            "asked_to_leave_on": _days(c.asked_on),
            "ended_on": _days(c.ended_on),
            "reason": [REASONS[at] if at >= 0 else None for at in c.reason],
            "champion_left_on": _days(_week_start(w, c.champion_left)),
            "champion_replaced_on": _days(_week_start(w, c.champion_new)),
            "sponsor_left_on": _days(_week_start(w, c.sponsor_left)),
            "decline_from": _days(_week_start(w, c.decline_from)),
            "human_touches": c.human.sum(axis=1),
            "agent_touches": c.agent.sum(axis=1),
        }
    ).with_columns(pl.when("undecided").then(pl.col(column)).alias(column) for column in (*chances, "kind", "kind_agent"))


def _week_start(w: World, week: np.ndarray) -> np.ndarray:
    return np.where(week < NEVER, w.weeks.starts(week), NEVER)


def _days(day: np.ndarray) -> pl.Series:
    """Days as dates, null for never."""
    return pl.Series(np.where(day < NEVER, day, 0).astype(DAY)).set(pl.Series(day >= NEVER), None)
