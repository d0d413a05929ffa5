"""Which of a text's words are the writer's own, cut into sentences: quoted history, signatures and disclaimers are left out.

Work is in proportion to the length of the text, and nothing beyond `MOST_CHARS` is read.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_CHARS = 20_000
"""Of one text: a person's letter is shorter, and a pasted log says nothing of mood."""
LONGEST = 400
"""Characters of a sentence; a longer one is cut at a space."""
WRAPPED_FROM = 50
"""A line shorter than this was ended by its writer, not wrapped by a mail program."""
SIGNATURE_LINES, SIGNATURE_WIDTH = 6, 60


class Sentence(NamedTuple):
    """A stretch of the text as it stands: text[start:end]; `speaker` as a transcript names them, else empty."""

    start: int
    end: int
    speaker: str = ""


class Line(NamedTuple):
    start: int
    words: str


def sentences(text: str, *, transcript: bool = False) -> list[Sentence]:
    """The writer's own sentences in order; of a transcript (``Ada Lind: We are not happy.``) with who said each."""
    found: list[Sentence] = []
    for lines in _runs(_own_lines(text[:MOST_CHARS]), _TURN if transcript else _ITEM):
        start, end = lines[0].start, lines[-1].start + len(lines[-1].words)
        named = _SPEAKER.match(text, start, end) if transcript else None
        spoken = named.end() if named else start
        found += [Sentence(a, b, named[1] if named else "") for a, b in _cut(text, spoken, end)]
    return found


def _own_lines(text: str) -> list[Line]:
    """Lines up to the quoted history, without quotes, greetings and signature; an empty one between paragraphs."""
    kept: list[Line] = []
    lines = list(_lines(text))
    for n, line in enumerate(lines):
        if _QUOTED.match(line.words):
            if kept and _WROTE.search(kept[-1].words):
                kept[-1] = Line(kept[-1].start, "")
            kept.append(Line(line.start, ""))
        elif _HISTORY.match(line.words) or (_WROTE.search(line.words) and not _answered_below(lines, n)):
            break
        else:
            kept.append(Line(line.start, "") if _NOISE.fullmatch(line.words) else line)
    return _unsigned(kept)


def _lines(text: str) -> Iterator[Line]:
    at = 0
    for raw in text.split("\n"):
        words = raw.strip()
        yield Line(at + (raw.find(words) if words else 0), words)
        at += len(raw) + 1


def _answered_below(lines: list[Line], n: int) -> bool:
    """Whether quoted lines follow a line such as “Ada wrote:”: then the answer may stand beneath them."""
    return any(_QUOTED.match(line.words) for line in lines[n + 1 : n + 4])


def _unsigned(lines: list[Line]) -> list[Line]:
    """Without what follows a closing, where all of it is as short as a signature."""
    filled = [n for n, line in enumerate(lines) if line.words]
    for n in filled[1:]:
        after = [lines[m].words for m in filled if m > n][: SIGNATURE_LINES + 1]
        if _CLOSING.fullmatch(lines[n].words) and len(after) <= SIGNATURE_LINES and all(map(_is_signature, after)):
            return lines[:n]
    return lines


def _is_signature(words: str) -> bool:
    return len(words) <= SIGNATURE_WIDTH and not words.endswith((".", "?", "!"))


def _runs(lines: list[Line], begins: re.Pattern) -> Iterator[list[Line]]:
    """Lines that belong together: a wrapped line goes on in the next one, unless that one begins an item of its own."""
    run: list[Line] = []
    for line in lines:
        if run and (not line.words or len(run[-1].words) < WRAPPED_FROM or begins.match(line.words)):
            yield run
            run = []
        if line.words:
            run.append(line)
    if run:
        yield run


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _END.finditer(text, start, end):
        yield from _short(text, at, found.end())
        at = found.end()
    yield from _short(text, at, end)


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without the space around it, in pieces of at most `LONGEST`."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        space = text.rfind(" ", start + 1, start + LONGEST)
        cut = space if space > 0 else start + LONGEST
        yield start, cut
        start = cut + 1 if space > 0 else cut
    if end > start:
        yield start, end


_QUOTED = re.compile(r">|&gt;|\|")
_WROTE = re.compile(r"(?:wrote|writes|a écrit|schrieb[^:]{0,60}|escribió) ?:$", re.IGNORECASE)
_HISTORY = re.compile(
    r"-{2,} ?(?:original|forwarded|ursprüngliche|message d'origine)|_{10,}$|(?:from|von|de): .*(?:@|\[mailto)|begin forwarded message"
    r"|--$|-- $|—$|(?:this|the information in this) (?:e-?mail|message)(?:,| and any| is (?:confidential|intended)| may contain| contains)"
    r"|confidentiality notice|disclaimer:|you (?:are receiving|received) this (?:e-?mail|message) because|unsubscribe\b",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))(?:[ ,]{1,2}[\w.'-]{1,30}){0,4}[,!.:]?"
    r"|sent from my .{0,40}|get outlook for .{0,40}|[-*=~ ]+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:with |all |my )?(?:(?:best|kind|kindest|warm|warmest|many|sincere|friendly) (?:and |& )?)?"
    r"(?:regards|wishes|thanks|greetings|best|cheers|sincerely|thx|br|kr|rgds)"
    r"|all the best|thank you|yours(?: \w+)?|sincerely yours|take care|have a (?:nice|good|great) (?:day|week|weekend)|talk soon|best)"
    r"(?: \w+)?[,.!]?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[-*•–] |\d{1,2}[.)] ")
_SPEAKER = re.compile(r"([^\W\d_][\w.'’-]{0,30}(?: [\w.'’-]{1,30}){0,3}): ")
_TURN = re.compile(f"{_ITEM.pattern}|{_SPEAKER.pattern}")
_MONTH = (
    r"(?:Jan(?:uary?)?|Feb(?:ruary?)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?"
    r"|Nov(?:ember)?|De[cz](?:ember)?|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
)
_END = re.compile(rf"[.!?…]+(?!(?<=\d\.)\s+{_MONTH})(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)[\"'”’)\]]{{0,3}}(?=\s)")
"""Not the point within a day (31. Dezember), nor that of a title."""
