"""Where things lie and which limits hold: read from the environment once, at the edge."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from cs_core.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_STORE = Path("data") / "context.db"


class Settings(BaseModel):
    """What the environment says. Secrets stay here: they are never written to the store, a log or a trace."""

    model_config = ConfigDict(frozen=True)

    store: Path = DEFAULT_STORE
    model: str = "offline"
    api_key: str = Field("", repr=False)
    base_url: str = ""
    timeout_s: FiniteFloat = Field(60.0, gt=0, le=3600)
    concurrency: int = Field(4, ge=1, le=64)
    """Drafts that a model is asked for at the same time."""
    rate: FiniteFloat | None = Field(None, gt=0, le=10_000)
    """Drafts a second that a model is asked for by all workers of a durable cycle; None means no limit."""
    token_budget: int | None = Field(None, ge=0)
    """Tokens that one cycle may take; None means no limit."""
    max_tokens: int = Field(1200, ge=100, le=100_000)
    """That one answer may take."""
    price_in: FiniteFloat | None = Field(None, ge=0)
    """Of a million tokens that a model reads; the cost is unknown unless both prices and their currency are set."""
    price_out: FiniteFloat | None = Field(None, ge=0)
    currency: str = ""
    hide_people: bool = True
    """Whether a model is sent placeholders for people's addresses, phone numbers and full names."""
    outbox: Path | None = None
    """Folder of the outbox; default beside the store."""
    smtp_url: str = Field("", repr=False)
    """``smtp://user:password@host:port?from=name@host&reply_to=name@host``; used where a leader switched e-mail on."""
    smtp_ca: Path | None = None
    """File of the certificates by which the SMTP server is trusted; None takes the machine's own."""
    slack_webhook: str = Field("", repr=False)
    webhook_url: str = Field("", repr=False)
    webhook_secret: str = Field("", repr=False)
    """Signs what goes to the webhook."""
    crm: tuple[str, ...] = ("hubspot", "salesforce")
    """For whose import the files of tasks and notes are written."""
    engine: str = Field("", repr=False)
    """URI of the durable engine's database, such as ``postgresql://user@host/database``; empty is a file beside the store."""
    engine_stale_s: FiniteFloat = Field(10.0, ge=0.2, le=3600)
    """A worker whose heart has not beaten for so long is taken for dead, and another finishes its work."""
    demo_accounts: int = Field(2_000, ge=20, le=1_000_000)
    """Customers of the demo company that a first start makes."""


def own_files_only() -> None:
    """From here on whatever this process makes (store, lake, outbox, backups, exports) only its own user can read: 0600, folders 0700."""
    os.umask(0o077)


def from_env() -> Settings:
    """``CS_STORE``, ``CS_MODEL``, ``OPENAI_API_KEY``, ``OPENAI_BASE_URL``, ``CS_OUTBOX``; of channels ``CS_SMTP_URL``, ``CS_SMTP_CA``,
    ``CS_SLACK_WEBHOOK``, ``CS_WEBHOOK_URL``, ``CS_WEBHOOK_SECRET``, ``CS_CRM`` (``hubspot`` or ``salesforce``, both unless set);
    of a model's limits those of LIMITS, and ``CS_MODEL_PEOPLE`` (``hidden`` unless ``shown``); of the durable engine ``CS_ENGINE`` and
    ``CS_ENGINE_STALE``; of the first start ``CS_DEMO_ACCOUNTS``. Raises BadInput where one of these is no number, or out of its bounds.
    """
    env = os.environ
    key, url = env.get("OPENAI_API_KEY", ""), env.get("OPENAI_BASE_URL", "")
    return Settings(
        store=Path(env.get("CS_STORE") or DEFAULT_STORE),
        model=env.get("CS_MODEL") or "offline",
        api_key=key,
        base_url=url,
        hide_people=_hidden(env.get("CS_MODEL_PEOPLE") or "hidden"),
        outbox=Path(env["CS_OUTBOX"]) if env.get("CS_OUTBOX") else None,
        smtp_url=env.get("CS_SMTP_URL", ""),
        smtp_ca=Path(env["CS_SMTP_CA"]) if env.get("CS_SMTP_CA") else None,
        slack_webhook=env.get("CS_SLACK_WEBHOOK", ""),
        webhook_url=env.get("CS_WEBHOOK_URL", ""),
        webhook_secret=env.get("CS_WEBHOOK_SECRET", ""),
        engine=env.get("CS_ENGINE", ""),
        crm=(env["CS_CRM"].lower(),) if env.get("CS_CRM") else ("hubspot", "salesforce"),
        **_numbers(env),
    )


def _hidden(word: str) -> bool:
    if word not in ("hidden", "shown"):
        raise BadInput(f"CS_MODEL_PEOPLE is {word!r}: set hidden (the default), or shown to send a model people's names and addresses")
    return word == "hidden"


def _numbers(env: Mapping[str, str]) -> dict[str, str]:
    """The limits and sizes that are set. Raises BadInput for one that is no number, or out of its bounds."""
    fields = LIMITS | {"CS_DEMO_ACCOUNTS": "demo_accounts", "CS_ENGINE_STALE": "engine_stale_s"}
    numbers = {field: env[name] for name, field in fields.items() if env.get(name)}
    try:
        Settings(**numbers)
    except ValidationError as error:
        wrong = error.errors()[0]
        name = next(n for n, field in fields.items() if field == wrong["loc"][0])
        raise BadInput(f"{name} is {env[name]!r}: {wrong['msg'][0].lower()}{wrong['msg'][1:]}") from error
    return numbers


LIMITS = {
    "CS_MODEL_CONCURRENCY": "concurrency", "CS_MODEL_RATE": "rate", "CS_MODEL_TOKEN_BUDGET": "token_budget",
    "CS_MODEL_MAX_TOKENS": "max_tokens", "CS_MODEL_TIMEOUT": "timeout_s",
    "CS_MODEL_PRICE_IN": "price_in", "CS_MODEL_PRICE_OUT": "price_out", "CS_MODEL_CURRENCY": "currency",
}  # fmt: skip
"""Variable -> field of the limits and prices of a language model."""
