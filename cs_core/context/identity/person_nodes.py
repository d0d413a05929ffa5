"""The records and addresses of people at each customer, made comparable."""

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from cs_core.context.identity.names import clean_phone, fold, person_tokens

EXPANDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"})
"""How letters are spelled out in addresses; `fold` leaves their marks out."""

CODES = ("account_id", "node")
"""What is joined and grouped by again and again: as numbers in half the time."""


@dataclass(frozen=True)
class Nodes:
    """What is known of each node: an address, or the record (``system/id``) of somebody without one. One node a row and fact."""

    records: pl.DataFrame
    """account_id, node, system, record (``system/id``; null for an address that no system keeps a record of), phone."""
    names: pl.DataFrame
    """account_id, node, given, family."""
    alone: pl.DataFrame
    """account_id, node, alone: names of one word."""
    addresses: pl.DataFrame
    """account_id, node, host, plain (what stands before the @, letters and digits only), base (without a number at its end)."""
    merges: pl.DataFrame
    """left, right: records that their own system merged."""
    nicknames: pl.DataFrame
    """name, short: short forms of given names, imported."""
    groups: pl.DataFrame
    """account_id, node, group: who is one person so far."""


def nodes_of(rows: pl.DataFrame, merges: pl.DataFrame, nicknames: pl.DataFrame) -> Nodes:
    """From rows of account_id, node, system, record, name, email, phone (several a node); of `CODES` the words are numbers."""
    rows = rows.with_columns(pl.col(CODES).cast(pl.Categorical))
    words = {name: _words(name) for name in rows["name"].drop_nulls().unique()}
    spelled = pl.DataFrame(
        [(name, *pair) for name, pairs in words.items() for pair in pairs],
        schema=dict.fromkeys(("name", "given", "family"), pl.String), orient="row",
    )  # fmt: skip
    named = rows.select("account_id", "node", "name").drop_nulls().unique(maintain_order=True)
    named = named.join(spelled, on="name", maintain_order="left")
    phones = {phone: clean_phone(phone) for phone in rows["phone"].drop_nulls().unique()}
    both = named.filter(pl.col("family").is_not_null()).select("account_id", "node", "given", "family").unique(maintain_order=True)
    single = named.filter(pl.col("family").is_null()).select("account_id", "node", alone="given").unique(maintain_order=True)
    user = pl.col("email").str.extract(r"^([^@+]+)").str.replace_all(r"[^\p{L}\p{N}]", "")
    at = rows.select("account_id", "node", "email").drop_nulls().unique(maintain_order=True)
    at = at.select("account_id", "node", host=pl.col("email").str.extract(r"@([^@]+)$"), plain=user)
    at = at.with_columns(base=pl.col("plain").str.replace(r"\d+$", ""))
    short = {word: fold(word.strip()) for side in ("name", "short") for word in nicknames[side]}
    return Nodes(
        rows.select("account_id", "node", "system", "record", pl.col("phone").replace_strict(phones, default=None, return_dtype=pl.String)),
        both,
        single.join(both, on=["account_id", "node"], how="anti"),
        at.drop_nulls().unique(maintain_order=True),
        merges,
        nicknames.select(pl.all().replace_strict(short, default=None, return_dtype=pl.String)).unique(),
        rows.select("account_id", "node").unique(maintain_order=True).with_columns(group="node"),
    )


@lru_cache(maxsize=200_000)
def _words(name: str) -> set[tuple[str, str | None]]:
    """(given, family) as addresses may spell them; family None for a name of one word."""
    found = set()
    for text in {name, name.lower().translate(EXPANDED)}:
        words = person_tokens(text)
        if words:
            found.add((words[0], words[-1] if len(words) > 1 else None))
    return found
