"""What a text says beside its cited sentences, and whether that states anything: greetings, questions and requests state nothing."""

import re
from functools import lru_cache

from cs_core.context.identity.names import word_list
from cs_core.orchestration.judging.grounding import unfounded
from cs_core.orchestration.judging.senses import SET_PHRASES
from cs_core.records import Proposal


def uncovered(proposal: Proposal) -> list[str]:
    """The sentences of the body that no claim with facts accounts for, wherever they stand."""
    rest = proposal.body
    for claim in sorted((c.text.strip() for c in proposal.claims if c.fact_ids), key=len, reverse=True):
        rest = rest.replace(claim, "\n", 1) if claim else rest
    return sentences(rest)


def sentences(text: str) -> list[str]:
    """The sentences of a text that hold a word or a figure, without bullets."""
    parts = (part.strip().removeprefix("- ") for part in _SENTENCE.split(text))
    return [part for part in parts if _WORD.search(part)]


def states(part: str, named: tuple[str, ...]) -> str | None:
    """What an uncited sentence states, or None.

    A small number in words may stand in a request ("offer two dates"), and what it counts may be of the letter itself: "two questions",
    "twenty minutes would do"; "a line or two" is no number.
    """
    found = unfounded(_OR_SO.sub(lambda few: " " * len(few[0]), part), " ".join(("-", *named)))
    asks = part.endswith("?") or _REQUEST.match(part) is not None
    for start, end, why in found:
        of_the_letter = _OF_THE_LETTER.match(part, end) or ((asks or not start) and _MINUTES.match(part, end))
        if not (of_the_letter or (asks and _SMALL.fullmatch(part[start:end]))):
            return why.replace("is not in the source", "is said without a fact")
    return _tells(part, asks)


@lru_cache(maxsize=8192)
def _tells(part: str, asks: bool) -> str | None:
    """What an uncited sentence states beside figures and names: many letters hold the same."""
    if part_of_product := _PRODUCT.search(part):
        return f"“{part_of_product[0]}” speaks of a part of the product without a fact"
    if part.endswith("?") or _POINTS_AHEAD.fullmatch(part):
        return None
    said = SET_PHRASES.sub(" ", part)
    said = _OF_ITSELF.sub(" ", _INDEFINITE.sub(" ", said))
    asserted = _SUPPOSES.search(said) or _ASSERTS.search(said) or (None if asks or _STANCE.search(said) else _declares(said))
    return f"“{' '.join(asserted[0].split())}” states something" if asserted else None


def _declares(part: str) -> re.Match | None:
    """How something is said to be: a subject of a few words and a finite verb, in a main clause."""
    found = _DECLARES.match(part)
    subject = _WORD.findall(found["subject"].lower()) if found else ()
    of_itself = _OF_A_LETTER.intersection(subject) and not _PEOPLE.intersection(subject)
    return None if subject == ["no"] or of_itself or _OPENS_CLAUSE.intersection(subject) else found


_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SUBJECT = r"\b(?:you|we|they|it|this|that|i|there|(?:your|our|their|the) [\w-]+(?: [\w-]+){0,2})"
_SAYS = (
    r"(?:have|has|had|are|is|was|were|did|didn't|haven't|hasn't|isn't|aren't|paid|pays?|used?|uses|lost|reached|missed|signed|opened|closed|"
    r"rose|fell|grew|dropped|declined|increased|decreased|improved|renews?|renewed|ends?|ended|expires?|left|joined|fixed|shipped|released|"
    r"built|noticed|saw|see|know|found|agreed|said|told|asked|mentioned|reported)"
)
_ASSERTS = re.compile(rf"{_SUBJECT} (?:(?:already|now|also|just|recently|not|still|never|always) )?{_SAYS}\b", re.IGNORECASE)
"""A declarative sentence about the customer or about us that tells how things stand."""

_SUPPOSES = re.compile(
    r"(?<!so that )(?<!whether )"
    r"\b(?:we|i)(?: (?:do|still|also|really|now))? (?:think|believe|assume|suppose|suspect|fear|worry|expect|feel|sense|guess|understand"
    r"|gather|hear|imagine|doubt)s? (?:that )?(?:you|your|it|this|they|there|the)\b"
    r"(?! (?:might|would|could) (?:be of use|be useful|help)\b)",
    re.IGNORECASE,
)
"""What we suppose of them is told as much as what we know."""

