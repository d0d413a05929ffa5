"""What the commands about people's hours say in words: a plan, the one before it, overrides, a person who leaves."""

from collections.abc import Iterable

from cs_core.context.wording.days import spelt
from cs_core.context.wording.signed import signed

ALONE = "agents alone"
MOST_MOVES = 20
"""Customers named on a screen of text; ``--json`` has all of them."""
UNITS = {"accounts_kept": "accounts kept", "arr_kept": "ARR kept"}
RULES = {"impact": "impact", "arr": "ARR", "risk": "risk", "random": "chance"}
EVIDENCE = {"prior": "by an assumption of what presence adds", "observed": "as observed", "experiment": "by an experiment"}


def coverage(d: dict) -> Iterable[str]:
    """A plan, or what putting the former one back would change."""
    if "former" in d:
        yield from _put_back(d)
        return
    i = d["impact"]
    unit = UNITS[d["unit"]]
    value = f"{i['point']:,.2f} {unit} ({i['low']:,.2f} to {i['high']:,.2f})"
    yield f"{d['hours']:,.1f} hours by {RULES[d['by']]}: {value}, {EVIDENCE[d['evidence']]}"
    yield f"100 hours more would add {d['hour_price'] * 100:,.2f} {unit}"
    yield "with the same hours: " + ", ".join(f"by {RULES[k]} {v:,.2f}" for k, v in d["compare"].items())
    for name, gap in ((k, v[d["unit"]]) for k, v in d["differences"].items()):
        told = f"{gap['point']:,.2f} ({gap['low']:,.2f} to {gap['high']:,.2f})" if gap else "cannot tell: several currencies"
        yield f"more than {'today' if name == 'today' else 'by ' + RULES[name]}: {told}"
    yield "rank correlation of hours with ARR: " + ", ".join(f"best by {UNITS[u]} {_rank(v)}" for u, v in d["by_unit"].items())
    yield from (f"not met, {row['what']}: {row['says']}" for row in d["unmet"])
    shown = min(20, len(d["assignments"]))
    for a in d["assignments"][:shown]:
        yield f"    {a['name']:<32.32} {a['mode']:<18} {a['person'] or 'not placed':<20} {a['hours']:.1f} h  {a['why']}"
    rest = "" if shown == len(d["assignments"]) else f", of which the first {shown} are shown"
    yield f"{len(d['assignments']):,} accounts{rest}"


def _put_back(d: dict) -> Iterable[str]:
    found = d["former"]
    yield f"the plan of {spelt(found['as_of'])}: {found['accounts']:,} customers, {found['hours']:,.1f} h; now {found['hours_now']:,.1f} h"
    moved = [row for kind in ("gains", "loses", "changes") for row in found[kind]]
    yield from (f"    {row['name']}: {row['from'] or ALONE} → {row['to'] or ALONE}" for row in moved[:MOST_MOVES])
    more = f", of which the first {MOST_MOVES} are shown" if len(moved) > MOST_MOVES else ""
    yield f"{len(moved):,} customers change{more}, {found['same']:,} stay as they are"
    yield "It stands again, from today on" if "plan_id" in d else "Nothing is written yet: --commit puts it back"


def override(d: dict) -> Iterable[str]:
    """Every override, and who was right."""
    for o in d["overrides"]:
        said = [f"{w['mode']}, {w['person']}, {w['hours']:g} h" if w else "agents alone" for w in (o["planned"], o["instead"])]
        yield f"{o['id']}  {o['account_id']}: {said[1]} instead of {said[0]}; {o['by']}: {o['reason']}, {o['why']}"
    yield f"who was right: {d['scored']['all']['says']}"


def leaver(d: dict) -> Iterable[str]:
    """Who takes over what a person leaves."""
    for a in d["accounts"]:
        meet = f", met together by {a['introduce_by']}" if a["introduce_by"] else ""
        yield f"{a['account_id']:<16} {a['name']}: {a['to_person'] or 'nobody'} ({a['why']}){meet}"
    yield d["says"]


def _rank(found: dict | None) -> str:
    rank = found and found["rank_correlation_with_arr"]
    return "cannot tell" if rank is None else signed(rank, ".2f")
