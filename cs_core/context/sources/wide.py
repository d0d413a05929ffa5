"""A guess at a table of counts that names no use in its rows: a customer, a month or day, and a column of numbers for each use counted.

Like any proposal it is confirmed by a person; what is no count of uses is left out of it and named, with the reason.
"""

import polars as pl

from cs_core.context.sources.contents import Content
from cs_core.context.sources.kinds import KINDS
from cs_core.context.sources.mapping import TOTALS, USES, counts_told
from cs_core.context.sources.propose import NEWCOMER, PEOPLE, SURE_SHARE, Match, Proposed, looked_at, object_of, refers_to, stem_of, unread
from cs_core.context.sources.synonyms import COMPANY, WORDS

SCORE = 0.6
MONTHS = "month period year_month yearmonth usage_month reporting_month month_start month_end month_ending report_month"
WEEKS = "week_start week_starting week_start_date week_beginning week_commencing week_of week_end week_ending wochenbeginn kalenderwoche_ab"
WHEN = (*MONTHS.split(), *WEEKS.split(), *WORDS["event"]["at"].split())
WHOSE = (*COMPANY.split(), *WORDS["company"]["name"].split(), *WORDS["company"]["domain"].split())
"""What the column of the customer is called, best first: an id, a name, a website."""
NO_COUNT = {
    name: noun.replace("_", " ")
    for noun, fields in WORDS.items() if noun != "event"
    for names in fields.values() for name in names.split() if name not in WORDS["event"]["count"].split()
}  # fmt: skip
"""What a column is called that says something else than a use -> of which noun."""
SET_ASIDE = ("active", "used", "total", "monthly", "weekly", "daily", "count", "number", "of", "no", "unique", "distinct", "licensed")
"""Words around what is counted."""
PEOPLE_SAID = "counts people, not uses, and would be added to them: choose it only where it is one"
TOTALS_SAID = frozenset((*TOTALS, "overall", "all"))
AUDIENCES = ("mau", "wau", "dau")
NUMBERED = (
    "id", "no", "nr", "number", "key", "code", "year", "quarter", "week", "day", "zip", "phone", "rank", "version", "score", "index",
)  # fmt: skip
"""Last words of a column of numbers that counts nothing."""
FAULTS = ("error", "errors", "failure", "failures", "crash", "crashes", "fehler", "incident", "incidents", "bug", "bugs")


def wide(frame: pl.DataFrame, *, name: str = "", known: dict[str, set[str]] | None = None) -> Proposed | None:
    """The table as counts by customer and time; None where it has no customer, no time or nothing that is counted.

    `frame`, `name` and `known` are those of `propose.propose`.
    """
    frame, told, looked = looked_at(frame)
    found = {"ref": _whose(told, looked, known or {}), "person": _who(told, looked), "at": _when(told, looked)}
    found = {field: column for field, column in found.items() if column}
    if "at" not in found or len(found) < 2:
        return None
    counts, unsure = _counts({c: holds for c, holds in looked.items() if c not in found.values()}, told)
    ids, at = _named_by(frame, list(found.values()), looked, counts), found["at"]
    if not counts or ids is None:
        return None
    system = (refers_to("ref", looked[found["ref"]], known or {}, 1.0) if "ref" in found else "") or NEWCOMER
    when = {"column": at, "kind": "month"} if _is_month(frame, at, looked[at]) else at
    mapping = {
        "system": system, "object": object_of(stem_of(name) or "usage", system), "noun": "event",
        "columns": {"id": ids, **found, "at": when}, "counts": counts_told(counts, {}),
    }  # fmt: skip
    why = [Match(field, column, 0.8, f"its name and its values, e.g. {looked[column].example}") for field, column in found.items()]
    why += [Match(USES, column, SCORE, f"whole numbers, e.g. {looked[column].example}") for column in counts]
    says = (
        f"it looks like a table of counts, {len(counts)} {'use' if len(counts) == 1 else 'uses'} a row: "
        f"{len({*ids, *counts})} of {len(told)} columns understood, a row is named by {' and '.join(ids)}"
    )
    left = unread("event", told, looked) | unsure
    return Proposed(mapping, tuple(why), tuple((c, reason) for c, reason in left.items() if c not in {*ids, *counts}), SCORE, says)


