"""Slack: the messages of an export folder, each with the address of who wrote it."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import polars as pl

from cs_core.context.sources.table import Table, col

TABLES = (
    Table(
        "slack", "message", "message", ("slack_channel", "slack_ts", "slack_text"), ("slack_channel", "slack_ts"),
        {
            "channel": col("slack_kind"), "thread": col("slack_thread"), "sender": col("slack_email"), "sender_name": col("slack_name"),
            "sent_at": col("slack_ts"), "body": col("slack_text"),
        },
        needs=("sent_at", "sender"),
    ),
)  # fmt: skip
COLUMNS = ("_file", "_row", "slack_kind", "slack_channel", "slack_ts", "slack_thread", "slack_email", "slack_name", "slack_text")
#: Posts that say that something happened in the channel, not what someone said.
SILENT = ("channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive", "bot_add")


class Poster(NamedTuple):
    """Who a user id stands for."""

    email: str | None
    name: str | None


def read_export(files: Mapping[str, bytes]) -> tuple[pl.DataFrame, list[tuple[str, int, str, str]]]:
    """Messages of an export (path within it -> content), and what could not be read as (file, row, why, content).

    `slack_thread` is ``channel/ts of the first post``; a row's number is its place in its day file.
    """
    posters = {user.get("id"): _poster(user) for user in json.loads(files["users.json"])}
    rows, bad = [], []
    for path in sorted(path for path in files if path.count("/") == 1 and path.endswith(".json")):
        channel = path.partition("/")[0]
        try:
            posts = json.loads(files[path])
            found = [(n, post) for n, post in enumerate(posts, start=1) if isinstance(post, dict)]
        except (ValueError, TypeError) as error:
            bad.append((path, 0, f"cannot be read: {error}", ""))
            continue
        bad += [(path, n, f"{post['subtype']} is not a message", json.dumps(post)) for n, post in found if _silent(post)]
        rows += [_row(path, n, channel, post, posters) for n, post in found if not _silent(post)]
    return pl.DataFrame(rows, schema=_schema(), orient="row"), bad


def _poster(user: dict) -> Poster:
    profile = user.get("profile") or {}
    return Poster(profile.get("email"), profile.get("real_name") or user.get("real_name") or user.get("name"))


def _silent(post: dict) -> bool:
    return post.get("subtype") in SILENT


def _row(path: str, n: int, channel: str, post: dict, posters: dict[str, Poster]) -> tuple:
    user = posters.get(post.get("user"), Poster(None, post.get("username")))
    ts = post.get("ts")
    kind = "slack-auto" if post.get("bot_id") else "slack"
    thread = f"{channel}/{post.get('thread_ts') or ts}"
    return (path, n, kind, channel, ts, thread, user.email or post.get("user"), user.name, post.get("text"))


def _schema() -> dict[str, pl.DataType]:
    return {name: pl.Int64() if name == "_row" else pl.String() for name in COLUMNS}


def is_export(names: Iterable[str]) -> bool:
    """Whether these names of one folder are those of a Slack export."""
    return {"users.json", "channels.json"} <= set(names)