_INDEFINITE = re.compile(
    r"\b(?:something|anything|everything|whatever|what|whether|if|how) (?:that )?(?:we|you|they|it|i|there|that|this|(?:your|our|their|the)"
    r" [\w-]+(?: [\w-]+)?) (?:have |has |had |just |already )?\w+"
    r"|\b(?:the|all|some|these) [\w-]+ (?:as|that|which) (?:we|i|you) \w+(?: (?:it|them))?(?=:$)",
    re.IGNORECASE,
)
"""What is spoken of without being told: "something we noticed", "whether it helps"; in a heading, "the facts as we have them:"."""

_PRODUCT = re.compile(
    r"\b(?:(?:new|our|the|this|your|an?) )(?:[\w-]+ ){0,3}?(?:feature|module|integration|add-?on|plug-?in|connector|app|extension|dashboard"
    r"|api|assistant|edition|beta|upgrade)s?\b",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"\bthis (?:is|was) (?:just |only |simply |merely )?(?:to\b"
    r"|an? (?:\w+ )?(?:note|word|line|mail|message|question|reminder|update|check)\b)",
    re.IGNORECASE,
)
"""What the letter says of itself."""

_STANCE = re.compile(
    r"\b(?:i|we)(?:['’](?:d|ll|re|m)\b| would\b| will\b| can\b| could\b| hope\b| wanted to\b"
    r"| thought (?:you|it|this|that) (?:might|would|could|may)\b"
    r"| suggest\b| propose\b| want\b| look forward\b"
    r"| (?:am|are) (?:writing|happy|glad|here|ready|looking forward)\b)|\b(?:thanks?|thank you)\b|\blet (?:me|us)\b",
    re.IGNORECASE,
)
"""What we are ready for, in the first person: it tells of no state of things."""

_REQUEST = re.compile(
    r"(?:suggested step: |please |just |kindly |do |simply |and )*(?:please|let|" + "|".join(word_list(
        "ask answer call check choose collect come confirm decide do draft explain feel find forward get give go have hear help hold join "
        "keep look make mark meet name note offer open pass phone pick plan prepare propose read record reply report respond review say "
        "schedule see send set share show sign speak start take talk tell think try use wait walk watch work write agree bring add put set"
    )) + r")\b",
    re.IGNORECASE,
)  # fmt: skip
"""A sentence that begins by asking somebody to do something."""

_POINTS_AHEAD = re.compile(r"(?:so |and |first |now )?(?:here|this|these|below|the following)(?:['’]s| is| are)\b[^.:]*:", re.IGNORECASE)
"""A heading that points at what comes below it."""
_OR_SO = re.compile(r"\ban? [\w-]+ or (?:two|three|so)\b|\bone or two\b|\btwo or three\b", re.IGNORECASE)
_OF_THE_LETTER = re.compile(r" (?:\w+ )?(?:questions|points|lines|remarks)\b", re.IGNORECASE)
_MINUTES = re.compile(r"[ -](?:minutes?|hours?)\b", re.IGNORECASE)
_SMALL = re.compile(r"two|three|four|five|six|seven|eight|nine|ten|a dozen", re.IGNORECASE)

_DECLARES = re.compile(
    r"(?:[-*•] ?)?(?P<subject>(?:[\w'’&\"“”-]+,? ){1,8}?)(?:(?:now|also|already|still|just|always|never|soon) )*"
    r"(?:is|are|was|were|has|have|had|can|will|won't|wo n't|does|do|did|gets?|comes?|goes|works?|helps?|saves?|lets?|allows?|enables?"
    r"|makes?|supports?|includes?|offers?|provides?|gives?|brings?|shows?|covers?|runs?|means?|needs?|becomes?|became|adds?|added|remains?|stays?"
    r"|sees|takes?|took|keeps?|kept|connects?|integrates?|syncs?|exports?|imports?|sends?|sent|moves?|moved|starts?|started|begins?|began"
    r"|stops?|stopped|arrives?|arrived|changes?|changed|launch(?:es|ed)?|costs?|holds?|may|might|must|should)\b",
    re.IGNORECASE,
)
_OF_A_LETTER = frozenset(word_list(
    "reply replies answer answers line lines note word words message mail letter call talk question questions point points summary list "
    "time day date moment hour minute minutes below here above need"
))  # fmt: skip
"""What a letter speaks of itself: a short reply is enough."""
_PEOPLE = frozenset(word_list("you your yours we our ours us they their theirs them it its i he she who everybody everyone team"))
_OPENS_CLAUSE = frozenset(
    word_list(
        "what who whom whose which when where why how whether if that because while although to would could should shall may can do does"
    )
)
