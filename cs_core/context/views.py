"""Saved views: a page as somebody had set it up, by name. Saving again under the name replaces it; taking it away is a new row."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from cs_core.context.store import Store
from cs_core.errors import BadInput
from cs_core.records import key_of

LONGEST = 60


class View(NamedTuple):
    """One saved view: its name, the page's file name without ending, and the address's parameters in order."""

    name: str
    page: str
    query: tuple[tuple[str, str], ...]
    by: str


def saved_views(store: Store) -> list[View]:
    """All views that stand, by name."""
    rows = [row for row in store.latest("saved_view", "key") if not row["gone"]]
    views = [View(r["name"], r["page"], tuple(parse_qsl(r["query"], keep_blank_values=True)), r["by"]) for r in rows]
    return sorted(views, key=lambda view: view.name.casefold())


def save_view(store: Store, name: str, page: str, query: list[tuple[str, str]], *, by: str, now: datetime) -> None:
    """Keep a page's address under a name. Raises BadInput for a name that is empty or too long to read in a list."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise BadInput(f"Give the view a name of 1 to {LONGEST} letters")
    _write(store, name, page, urlencode(query), by=by, now=now, gone=False)


def forget_view(store: Store, name: str, *, by: str, now: datetime) -> None:
    """Take a view away. Raises BadInput where there is none of this name."""
    view = next((v for v in saved_views(store) if v.name == name), None)
    if view is None:
        raise BadInput(f"No view is called {name!r}")
    _write(store, name, view.page, urlencode(view.query), by=by, now=now, gone=True)


def _write(store: Store, name: str, page: str, query: str, *, by: str, now: datetime, gone: bool) -> None:
    row = {"id": key_of("view", name, now.isoformat(), gone), "key": name.casefold(), "name": name, "page": page, "query": query}
    store.append("saved_view", [row | {"by": by, "set_at": now, "gone": gone}])
