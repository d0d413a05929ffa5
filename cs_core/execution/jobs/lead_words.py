"""What a lead says and remembers: why it is qualified, what it is expected to bring and how that was worked out, how it ended."""

import json
from collections.abc import Mapping
from datetime import date

from cs_core.context.usage.rhythm import months_on_record
from cs_core.context.vocabulary import SIGNALS, unit_of
from cs_core.execution.jobs.lead_types import LeadType
from cs_core.execution.jobs.risk_words import Told, iso, plain
from cs_core.execution.writing.phrases import fill, say, slots


def read_of(kind: LeadType) -> list[str]:
    """The columns that `told` reads: a wide frame is slow to walk."""
    slotted = {key for text in kind.says for key, _ in slots(text)} | ({kind.grows} if kind.grows else set())
    return [*OWN, *sorted((slotted | set(kind.evidence) & SIGNALS.keys()) - set(OWN))]


def told(row: Mapping, kind: LeadType, *, by_month: bool = False) -> Told:
    """A row of the frame in which leads are moved -> its words. Figures are those of the day, of weeks where use is not told `by_month`."""
    data = {
        "type": kind.name, "expected": row["expected"], "low": row["low"], "high": row["high"], "how": row["how"] or row["why_not"],
        "currency": row["currency"], "evidence": _evidence(row, kind), "arr": row["arr_then"], "measure": row["measure"],
        "feature": row["feature"], "talked_on": iso(row["talked_on"]), "lives": row["lives"],
    }  # fmt: skip
    if row["closed_on"] is not None:
        data |= {"ended_on": iso(row["closed_on"]), "won_arr": _won(row), "lost_reason": row["lost_reason"] if row["refused"] else None}
    reason = _reason(row, kind)
    return Told(months_on_record(reason) if by_month else reason, json.dumps(data))


def _evidence(row: Mapping, kind: LeadType) -> list[dict]:
    known = [key for key in kind.evidence if key in SIGNALS and row[key] is not None]
    return [{"key": key, "value": plain(row[key]), "unit": unit_of(key, row["currency"], row["meter_unit"])} for key in known]


def _won(row: Mapping) -> float | None:
    """What it brought a year: the deal's amount, else the rise of the revenue since."""
    if row["state"] != "won" or row["taken_up"]:
        return None
    if row["bought"] and row["won_amount"] is not None:
        return row["won_amount"]
    return round(row["arr"] - row["arr_then"], 2) if row["arr"] is not None and row["arr_then"] is not None else None


def _reason(row: Mapping, kind: LeadType) -> str:
    match row["state"]:
        case "won" if row["taken_up"]:
            return f"They have begun to use it: {say(row['feature'], '', 'feature')}."
        case "won" if row["bought"]:
            return f"The expansion deal was won on {say(row['won_on'])}."
        case "won":
            return f"The contract grew without a deal: {say(row['measure'], '', '')} then, {say(str(row[kind.grows]))} now."
        case "lost":
            return f"The expansion deal was lost on {say(row['lost_on'])}" + (f": {row['lost_reason']}." if row["lost_reason"] else ".")
        case "withdrawn" if row["left"]:
            return f"The customer left on {say(row['churned_on'])}."
        case "withdrawn" if row["outdone"] and not row["troubled"]:
            return "They have said themselves that they wish to buy more: that lead takes its place."
        case "withdrawn":
            return "A risk or an escalation is open: that comes first."
        case "expired" if row["closed_on"] > row["due_on"]:
            return f"Nothing came of it by {say(row['due_on'])}."
        case "expired":
            return "Its reason is gone: the figures are no longer what they were."
        case "accepted":
            return f"An expansion deal is open since {say(row['deal_on'])}." if isinstance(row["deal_on"], date) else "A deal is open."
    return _why(row, kind)


def _why(row: Mapping, kind: LeadType) -> str:
    def read(key: str) -> tuple[object, str] | None:
        unit = unit_of(key, row["currency"], row["meter_unit"]) if key in SIGNALS else ""
        return None if row.get(key) is None else (row[key], unit)

    said = next((text for template in kind.says if (text := fill(template, read)) is not None), None)
    return said or f"Qualified on {say(row['opened_on'])}; what it rests on cannot be told today."


OWN = (
    "account_id",
    "state", "opened_on", "due_on", "closed_on", "expected", "low", "high", "how", "why_not", "currency", "meter_unit", "arr", "arr_then",
    "measure", "feature", "talked_on", "lives", "refused", "lost_reason", "lost_on", "taken_up", "bought", "won_on", "won_amount", "left",
    "churned_on", "deal_on", "troubled", "outdone",
)  # fmt: skip
