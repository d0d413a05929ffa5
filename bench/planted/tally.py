"""Judging good and harmed texts, and counting what the gates said: caught, did not pass, passed; and which gate could not tell."""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import NamedTuple

from bench.planted.company import Good
from bench.planted.paraphrase import paraphrase
from bench.planted.pattern import CLASSES, Pattern
from bench.planted.texts import Text, as_drafted
from cs_core.orchestration.gates import judge
from cs_core.orchestration.record import wilson
from cs_core.records import Verdict

KINDS = ("composer", "paraphrase")


class Judged(NamedTuple):
    """A text and the gates' words on it."""

    text: Text
    pattern: Pattern | None
    verdicts: tuple[Verdict, ...]
    base: str
    """What the gates said of the text before it was harmed."""

    @property
    def said(self) -> str:
        """``failed`` if any gate failed it, else ``cannot tell`` if any could not tell, else ``passed``."""
        return outcome(self.verdicts)


def outcome(verdicts: Iterable[Verdict]) -> str:
    """One word for all verdicts."""
    told = [v.passed for v in verdicts]
    return "failed" if False in told else "cannot tell" if None in told else "passed"


def texts(goods: Sequence[Good], draw: Random, say: Callable[[Text, Random], Text | None] = paraphrase) -> list[Text]:
    """The drafts as composed, and a free paraphrase of each that can be put in other words."""
    drafted = [as_drafted(g) for g in goods if g.proposal.claims]
    free = [p for t in drafted if (p := say(t, draw)) is not None]
    return drafted + free


def judged(text: Text, pattern: Pattern | None = None, base: str = "") -> Judged:
    """What the gates say of one text."""
    return Judged(text, pattern, tuple(judge(text.proposal, text.brief, text.world)), base)


def run(found: Sequence[Text], patterns: Sequence[Pattern], draw: Random, *, most: int) -> tuple[list[Judged], list[Judged]]:
    """All texts unharmed, and at most so many of each kind with each pattern's error in them."""
    unharmed = [judged(t) for t in found]
    harmed = []
    for pattern in patterns:
        for kind in KINDS:
            bases = [j for j in unharmed if j.text.of == kind]
            draw.shuffle(bases)
            planted = ((pattern.plant(j.text, draw), j.said) for j in bases)
            told = (pair for pair in planted if pair[0] is not None)
            harmed += [judged(t, pattern, base) for _, (t, base) in zip(range(most), told)]
    return unharmed, harmed


class Row(NamedTuple):
    """A line of the table."""

    name: str
    n: int
    failed: int
    unsure: int

    @property
    def stopped(self) -> int:
        """Failed or cannot tell: what does not pass."""
        return self.failed + self.unsure


def row(name: str, of: Sequence[Judged]) -> Row:
    """Counts of some texts."""
    told = [j.said for j in of]
    return Row(name, len(told), told.count("failed"), told.count("cannot tell"))


def table(unharmed: Sequence[Judged], harmed: Sequence[Judged]) -> list[tuple[str, Row]]:
    """(kind of text, row): per class and pattern, of texts that the gates had passed before they were harmed; then the unharmed."""
    found = []
    for kind in KINDS:
        mine = [j for j in harmed if j.text.of == kind and j.base == "passed"]
        for error in sorted(dict.fromkeys(j.pattern.kind for j in mine), key=CLASSES.index):
            of_class = [j for j in mine if j.pattern.kind == error]
            found.append((kind, row(error, of_class)))
            for pattern in dict.fromkeys(j.pattern.name for j in of_class):
                found.append((kind, row(f"  {pattern}", [j for j in of_class if j.pattern.name == pattern])))
        found.append((kind, row("all errors", mine)))
        found.append((kind, row("unharmed", [j for j in unharmed if j.text.of == kind])))
    return found


def doubts(unharmed: Sequence[Judged]) -> list[tuple[str, Row]]:
    """(kind of text, row): each gate that failed an unharmed text or could not tell of one, how often."""
    found = []
    for kind in KINDS:
        mine = [j for j in unharmed if j.text.of == kind]
        stopped = [v for j in mine for v in j.verdicts if not v.passed]
        for gate in dict.fromkeys(v.gate for v in stopped):
            told = [v.passed for v in stopped if v.gate == gate]
            found.append((kind, Row(gate, len(mine), told.count(False), told.count(None))))
    return found


def shown(rows: Sequence[tuple[str, Row]]) -> str:
    """The table in words, rates in percent with their 95 % intervals."""
    lines = [f"{'':32}{'n':>6}{'caught %':>22}{'did not pass %':>22}{'cannot tell %':>22}{'passed':>8}"]
    before = None
    for kind, r in rows:
        if kind != before:
            lines.append(f"-- {kind}")
            before = kind
        rates = "".join(f"{_rate(k, r.n):>22}" for k in (r.failed, r.stopped, r.unsure))
        lines.append(f"{r.name:32}{r.n:>6}{rates}{r.n - r.stopped:>8}")
    return "\n".join(lines)


def _rate(k: int, n: int) -> str:
    found = wilson(k, n)
    return "-" if found is None else f"{100 * found.point:.1f} ({100 * found.low:.1f}-{100 * found.high:.1f})"


def example(j: Judged) -> str:
    """One text with what was planted and what the gates said."""
    not_passed = [f"    {v.gate}: {'failed' if v.passed is False else 'cannot tell'}: {v.why}" for v in j.verdicts if not v.passed]
    head = f"[{j.text.of}] {j.pattern.kind}, {j.pattern.name}: {j.text.what}" if j.pattern else f"[{j.text.of}] unharmed"
    return "\n".join([head, *(f"  > {c.text}" for c in j.text.claims), *not_passed])
