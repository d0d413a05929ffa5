"""Who is who, ours beside splink 5 on 1,000 people with errors, and ours on 100,000 generated ones: `python bench/identity.py`.

splink is the field's library and no dependency of ours: `pip install -r requirements-bench.txt` brings it.
"""

import importlib.metadata
import logging
import os
import random
import sys
from pathlib import Path
from time import perf_counter

import polars as pl
from sklearn.metrics.cluster import pair_confusion_matrix

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.identity import resolve

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CS_CONFORMANCE_DATA", ROOT / "../shared/data")) / "identity" / "fake_1000.csv"
BROUGHT = ("splink", "duckdb", "sqlglot")
"""What comes with splink and is not installed for us anyway."""
SYLLABLES = (
    "ba",
    "den",
    "kir",
    "lo",
    "mar",
    "nel",
    "os",
    "pra",
    "ril",
    "san",
    "tov",
    "ul",
    "ven",
    "wick",
    "yar",
    "zen",
    "fa",
    "gor",
    "hel",
    "im",
)


def main() -> None:
    """Print one line an engine and data set: precision, recall, F1, seconds, and what it weighs installed."""
    print(f"{'engine':10}{'records':>9}{'precision':>11}{'recall':>8}{'F1':>7}{'seconds':>9}{'installed':>11}")
    if DATA.exists():
        beside(pl.read_csv(DATA))
    else:
        print(f"skipped: {DATA} is absent; set CS_CONFORMANCE_DATA")
    made = generated(100_000)
    report("ours", made["cluster"], lambda: resolve(made.drop("cluster"))["entity"], "0 MB")


def beside(people: pl.DataFrame) -> None:
    """Both engines on the same people, and what splink's weight would buy."""
    our_f1 = report("ours", people["cluster"], lambda: ours(people), "0 MB")
    try:
        f1 = report("splink 5", people["cluster"], lambda: splinks(people), f"{weight():.0f} MB")
    except ImportError as error:
        print(f"splink 5: skipped, {error}; pip install -r requirements-bench.txt")
        return
    print(f"splink's {weight():.0f} MB would buy {f1 - our_f1:+.3f} F1 here; it learns its weights from the data, ours are ordinary rates.")


def report(engine: str, truth: pl.Series, find, weighs: str) -> float:
    """Run one engine, print its line and return its F1."""
    start = perf_counter()
    found = find()
    seconds = perf_counter() - start
    (_, wrong), (missed, right) = pair_confusion_matrix(truth, found)
    p, r = right / (right + wrong), right / (right + missed)
    print(f"{engine:10}{len(truth):>9,}{p:>11.3f}{r:>8.3f}{2 * p * r / (p + r):>7.3f}{seconds:>9.1f}{weighs:>11}")
    return 2 * p * r / (p + r)


def ours(people: pl.DataFrame) -> pl.Series:
    """The entity of each record, as the product finds it."""
    name = pl.concat_str("first_name", "surname", separator=" ", ignore_nulls=True)
    return resolve(people.select("city", "email", id="unique_id", name=name, born="dob"))["entity"]


def splinks(people: pl.DataFrame) -> pl.Series:
    """The cluster of each record, with the settings that splink's own introduction uses for these data."""
    logging.disable(logging.WARNING)
    import splink.comparison_library as cl  # noqa: PLC0415
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        blocking_rules_to_generate_predictions=[block_on(c) for c in ("first_name", "surname", "dob", "email")],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(people.to_arrow()), settings)
    sure = [block_on("first_name", "surname", "dob"), block_on("email")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("first_name", "surname"), block_on("dob"), block_on("email")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.5).as_duckdbpyrelation().pl()
    found = people.select("unique_id").join(clusters.select("unique_id", "cluster_id"), on="unique_id", how="left", maintain_order="left")
    return found["cluster_id"].cast(pl.String).rank("dense")


def weight() -> float:
    """Megabytes on disk of splink and what it brings along that we do not need ourselves."""
    files = [f for name in BROUGHT for f in _files(name)]
    return sum(f.locate().stat().st_size for f in files if f.locate().exists()) / 1e6


def _files(name: str) -> list:
    try:
        return importlib.metadata.files(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []


def generated(records: int, *, seed: int = 7) -> pl.DataFrame:
    """People of 2,000 companies with typing errors, missing fields and up to three records each; `cluster` is who they are."""
    dice, rows, person = random.Random(seed), [], 0
    given, family = ([_word(dice).title() for _ in range(n)] for n in (2_000, 12_000))
    while len(rows) < records:
        first, last, company = dice.choice(given), dice.choice(family), f"c{dice.randrange(2_000)}.example"
        born, phone = (
            f"{dice.randrange(1950, 2004)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
            str(dice.randrange(10**8, 10**9)),
        )
        for _ in range(dice.choice((1, 1, 2, 3))):
            name = f"{_slip(first, dice)} {_slip(last, dice)}" if dice.random() < 0.8 else f"{last}, {first}"
            email = f"{first}.{last}@{company}".lower() if dice.random() < 0.7 else None
            rows.append(
                (len(rows), name, email, company, phone if dice.random() < 0.5 else None, born if dice.random() < 0.4 else None, person)
            )
        person += 1
    return pl.DataFrame(
        rows[:records], schema=["id", "name", "email", "domain", "phone", "born", "cluster"], orient="row", infer_schema_length=None
    )


def _word(dice: random.Random) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(dice.randrange(2, 4)))


def _slip(word: str, dice: random.Random) -> str:
    """The word, in one of eight cases with a letter left out."""
    at = dice.randrange(1, len(word))
    return word[:at] + word[at + 1 :] if dice.random() < 0.125 else word


if __name__ == "__main__":
    main()