def _whose(told: dict[str, str], looked: dict[str, Content], known: dict[str, set[str]]) -> str | None:
    """The column of the customer: the ids of companies that are known, else a website or name, which any system tells, else any id.

    Of websites and names the one that more rows tell.
    """
    called = [c for c, holds in looked.items() if told[c] in WHOSE and holds.filled >= SURE_SHARE and holds.share("amount") < SURE_SHARE]
    called += [c for c, holds in looked.items() if told[c] in COMPANY.split() and holds.filled >= SURE_SHARE]

    def rank(column: str) -> tuple[int, float, int]:
        if refers_to("ref", looked[column], known, 1.0):
            return 0, 0.0, WHOSE.index(told[column])
        is_id = told[column] in COMPANY.split() and looked[column].share("words") < SURE_SHARE
        return 1 + is_id, 0.0 if is_id else -looked[column].filled, WHOSE.index(told[column])

    return min(called, key=rank, default=None)


def _who(told: dict[str, str], looked: dict[str, Content]) -> str | None:
    """The column of the user, by name and address."""
    called = (c for c, holds in looked.items() if told[c] in WORDS["event"]["person"].split() and holds.share("email") >= SURE_SHARE)
    return next(called, None)


def _when(told: dict[str, str], looked: dict[str, Content]) -> str | None:
    """The column of the time: by its name, and by its values."""
    called = [c for c, holds in looked.items() if told[c] in WHEN and max(holds.share("time"), holds.share("month")) >= SURE_SHARE]
    return min(called, key=lambda c: WHEN.index(told[c]), default=None)


def _is_month(frame: pl.DataFrame, at: str, holds: Content) -> bool:
    """Whether the column names months: as such, or by the first or the last day of each."""
    if holds.share("time") < SURE_SHARE:
        return True
    days = frame.select(KINDS["day"][0](pl.col(at), frame.schema[at])).to_series().drop_nulls()
    return bool((days.dt.day() == 1).all() or (days == days.dt.month_end()).all()) and days.len() > 0


def _counts(looked: dict[str, Content], told: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The columns that count a use, and of other numbers why they are left out."""
    counts, aside, unsure = [], {}, {}
    for column, holds in looked.items():
        if not holds.values or holds.share("number") < SURE_SHARE:
            continue
        name, words = told[column], told[column].split("_")
        if holds.share("integer") < SURE_SHARE:
            unsure[column] = f"holds numbers that are no whole counts (e.g. {holds.other_than('integer')})"
        elif name in NO_COUNT or words[-1] in NUMBERED:
            unsure[column] = f"called like {f'a number of a {NO_COUNT[name]}' if name in NO_COUNT else 'a number that counts nothing'}"
        elif words[-1] in FAULTS:
            unsure[column] = "counts what went wrong, not what was used"
        elif _are_people(words) or TOTALS_SAID.intersection(words):
            aside[column] = PEOPLE_SAID if _are_people(words) else "sums up the other columns: beside them it would count twice"
        else:
            counts.append(column)
    return (counts, unsure | aside) if counts else (list(aside), unsure)


def _are_people(words: list[str]) -> bool:
    left = [word for word in words if word not in SET_ASIDE]
    return bool(left) and (left[-1] in AUDIENCES or bool(PEOPLE.fullmatch(left[-1])))


def _named_by(frame: pl.DataFrame, ids: list[str], looked: dict[str, Content], counts: list[str]) -> list[str] | None:
    """The columns that no two rows share: the customer and the time, and as many others that are no numbers as it takes."""
    others = [c for c, holds in looked.items() if c not in (*ids, *counts) and holds.filled == 1 and holds.share("number") < SURE_SHARE]
    for n in range(len(others) + 1):
        some = [*ids, *others[:n]]
        if frame.select(some).n_unique() == frame.height:
            return some
    return None
