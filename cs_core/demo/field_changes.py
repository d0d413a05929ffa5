"""HubSpot's history of company properties: what an owner, a tier and a lifecycle stage were before they were what they are."""

import numpy as np
import polars as pl

from cs_core.demo import vendor
from cs_core.demo.crm import gone_for_long
from cs_core.demo.mess import untidy
from cs_core.demo.weeks import timestamp
from cs_core.demo.world import World
from cs_core.records import SEGMENTS


def company_history(w: World) -> pl.DataFrame:
    """company_property_history.csv: every value with the moment from which it held; the last one of each is what companies.csv shows."""
    rng = w.rng("property history")
    parts = [_stages(w), _owners(w, rng), _tiers(w, rng)]
    rows = pl.concat(parts).filter(pl.col("day") <= w.weeks.end).sort("day", "account", "name", maintain_order=True)
    day = rows["day"].to_numpy()
    frame = pl.DataFrame(
        {
            "company_id": [w.ids.crm[at] for at in rows["account"]],
            "name": rows["name"],
            "value": rows["value"],
            "timestamp": timestamp(day, rng.integers(8 * 3600, 17 * 3600, len(day)), form="zulu"),
            "source": rows["source"],
        }
    )
    return untidy(frame, rng, key="company_id", date="timestamp", altered=("source", "IMPORT"))


def _rows(account: np.ndarray, name: str, value: list[str] | str, day: np.ndarray, source: str) -> pl.DataFrame:
    values = [value] * len(account) if isinstance(value, str) else value
    return pl.DataFrame(
        {"account": account, "name": [name] * len(account), "value": values, "day": day, "source": [source] * len(account)},
        schema={"account": pl.Int64, "name": pl.String, "value": pl.String, "day": pl.Int64, "source": pl.String},
    )


def _stages(w: World) -> pl.DataFrame:
    """Opportunity, customer, and former customer three weeks after the end; for those who came or went within the window."""
    came, gone = np.flatnonzero(w.who.start > w.weeks.first), np.flatnonzero(gone_for_long(w))
    both = np.union1d(came, gone)
    return pl.concat(
        [
            _rows(both, STAGE, "opportunity", w.who.start[both] - 40, "CRM_UI"),
            _rows(both, STAGE, "customer", w.who.start[both], "AUTOMATION_PLATFORM"),
            _rows(gone, STAGE, "former customer", w.course.ended_on[gone] + 21, "AUTOMATION_PLATFORM"),
        ]
    )


def _owners(w: World, rng: np.random.Generator) -> pl.DataFrame:
    """One owned account in eight changed hands within the window, from somebody else in the team."""
    account = np.flatnonzero((w.who.owner >= 0) & (rng.random(w.who.size) < 0.125))
    before = (w.who.owner[account] + rng.integers(1, 5, len(account))) % 5
    moved = np.maximum(w.who.start[account] + 30, rng.integers(w.weeks.first, w.weeks.end - 14, len(account)))
    kept = moved <= w.weeks.end
    account, before, moved = account[kept], before[kept], moved[kept]
    other = before != w.who.owner[account]
    return pl.concat(
        [
            _rows(account[other], OWNER, [vendor.TEAM[at].name for at in before[other]], w.who.start[account[other]] - 40, "CRM_UI"),
            _rows(account, OWNER, [vendor.TEAM[at].name for at in w.who.owner[account]], moved, "CRM_UI"),
        ]
    )


def _tiers(w: World, rng: np.random.Generator) -> pl.DataFrame:
    """Some who grew were moved up a tier, and now and then somebody was moved down."""
    grew = w.course.seats[:, -1] > 1.3 * np.maximum(w.who.seats, 1)
    up = grew & (w.who.segment < 2) & (rng.random(w.who.size) < 0.5)
    down = ~up & (w.who.segment > 0) & (rng.random(w.who.size) < 0.01)
    account = np.flatnonzero(up | down)
    before = [SEGMENTS[w.who.segment[at] + (1 if up[at] else -1)] for at in account]
    moved = np.maximum(w.who.start[account] + 60, w.weeks.end - rng.integers(20, 300, len(account)))
    return pl.concat(
        [
            _rows(account, TIER, before, w.who.start[account] - 40, "CRM_UI"),
            _rows(account, TIER, [SEGMENTS[w.who.segment[at]] for at in account], moved, "AUTOMATION_PLATFORM"),
        ]
    )


STAGE, OWNER, TIER = "Lifecycle Stage", "Company owner", "Customer tier"
