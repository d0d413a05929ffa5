"""What only a person can tell: pairs that may be one, answered for good; and merges that were wrong, undone with nothing lost.

An answer beats every rule, now and in every later import; a newer answer beats an older one. Undoing a merge gives each side the
companies and the account id that it had before. Tickets, contracts and people go with their company, for they are of a company. What
we proposed, decided and did is of an account id: while two accounts are one it shows with the one, afterwards with its own again,
and what was done in between stays with the account that was left.
"""

from datetime import date, datetime

import polars as pl

from cs_core.context.cut import Cut
from cs_core.context.identity.by_name import alike, may_be_names, named_keys, refs
from cs_core.context.identity.company_rows import comparable
from cs_core.context.identity.doubts import doubts
from cs_core.context.identity.link import companies, link_store, unlinked
from cs_core.context.identity.linked_before import link_rows, newest, parting
from cs_core.context.identity.told import answers, told
from cs_core.context.store import Store
from cs_core.errors import BadInput, NotFound
from cs_core.records import key_of

NOUNS = ("company", "person")
LATEST = date(9999, 12, 30)
OPEN = ("noun", "left_key", "right_key", "left_name", "right_name", "left_at", "right_at", "left_system", "right_system", "score", "why")


def open_pairs(store: Store) -> pl.DataFrame:
    """Pairs that look like one and that nobody has answered, surest first, one for each two accounts or people.

    noun (company or person), left_key, right_key (``system/id``, or an address), left_name, right_name, left_at, right_at (domain or
    address), left_system, right_system, score 0..1, why.
    """
    return pl.concat([_open_companies(store), _open_people(store)]).sort("score", descending=True, maintain_order=True)


def merged(store: Store, account_id: str) -> pl.DataFrame:
    """The company rows that are one account: company_key, system, name, domain, score, why, linked_at; the account's first one first."""
    now = newest(link_rows(store)).filter(pl.col("account_id") == account_id)
    rows = now.join(_called(store), on="key", how="left", maintain_order="left")
    if rows.is_empty():
        raise NotFound(f"No company is linked to an account {account_id!r}. `python -m cs_core account NAME` finds its id.")
    return rows.select(pl.col("key").alias("company_key"), "system", "name", "domain", "score", "why", "linked_at")


def answer(
    store: Store, left_key: str, right_key: str, *, noun: str, same: bool, by: str, now: datetime, why: str = ""
) -> pl.DataFrame:  # fmt: skip
    """Record that two companies or people are one, or are not, and link anew. Returns what changed: key, was, now (account or person ids).

    Keys are those of `open_pairs`. Raises BadInput where the noun or a key is none that is known.
    """
    _check(store, noun, left_key, right_key, by)
    if noun == "person":
        return _told(store, noun, [(left_key, right_key)], same, by, now, why)
    return _told(store, noun, _superseded(store, left_key, right_key) if same else _parted(store, left_key, right_key), same, by, now, why)


def answered(store: Store) -> pl.DataFrame:
    """The newest answer to each pair, newest first: noun, left_key, right_key, left_name, right_name, same, why, by, answered_at.

    `answer` the other way round takes one back: of two people whom a person or a rule made one, each has their own again.
    """
    said = store.frame("identity_answer", "noun", "left_key", "right_key", "same", "why", "by", "answered_at")
    pair = pl.concat_list("left_key", "right_key").list.sort().alias("_pair")
    said = said.with_columns(pair).unique(["noun", "_pair"], keep="last", maintain_order=True).drop("_pair").reverse()
    people = Cut(store, LATEST).person_nodes.select(pl.lit("person").alias("noun"), pl.coalesce("name", "email"), key="node")
    known = _called(store).select(pl.lit("company").alias("noun"), pl.coalesce("name", "domain"), "key")
    names = pl.concat([known, people]).drop_nulls("name")
    names = names.unique(["noun", "key"], keep="first", maintain_order=True)
    for side in ("left", "right"):
        called = names.select("noun", pl.col("key").alias(f"{side}_key"), pl.col("name").alias(f"{side}_name"))
        said = said.join(called, on=["noun", f"{side}_key"], how="left", maintain_order="left")
    return said.select("noun", "left_key", "right_key", "left_name", "right_name", "same", "why", "by", "answered_at")


def undo_merge(store: Store, company_key: str, *, by: str, now: datetime, why: str = "") -> pl.DataFrame:
    """Undo the newest merge that the company row took part in: who moved into the account leaves it, with those that moved along.

    A row that has been in its account from the start leaves it alone. What is of an account by its name only leaves it; where the account
    has one record and else only such names, they all do. Returns what changed: key, was, now (account ids).
    """
    _check(store, "company", company_key, None, by)
    links = link_rows(store)
    named = {*named_keys(links)}
    goes, stays = parting(_records(links, named), company_key)
    if company_key in named:
        goes, stays = [company_key], [next(key for key in _with(links, company_key) if key not in named)]
    elif not goes:
        goes, stays = sorted(named.intersection(_with(links, company_key))), [company_key]
    if not goes:
        raise BadInput(f"{company_key} is alone in its account: there is no merge to undo.")
    return _told(store, "company", [(left, right) for left in goes for right in stays], False, by, now, why)


def _check(store: Store, noun: str, left: str, right: str | None, by: str) -> None:
    if noun not in NOUNS:
        raise BadInput(f"There are no answers about a {noun!r}: say company or person.")
    if not by.strip():
        raise BadInput("Say who answers (by).")
    if left == right:
        raise BadInput(f"{left} is one with itself: give two different keys.")
    known = set(_called(store)["key"]) if noun == "company" else set(Cut(store, LATEST).person_nodes["node"])
    for key in filter(None, (left, right)):
        if key not in known:
            raise BadInput(f"No {noun} has the key {key!r}: take a key as the list of open pairs shows it.")


