"""Channels: where their address comes from, and whether a leader let anything out by them.

An address or password stays in the environment. It alone sends nothing: each channel stands at ``outbox`` until a leader sets it to
``approved`` (what a person approved goes out) or ``autonomous`` (what earned autonomy let through goes out too).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import polars as pl

from cs_core.context.store import Store
from cs_core.errors import BadInput
from cs_core.records import Action, key_of
from cs_core.settings import Settings

OUTBOX, APPROVED, AUTONOMOUS = "outbox", "approved", "autonomous"
MODES: dict[str, str] = {
    OUTBOX: "nothing leaves this machine: it waits as a file",
    APPROVED: "what a person approved goes out",
    AUTONOMOUS: "what a person approved goes out, and what earned autonomy let through",
}
BY_AUTONOMY = "autonomy"
"""Who authorised an action that no person saw."""


class Channel(NamedTuple):
    """A way out of the machine."""

    name: str
    says: str
    needs: tuple[tuple[str, str], ...]
    """(field of the settings, environment variable) without which it cannot be used; none: it only writes files."""
    starts: str
    """How `via` of its delivery rows begins."""


class Live(NamedTuple):
    """Mode of each channel that is connected and switched on."""

    on: Mapping[str, str]

    def way(self, action: Action) -> str:
        """The one way of an action: ``email``, ``slack``, ``webhook`` or ``outbox``."""
        return self.way_of(action.channel, alone=action.authorised_by == BY_AUTONOMY)

    def way_of(self, channel: str, *, alone: bool) -> str:
        """The way of what is meant for a channel; `alone`: no person approved it.

        A channel that is on has its own actions to itself; the webhook takes those whose own channel is not on, and tasks.
        """
        way = channel if channel in self.on else "webhook"
        mode = self.on.get(way, OUTBOX)
        return way if mode == AUTONOMOUS or (mode == APPROVED and not alone) else OUTBOX


def modes(store: Store) -> dict[str, str]:
    """Channel -> mode, as last set by a leader."""
    said = {row["channel"]: row["mode"] for row in store.latest("channel", "channel")}
    return {c.name: said.get(c.name, OUTBOX) for c in CHANNELS}


def live(store: Store, settings: Settings) -> Live:
    """The channels by which something may go out now."""
    said = modes(store)
    return Live({c.name: said[c.name] for c in CHANNELS if said[c.name] != OUTBOX and not missing(c, settings)})


def missing(channel: Channel, settings: Settings) -> tuple[str, ...]:
    """The environment variables that it lacks."""
    return tuple(variable for field, variable in channel.needs if not getattr(settings, field))


def set_mode(store: Store, settings: Settings, channel: str, mode: str, *, why: str, by: str, now: datetime) -> dict:
    """A leader's word on a channel, kept with its reason: ``{"channel", "mode", "why", "by"}``.

    Raises BadInput in one line for an unknown word, no reason, no name, or a channel that the environment does not connect.
    """
    known = {c.name: c for c in CHANNELS}
    if channel not in known:
        raise BadInput(f"There is no channel {channel!r}: use one of {', '.join(known)}")
    if mode not in MODES:
        raise BadInput(f"There is no mode {mode!r}: use one of {', '.join(MODES)}")
    if not why.strip():
        raise BadInput("Say why: --why TEXT. It is kept with the change.")
    if not by.strip():
        raise BadInput("Say who decides: --by NAME")
    if mode != OUTBOX and not known[channel].needs:
        raise BadInput(f"{channel} only writes files for a person to import: it stays at {OUTBOX}")
    lacks = missing(known[channel], settings) if mode != OUTBOX else ()
    if lacks:
        raise BadInput(f"{channel} is not connected: set {' and '.join(lacks)} in the environment, then say it again")
    row = {"channel": channel, "mode": mode, "why": why.strip(), "by": by.strip()}
    with store.transaction():
        number = store.count("channel")
        store.append("channel", [row | {"id": key_of("channel", channel, number, now.isoformat()), "set_at": now}])
    return row


def overview(store: Store, settings: Settings) -> list[dict]:
    """One row a channel: channel, says, connected, missing, mode, means, why, by, set_at, sent, failed (not sent so far)."""
    last = {row["channel"]: row for row in store.latest("channel", "channel")}
    ends = store.frame("delivery", "action_id", "status", "via").unique("action_id", keep="last", maintain_order=True)
    said = modes(store)
    return [_row(c, missing(c, settings), said[c.name], last.get(c.name, {}), ends) for c in CHANNELS]


def _row(channel: Channel, lacks: tuple[str, ...], mode: str, last: dict, ends: pl.DataFrame) -> dict:
    word = pl.col("via").str.strip_prefix("refused ").str.strip_prefix("started ").str.strip_prefix("busy ").str.strip_prefix("bounced ")
    mine = ends.filter(word.str.starts_with(channel.starts))
    return {
        "channel": channel.name, "says": channel.says, "connected": not lacks, "missing": list(lacks), "mode": mode, "means": MODES[mode],
        "why": last.get("why", ""), "by": last.get("by", ""), "set_at": last.get("set_at"),
        "sent": mine.filter(pl.col("status") == "sent").height, "failed": mine.filter(pl.col("status") == "failed").height,
    }  # fmt: skip


CHANNELS: tuple[Channel, ...] = (
    Channel("email", "E-mail by SMTP", (("smtp_url", "CS_SMTP_URL"),), "email"),
    Channel("slack", "Slack, by an incoming webhook", (("slack_webhook", "CS_SLACK_WEBHOOK"),), "slack"),
    Channel(
        "webhook", "A webhook of your own, signed: tasks, and messages whose channel is not on",
        (("webhook_url", "CS_WEBHOOK_URL"), ("webhook_secret", "CS_WEBHOOK_SECRET")), "webhook",
    ),
    Channel("crm", "Files of tasks and notes that HubSpot and Salesforce import", (), "outbox/tasks"),
)  # fmt: skip
