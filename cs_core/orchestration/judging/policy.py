"""What a draft to a customer may not say, and which plays are people's, as data: one row a rule, with the reason a person reads."""

import re
from functools import lru_cache
from typing import NamedTuple

from cs_core.context.told import LINK
from cs_core.execution.writing.voice import PLAIN, Voice
from cs_core.orchestration.judging.first_look import any_of


class Ban(NamedTuple):
    """A wording that no message to a customer may hold, and why."""

    name: str
    pattern: re.Pattern
    why: str


def _words(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.IGNORECASE)


_COMMERCE = (
    r"(?:prices?|pricing|terms|conditions|fees?|invoices?|bills?|costs?|rates?|tariff|charges?|quotes?|instal?lments?|payments?"
    r"|(?:free |extra |added |additional |more |first |next |last |final |a |one |two |three |\d+ )(?:months?|quarters?|seats?"
    r"|licen[cs]es?)"
    r"|upgrades?)\b"
)
"""What an offer is about."""
_NEAR = r" (?:(?!(?:not|about|whether|when|if|by|until|question|due|open|unpaid|overdue)\b)[\w'’-]+ ){0,5}?"
_GIVES = (
    r"(?:(?:\b(?:we|i)(?:['’]ll|['’]d| will| can| could| would| shall| may| might|['’]re| are|['’]m| am)"
    r"(?: (?:also|gladly|happily|even|just|then|be|happy|glad|able|ready|willing|prepared|pleased|free|to|in|a|position)){0,6}"
    r"|\blet us|\blet me)"
    r" (?:match|give|grant|waiv\w*|skip|forgo|forgiv\w*|drop|hold|keep|freez\w*|offer|extend|honou?r|beat|undercut|spare|absorb"
    r"|cover|cancel"
    r"|write off|leave(?: out| off)?|let (?:you )?(?:off|keep|have)|add|include|lift|defer|postpone|pause|suspend|remove|adjust"
    r"|reduce|lower)\b"
    r"|\b(?:waiv|match|skip|forgo|forgiv|undercut|honou?r|freez)(?:e|es|ed|ing)?\b)"
)
"""How somebody of ours gives something away."""

HUMAN_PLAYS: tuple[str, ...] = ("escalation", "legal", "executive")
"""A play with one of these words in its name is done by a person, with no draft sent in their name."""

