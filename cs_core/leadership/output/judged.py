"""A model judge held against people, as the gates are: confusion, kappa, and how many undecided drafts are wrong by its corrected word."""

from math import atanh, sqrt, tanh

import numpy as np
import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.context.wording.signed import signed
from cs_core.execution.models.judge import LINES, NO_ANSWER, SEND
from cs_core.leadership.output.agreement import (
    ALL,
    DRAWS,
    FEWEST,
    Table,
    by_gates,
    by_people,
    corrected,
    in_words,
    kappa_of,
    share_of,
    table_of,
)
from cs_core.leadership.output.judging import HOW_TO_SET
from cs_core.records import Interval

MARKS = ("yes", "no", "unsure")
NOTHING = dict.fromkeys(("kappa", "confusion", "corrected")) | {"available": False, "n": 0, "versions": []}


def judged(snap: Snapshot) -> dict:
    """Of the newest judge, and under `versions` of each model and rubric, newest first; not `available` where none has judged.

    n (drafts that both judged), answered, no_answer, kappa, `confusion` (send_fine, send_wrong, back_fine, back_wrong; back: change or
    reject), `planted` and `undecided` (shares sent back), corrected, corrected_says, lines (with their marks), length, tokens, cost, says.
    """
    said = snap.history("judged")
    if said.is_empty():
        return NOTHING | {"says": f"No model judge has judged yet: {HOW_TO_SET}."}
    people, gates, planted = by_people(snap), by_gates(snap).filter(pl.col("gate") == ALL), set(snap.store.keys("planted"))
    judges = said.sort("at", maintain_order=True).partition_by("model", "prompt_version", maintain_order=True)
    judges = sorted(judges, key=lambda mine: mine["at"].max(), reverse=True)
    versions = [_version(mine, snap, people, gates, planted) for mine in judges]
    return {"available": True} | versions[0] | {"versions": versions}


def _version(said: pl.DataFrame, snap: Snapshot, people: pl.DataFrame, gates: pl.DataFrame, planted: set[str]) -> dict:
    answers = said.filter(pl.col("overall") != NO_ANSWER).unique("proposal_id", maintain_order=True)
    word = pl.when(pl.col("overall") == SEND).then(pl.lit("passed")).otherwise(pl.lit("failed")).alias("word")
    rows = answers.select(pl.col("proposal_id").alias("id"), word)
    both, bad = _both(rows, people, gates), rows.filter(pl.col("id").is_in(list(planted)))
    rest = rows.filter(~pl.col("id").is_in(list(planted))).join(people, on="id", how="anti")
    k = kappa_of_sample(both)
    return {
        "model": said["model"][0], "prompt_version": said["prompt_version"][0], "n": both.height, "answered": answers.height,
        "no_answer": said["proposal_id"].n_unique() - answers.height, "confusion": _confusion(both), "kappa": k._asdict() if k else None,
        "says": in_words(k) if k else _why_not(table_of(both)), "planted": _back(bad), "undecided": _back(rest),
        **_corrected(both, bad, rest), "lines": _lines(answers), "length": _by_length(snap, rows, both),
        "tokens": int(said["tokens"].sum()), "cost": said["cost"].sum() if said["cost"].null_count() == 0 else None,
    }  # fmt: skip


def _both(rows: pl.DataFrame, people: pl.DataFrame, gates: pl.DataFrame) -> pl.DataFrame:
    """The judge's word beside people's: word, wrong, drawn, gates (their word), all (that got it), here (that people called so), weight.

    Each stands for all drafts that got the same word of the gates and of people: stopped ones are few here and many there, and wrong ones
    are drawn more often than they come.
    """
    met = gates.select("id", pl.col("word").alias("gates"), pl.len().over("word").alias("all"))
    here = pl.len().over("gates", "wrong")
    told = people.join(met, on="id").with_columns(here.alias("here"), (here / pl.len().over("gates")).alias("share"))
    found = told.join(rows, on="id")
    return found.with_columns((pl.col("all") * pl.col("share") / here).alias("weight"))


def kappa_of_sample(both: pl.DataFrame) -> Interval | None:
    """Cohen's kappa with a 95 % interval over draws (Jeffreys) of how often it sends back each kind of draft, and people call it wrong.

    None where one of the two never says one of the words.
    """
    table = table_of(both)
    point = kappa_of(np.array([*table.stopped, *table.passed]) / table.n) if table.n else None
    if point is None:
        return None
    rng, cells = np.random.default_rng(0), np.zeros((4, DRAWS))
    for (_, total), mine in both.group_by("gates", "all", maintain_order=True):
        kinds = [mine.filter(pl.col("wrong") == w) for w in (True, False)]
        wrong = rng.beta(*(0.5 + (kind["here"][0] if kind.height else 0) for kind in kinds), DRAWS)
        for at, (kind, share) in enumerate(zip(kinds, (wrong, 1 - wrong), strict=True)):
            if kind.height:
                back, n = _count(kind, "failed")
                said = rng.beta(back + 0.5, n - back + 0.5, DRAWS)
                cells[at] += total * share * said
                cells[at + 2] += total * share * (1 - said)
    low, high = np.quantile([kappa_of(column) for column in (cells / cells.sum(0)).T], (0.025, 0.975))
    return Interval(point, min(float(low), point), max(float(high), point))


