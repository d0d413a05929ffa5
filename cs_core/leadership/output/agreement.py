"""Do the gates agree with people? Confusion, Cohen's kappa, and how many drafts are wrong once the gates' own errors are counted out.

People see only what the gates let through, so agreement on decisions alone flatters the gates. Two things mend that: a random sample of
what gates stopped, which people judge without the gates' word (`blind`), each weighted by what it stands for (Begg and Greenes 1983);
and test drafts that are known to be bad (`oversight.planted`).
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from cs_core.context.snapshot import Snapshot
from cs_core.leadership.output.blind import stopped_labels
from cs_core.orchestration.gates import GATES
from cs_core.orchestration.oversight.earned import REPORTED
from cs_core.orchestration.record import LIGHT, wilson
from cs_core.records import Interval

FEWEST = 20
"""Drafts that people called wrong, or known to be bad, below which nothing is told of how many of them a gate finds."""
DRAWS = 2000
ALL = "all gates"


class Table(NamedTuple):
    """Drafts by a gate's word and people's: `stopped` and `passed` are (wrong, fine), weighted to all drafts."""

    stopped: tuple[float, float]
    passed: tuple[float, float]

    @property
    def n(self) -> float:
        return sum(self.stopped) + sum(self.passed)


def agreement(snap: Snapshot) -> dict:
    """``{"gates": [row a gate, all of them together first], "prevalence", "sample", "how"}``.

    A row: gate, passed_fine, passed_wrong, stopped_fine, stopped_wrong (drafts that people judged), unknown (the gate could not tell),
    kappa (interval or null), planted (caught of known-bad drafts), says.
    """
    people, verdicts = by_people(snap), by_gates(snap)
    planted = snap.store.rows("planted")
    names = [ALL, *sorted(({g.__name__ for g in GATES} | set(verdicts["gate"])) - {ALL})]
    rows = [_row(gate, people, verdicts, planted) for gate in names]
    return {"gates": rows, "prevalence": _prevalence(people, verdicts, planted), "sample": _sample(snap, verdicts), "how": HOW}


def by_people(snap: Snapshot) -> pl.DataFrame:
    """id, wrong, code, drawn: drafts that people judged, and those stopped ones that they judged blindly."""
    said = snap.history("decision", "proposal_id", "decision", "reason", "edit_distance", "decided_at")
    code = pl.col("reason").fill_null("").str.split(":").list.first().alias("code")
    harmed = snap.history("outcome", "cause_id", "kind", "observed_on").filter(pl.col("kind").is_in(list(REPORTED)))
    acts = snap.history("action", "id", "proposal_id", "created_at").rename({"id": "cause_id"})
    harm = harmed.join(acts, on="cause_id").select("proposal_id", pl.lit(True).alias("harm")).unique()
    reject, far = pl.col("decision") == "reject", pl.col("edit_distance").fill_null(0.0) > LIGHT
    wrong = (
        pl.when(pl.col("harm").fill_null(False) | far).then(True)
        .when(reject & pl.col("code").is_in([*CONTENT])).then(True)
        .when(reject).then(None)
        .otherwise(False)
    )  # fmt: skip
    rows = said.with_columns(code).join(harm, on="proposal_id", how="left").select(
        pl.col("proposal_id").alias("id"), wrong.alias("wrong"), "code", pl.lit(False).alias("drawn")
    )  # fmt: skip
    blind = stopped_labels(snap).select("id", "wrong", pl.lit("").alias("code"), pl.lit(True).alias("drawn"))
    return pl.concat([rows, blind]).filter(pl.col("wrong").is_not_null())


def by_gates(snap: Snapshot) -> pl.DataFrame:
    """id, gate, word (``passed``, ``failed``, ``unknown``): each gate's, and all of them together."""
    made = snap.history("proposal", "id", "as_of")
    said = snap.store.frame("verdict", "proposal_id", "gate", "passed").rename({"proposal_id": "id"}).join(made, on="id", how="semi")
    word = pl.when(pl.col("passed")).then(pl.lit("passed")).when(~pl.col("passed")).then(pl.lit("failed")).otherwise(pl.lit("unknown"))
    each = said.select("id", "gate", word.alias("word"))
    of_gates = each.filter(pl.col("gate").is_in([g.__name__ for g in GATES]))
    failed, doubt = (pl.col("word") == "failed").any(), (pl.col("word") == "unknown").any()
    whole = of_gates.group_by("id").agg(
        pl.when(failed).then(pl.lit("failed")).when(doubt).then(pl.lit("unknown")).otherwise(pl.lit("passed")).alias("word")
    )
    return pl.concat([whole.select("id", pl.lit(ALL).alias("gate"), "word"), each])


