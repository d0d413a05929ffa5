"""Channels as a leader left them."""

from datetime import datetime

from cs_core.context.store import Store
from cs_core.execution.sending.connect import APPROVED
from cs_core.records import key_of


def switched_on(store: Store, *channels: str, mode: str = APPROVED) -> None:
    """The leader set these channels to a mode, whatever the environment says."""
    at = datetime(2026, 6, 1, 9)
    rows = [{"id": key_of(c, mode, store.count("channel"), n), "channel": c, "mode": mode} for n, c in enumerate(channels)]
    store.append("channel", [row | {"why": "tried on a small group", "by": "Lea", "set_at": at} for row in rows])