BANNED: tuple[Ban, ...] = (
    Ban(
        "promise",
        _words(r"\b(?:we|i) (?:guarantee|promise|warrant|commit)|\bguaranteed\b|\bwithout fail\b"),
        "it promises a result",
    ),
    Ban(
        "what is to come",
        _words(
            r"\b(?:we|i|our \w+)(?:['’]ll| will| shall| (?:are|am|is) going to|['’](?:re|m) going to) (?:\w+ly |also |soon |just )?"
            r"(?:(?:have|get) (?:(?:this|it|that|them|the \w+) )?(?:built|fixed|solved|released|repaired)"
            r"|build(?! on\b)|develop|implement|release|launch|ship|roll out|fix|repair)\b"
            r"(?!(?: \w+){0,3} (?:plan|date|day|time|call|meeting|list|agenda|steps?|surveys?|invoices?|pilot|workshop)\b)"
            r"|\b(?:(?:on|in|part of) (?:our|the) roadmap(?! of your\b)|coming soon|never happen again)\b"
            r"|\bno (?:more|further) (?:outages?|downtime|errors|bugs)\b"
            r"|\b(?:will|shall|is going to|are going to) (?:soon )?(?:be|go) "
            r"(?:released|shipped|launched|fixed|solved|repaired|built)\b"
            r"|\b(?:it|this|(?:feature|fix|version|release|update|app|export|import|integration|module|improvement|change|report)s?)"
            r" (?:will|shall|is going to|are going to) (?:soon )?(?:be|go) live\b|\b(?:be|go) live soon\b"
            r"|\byou(?:['’]ll| will| are going to) (?:\w+ly |also |soon )?"
            r"(?:earn|double|halve|profit|(?:save|gain|cut)(?! (?:the|this|that|your) (?:files?|lists?|document|page|report|settings?)\b)"
            r"(?! access\b))\b"
        ),
        "it promises what nobody can be sure of",
    ),
    Ban(
        "money back",
        _words(r"\brefund|\bmoney.back\b|\bcredit note\b|\bcompensat"),
        "it offers money back",
    ),
    Ban(
        "for free",
        _words(r"\bfree of charge\b|\bfor free\b|\bat no (?:extra )?cost\b|\bon the house\b|\bwaive"),
        "it gives something away",
    ),
    Ban(
        "price",
        _words(r"\b(?:special|best|lower|reduced|new) (?:price|rate)\b|\bprice (?:match|lock|freeze)|\bmatch(?:es|ed)? .{0,20}\bprice"),
        "it promises a price",
    ),
    Ban(
        "price cut",
        _words(
            r"\bhalf[- ](?:the )?price\b|\b(?:half|(?:one |two |three )?(?:fifth|quarter|third|tenth)s?)(?: of(?: it)?)? off\b"
            r"|\bknock(?:s|ed|ing)? .{0,40}\boff\b|\bcheaper\b"
            r"|\b(?:reduc|lower|cut|drop|slash|halv)\w* (?:\w+ ){0,3}(?:prices?|fees?|bill|charges?)\b"
            r"|\b(?:reduc|lower|cut|drop|slash|halv)\w* (?:your|the|our) rates?\b|\bhalf (?:of )?(?:your|the) (?:price|fee|bill|rate)\b"
            r"|\b(?:less|off) (?:your|the) (?:price|fee|bill)\b"
            r"|\bfree (?:\w+ )?(?:days?|weeks?|months?|quarters?|years?|seats?|licen[cs]es?)\b"
            r"|\b(?:weeks?|months?|quarters?|years?|seats?|licen[cs]es?) (?:for )?free\b"
            r"|\b(?:(?:is|are|be|been) (?:(?!you |they )\w+ )?|(?:comes?|stays?|remains?|gets?|have|having) (?:\w+ )?)"
            r"(?:free|gratis|complimentary|on us)\b"
            r"(?! to\b| of (?!charge|cost))"
            r"|\b(?:complimentary|gratis|freebie|voucher|cash ?back|concession|sweetener)\b|\bprice (?:break|relief|protection|guarantee)\b"
            r"|\b(?:one|two|three|four|five|six|a|\d+) (?:extra |more )?(?:days?|weeks?|months?|quarters?|years?|seats?|licen[cs]es?)"
            r" on us\b"
            r"|\b(?:on us|on the vendor|our treat|without (?:any )?(?:extra )?(?:charge|cost|fee)|no (?:extra )?(?:charge|cost|fee))\b"
            r"|\b(?:room|flexib\w*|leeway|negotiab\w*|generous)\b.{0,30}\b(?:price|fee|rate|cost|bill)s?\b"
            r"|\b(?:price|fee|rate|bill)s?\b.{0,30}\b(?:flexib\w*|leeway|negotiab\w*|generous)\b"
            r"|\b(?:better|good|great|special|sweet\w*|attractive|favou?rable) (?:deal|offer|terms|rates?|prices?)\b"
            r"|\bsav(?:e|es|ed|ing) (?:you )?(?:money|on (?:your|the))\b|\bcredit (?:you|your|the|to(?:wards)?|on|of|against)\b"
            r"|\boff (?:your|the|this|that|next|each|every) (?:\w+ )?(?:invoice|bill|price|fee|renewal|contract|subscription)\b"
            r"|\b(?:throw|thrown|throwing) in\b|\bgoodwill\b|\bas a (?:gift|thank[- ]you|favou?r)\b|\btwo for (?:the price of )?one\b"
            r"|\bcom(?:e|ing) down on\b|\b(?:take|taking|took|shave|cut) (?:something|some|a (?:bit|little)|[$€£]?\d\S*(?: \w+)?) off\b"
            r"|\bmeet you halfway\b|\bprice (?:drop|reduction|cut)\b"
            r"|\bcosts? (?:you )?(?:nothing|less|zero)\b"
            r"|\b(?:pay|paying|charge[ds]?|bill(?:ed)?) (?:you )?(?:nothing|less|only|half|zero)\b"
            r"|\b(?:not|never|n['’]t) (?:have to |need to |be )?(?:pay|charge[ds]?|bill(?:ed)?)\b"
        ),
        "it promises a lower price",
    ),
    Ban(
        "price held",
        _words(
            r"\b(?:no|without (?:an?y? )?|zero|skip(?:ping)? (?:the )?|spare \w+ (?:the )?) ?(?:price|fee|rate|cost) "
            r"(?:increase|rise|change|hike|uplift)s?\b"
            r"|\b(?:prices?|fees?|rates?|bill|charges?|terms|costs?) (?:\w+ ){0,3}?(?:(?:will|would|shall|does|do|is|are)(?: not|n['’]t)"
            r"|won['’]t|never) (?:\w+ )?(?:go|going|rise|change|increase|climb|move|up)\b"
            r"|\b(?:prices?|fees?|rates?|bill|charges?|costs?) (?:\w+ ){0,3}?(?:stays?|remains?|is|are|be|staying) (?:\w+ )?"
            r"(?:the same|as (?:it|they)|unchanged|flat|fixed|frozen|capped|locked|guaranteed|protected|held|constant|put)\b"
            r"|\b(?:prices?|fees?) (?:flat|fixed|frozen|unchanged|steady)\b"
            r"|\b(?:hold|keep|freez|fix|cap|lock|guarante|protect|secur|froze)\w* (?:in )?(?:your|the|our|this|that|these|those)"
            r"(?: \w+){0,2}? "
            r"(?:prices?|fees?|rates?|bill|charges?)\b"
            r"|\b(?:same|old|current|present|today['’]s|last year['’]s) (?:price|fee)s?\b"
        ),
        "it promises a price",
    ),
    Ban(
        "offer",
        _words(
            rf"{_GIVES}{_NEAR}{_COMMERCE}"
            rf"|{_COMMERCE} (?:\w+ ){{0,3}}?(?:(?:will|can|could|would|shall|to|is|are|be|been|gets?) )+(?:be )?"
            r"(?:matched|waived|skipped|held|frozen|dropped|forgiven|forgone|deferred|postponed|kept|written off|left out"
            r"|cancell?ed|included)\b"
            r"|\bmatch\w* (?:(?:what|whatever|anything|any)(?: that)?(?: (?!you\b|we\b)\w+){1,4} "
            r"(?:asks?|offers?|charges?|quotes?|bids?|pays?)"
            r"|their|the other|another|your other|that of|the competing|theirs)\b"
            rf"|\b(?:same|identical|equal|similar|today['’]s|current|present|existing) {_COMMERCE} (?:\w+ ){{0,2}}?(?:as|that"
            rf"|which|you|for|like)\b"
        ),
        "it makes an offer of price or terms",
    ),
    Ban(
        "legal",
        _words(
            r"\bliab(?:le|ility)\b|\blegal(?:ly)?\b|\blawsuit\b|\bindemnif|\bbreach of contract\b|\bterminate your\b"
            r"|\b(?:lawyers?|solicitors?|attorneys?|bailiffs?)\b|\bdebt[- ]collect|\bcollection agenc"
            r"|\b(?:we|i)(?:['’]ll| will| shall| must| may| might| could| can| (?:will )?have to| (?:are|am) going to) "
            r"(?:(?!not |never )\w+ )?(?:suspend|block|deactivate|disable|shut down|switch off|cut off|close|lock)"
            r" your (?:\w+ )?(?:accounts?|access|services?|licen[cs]es?|seats?|users?|contract|workspaces?|log-?ins?)\b"
        ),
        "it is a legal statement",
    ),
    Ban(
        "secrets",
        _words(
            r"\b(?<!never )(?<!not )(?<!n['’]t )(?<!never ask you to )"
            r"(?:send|give|tell|share|mail|provide|reply|enter|confirm|(?:we|i)(?:['’]ll| will)? need)\b(?! you\b)"
            r"(?:(?!\b(?:who|whoever|how|whether|where|if)\b)[^.?!\n]){0,40}"
            r"\b(?:passwords?|passcode|pin code|log-?in details|credentials|(?:card|cvv) (?:number|details))\b"
        ),
        "it asks for a secret",
    ),
    Ban(
        "competitor",
        _words(r"\b(?:better|cheaper) than \w+|\bunlike (?:our|your) competitor"),
        "it compares with a competitor",
    ),
    Ban(
        "pressure",
        _words(r"\b(?:act now|last chance|urgent action|before it.s too late|final warning)\b"),
        "it presses",
    ),
    Ban(
        "score",
        _words(
            r"\bhealth score\b|\bchurn (?:risk|score|probability)\b|\bat.risk account\b|\baccounts? at risk\b|\bour (?:model|algorithm)\b"
        ),
        "it shows our own scoring to the customer",
    ),
    Ban(
        "filler",
        _words(
            r"\bas an ai\b|\blanguage model\b|\bfinds you well\b|\bjust checking in\b|\bcircle back\b|\btouch base\b"
            r"|\b(?:can(?:not|['’]t)|unable to) (?:help|assist|comply) with (?:that|this) request\b"
        ),
        "it is filler",
    ),
    Ban(
        "placeholder",
        _words(
            r"\[(?:name|company|date|insert|your)[^\]]*\]|\{\w+\}|\blorem ipsum\b|\bTBD\b|\btodo:"
            r"|[(<](?:please )?(?:(?:insert|fill in)\b[^)>\n]*"
            r"|(?:add )?(?:(?:the|a|your|their|first|last|full) ){0,2}(?:name|company|date)(?: here)?)[)>]"
            r"|__{2,}"
        ),
        "a placeholder is left in it",
    ),
)