def _row(gate: str, people: pl.DataFrame, verdicts: pl.DataFrame, planted: list[dict]) -> dict:
    both = _both(gate, people, verdicts)
    table = table_of(both)
    caught = [_caught(gate, row) for row in planted]
    found = {
        "gate": gate, **{f"{w}_{p}": both.filter(pl.col("word") == word, pl.col("wrong") == (p == "wrong")).height
                         for w, word in (("passed", "passed"), ("stopped", "failed")) for p in ("fine", "wrong")},
        "unknown": both.filter(pl.col("word") == "unknown").height,
        "planted": {"n": len(caught), "caught": sum(caught)} | (_interval(wilson(sum(caught), len(caught)))),
    }  # fmt: skip
    k = kappa(table, _effective(both)) if _enough(found) else None
    return found | {"kappa": k._asdict() if k else None, "says": _says(found, k)}


def _both(gate: str, people: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """People's word beside the gate's; of one gate only those reasons count that it answers for.

    Each stands for all drafts that got the same word (`weight`), those still held or never looked at included.
    """
    said = verdicts.filter(pl.col("gate") == gate).select("id", "word", pl.len().over("word").alias("all"))
    rows = _told(gate, people.join(said, on="id"))
    return rows.with_columns((pl.col("all") / pl.len().over("word")).alias("weight"))


def _told(gate: str, mine: pl.DataFrame) -> pl.DataFrame:
    own = [reason for reason, gates in CONTENT.items() if gate in gates]
    if gate == ALL:
        return mine
    # A stopped draft was judged for what stopped it, a rewritten one for nobody knows what: neither says anything of other gates.
    told = pl.when(pl.col("drawn")).then(pl.col("word") == "failed").otherwise(~pl.col("wrong") | (pl.col("code") != ""))
    return mine.filter(told).with_columns((pl.col("wrong") & (pl.col("drawn") | pl.col("code").is_in(own))).alias("wrong"))


def table_of(both: pl.DataFrame) -> Table:
    """word, wrong, weight -> the weighted table; what the gate could not tell stands apart."""
    def at(word: str) -> tuple[float, float]:
        part = both.filter(pl.col("word") == word)
        return tuple(float(part.filter(pl.col("wrong") == w)["weight"].sum()) for w in (True, False))

    return Table(at("failed"), at("passed"))


def _effective(both: pl.DataFrame) -> float:
    """Kish's number of drafts that the weighted ones are worth."""
    return _weighted(both.filter(pl.col("word") != "unknown"), "")[1]


def kappa(table: Table, n: float | None = None) -> Interval | None:
    """Cohen's kappa (1960) with a 95 % interval from a seeded bootstrap of the table's four cells, as of `n` drafts (its own if None).

    None where one of the two never says one of the words: then agreement by chance is all there could be.
    """
    cells = np.array([*table.stopped, *table.passed]) / table.n if table.n else np.zeros(4)
    point = kappa_of(cells)
    if point is None:
        return None
    size = max(round(n or table.n), 1)
    drawn = np.random.default_rng(0).multinomial(size, cells, DRAWS) / size
    some = [k for k in map(kappa_of, drawn) if k is not None]
    low, high = np.quantile(some, (0.025, 0.975))
    return Interval(point, float(low), float(high))


def kappa_of(cells: np.ndarray) -> float | None:
    """Of shares (stopped wrong, stopped fine, passed wrong, passed fine); None where one of the two never says one of the words."""
    a, b, c, d = cells
    chance = (a + b) * (a + c) + (c + d) * (b + d)
    return None if chance >= 1 - 1e-12 or min(a + b, c + d, a + c, b + d) <= 0 else float((a + d - chance) / (1 - chance))


def corrected(flagged: tuple[int, int], found: tuple[int, int], let: tuple[float, float]) -> Interval | None:
    """The share that is truly wrong (Rogan and Gladen 1978), from (k, n) flagged, found of the wrong, and let through of the fine.

    (flagged + specificity - 1) / (sensitivity + specificity - 1), with percentiles over draws of all three (Jeffreys) as interval. None
    where sensitivity and specificity do not exceed 1 together, or may well not: a gate no better than a coin corrects nothing.
    """
    rates = [k / n if n else 0.0 for k, n in (flagged, found, let)]
    if rates[1] + rates[2] <= 1:
        return None
    rng = np.random.default_rng(0)
    p, se, sp = (rng.beta(k + 0.5, n - k + 0.5, 4 * DRAWS) for k, n in (flagged, found, let))
    better = se + sp > 1
    if better.mean() < 0.975:
        return None
    drawn = np.clip((p + sp - 1) / (se + sp - 1), 0, 1)[better]
    low, high = np.quantile(drawn, (0.025, 0.975))
    point = min(max((rates[0] + rates[2] - 1) / (rates[1] + rates[2] - 1), 0.0), 1.0)
    return Interval(point, min(float(low), point), max(float(high), point))


def _prevalence(people: pl.DataFrame, verdicts: pl.DataFrame, planted: list[dict]) -> dict:
    """How many drafts are wrong: what gates stop, corrected by what they miss and stop in error; or why that cannot be told.

    What they find is told by people's word on what they let through and on the sample; by test drafts where too few were called wrong.
    """
    whole = verdicts.filter(pl.col("gate") == ALL)
    flagged = (int((whole["word"] == "failed").sum()), whole.height)
    unsure = int((whole["word"] == "unknown").sum())
    both = _both(ALL, people, verdicts).filter(pl.col("word") != "unknown")
    wrong, drawn = both.filter("wrong"), int(both["drawn"].sum())
    caught = [row["caught"] is True for row in planted]
    found, let = _weighted(wrong, "failed"), _weighted(both.filter(~pl.col("wrong")), "passed")
    enough = wrong.height >= FEWEST and drawn >= FEWEST
    found = found if enough else (sum(caught), len(caught))
    rates = {"flagged": share_of(*flagged) | {"unknown": unsure}, "sensitivity": share_of(*found), "specificity": share_of(*let)}
    counts = rates | {"corrected": None}
    if drawn < FEWEST:
        return counts | {"says": f"cannot tell: people judged {drawn} of the stopped drafts blindly, {FEWEST} are needed"}
    if not enough and len(caught) < FEWEST:
        few = f"people called {wrong.height} drafts wrong and {len(caught)} test drafts were planted; {FEWEST} of either are needed"
        return counts | {"says": f"cannot tell how many wrong ones are found: {few}"}
    value = corrected(flagged, found, let)
    if value is None:
        return counts | {"says": "cannot tell: gates that find and let through no better than a coin correct nothing"}
    says = f"{value.point:.1%} ({value.low:.1%} to {value.high:.1%}) of all drafts are wrong"
    return counts | {"corrected": value._asdict(), "says": says}


def _weighted(rows: pl.DataFrame, word: str) -> tuple[float, float]:
    """How many got this word, of how many: both as of Kish's number of drafts that the weighted ones are worth."""
    weights = rows["weight"]
    if not rows.height:
        return 0.0, 0.0
    n = float(weights.sum() ** 2 / (weights**2).sum())
    return float(rows.filter(pl.col("word") == word)["weight"].sum() / weights.sum() * n), n


def _sample(snap: Snapshot, verdicts: pl.DataFrame) -> dict:
    stopped = verdicts.filter(pl.col("gate") == ALL, pl.col("word") == "failed").height
    return {"stopped": stopped, "judged": stopped_labels(snap).height}


def _caught(gate: str, planted: dict) -> bool:
    return planted["caught"] is True if gate == ALL else gate in (planted["gates"] or ())


def _enough(found: dict) -> bool:
    return found["passed_wrong"] + found["stopped_wrong"] > 0 and found["stopped_fine"] + found["stopped_wrong"] > 0


def _says(found: dict, k: Interval | None) -> str:
    wrong = found["passed_wrong"] + found["stopped_wrong"]
    if k is not None:
        return in_words(k)
    if not wrong:
        return "cannot tell: people called none of these drafts wrong"
    return "cannot tell: people judged none that it stopped; draw a sample below"


def in_words(k: Interval) -> str:
    """A kappa in Landis and Koch's words."""
    return next(word for least, word in WORDS if k.point >= least) + (": few drafts, a wide interval" if k.high - k.low > WIDE else "")


def share_of(k: float, n: float) -> dict:
    """A share as told: point, low, high, n and k; the first three null where n is 0."""
    return _interval(wilson(k, n)) | {"n": round(n), "k": round(k)}


def _interval(value: Interval | None) -> dict:
    return value._asdict() if value else dict.fromkeys(Interval._fields)


CONTENT: dict[str, tuple[str, ...]] = {
    "wrong fact": ("cites_known_facts", "figures_match", "states_nothing_uncited", "facts_are_fresh"),
    "missing context": ("is_specific", "facts_are_fresh", "fits_no_neighbour"),
    "wrong person": ("right_recipient", "names_no_other_customer"),
    "wrong tone": ("right_tone", "right_language"),
    "customer asked us not to": ("right_recipient", "keeps_policy"),
}
"""Reasons of a rejection that call the draft wrong, and the gates that answer for each; other reasons say that it was not needed.

`is_understood` answers for none: it knows words, not facts, and fails nothing that people could agree with.
"""
WORDS = (
    (0.8, "almost complete agreement"), (0.6, "good agreement"), (0.4, "moderate agreement"), (0.2, "fair agreement"),
    (-2, "little agreement"),
)  # fmt: skip
"""Landis and Koch's words (1977) for a kappa of at least so much."""
WIDE = 0.4
HOW = (
    "Wrong: rejected for its content, rewritten, or reported to have done harm. Fine: sent unchanged or lightly edited. Drafts rejected "
    "as not needed say nothing. What a gate could not tell is counted apart."
)
