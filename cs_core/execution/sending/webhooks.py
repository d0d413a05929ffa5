"""Webhooks: a post to Slack in blocks, and a signed JSON to an address of one's own. Both follow no redirect."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import httpx2

from cs_core.errors import BadInput
from cs_core.execution.sending.about import About
from cs_core.execution.sending.refusals import BusyError, NotSentError
from cs_core.records import Action

TIMEOUT_S = 20.0
HEADER_MOST, SECTION_MOST, BLOCKS_MOST = 150, 3_000, 50
"""What Slack takes: characters of a header and of a section, blocks of a message."""
TEXT_MOST = 12_000
"""Slack refuses a message whose blocks hold more than about 13,000 characters, whatever their number."""
CUT = " … (the rest is in the console)"


def client() -> httpx2.Client:
    """What posts for a run; each post has a line of its own, so that none is lost to a line that the other side had given up."""
    return httpx2.Client(timeout=TIMEOUT_S, limits=httpx2.Limits(max_keepalive_connections=0))


def post_to_slack(http: httpx2.Client, webhook: str, action: Action, about: About) -> str:
    """Post to an incoming webhook. Raises NotSentError where Slack refused; an OSError means that nobody can tell."""
    data = {"text": escaped(action.subject[:HEADER_MOST]), "blocks": blocks(action, about)}
    _post(http, webhook, json.dumps(data).encode(), {}, whom="Slack")
    return "slack"


def blocks(action: Action, about: About) -> list[dict]:
    """The message in Block Kit: a header, a section a paragraph, and whom it is about, who wrote it and why. All of it plain text."""
    left, sections = TEXT_MOST, []
    for part in paragraphs(action.body, most=BLOCKS_MOST - 2):
        sections.append(part if len(part) <= left else part[: max(0, left - len(CUT))].rstrip() + CUT)
        left -= len(part)
        if left <= 0:
            break
    told = " · ".join(x for x in (about.account, action.agent.replace("_", " "), about.reason) if x)
    return [
        {"type": "header", "text": _plain(_one_line(action.subject)[:HEADER_MOST] or "(no subject)")},
        *({"type": "section", "text": _plain(part)} for part in sections),
        {"type": "context", "elements": [_plain(told[:SECTION_MOST])]},
    ]


def paragraphs(text: str, *, most: int) -> list[str]:
    """At most so many parts, each short enough for a section: one a paragraph where they fit, else packed together."""
    cut = [p.strip() for p in text.replace("\r\n", "\n").split("\n\n") if p.strip()]
    parts = [p[i : i + SECTION_MOST] for p in cut for i in range(0, len(p), SECTION_MOST)]
    if len(parts) <= most:
        return parts
    packed = [""]
    for part in parts:
        both = f"{packed[-1]}\n\n{part}" if packed[-1] else part
        packed = [*packed[:-1], both] if len(both) <= SECTION_MOST else [*packed, part]
    return packed[:most]


def escaped(text: str) -> str:
    """Text in which Slack reads no mention and no link."""
    return _one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def post_signed(http: httpx2.Client, url: str, secret: str, action: Action, about: About, *, at: datetime) -> str:
    """Post an action as JSON, signed: ``X-CS-Signature`` is the hex HMAC-SHA256 of ``timestamp.body``. `at`: the wall's time, UTC.

    Raises NotSentError where the other side refused; an OSError means that nobody can tell.
    """
    fields = ("id", "account_id", "agent", "kind", "subject", "body", "recipient", "authorised_by", "created_at")
    said = action.model_dump(mode="json")
    body = json.dumps({k: said[k] for k in fields} | {"account": about.account}, ensure_ascii=False).encode()
    stamp = str(int(at.replace(tzinfo=UTC).timestamp()))
    headers = {"X-CS-Timestamp": stamp, "X-CS-Signature": signature(secret, stamp, body), "Idempotency-Key": action.id}
    return f"webhook {_post(http, url, body, headers, whom='the webhook')}"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """By which the receiver knows that it was us, and when."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _post(http: httpx2.Client, url: str, body: bytes, headers: dict[str, str], *, whom: str) -> str:
    """The host that took it, by an answer of 2xx.

    Not connected, 429 and 503 ask to wait; another answer of 3xx and 4xx refuses. After 500, 502 and 504, and where the line broke
    once the post was on its way, nobody can tell.
    """
    try:
        sent = http.post(url, content=body, headers={"Content-Type": "application/json"} | headers)
    except NOT_CONNECTED as error:
        raise BusyError(f"{whom} cannot be reached: {_one_line(str(error))}") from error
    except httpx2.TransportError as error:
        raise ConnectionError(f"{whom} did not answer: {type(error).__name__}") from error
    if sent.is_success:
        return sent.url.host
    if sent.status_code in (429, 503):
        wait = sent.headers.get("Retry-After", "")
        raise BusyError(f"{whom} answered {sent.status_code}" + (f", try again in {wait} s" if wait.isdigit() else ""))
    if sent.is_server_error:
        raise ConnectionError(f"{whom} answered {sent.status_code}")
    raise NotSentError(f"{whom} answered {sent.status_code}")


def check_address(url: str, variable: str) -> str:
    """The address as it is. Raises BadInput, naming the variable and not the address, which may hold a secret."""
    try:
        good = httpx2.URL(url).scheme in ("https", "http") and bool(httpx2.URL(url).host)
    except httpx2.InvalidURL:
        good = False
    if not good:
        raise BadInput(f"{variable} must be an https address")
    return url


def _plain(text: str) -> dict:
    return {"type": "plain_text", "text": text, "emoji": False}


def _one_line(text: str) -> str:
    return " ".join(text.split())


NOT_CONNECTED = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol)
"""Before anything of the post was on its way."""
