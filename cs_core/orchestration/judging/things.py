"""Things that a source names, each with its record: what a sentence says of one of them must stand in that record.

Records are lists of objects, objects of like objects (``home`` and ``away``), and tables told column by column (``points`` of each
row's number), which are turned. A thing is known by the words of its names that no other thing of its table has.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cs_core.context.identity.names import word_list
from cs_core.orchestration.judging.figures import Figure
from cs_core.orchestration.judging.series import Problem, as_tree

LIKE = 0.6
"""Share of keys that records of one table have in common at least."""
FEWEST_FIELDS = 3
DISTINCT = 0.6
"""Share of different values from which on a column of words names its rows."""


class Thing(NamedTuple):
    """A name, and the numbers of its record by key."""

    name: str
    numbers: tuple[tuple[str, float], ...]


class Things(NamedTuple):
    """Word of a name -> the things that it may mean."""

    by_word: Mapping[str, frozenset[Thing]]


def read_things(source: str | dict | list) -> Things:
    """The named records of a source; none in a text that is no JSON and no literal."""
    return _of_text(source) if isinstance(source, str) else _gather(source)


@lru_cache(maxsize=256)
def _of_text(source: str) -> Things:
    tree = as_tree(source)
    return Things({}) if tree is None else _gather(tree)


def _gather(tree: object) -> Things:
    by_word: dict[str, set[Thing]] = defaultdict(set)
    for table in _tables(tree):
        for word, things in _named(table).items():
            by_word[word] |= things
    return Things({word: frozenset(things) for word, things in by_word.items()})


def _tables(node: object) -> Iterator[list[dict]]:
    """Every table of a tree, its rows as flat objects."""
    children = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list | tuple) else []
    objects = [child for child in children if isinstance(child, dict) and child]
    has_rows = len(objects) > 1 and (isinstance(node, dict) or any(len(child) >= FEWEST_FIELDS for child in objects))
    groups: dict[frozenset, list[dict]] = defaultdict(list)
    for child in objects if has_rows else ():
        place = next((keys for keys in groups if len(keys & child.keys()) >= LIKE * len(keys | child.keys())), frozenset(child))
        groups[place].append(child)
    for rows in groups.values():
        yield from _turned(node, rows) if len(rows) > 1 else ()
    for child in children:
        if isinstance(child, dict | list | tuple):
            yield from _tables(child)


def _turned(parent: object, rows: list[dict]) -> Iterator[list[dict]]:
    """The rows; where each holds values of one kind only, and they differ in kind, they are columns."""
    kinds = [{_is_number(v) for v in row.values() if _is_told(v)} for row in rows]
    is_flat = all(not isinstance(v, dict | list) for row in rows for v in row.values())
    if isinstance(parent, dict) and is_flat and all(len(k) <= 1 for k in kinds) and len(set().union(*kinds)) > 1:
        names = [key for key, child in parent.items() if any(child is row for row in rows)]
        yield [{name: row.get(at) for name, row in zip(names, rows)} for at in rows[0]]
    elif min(len(row) for row in rows) >= FEWEST_FIELDS:
        yield rows


def _named(rows: list[dict]) -> dict[str, set[Thing]]:
    """Word -> things of one table; a word that most of its rows share names none."""
    columns = {key: [str(row[key]) for row in rows if isinstance(row.get(key), str) and _is_told(row[key]) and not _is_number(row[key])]
               for key in rows[0]}  # fmt: skip
    naming = [key for key, seen in columns.items() if len(seen) >= LIKE * len(rows) and len(set(seen)) >= DISTINCT * len(seen)]
    found: dict[str, set[Thing]] = defaultdict(set)
    for row in rows:
        said = [str(row[key]) for key in naming if isinstance(row.get(key), str) and _is_told(row[key])]
        words = {word for text in said for word in _NAME.findall(text)}
        thing = Thing(max(said, key=len, default=""), tuple((k, float(v)) for k, v in row.items() if _is_told(v) and _is_number(v)))
        for word in words if thing.numbers else ():
            found[word].add(thing)
    return {word: things for word, things in found.items() if len(things) <= max(1, len(rows) // 4)}


def thing_problems(text: str, figures: Sequence[Figure], things: Things) -> Iterator[Problem]:
    """Figures told, with what they count, of things that a sentence names, and that stand at none of these things."""
    if not things.by_word:
        return
    for start, end in _sentences(text):
        meant = _meant(text, start, end, things)
        if not meant or _APART.search(text, start, end):
            continue
        told = [f for f in figures if start <= f.start < end and f.values and not f.day]
        yield from _scores(text, meant, things, start, end)
        for at, to, values, slack, keys in _counted(text, told, meant, start, end):
            known = [v for thing in meant for k, v in thing.numbers if k in keys]
            if known and not any(abs(abs(v) - value) <= slack + 1e-9 for v in known for value in values):
                yield at, to, f"{text[at:to]} is not of {_whose(meant)}"


def _whose(meant: frozenset[Thing]) -> str:
    return " or ".join(sorted(thing.name for thing in meant)) if len(meant) < 3 else "those it names"


def _scores(text: str, meant: frozenset[Thing], things: Things, start: int, end: int) -> Iterator[Problem]:
    """Scores of which no part is of a thing that the sentence names, or one is of no thing of its table."""
    pairs = list(_PAIR.finditer(text, start, end))
    if not pairs:
        return
    keys = {k for thing in meant for k, _ in thing.numbers}
    ours = {abs(v) for thing in meant for _, v in thing.numbers}
    theirs = {abs(v) for found in things.by_word.values() for thing in found for k, v in thing.numbers if k in keys}
    for pair in pairs:
        parts = [float(pair[1]), float(pair[2])]
        if not ours.intersection(parts) or not theirs.issuperset(parts):
            yield pair.start(), pair.end(), f"{pair[0]} is not of {_whose(meant)}"


def _counted(
    text: str, figures: Sequence[Figure], meant: frozenset[Thing], start: int, end: int
) -> Iterator[tuple[int, int, tuple[float, ...], float, frozenset[str]]]:
    """Figures with the keys that the word behind them stands for; "a block" among counted things is one."""
    keys = frozenset(k for thing in meant for k, _ in thing.numbers)
    any_ = False
    for figure in figures:
        behind = _BEHIND.match(text, figure.end, end)
        told = _keys_of(behind["word"], keys) if behind else frozenset()
        if told and not (figure.text.isalpha() and text[figure.end : figure.end + 1] == "-"):
            any_ = True
            yield figure.start, figure.end, figure.values, figure.slack if figure.percent or figure.about else 0.0, told
    for one in _ONE.finditer(text, start, end) if any_ else ():
        if told := _keys_of(one["word"], keys):
            group = "pair" if one["pair"] else "n"
            yield one.start(group), one.end(group), (2.0 if one["pair"] else 1.0,), 0.0, told


def _keys_of(word: str, keys: frozenset[str]) -> frozenset[str]:
    """Keys one part of which is the word, or short for it: PTS for points."""
    plural = word.lower() if word.lower().endswith("s") else f"{word.lower()}s"
    if plural in NOTHING or len(plural) < 5:
        return frozenset()
    return frozenset(key for key in keys if any(_short_for(part, plural) for part in re.split(r"[\W_]+", key.lower())))


def _short_for(part: str, word: str) -> bool:
    if len(part) < 2 or part[0] != word[0]:
        return False
    letters = iter(word)
    return part.rstrip("s") == word.rstrip("s") or (len(part) <= 4 and all(letter in letters for letter in part))


def _meant(text: str, start: int, end: int, things: Things) -> frozenset[Thing]:
    """The things that a sentence names: of a run of names those that all its words may mean."""
    meant: set[Thing] = set()
    for run in _RUN.finditer(text, start, end):
        sets = [things.by_word[word] for word in _NAME.findall(run[0]) if word in things.by_word]
        if sets:
            shared = frozenset.intersection(*sets)
            meant |= shared if len(shared) else frozenset().union(*sets)
    return frozenset(meant)


def _is_told(value: object) -> bool:
    return value is not None and str(value).strip().upper() not in ("", "N/A", "NA", "NONE", "NULL", "-")


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and _NUMBER.fullmatch(value.strip()) is not None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for stop in _STOP.finditer(text):
        yield at, stop.end()
        at = stop.end()
    if at < len(text):
        yield at, len(text)


_STOP = re.compile(r"(?<!\bJr)[.!?](?=\s|$)|\n|;")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’]+")
_RUN = re.compile(r"[A-ZÀ-Þ][\w'’]+(?: [A-ZÀ-Þ][\w'’]+)*")
_BEHIND = re.compile(r"[ -](?:[a-z]+(?:ed|al|ing) )?(?P<word>[A-Za-z]+)")
_PAIR = re.compile(r"(?<![\w.-])(\d{1,3}) ?[-–] ?(\d{1,3})(?![\w-]|\.\d| ?[-–] ?\d)")
"""A score or a balance: 32-18."""
_ONE = re.compile(r"(?:(?<=, )|(?<=and )|(?<=with )|(?<=also ))(?:a (?P<pair>pair) of|(?P<n>an?)) (?P<word>[a-z]+)\b")
_APART = re.compile(
    r"\b(?:averag\w+|per game|combin\w+|over (?:his|her|its|their) (?:last|past|previous)|season|career|quarter|half|period)\b", re.I
)
"""What is told of a part of the record, or of several."""
NOTHING = frozenset(word_list("times others mores years days weeks months hours minutes"))
"""Words that measure, and count none of a record's things."""
