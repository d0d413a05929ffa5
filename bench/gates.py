"""Errors planted into good drafts and free paraphrases, and how many the gates catch: `python bench/gates.py [ACCOUNTS]`.

`--later` plants the patterns that were kept back until the gates were frozen; `--fresh` a third set, written once it had been told what
kinds of the later ones the gates let through; `--all` all three; `--final` a last set, written by somebody who has not read the gates,
planted into the drafts and into paraphrases by eight other writers; it has been run and read since, so that it is no longer a blind
one. `--misses N` prints N texts that passed though an error stood in them, and N unharmed ones that did not pass. `--each N` is how
often each pattern is planted into each kind of text. Rates are of texts that the gates passed before they were harmed, so that nothing
else is caught than the error: caught is what a gate failed, and what did not pass is that and what a gate could not tell of, which goes
to a person.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.planted.company import a_store, good_drafts, made
from bench.planted.errors import PATTERNS
from bench.planted.final_patterns import PATTERNS as FINAL
from bench.planted.final_phrasings import paraphrase as finally_said
from bench.planted.fresh_patterns import PATTERNS as FRESH
from bench.planted.later_patterns import PATTERNS as LATER
from bench.planted.paraphrase import paraphrase
from bench.planted.tally import Judged, doubts, example, run, shown, table, texts

SEEDS = (7, 11)


def main() -> None:
    """Make two companies, plant, judge, print the table."""
    asked = _asked()
    patterns = (*PATTERNS, *LATER, *FRESH) if asked.all else FRESH if asked.fresh else LATER if asked.later else PATTERNS
    patterns, say = (FINAL, finally_said) if asked.final else (patterns, paraphrase)
    start, unharmed, harmed = perf_counter(), [], []
    with TemporaryDirectory() as folder:
        for seed in SEEDS:
            with a_store(Path(folder), f"s{seed}") as store:
                made(store, Path(folder) / f"s{seed}", accounts=asked.accounts, seed=seed)
                draw = Random(seed)
                good, bad = run(texts(good_drafts(store), draw, say), patterns, draw, most=asked.each // len(SEEDS))
                unharmed, harmed = unharmed + good, harmed + bad
    print(shown(table(unharmed, harmed)))
    print(f"\nWhy unharmed texts did not pass, by gate\n{shown(doubts(unharmed))}")
    print(f"{len(unharmed):,} unharmed texts, {len(harmed):,} with an error, in {perf_counter() - start:.0f} s")
    if asked.misses:
        missed = [j for j in harmed if j.base == "passed" and j.said == "passed"]
        _print_some("missed", missed, asked.misses)
        _print_some("rejected though unharmed", [j for j in unharmed if j.said == "failed"], asked.misses)
        _print_some("cannot tell though unharmed", [j for j in unharmed if j.said == "cannot tell"], asked.misses)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("accounts", nargs="?", type=int, default=300)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--each", type=int, default=120)
    parser.add_argument("--later", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--final", action="store_true")
    return parser.parse_args()


def _print_some(title: str, found: Sequence[Judged], most: int) -> None:
    print(f"\n{title}: {len(found):,}")
    for one in Random(1).sample(list(found), min(most, len(found))):
        print(example(one))


if __name__ == "__main__":
    main()
