"""The console's pages by group, and links to them that also work where a page runs by itself."""

from urllib.parse import urlencode

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
    """The pages for `st.navigation`, without icons: those would become the browser's, and the menu has its own.

    The first has two addresses: the console's own, and its name as every other page has.
    """
    found = {
        group: [
            st.Page(f"pages/{name}.py", title=title, default=name == HOME, url_path="home" if name == HOME else None)
            for name, title, _ in rows
        ]
        for group, rows in GROUPS.items()
    }
    name, title, _ = GROUPS[""][0]
    found[""].append(st.Page(f"pages/{name}.py", title=title, url_path=title))
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
CARRIED = ("as_of", "segment", "owner", "period")
"""Parameters of the sidebar's own choices."""
SHARED = (*CARRIED, "part")
"""Parameters that several pages have. Streamlit drops them from a link, as if they were left over from the page before: see TOLD."""
TOLD = "told"
"""Says them once more under a name that no page has; the frame reads it on arrival and takes it out of the address."""
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

    The filters of the sidebar go along, but for those of which the link itself says something.
    """
    said = [*query, *more.items()]
    given = {key for key, _ in said}
    said += [(key, value) for key in CARRIED if key not in given for value in st.query_params.get_all(key)]
    shared = urlencode([(key, value) for key, value in said if key in SHARED])
    try:
        st.page_link(
            f"pages/{name}.py", label=label, icon=f":material/{icon}:", help=help,
            query_params=[*said, *([(TOLD, shared)] if shared else [])] or None,
        )  # fmt: skip
    except StreamlitPageNotFoundError:
        st.caption(label)
