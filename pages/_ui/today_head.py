"""The head of Today: five answers in ten seconds, and the money, each figure with the page that explains it."""

from collections.abc import Mapping

import streamlit as st

from cs_core.context.wording.counted import counted, of_current
from cs_core.leadership.answers import Answer
from cs_core.leadership.forecast import bound, caveats
from pages._ui import retained, words
from pages._ui.cards import SMALL, WORDS
from pages._ui.map import BY_TITLE, link

TONES = {
    "good": ":green[:material/check_circle:]",
    "watch": ":orange[:material/error:]",
    "bad": ":red[:material/trending_down:]",
    "neutral": ":gray[:material/info:]",
    "unknown": ":gray[:material/help:]",
}  # fmt: skip
LEADS = {"Strategy": "Goals", "Review": "Decide", "Agents": "Work done", "Coverage": "Coverage", "Context": "Import"}
AMOUNTS = ("arr_expected_to_leave", "arr_due_90d")
SPAN = "next 90 days"
RATES = (("GRR", "grr"), ("NRR", "nrr"), ("Logo retention", "logo"))


def answers(told: list[Answer]) -> None:
    """One card a question."""
    with st.grid(columns=len(told), min_column_width=WORDS):
        for answer in told:
            with st.container(border=True, height="stretch"):
                st.caption(answer.question)
                st.markdown(f"#### {TONES[answer.tone]} {words.said(answer.figure)}")
                st.caption(words.said(answer.says))
                if answer.page in LEADS:
                    link(BY_TITLE[answer.page], LEADS[answer.page], "arrow_forward", *answer.query)
                elif answer.page:
                    st.caption(":material/arrow_downward: Names below")


def _kept(share: float | None) -> str:
    return "—" if share is None else words.share(share, 1)


def _spans(told: Mapping) -> str:
    """What a figure of twelve months is, beneath it: whether it is told at all, or is only a bound."""
    if told["point"] is None:
        return "12 months: cannot tell yet"
    return f"{bound(told)}this, 12 months" if bound(told) else "12 months"


def _untold(amount: float | None) -> str:
    return ": cannot tell yet" if amount is None else ""


LEAVE = {"notice": "by notice", "due": "at renewals", "rest": "with no renewal due"}
"""Part of what is expected to churn -> how the head's help tells it."""


def _of_it(leaving: Mapping) -> str:
    """By notice given, at other renewals, and with no renewal in those days; which of them cannot be told is said."""
    known = {word: leaving[part] for part, word in LEAVE.items() if leaving[part] is not None}
    if not known:
        return ""
    amounts = zip(words.parts_of_money(list(known.values())), known, strict=True)
    told = ", ".join(f"{amount} {word}" for amount, word in amounts)
    unknown = " and ".join(word for word in LEAVE.values() if word not in known)
    return f"Of it {told}{f'; {unknown} it cannot be told yet' if unknown else ''}. "


def paying(standing: Mapping) -> str:
    """Whose revenue it is, and whose is on record and cannot be added to it."""
    held = f" in {standing['currency']}" if standing["says"] and standing["currency"] else ""
    told = f"{standing['arr_known']:,} {of_current(standing['customers'], f'those whose recurring revenue is on record{held}')}."
    return f"{told} {words.sentence(standing['says'])}. Enter one under Strategy, Currencies." if standing["says"] else told


def money(standing: Mapping, kept: Mapping) -> None:
    """Retention and recurring revenue; the way to each figure's own page beneath it."""
    currency = standing["currency"] if standing["arr"] is not None else None
    unnamed = standing["arr"] is not None and not currency
    hole = {key: "; currency not known" if unnamed and standing[key] is not None else "" for key in AMOUNTS}
    cards = (
        *(
            (label, f"{_kept(kept[key]['point'])} ({_spans(kept[key])})", retained.why(kept[key]), "44_Forecast", "Retention", ())
            for label, key in RATES
        ),
        (
            "ARR", f"{words.money(standing['arr'], currency)}{' (currency not known)' if unnamed else ''}",
            paying(standing),
            "10_Accounts", "Accounts", (),
        ),
        (
            "Expected churn",
            f"{words.money(standing['arr_expected_to_leave'], currency)} "
            f"({SPAN}{_untold(standing['arr_expected_to_leave'])}{hole['arr_expected_to_leave']})",
            "Each account's ARR times its churn risk within 90 days, all of it where notice was given. "
            f"{_of_it(standing['leaving'])}"
            f"Known of {standing['chance_known']:,} customers. In red health or leaving: "
            f"{words.money(standing['arr_at_risk'], standing['currency'])} in {counted(standing['accounts_at_risk'], 'account')}. "
            "Forecast, Retention leads from it to what renewals and retention lose.",
            "10_Accounts", "Who", (),
        ),
        (
            "Up for renewal",
            f"{words.money(standing['arr_due_90d'], currency)} ({SPAN}{_untold(standing['arr_due_90d'])}{hole['arr_due_90d']})",
            f"{counted(standing['accounts_due_90d'], 'account')}; the renewal date is known of {standing['renewal_known']:,}",
            "44_Forecast", "Renewals", (("part", "Renewals ahead"),),
        ),
    )  # fmt: skip
    with st.grid(columns=len(cards), min_column_width=SMALL):
        for label, value, why, page, where, query in cards:
            with st.container(border=True, height="stretch", gap="xsmall"):
                figure, _, more = value.partition(" (")
                st.metric(label, figure, help=words.said(why))
                st.caption(more.rstrip(")") or "today")
                link(page, where, "arrow_forward", *query)
    if standing["arr_known"] < standing["customers"]:
        st.caption(words.said(f"Revenue is that of {paying(standing)}"))
    for said in caveats(kept):
        st.caption(words.said(words.sentence(said)))
