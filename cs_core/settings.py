"""Where things lie and which limits hold: read from the environment once, at the edge."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_STORE = Path("data") / "context.db"


class Settings(BaseModel):
    """What the environment says. Secrets stay here: they are never written to the store, a log or a trace."""

    model_config = ConfigDict(frozen=True)

    store: Path = DEFAULT_STORE
    model: str = "offline"
    api_key: str = ""
    base_url: str = ""
    timeout_s: float = 60.0
    outbox: Path | None = None
    """Folder of the outbox; default beside the store."""
    smtp_url: str = ""
    """``smtp://user:password@host:port?from=name@host``; empty means that mail waits in the outbox."""
    slack_webhook: str = ""


def from_env() -> Settings:
    """``CS_STORE``, ``CS_MODEL``, ``OPENAI_API_KEY``, ``OPENAI_BASE_URL``, ``CS_OUTBOX``, ``CS_SMTP_URL``, ``CS_SLACK_WEBHOOK``."""
    env = os.environ
    key, url = env.get("OPENAI_API_KEY", ""), env.get("OPENAI_BASE_URL", "")
    return Settings(
        store=Path(env.get("CS_STORE") or DEFAULT_STORE),
        model=env.get("CS_MODEL") or "offline",
        api_key=key,
        base_url=url,
        outbox=Path(env["CS_OUTBOX"]) if env.get("CS_OUTBOX") else None,
        smtp_url=env.get("CS_SMTP_URL", ""),
        slack_webhook=env.get("CS_SLACK_WEBHOOK", ""),
    )
