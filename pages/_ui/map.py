"""The console's pages by group, and links to them that also work where a page runs by itself."""

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

GROUPS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "": (("00_Today", "Today", "today"),),
    "Context": (
        ("10_Accounts", "Accounts", "groups"),
        ("11_Context", "Context", "hub"),
        ("12_My_work", "My work", "checklist"),
        ("13_Ask", "Ask", "forum"),
    ),
    "Agents": (("20_Agents", "Agents", "smart_toy"), ("30_Review", "Review", "rate_review"), ("31_Trace", "Trace", "account_tree")),
    "Leadership": (
        ("40_Strategy", "Strategy", "flag"),
        ("41_Coverage", "Coverage", "diversity_3"),
        ("42_Quality", "Quality", "verified"),
        ("43_Proof", "Proof", "science"),
        ("44_Forecast", "Forecast", "trending_up"),
    ),
}


def pages() -> dict[str, list]:
    """The pages for `st.navigation`. The first has two addresses: the console's own, and its name as every other page has."""
    found = {
        group: [
            st.Page(
                f"pages/{name}.py", title=title, icon=f":material/{icon}:", default=name == HOME, url_path="home" if name == HOME else None
            )
            for name, title, icon in rows
        ]
        for group, rows in GROUPS.items()
    }
    name, title, icon = GROUPS[""][0]
    found[""].append(st.Page(f"pages/{name}.py", title=title, icon=f":material/{icon}:", url_path=title))
    return found


HOME = GROUPS[""][0][0]
BY_TITLE = {title: name for rows in GROUPS.values() for name, title, _ in rows}
HONOURS: dict[str, tuple[str, ...]] = {
    "Today": ("segment", "owner", "period"),
    "Accounts": ("segment", "owner"),
    "Ask": ("segment", "owner"),
    "Review": ("segment", "owner"),
    "Quality": ("segment", "period"),
}
"""Page -> the sidebar's filters that it follows; the others are greyed there, and no page's figures are filtered in silence."""
TITLES = {name: title for title, name in BY_TITLE.items()}


def menu() -> None:
    """The sidebar's menu: the same on a warm start, on a cold deep link, and in a test of one page."""
    for group, rows in GROUPS.items():
        if group:
            st.caption(group)
        for name, title, icon in rows:
            link(name, title, icon)


def link(name: str, label: str, icon: str, *query: tuple[str, str], help: str = "", **more: str) -> None:
    """A link to a page by its file name without ending, with parameters of its address; plain words where the page runs by itself.

    The filters of the sidebar go along: they live in the address of every page.
    """
    try:
        st.page_link(f"pages/{name}.py", label=label, icon=f":material/{icon}:", help=help, query_params=[*query, *more.items()] or None)
    except StreamlitPageNotFoundError:
        st.caption(label)
