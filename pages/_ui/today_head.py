"""The head of Today: five answers in ten seconds, and the money, each figure with the page that explains it."""

from collections.abc import Mapping

import streamlit as st

from cs_core.leadership.answers import Answer
from pages._ui import words
from pages._ui.map import BY_TITLE, link

TONES = {
    "good": ":green[:material/check_circle:]",
    "watch": ":orange[:material/error:]",
    "bad": ":red[:material/trending_down:]",
    "neutral": ":gray[:material/info:]",
    "unknown": ":gray[:material/help:]",
}  # fmt: skip
LEADS = {"Strategy": "Goals", "Review": "Decide", "Agents": "Work done", "Coverage": "Coverage"}


def answers(told: list[Answer]) -> None:
    """One card a question."""
    for column, answer in zip(st.columns(len(told)), told, strict=True):
        with column.container(border=True, height="stretch"):
            st.caption(answer.question)
            st.markdown(f"#### {TONES[answer.tone]} {words.said(answer.figure)}")
            st.caption(words.said(answer.says))
            if answer.page in LEADS:
                link(BY_TITLE[answer.page], LEADS[answer.page], "arrow_forward", *answer.query)
            else:
                st.caption(":material/arrow_downward: Names below")


def money(standing: Mapping, kept: Mapping) -> None:
    """Retention and recurring revenue; the way to each figure's own page beneath it."""
    currency = standing["currency"]
    cards = (
        ("GRR, 12 months", words.interval(kept["grr"], ".1%"), kept["grr"]["says"], "44_Forecast", "Retention", ()),
        ("NRR, 12 months", words.interval(kept["nrr"], ".1%"), kept["nrr"]["says"], "44_Forecast", "Retention", ()),
        ("Logo retention", words.interval(kept["logo"], ".1%"), kept["logo"]["says"], "44_Forecast", "Retention", ()),
        (
            "ARR", words.money(standing["arr"], currency), f"{standing['customers']:,} current customers. {standing.get('says', '')}",
            "10_Accounts", "Accounts", (),
        ),
        (
            "May leave, 90 d", words.money(standing["arr_expected_to_leave"], currency),
            f"ARR expected to leave within 90 days: each account's ARR times its chance to leave, known of {standing['chance_known']:,}. "
            f"Red health: {words.money(standing['arr_at_risk'], currency)} in {standing['accounts_at_risk']:,} accounts.",
            "10_Accounts", "Who", (),
        ),
        (
            "Due in 90 days", words.money(standing["arr_due_90d"], currency),
            f"{standing['accounts_due_90d']:,} accounts; the renewal date is known of {standing['renewal_known']:,}",
            "44_Forecast", "Renewals", (("part", "Renewals ahead"),),
        ),
    )  # fmt: skip
    for column, (label, value, why, page, where, query) in zip(st.columns(len(cards)), cards, strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            point, _, doubt = value.partition(" (")
            st.metric(label, point, help=why)
            if doubt:
                st.caption(f"95 %: {doubt.rstrip(')')}")
            link(page, where, "arrow_forward", *query)