AMONG_US = frozenset({"score", "legal"})
"""Bans that only hold towards a customer."""

DISCOUNT = _words(r"\bdiscount|\brebate\b|(?:%|per ?cent|pct\.?) off\b|\bprice (?:cut|reduction)\b")
_ACROSS_LINES = next(ban.pattern for ban in BANNED if ban.name == "placeholder")
"""The one ban that several lines may break together, between square brackets."""
_LINKED = re.compile(r"(?:https?://|\bwww\.)\S*", re.IGNORECASE)
_HOST = re.compile(r"^[a-z][a-z0-9+.-]*:(?://)?|^.*@|[/?#].*$", re.IGNORECASE)

PERCENT = _words(r"(\d+(?:[.,]\d+)?)\s?(?:%|per ?cent|pct\b)")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_holds_harm = any_of((*(ban.pattern for ban in BANNED), _LINKED, DISCOUNT))
_holds_link = any_of((LINK,))


def done_by_people(play: str) -> bool:
    """Whether a person does this play, so that no draft is ever sent for it."""
    return any(word in play for word in HUMAN_PLAYS)


def offence(text: str, *, max_discount: float, internal: bool = False, voice: Voice = PLAIN) -> str | None:
    """Why the text breaks a policy, with the words that do; None where it keeps them all.

    `max_discount` is in percent; at 0 a draft may not speak of discounts at all. An `internal` note
    may name our own scoring and legal matters, and the phrases that the leader banned.
    """
    if not internal and (phrase := voice.banned_in(text)):
        return f"the leader banned “{phrase}”"
    if all(map(_is_harmless, text.split("\n"))) and not ("[" in text and _ACROSS_LINES.search(text)):
        return None
    for ban in BANNED:
        found = None if internal and ban.name in AMONG_US else ban.pattern.search(text)
        if found:
            return f"{ban.why} (“{found[0]}”)"
    if _LINKED.search(text) and (why := address_in(" ".join(_LINKED.findall(text)), voice.domains)):
        return why
    return next((why for part in SENTENCE.split(text) if (why := _too_cheap(part, max_discount))), None)


