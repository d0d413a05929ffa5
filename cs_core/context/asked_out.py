"""In which words people ask us to write to them no more: a whole sentence of theirs, in any mail, and nothing else is read as that.

In answer to a message of ours no more than "stop" says it too: see `NO_MORE_THAN_STOP` and `orchestration.contact.outcomes`.
"""

import re

import polars as pl

from cs_core.context.conversations.own_words import sentences


def with_asked_out(people: pl.DataFrame, messages: pl.DataFrame) -> pl.DataFrame:
    """People (account_id, person_id), `opted_out` true of those who wrote so; what they write later of other things takes nothing back."""
    said = asked_out(messages.filter("inbound", ~pl.col("automatic"), pl.col("person_id").is_not_null()))
    if said.is_empty():
        return people
    who = said.select("account_id", "person_id", pl.lit(True).alias("_out")).unique()
    rows = people.join(who, on=["account_id", "person_id"], how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("_out", "opted_out").alias("opted_out")).drop("_out")


def asked_out(messages: pl.DataFrame) -> pl.DataFrame:
    """The messages (with a body) that ask us to write no more."""
    return with_request(messages.filter(_may_ask())).drop_nulls("request").drop("request")


def with_request(messages: pl.DataFrame) -> pl.DataFrame:
    """The messages (with a body) with `request`: the sentence in which each asks us to write no more; null where none does."""
    texts = messages.select(pl.when(_may_ask()).then("body"))["body"]
    return messages.with_columns(pl.Series("request", [text and request_to_stop(text) for text in texts], dtype=pl.String))


def _may_ask() -> pl.Expr:
    return pl.col("body").str.contains_any(HINTS, ascii_case_insensitive=True).fill_null(False)


def request_to_stop(text: str) -> str | None:
    """The first sentence of the writer's own that, all of it, asks us to write no more to them."""
    own = (text[one.start : one.end].strip() for one in sentences(text))
    return next((said for said in own if NO_MORE.fullmatch(said)), None)


HINTS = [
    "unsubscribe", "remove ", "take me off", "take my ", "writing to me", "mailing me", "contacting me", "write to me", "mail me",
    "contact me", "opt me out", "opt out", "no more mail", "no more e", "abmelden", "verteiler", "désabonne", "désinscri",
]  # fmt: skip
"""Small letters without one of which no sentence is such a one."""
_LISTS = r"(?:all |any |your |the |this |these |our )*(?:[\w-]+ ){0,2}(?:lists?|mailings?|newsletters?|mails|e-?mails|distribution)"
_ASKED = (
    r"unsubscribe(?: me)?(?: from .{0,60})?",
    rf"(?:remove|take) (?:me|my (?:e-?mail )?address)(?: off| from| out of)+ {_LISTS}",
    r"stop (?:writing to|writing|e-?mailing|mailing|contacting|messaging|sending (?:e-?mails|mails|messages) to) me",
    r"(?:do not|don['’]t|never) (?:write to|e-?mail|mail|contact|message) me(?: (?:again|any ?more|any longer))",
    r"opt me out(?: of .{0,60})?",
    r"(?:i (?:want|wish|would like)|i['’]d like) to (?:unsubscribe|opt out|be (?:removed|taken off)(?: from| of)?)(?: .{0,60})?",
    r"(?:i want |we want )?no more (?:e-?mails|mails|messages|newsletters)(?: from you)?",
    r"(?:ich möchte mich |bitte )?(?:mich )?(?:vom newsletter |von .{0,30} )?abmelden",
    r"(?:bitte )?(?:nehmen|streichen) sie mich (?:aus|von) .{0,30}verteiler",
    r"(?:merci de me |veuillez me )?(?:désabonner|désinscrire|désabonnez-moi|désinscrivez-moi)(?: .{0,40})?",
)
NO_MORE = re.compile(
    rf"(?:(?:hi|hello|dear|hallo|bonjour)\b[^,.!?]{{0,40}},\s*)?(?:(?:please|kindly|and|just|could you|can you|would you|bitte)[ ,]+)*"
    rf"(?:{'|'.join(_ASKED)})(?:[ ,]+(?:please|thanks|thank you|many thanks|again|any ?more|at all|from now on|bitte|danke|merci))*[.!?]*",
    re.IGNORECASE,
)

QUOTED = r"(?ms)^(?:>|-{3,}|_{5,}|On .{0,200}wrote:|Am .{0,200}schrieb|From: ).*"
"""Where an answer begins to quote what it answers."""
OWN_WORDS = pl.col("body").fill_null("").str.replace(QUOTED, "").str.to_lowercase().str.replace_all(r"[^\w']+", " ").str.strip_chars()
STOP = (
    "unsubscribe", "please unsubscribe", "unsubscribe me", "please unsubscribe me", "stop", "please stop", "opt out", "stop writing to me",
    "please stop writing to me", "stop emailing me", "please stop emailing me", "remove me", "please remove me", "remove me from your list",
    "please remove me from your list", "do not write to me again", "please do not write to me again", "don't write to me again",
    "please don't write to me again", "abmelden", "bitte abmelden", "désabonner", "désinscrire",
)  # fmt: skip
"""Whole answers, in lower case and without punctuation, that leave no doubt."""
NO_MORE_THAN_STOP = OWN_WORDS.is_in(STOP)