def _confusion(both: pl.DataFrame) -> dict[str, int]:
    cells = {"send": "passed", "back": "failed"}
    return {f"{w}_{p}": both.filter(pl.col("word") == g, pl.col("wrong") == (p == "wrong")).height
            for w, g in cells.items() for p in ("fine", "wrong")}  # fmt: skip


def _corrected(both: pl.DataFrame, bad: pl.DataFrame, rest: pl.DataFrame) -> dict:
    """How many drafts that nobody decided are wrong: the share that the judge sends back, corrected by what it misses and what it
    sends back in error. Drafts that gates stopped do not count: none is among the undecided ones.
    """
    met = both.filter(~pl.col("drawn"))
    wrong, fine = met.filter("wrong"), met.filter(~pl.col("wrong"))
    found = wrong if wrong.height >= FEWEST or wrong.height >= bad.height else bad
    parts = {"that nobody decided": rest, "that people called fine": fine, "that people called wrong (or test drafts)": found}
    few = [f"{rows.height:,} drafts {what}" for what, rows in parts.items() if rows.height < FEWEST]
    if few:
        return {"corrected": None, "corrected_says": f"cannot tell: it judged {', '.join(few)}; {FEWEST} of each are needed"}
    value = corrected(_count(rest, "failed"), _count(found, "failed"), _count(fine, "passed"))
    if value is None:
        return {"corrected": None, "corrected_says": "cannot tell: a judge that finds wrong ones no better than a coin corrects nothing"}
    says = f"{value.point:.1%} ({value.low:.1%} to {value.high:.1%}) of the drafts that nobody decided are wrong by its corrected word"
    return {"corrected": value._asdict(), "corrected_says": says}


def _lines(answers: pl.DataFrame) -> dict[str, dict[str, int]]:
    marks = answers["marks"].str.json_decode(pl.Struct(dict.fromkeys(LINES, pl.String))).struct.unnest()
    return {line: {mark: int((marks[line] == mark).sum()) for mark in MARKS} for line in LINES}


def _by_length(snap: Snapshot, rows: pl.DataFrame, both: pl.DataFrame) -> dict:
    """``{"judge", "people", "says"}``: rank correlations of "send" (of people: "fine") with length, with interval and n, or null.

    One letter is shown at a time, so that their order can sway nobody.
    """
    bodies = snap.store.frame("proposal", "id", "body", id=rows["id"].to_list())
    chars = bodies.select("id", pl.col("body").str.len_chars().alias("chars"))
    judge = _rank(rows.join(chars, on="id").select("chars", fine=pl.col("word") == "passed"))
    people = _rank(both.join(chars, on="id").select("chars", fine=~pl.col("wrong")))
    if judge is None:
        return {"judge": None, "people": people, "says": "cannot tell whether length sways it: too few drafts, or one word for all"}
    favours = "longer" if judge["low"] > 0 else "shorter" if judge["high"] < 0 else ""
    way = f"it favours {favours} letters" if favours else "no sign that length sways it"
    return {"judge": judge, "people": people, "says": f"{way}: rank correlation {signed(judge['point'], '.2f')}, n = {judge['n']:,}"}


def _rank(rows: pl.DataFrame) -> dict | None:
    """Spearman's correlation with Fisher's 95 % interval."""
    if rows.height < FEWEST or rows["fine"].n_unique() < 2 or rows["chars"].n_unique() < 2:
        return None
    r = float(np.corrcoef(rows["chars"].rank().to_numpy(), rows["fine"].to_numpy())[0, 1])
    middle, half = atanh(max(-0.9999, min(r, 0.9999))), 1.96 / sqrt(rows.height - 3)
    return Interval(r, tanh(middle - half), tanh(middle + half))._asdict() | {"n": rows.height}


def _why_not(table: Table) -> str:
    wrong, fine = (a + b for a, b in zip(table.stopped, table.passed, strict=True))
    if not table.n:
        return "cannot tell: people decided none of the drafts that it judged"
    if not wrong or not fine:
        return f"cannot tell: people called {'none' if fine else 'all'} of these drafts wrong"
    return f"no agreement beyond chance: it would {'send' if sum(table.passed) else 'send back'} every one of them"


def _count(rows: pl.DataFrame, word: str) -> tuple[int, int]:
    return rows.filter(pl.col("word") == word).height, rows.height


def _back(rows: pl.DataFrame) -> dict:
    return share_of(*_count(rows, "failed"))