@lru_cache(maxsize=16_384)
def _is_harmless(line: str) -> bool:
    """Whether nothing in a line of a letter could break a policy: most lines stand in many letters."""
    return not _holds_harm(line)


def address_in(text: str, domains: tuple[str, ...] = ()) -> str | None:
    """Why a draft that nobody has read may not hold its links and addresses; None where all go to `domains`. A person may write theirs."""
    for found in (link for line in text.split("\n") for link in _links_in(line)):
        host = _HOST.sub("", found.lower()).rstrip(".,;:!?)")
        if not any(host == domain or host.endswith(f".{domain}") for domain in domains):
            allowed = f"only {', '.join(domains)} may be linked to" if domains else "no domain is allowed yet"
            return f"it holds a link or an address, and {allowed} (“{found}”)"
    return None


@lru_cache(maxsize=16_384)
def _links_in(line: str) -> tuple[str, ...]:
    return tuple(found[0] for found in LINK.finditer(line)) if _holds_link(line) else ()


def _too_cheap(sentence: str, limit: float) -> str | None:
    if not DISCOUNT.search(sentence):
        return None
    offered = [float(p.replace(",", ".")) for p in PERCENT.findall(sentence)]
    if limit and offered and max(offered) <= limit:
        return None
    said = f"{max(offered):g}%" if offered else "an unnamed amount"
    return f"it speaks of a discount of {said}; the guardrail on discounts allows {limit:g}%"
