"""Another vendor that is named: “we are looking at Samsara”. A name shows by its capital, so these rules see the text as it stands.

What has a capital and is no vendor is listed; what goes on after the name (“Route planner”, “Leeds for the rollout”) is none either.
"""

import re

from cs_core.context.conversations.notation import BOUNDARY, pattern

#: Whoever weighs another vendor says it so, before its name. `switching to` and its like are rivals whatever follows: see `words`.
WEIGHING = """
look/looking [closely/hard/seriously/now/also] at/into | evaluate/evaluating | trialling/trialing | considering | consider
quote/offer/proposal/demo from/of/by | comparing _ with/to/against | prefer | going/gone with | replace/replacing you/it/this with/by
switch/switched [over] to | move/moved/migrate/migrated over/away/across to
"""

#: What begins with a capital and is no vendor: months, days and seasons, names of plans, countries, parts of a text, words by chance.
NO_RIVAL = """
january/february/march/april/may/june/july/august/september/october/november/december
monday/tuesday/wednesday/thursday/friday/saturday/sunday | easter/christmas/spring/summer/autumn/winter
basic/core/pro/professional/premium/plus/standard/starter/growth/team/teams/business/enterprise/essential/essentials/advanced
ultimate/unlimited/free/lite/fleet | europe/germany/france/spain/italy/sweden/england/scotland/ireland/portugal/poland/america
page/section/item/option/phase/part/step/version | the/this/that/these/those/your/you/our/its/their/his/her/every/all/more/new
another/other/we/they/it/i
"""

_NAME = r"[A-Z][a-z][\w&'’-]*(?:[ .][A-Z][\w&'’-]*)?"
_AFTER = (
    r"(?=\s*(?:[.,;:!?)\u2013-]|$"
    r"|(?:and|or|instead|now|too|because|currently)\b|as (?:a|an|our|the)\b|at (?:the moment|present)\b"
    r"|(?:which|that|who) (?:is|are|was|were|has|have|had|costs?|offers?|asks?|can|could|would|will)\b))"
)
_AT_THE_END = re.compile(rf" ?({_NAME}){_AFTER}")
_NONE = re.compile(pattern(NO_RIVAL).replace(BOUNDARY, r"\b"), re.IGNORECASE)
_WEIGHING = re.compile(pattern(WEIGHING).replace(BOUNDARY, r"\b"), re.IGNORECASE)


def named_rival(sentence: str) -> str | None:
    """The vendor that the sentence, as it was written, names as weighed or taken; None where it names none."""
    spaced = " ".join(sentence.split())
    for said in _WEIGHING.finditer(spaced):
        named = _AT_THE_END.match(spaced, said.end())
        if named and not _NONE.search(named[1]):
            return named[1]
    return None
