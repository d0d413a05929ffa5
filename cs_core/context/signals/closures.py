"""Customers who told us that their office is closed for a while, or that somebody died: until then nobody writes to them as on any day.

A closure ends with its day, or once anybody there writes again. Mourning lasts a fortnight where no day is told, whoever writes meanwhile.
"""

import re
from datetime import date, timedelta

import polars as pl

from cs_core.context.conversations.due import NUMBERS, due_on
from cs_core.context.conversations.own_words import sentences
from cs_core.context.observed import Observed, once
from cs_core.context.signals.absences import end_of_absence

MOST_DAYS = 60
"""No closure is taken to be longer, nor one that was told longer ago to last: what was misread must not silence anybody for good."""
CLOSED, MOURNING = "closed", "mourning"
SHAPE = {
    "account_id": pl.String, "source_id": pl.String, "system": pl.String, "source_row": pl.String, "at": pl.Datetime("us"),
    "why": pl.String, "quote": pl.String, "closed_from": pl.Date, "closed_until": pl.Date,
}  # fmt: skip


@once
def closures(snap: Observed) -> pl.DataFrame:
    """SHAPE, one row an account: what it told us that holds on the day, mourning before a closure, the newest first."""
    since = snap.as_of - timedelta(days=MOST_DAYS)
    mails = snap.messages.filter("inbound", pl.col("sent_at").dt.date() > since).drop_nulls(["account_id", "body"])
    may = mails.filter(pl.col("body").str.contains_any(HINTS, ascii_case_insensitive=True))
    told = [row | found for row in may.select(*list(SHAPE)[:4], "sent_at", "body").to_dicts() if (found := _told(row))]
    rows = pl.DataFrame([{c: row[c] for c in SHAPE} for row in told], schema=SHAPE)
    wrote = mails.filter(~pl.col("automatic")).join(rows, on=["account_id", "source_id"], how="anti")
    last = wrote.group_by("account_id").agg(pl.col("sent_at").max().alias("_wrote"))
    rows = rows.join(last, on="account_id", how="left", maintain_order="left")
    back = (pl.col("why") == CLOSED) & (pl.col("_wrote") > pl.col("at")) & (pl.col("_wrote").dt.date() >= pl.col("closed_from"))
    now = rows.filter(~back.fill_null(False), pl.lit(snap.as_of).is_between("closed_from", "closed_until")).drop("_wrote")
    return now.sort(pl.col("why") != MOURNING, "at", "source_id", descending=[False, True, False]).unique("account_id", keep="first")


def _told(row: dict) -> dict | None:
    """What the sentences of a mail tell, the first that tells anything; None where none does."""
    on, body = row["sent_at"].date(), row["body"]
    for one in sentences(body):
        quote = body[one.start : one.end]
        found = read_closure(quote, on)
        if found is not None:
            why, first, last = found
            return {"at": row["sent_at"], "why": why, "quote": quote, "closed_from": first, "closed_until": last}
    return None


def read_closure(said: str, on: date) -> tuple[str, date, date] | None:
    """Of one sentence, written on a day: CLOSED or MOURNING, and its first and last day; None where it tells of neither."""
    plain = " ".join(said.lower().replace("’", "'").split())
    if plain.endswith("?") or _UNREAL.search(plain):
        return None
    if _MOURNING.search(plain):
        return MOURNING, on, min(end_of_absence(plain, on), on + timedelta(days=MOST_DAYS))
    found = _CLOSED.search(plain)
    if found is None or _FOR_GOOD.search(plain):
        return None
    words = plain[found.start() :]
    begun = _FROM.search(words)
    first = max(on, (due_on(begun[1], on) if begun else None) or on)
    return CLOSED, first, min(_closed_until(words, first), first + timedelta(days=MOST_DAYS))


def _closed_until(words: str, first: date) -> date:
    counted, between = _FOR.search(words), _BETWEEN.search(words)
    if counted:
        n = NUMBERS.get(counted[1]) or (int(counted[1]) if counted[1].isdecimal() else 1)
        return first + timedelta(days=n * (7 if counted[2] == "week" else 1))
    one_day = _ON.search(words)
    last = due_on(between[1] if between else one_day[1], first - timedelta(days=1)) if between or one_day else None
    return max(first, last or end_of_absence(words, first))


HINTS = [
    "closed", "closing", "close ", "closure", "shut", "death", "died", "passed away", "passing", "bereave", "funeral", "mourning",
    "lost my", "lost our", "loss of", "compassionate",
]  # fmt: skip
"""Small letters without one of which no sentence tells of either."""
_PLACE = r"(?:office|offices|company|shop|plant|factory|workshop|site|business|premises|headquarters|branch)"
_CLOSED = re.compile(
    rf"\b(?:our|the) (?:\w+ ){{0,2}}{_PLACE} (?:is|are|will be|remains?|stays?) (?:\w+ ){{0,2}}(?:closed|shut)\b"
    r"|\bwe(?: are|'re| will be|'ll be)(?: \w+){0,2} (?:closed|shut) (?:for|from|until|till|between|over|during|through|on)\b"
    r"|\bwe(?: will|'ll| are going to)? (?:close|shut down|are closing)(?: (?:down|(?:our|the) office))? (?:for|from|between|over|until)\b"
    rf"|\b(?:company|plant|works|office|summer|holiday|christmas) (?:shutdown|closure) (?:is |runs |lasts )?(?:from|until|till|between)\b"
)
_KIN = (
    r"(?:father|mother|husband|wife|partner|son|daughter|child|brother|sister|parents?|grandfather|grandmother|family|colleague|founder"
    r"|co-founder|director|managing director|owner|boss|manager|ceo|team member|friend|dispatcher|technician)"
)
_MOURNING = re.compile(
    rf"\b(?:death|passing|loss) (?:in|of) (?:the|my|our|his|her|their|a) (?:[\w-]+ ){{0,3}}{_KIN}\b(?!')"
    rf"|\b(?:my|our|his|her) (?:[\w-]+ ){{0,2}}{_KIN}\b[^.!?]{{0,40}}\b(?:passed away|died)\b"
    rf"|\b(?:lost|mourn\w*) (?:my|our) (?:[\w-]+ ){{0,2}}{_KIN}\b(?!')"
    r"|\bdeath in (?:the|my|our|his|her) (?:immediate )?family\b|\b(?:on|take|taking) (?:bereavement|compassionate) leave\b"
    r"|\bfuneral (?:of|for|is|takes|will)\b|\b(?:we are|i am|we're|i'm|team is) in mourning\b"
)
_UNREAL = re.compile(r"^(?:if|when|whenever|whether|in case|unless)\b|\b(?:years? ago|last year|not closed|in 20\d\d we)\b")
_FOR_GOOD = re.compile(r"\b(?:permanently|for good|forever|weekends?|every|(?:sun|satur)days)\b")
_FROM = re.compile(r"\b(?:from|starting(?: on)?|between) (.+?)(?: (?:to|until|till|through|and)\b|[,.;]|$)")
_BETWEEN = re.compile(r"\bbetween .+? and (.+?)(?:[,.;]|$)")
_FOR = re.compile(r"\bfor (?:the (?:next|coming) )?(\w+) (day|week)s?\b")
_ON = re.compile(r"\b(?:closed|shut) (?:on )?((?:this |next )?(?:mon|tues|wednes|thurs|fri)day|today|tomorrow)\b")
