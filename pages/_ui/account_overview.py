"""The overview of one customer: the goal and what came of it, who matters, adoption, voice, contract, growth and what it costs to serve."""

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.counted import in_unit
from cs_core.context.wording.places import source
from cs_core.orchestration.cost import NO_RATE, TARGET
from pages._ui import tables, words
from pages._ui.frame import Here
from pages._ui.names import bare
from pages._ui.one import of_one

C = st.column_config
VALUE = {
    "text": C.TextColumn("Outcome", width=160),
    "baseline": C.NumberColumn("From", width=48),
    "now": C.NumberColumn("Now", width=48),
    "target": C.NumberColumn("Target", width=55),
    "unit": C.TextColumn("Unit", width=95),
    "realised": C.ProgressColumn("Realised", width=70, min_value=0, max_value=100, format="%d%%"),
    "status": C.TextColumn("Status", width=85),
    "measured_by": C.TextColumn("Measured by"),
}
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Adoption", ("usage_4w", "usage_change", "utilisation", "active_users_4w", "features_4w", "top_feature", "onboarding_status",
                  "next_milestone", "milestones_done", "milestones_total", "days_to_value", "first_value_on")),
    ("Voice of the customer", ("nps", "csat", "sentiment_30d", "negative_topic", "open_tickets", "escalations_open", "open_asks",
                               "promises_overdue", "satisfaction_90d")),
    ("Contract", ("plan", "seats", "arr", "discount", "price_change", "renewal_on", "notice_on", "notice_given_on", "auto_renew",
                  "contract_kind", "commitment", "consumed_share", "overdue_amount")),
    ("Growth", ("expansion_propensity", "open_expansion", "unused_feature", "plan_in_use", "overage_expected")),
    ("Stakeholders", ("champion", "champion_silent_days", "champion_touch_on", "sponsor", "sponsor_touch_on", "champion_left_on",
                      "people", "last_touch_on")),
)  # fmt: skip
SHARES = ("expansion_propensity",)
RESTS_ON = {"nps": "nps_answers", "csat": "csat_answers"}
"""Figures that say little without how many answers they rest on."""


def overview_tab(here: Here, page: dict, cost: Mapping) -> None:
    """What a CSM would show a leader."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _value(page["value"])
        _open(page)
    with right:
        _family(here, page["account_id"])
        _cost(cost)
    st.markdown("**What is known, by part**")
    known = {f["key"]: f for f in page["facts"]}
    shown = [(title, [known[k] for k in keys if k in known]) for title, keys in GROUPS]
    for start in range(0, len(shown), 3):
        for column, (title, facts) in zip(st.columns(3), shown[start : start + 3], strict=False):
            with column, st.container(border=True, height="stretch", gap="xsmall"):
                st.markdown(f"**{title}**")
                for fact in facts:
                    told = f"{words.label(fact['key'])}: {_said(fact)}{_of(fact, known)}"
                    st.text(told, help=words.said(source(fact["source"], fact["source_row"])))
                if not facts:
                    st.caption("Nothing is known.")


def _said(fact: Mapping) -> str:
    if fact["key"] in SHARES:
        return words.share(fact["value"])
    told = words.day(fact["value"]) if fact["key"].endswith("_on") else words.told(fact)
    return told if fact["unit"].partition("/")[0] in words.label(fact["key"]).lower() else in_unit(told, fact["unit"])


def _of(fact: Mapping, known: Mapping[str, Mapping]) -> str:
    """How many answers the figure rests on, where that is known."""
    answers = known.get(RESTS_ON.get(fact["key"], ""))
    return f", from {_n(int(answers['value']), 'answer')}" if answers else ""


def _in_percent(outcomes: Sequence[Mapping]) -> pl.DataFrame:
    """The outcomes, of which what is realised stands in whole percents."""
    rows = pl.DataFrame(outcomes, infer_schema_length=None)
    return rows.with_columns((pl.col("realised").cast(pl.Float64) * 100).round(0))


def _value(value: Mapping) -> None:
    st.markdown("**Value realised against the desired outcome**")
    goal = value["objective"]
    if goal:
        st.text(goal["text"])
        quote = f"“{goal['quote']}” — " if goal["quote"] else ""
        st.caption(words.said(f"{quote}{goal['stated_by'] or 'unknown'}, {words.day(goal['stated_on'])}; by {words.day(goal['due_on'])}"))
    says = value["says"].removesuffix(".") + "."
    st.markdown(words.said(says if value["realised"] is None else f"{words.label(value['status'])}. {says}"))
    if value["outcomes"]:
        tables.show(_in_percent(value["outcomes"]), VALUE, alt="Outcomes against their targets", row_height=tables.TALL, height="content")
    if value["success_rate"] is not None:
        st.caption(f"Success rate of the objective: {words.share(value['success_rate'])} (achieved 1, partial 0.5, missed 0)")
    if value["missing"]:
        st.caption(f"Missing: {'; '.join(value['missing'])}. Note it under Notes: success planning goes on from there.")


def _open(page: dict) -> None:
    st.markdown("**Open work**")
    for item in page["open"][:3]:
        who = words.said(item["assignee"] or "nobody yet")
        st.markdown(f"{words.agent(item['agent'])}: {words.said(bare(item['what'], page['name']))} · {who} · by {words.day(item['until'])}")
    if len(page["open"]) > 3:
        st.caption(f"{len(page['open']) - 3:,} more on the tab Open work")
    if not page["open"]:
        st.caption("Nothing is open for this customer.")


def _cost(cost: Mapping) -> None:
    st.markdown("**Cost to serve**")
    if cost["hours"] is None:
        st.caption(cost["says"])
        return
    of = f"{_n(cost['touches'], 'touch')} logged, {_n(cost['meetings'], 'meeting')} held"
    st.text(f"{words.duration(60 * cost['hours'])} of people in {cost['days']} days: {of}")
    st.text(f"{words.count(cost['tokens'])} tokens of agents")
    if cost["cost"] is not None:
        revenue = words.money(cost["revenue"], cost["currency"])
        st.text(f"{words.money(cost['cost'], cost['cost_currency'])} of {revenue} recurring revenue in these days")
    told = cost["says"] == NO_RATE or cost["share"] is not None  # which then says of the target too
    st.caption(f"{cost['says']}." + ("" if told else f" Target: at most {words.share(TARGET)}."))


def _n(count: int, what: str) -> str:
    """1 touch, 4 meetings."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}{'es' if what.endswith('h') else 's'}"


def _family(here: Here, account_id: str) -> None:
    """The corporate family, each member with a link."""
    up, down = of_one(here, _kin, account_id, says="Looking for the corporate family")
    if not up and not down:
        return
    st.markdown("**Corporate family**")
    for word, ids in (("Part of", up), ("Parent of", down)):
        for other in ids[:MOST]:
            st.markdown(f"{word} [{words.said(here.name(other))}](Accounts?account={other})")
        if len(ids) > MOST:
            st.caption(f"and {len(ids) - MOST:,} more")


def _kin(snap: Snapshot, account_id: str) -> tuple[list[str], list[str]]:
    """Whose subsidiary it is, and its own."""
    rows = snap.hierarchy
    up = rows.filter(pl.col("account_id") == account_id)["parent_account_id"].drop_nulls().to_list()
    return up, rows.filter(pl.col("parent_account_id") == account_id)["account_id"].to_list()


MOST = 6
