"""Slack: the messages of an export folder, each with the address of who wrote it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import polars as pl

from cs_core.context.sources.cells import cell_text
from cs_core.context.sources.objects import no_json
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
#: Of an export as a whole: users, channels and what else Slack writes beside them.
LISTS = (
    "users.json", "channels.json", "groups.json", "dms.json", "mpims.json", "integration_logs.json", "canvases.json",
    "file_conversations.json", "huddle_transcripts.json", "lists.json", "org_users.json",
    "external_users.json",
)  # fmt: skip
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
    posters, bad = _posters(files["users.json"])
    rows = []
    for path in sorted(path for path in files if path.count("/") == 1):
        channel = path.partition("/")[0]
        try:
            posts = json.loads(files[path])
        except (ValueError, RecursionError) as error:
            bad.append((path, 0, f"cannot be read: {'nested too deep' if isinstance(error, RecursionError) else no_json(error)}", ""))
            continue
        if not isinstance(posts, list):
            bad.append((path, 0, "cannot be read: no list of messages", ""))
            continue
        for n, post in enumerate(posts, start=1):
            why = _no_message(post)
            if why:
                bad.append((path, n, why, json.dumps(post)))
            else:
                rows.append(_row(path, n, channel, post, posters))
    return pl.DataFrame(rows, schema=_schema(), orient="row"), bad


def _posters(raw: bytes) -> tuple[dict[str, Poster], list[tuple[str, int, str, str]]]:
    """Who the ids of users stand for, and what of their list could not be read."""
    try:
        users = json.loads(raw)
    except (ValueError, RecursionError):
        users = None
    if not isinstance(users, list):
        return {}, [("users.json", 0, "cannot be read: no list of users: messages stand under the ids of who wrote them", "")]
    known = [user for user in users if isinstance(user, dict) and isinstance(user.get("id"), str)]
    return {user["id"]: _poster(user) for user in known}, []


def _poster(user: dict) -> Poster:
    profile = user["profile"] if isinstance(user.get("profile"), dict) else {}
    return Poster(cell_text(profile.get("email")), cell_text(profile.get("real_name") or user.get("real_name") or user.get("name")))


def _no_message(post: Any) -> str:
    if not isinstance(post, dict):
        return "malformed message: not an object"
    return f"{post['subtype']} is not a message" if post.get("subtype") in SILENT else ""


def _row(path: str, n: int, channel: str, post: dict, posters: dict[str, Poster]) -> tuple:
    ts, of, by, name, text = (cell_text(post.get(key)) for key in ("ts", "thread_ts", "user", "username", "text"))
    user = posters.get(by or "", Poster(None, name))
    kind = "slack-auto" if post.get("bot_id") else "slack"
    return (path, n, kind, channel, ts, f"{channel}/{of or ts}", user.email or by, user.name, text)


def _schema() -> dict[str, pl.DataType]:
    return {name: pl.Int64() if name == "_row" else pl.String() for name in COLUMNS}


def is_export(names: Iterable[str]) -> bool:
    """Whether these names of one folder are those of a Slack export."""
    return {"users.json", "channels.json"} <= set(names)


def is_part(path: PurePosixPath) -> bool:
    """Whether a path within an export is one of its own: a channel's day, or one of its lists. Anything else there is a file of its own."""
    return (len(path.parts) == 2 and path.suffix == ".json") or (len(path.parts) == 1 and path.name in LISTS)
