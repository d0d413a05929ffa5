"""Errors of number and name in texts about games, told by box scores: a table column by column, and two teams side by side.

The folder holds the box scores, a text of each by a sportswriter, and marks of errors in other texts, which language models wrote and
which it does not hold. Where those stand beside it (``text/rotowire_texts/S001.txt``, words divided by spaces), they are held to the
marks word by word; else numbers are planted into the writers' texts, which are not free of errors of their own.
"""

import csv
import json
import os
import re
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest

from cs_core.orchestration.judging.figures import find_figures
from cs_core.orchestration.judging.grounding import check_text

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("CS_CONFORMANCE_DATA", ROOT / ".." / "shared" / "data")) / "text"
TEXTS = FOLDER / "rotowire_texts"
NOT_SOURCE = {"summary", "cleaned_text", "detokenized_text", "shared_task_text_id"}
COUNTED = re.compile(r"[ -](?:points|rebounds|assists|steals|blocks)\b")

pytestmark = pytest.mark.skipif(
    not (FOLDER / "rotowire_dev.jsonl").is_file(), reason="the third-party data folder is absent; set CS_CONFORMANCE_DATA"
)


@pytest.fixture(scope="module")
def games() -> list[dict]:
    return [json.loads(line) for line in (FOLDER / "rotowire_dev.jsonl").read_text(encoding="utf-8").splitlines()]


def source(game: dict) -> dict:
    return {key: value for key, value in game.items() if key not in NOT_SOURCE}


def test_a_number_of_a_player_that_is_another_ones_is_caught(games):
    draw, caught, planted = Random(1), 0, 0
    for game in games:
        text, known = game["detokenized_text"], source(game)
        before = {start for start, _, _ in check_text(text, known).problems}
        sound = [f for f in find_figures(text) if f.values and COUNTED.match(text, f.end) and f.start not in before and f.values[0] < 60]
        values = sorted({int(f.values[0]) for f in sound})
        for figure in draw.sample(sound, min(8, len(sound))):
            other = draw.choice([v for v in values if v != figure.values[0]] or [0])
            wrong = f"{text[: figure.start]}{other}{text[figure.end :]}"
            planted += 1
            caught += any(start == figure.start for start, _, _ in check_text(wrong, known).problems)
    print(f"rotowire: {caught} of {planted} numbers of another in the game are caught")  # noqa: T201
    assert planted > 200 and caught / planted > 0.6


def test_texts_by_people_are_seldom_doubted_on_a_number(games):
    doubted = figures = 0
    for game in games:
        text = game["detokenized_text"]
        spans = [(f.start, f.end) for f in find_figures(text) if f.values]
        problems = check_text(text, source(game)).problems
        figures += len(spans)
        doubted += sum(any(start < to and at < end for start, end, _ in problems) for at, to in spans)
    print(f"rotowire: {doubted} of {figures} figures by sportswriters are doubted")  # noqa: T201
    assert doubted / figures < 0.12


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the data folder holds the marks, but not the texts that were marked")
def test_words_that_people_marked_as_wrong_numbers_and_names_are_found(games):
    marks, seen = _marks(), Counter()
    for game in games:
        file = TEXTS / f"{game['shared_task_text_id']}.txt"
        if not file.is_file():
            continue
        words, wrong = file.read_text(encoding="utf-8").split(), marks[game["shared_task_text_id"]]
        text, spans = _as_read(words)
        problems = check_text(text, source(game)).problems
        found = {n for n, (at, to) in enumerate(spans) if any(start < to and at < end for start, end, _ in problems)}
        seen.update(f"missed {kind}" if n not in found else f"found {kind}" for n, kind in wrong.items())
        seen["flagged"], seen["rightly"] = seen["flagged"] + len(found), seen["rightly"] + len(found & wrong.keys())
    recall = {kind: seen[f"found {kind}"] / (seen[f"found {kind}"] + seen[f"missed {kind}"]) for kind in ("NUMBER", "NAME")}
    precision = seen["rightly"] / seen["flagged"]
    print(f"rotowire: recall NUMBER {recall['NUMBER']:.2f}, NAME {recall['NAME']:.2f}, precision {precision:.2f}")  # noqa: T201
    assert recall["NUMBER"] > 0.5 and recall["NAME"] > 0.5 and precision > 0.5


def _marks() -> dict[str, dict[int, str]]:
    """Text -> place of a word -> the kind of its error."""
    marks: dict[str, dict[int, str]] = defaultdict(dict)
    with (FOLDER / "rotowire_dev_errors.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            places = range(int(row["DOC_TOKEN_START"]) - 1, int(row["DOC_TOKEN_END"]))
            marks[row["TEXT_ID"].removesuffix(".txt")].update(dict.fromkeys(places, row["TYPE"]))
    return marks


def _as_read(words: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """The text as it would be read, and where each word stands in it."""
    text, spans = "", []
    for word in words:
        close = not text or text[-1] in "(-" or word in ".,!?)-'" or word.startswith("'")
        text += word if close else f" {word}"
        spans.append((len(text) - len(word), len(text)))
    return text, spans