def _superseded(store: Store, left: str, right: str) -> list[tuple[str, str]]:
    """The pair, after every pair between its two accounts that was told apart before: the newer answer is about all of them."""
    at = dict(newest(link_rows(store)).select("key", "account_id").iter_rows())
    apart = answers(store, "company").filter(~pl.col("same")).select("left", "right").iter_rows()
    between = {at.get(left), at.get(right)}
    older = [pair for pair in apart if {at.get(pair[0]), at.get(pair[1])} == between and set(pair) != {left, right}]
    return [*older, (left, right)]


def _parted(store: Store, left: str, right: str) -> list[tuple[str, str]]:
    """Pairs (who leaves, who stays) that part the two: as they came together, else one alone."""
    links = link_rows(store)
    named = {*named_keys(links)}
    at = dict(newest(links).select("key", "account_id").iter_rows())
    if at.get(left) != at.get(right) or {left, right} & named:
        return [(left, right)]
    links = _records(links, named)
    for key in (left, right):
        goes, stays = parting(links, key)
        if (left in goes) != (right in goes) and {left, right} <= {*goes, *stays}:
            return [(a, b) for a in goes for b in stays]
    first = links.filter(pl.col("account_id") == at[left])["key"][0]
    return [(right, left) if left == first else (left, right)]


def _told(store: Store, noun: str, pairs: list[tuple[str, str]], same: bool, by: str, now: datetime, why: str) -> pl.DataFrame:
    with store.transaction():
        before, given = _standing(store, noun), store.count("identity_answer")
        store.append(
            "identity_answer",
            [
                {"id": key_of(noun, left, right, same, now, given + n), "noun": noun, "left_key": left, "right_key": right, "same": same,
                 "why": why, "by": by, "answered_at": now}
                for n, (left, right) in enumerate(pairs)
            ],
        )  # fmt: skip
        if noun == "company":
            link_store(store, now=now)
        after = _standing(store, noun)
    changed = before.join(after, on="key", how="full", coalesce=True, maintain_order="left_right")
    changed = changed.filter(pl.col("id").ne_missing(pl.col("id_right")))
    return changed.select("key", was="id", now="id_right")


def _standing(store: Store, noun: str) -> pl.DataFrame:
    """key, id: which account, or which person, each is now."""
    if noun == "company":
        return newest(link_rows(store)).select("key", id="account_id")
    return Cut(store, LATEST).person_nodes.select(key="node", id="person_id").unique("key", keep="first", maintain_order=True)


def _open_companies(store: Store) -> pl.DataFrame:
    links, rows = link_rows(store), companies(store)
    at = newest(links).select("key", group="account_id")
    known = told(store, rows, links)
    found = doubts(comparable(rows).join(at, on="key", maintain_order="left"), known)
    said = known.answers.filter(~pl.col("same")).select("left", "right")
    found, said = (_two(frame, at) for frame in (found, said))
    found = found.join(said.select("_two"), on="_two", how="anti", maintain_order="left").unique("_two", keep="first", maintain_order=True)
    at = at.rename({"key": "company_key", "group": "account_id"})
    named = alike(unlinked(store, at), rows, at, known)
    names = _called(store).select("key", "name", pl.col("domain").alias("at"), "system")
    return _described(pl.concat([found.select(named.columns), named]), "company", names)


def _called(store: Store) -> pl.DataFrame:
    """key, system, name, domain of all companies, and of what rows name their customer by where that is no company's id."""
    rows = companies(store).select("key", "system", "name", "domain")
    return pl.concat([rows, may_be_names(refs(store)).join(rows, on="key", how="anti").with_columns(domain=pl.lit(None, pl.String))])


def _records(links: pl.DataFrame, named: set[str]) -> pl.DataFrame:
    """The links of company records: not of what is of an account by its name."""
    return links.filter(~pl.col("key").is_in(list(named)))


def _with(links: pl.DataFrame, key: str) -> list[str]:
    """The keys of the account that `key` is of."""
    now = newest(links)
    return now.filter(pl.col("account_id").is_in(now.filter(pl.col("key") == key)["account_id"].implode()))["key"].to_list()


def _two(pairs: pl.DataFrame, at: pl.DataFrame) -> pl.DataFrame:
    """The pairs with `_two`, the accounts of both."""
    for side in ("left", "right"):
        pairs = pairs.join(at.select(pl.col("key").alias(side), pl.col("group").alias(f"_{side}")), on=side, maintain_order="left")
    return pairs.with_columns(pl.concat_list("_left", "_right").list.sort().alias("_two"))


def _open_people(store: Store) -> pl.DataFrame:
    cut = Cut(store, LATEST)
    names = cut.person_nodes.select("account_id", "system", "name", key="node", at="email").unique(["account_id", "key"], keep="first")
    return _described(cut.persons.doubts, "person", names)


def _described(found: pl.DataFrame, noun: str, names: pl.DataFrame) -> pl.DataFrame:
    for side in ("left", "right"):
        told = names.rename({c: f"{side}_{c}" for c in ("key", "name", "at", "system")})
        on = [c for c in ("account_id",) if c in names.columns]
        found = found.join(told, left_on=[*on, side], right_on=[*on, f"{side}_key"], how="left", maintain_order="left", coalesce=False)
        found = found.drop("account_id_right", strict=False)
    return found.with_columns(pl.lit(noun).alias("noun")).select(OPEN)
