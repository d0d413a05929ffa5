"""All, some or none: whether the words of a claim for how much of a whole there is say what the figures that it cites come to."""

import re
from collections.abc import Sequence

from cs_core.orchestration.judging.first_look import any_of
from cs_core.orchestration.judging.roles import is_number
from cs_core.records import Fact


def wrong_quantity(text: str, facts: Sequence[Fact]) -> str | None:
    """Words for all where there is a part, for none where there are some, for not all where all are there; a part that nobody uses told
    as used; and a share of those that were rated told as one of all. None where none of these stands.
    """
    told = _without_names(text, facts)
    if not _holds_quantity(told):
        return None
    contradicted = _against(facts)
    for part in _CLAUSE.split(told):
        for against, excused in contradicted:
            found = against.search(part)
            if found and not (excused and excused.search(part)):
                return f"the cited facts say the opposite of “{' '.join(found[0].split())}”"
    return None


def is_whole(facts: Sequence[Fact]) -> bool:
    """Whether a cited share is 100 %, or a part as large as its whole."""
    known = _numbers(facts)
    return any(round(known[key]) == 100 for key in SHARES if key in known) or any(a in known and known[a] == known.get(b) for a, b in PARTS)


def _against(facts: Sequence[Fact]) -> list[tuple[re.Pattern, re.Pattern | None]]:
    """The words that these facts contradict, each with those that excuse them."""
    known, keys = _numbers(facts), {f.key for f in facts}
    counts = [value for key, value in known.items() if key not in FINE_AT_NONE]
    less = any(known[a] < known[b] for a, b in PARTS if a in known and b in known)
    partly = less or any(round(known[key]) < 100 for key in SHARES if key in known)
    found = [(_ALL, _NOT_ALL)] if partly else []
    if is_whole(facts):
        found.append((_LESS_THAN_ALL, None))
    if counts and all(value > 0 for value in counts):
        found.append((_NONE, _ELSE))
    if 0 in known.values() and not any(value > 0 for key, value in known.items() if key not in WHOLES):
        found.append((_SOME, _DENIED))
    if "satisfaction_90d" in keys:
        found.append((_OF_ANSWERED, None))
    if "unused_feature" in keys and "top_feature" not in keys:
        found += [(_USED, _UNUSED), (_NOT_HELD, None)]
    return found


def _numbers(facts: Sequence[Fact]) -> dict[str, float]:
    return {f.key: float(f.value) for f in facts if is_number(f.value)}


def _without_names(text: str, facts: Sequence[Fact]) -> str:
    text = _SHORT_NOT.sub(" not", _QUOTED.sub(" it ", text))
    for name in sorted({f.value for f in facts if isinstance(f.value, str) and len(f.value) > 3}, key=len, reverse=True):
        for form in (name, name.replace("_", " "), name.replace("_", " ").capitalize()):
            text = text.replace(form, "it")
    return text


def _words(pattern: str) -> re.Pattern:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


PARTS = (
    ("active_users_4w", "seats"), ("milestones_done", "milestones_total"), ("milestone_uses", "milestone_threshold"),
    ("consumed", "commitment"),
)  # fmt: skip
"""A part, and the whole that it is of."""
WHOLES = frozenset({other for _, other in PARTS} | {"term_share"})
SHARES = ("utilisation", "plan_in_use", "milestone_progress", "consumed_share", "satisfaction_90d", "csat")
FINE_AT_NONE = frozenset({"days_to_renewal", "days_to_notice", "pause_weeks", "champion_silent_days", "days_since_event", "discount"})
"""Facts beside which "no use" or "no word" may well be said."""
_EVERY = (
    r"(?:all (?:of )?(?:the |your |our |their |\d+ )*(?:\w+ )?(?:seats?|people|users?|team|colleagues|milestones|steps|features"
    r"|uses|of them)"
    r"|everybody|everyone|every (?:one|single|seat|user|person|milestone|step|colleague|feature)|each (?:of|seat|user|person))\b"
)
_ALL = _words(rf"{_EVERY}(?! (?:in all|together))|(?:fully|completely|entirely) (?:used|in use|taken)|without exception")
_NOT_ALL = _words(r"not (?:all|every)|yet|remain|left|not\b|none|are good|features|plan is fully|more than any")
_LESS_THAN_ALL = _words(r"not (?:all|every)\w*|none of (?:your|the|them)|nobody|no (?:seat|user)s? |(?:some|few) (?:of|seats)")
_NONE = _words(
    r"(?:nobody|no one|none of|nothing|not (?:one|a single)|never|no (?:uses?|users?|people|seats?|tickets?|milestones?|activity)\b)"
    r".{0,40}\b(?:use[ds]?|using|active|open|opened|record\w*|logg?ed|done|reached|good|seats?|invoices?|tickets?|work\w*|milestones?)\b"
    r"|no (?:open|overdue|late|unanswered) |\bnone\b(?! (?:before|without))|(?:is|are|was|were|did|does|do|has|have) (?:not|never)"
    r" (?:\w+ )?(?:in use|use[ds]?|active|record\w*|opened?|reach\w*|rated?|good)\b"
)
_ELSE = _words(
    r"nobody of ours|nothing left|answered|no longer|since\b|asked|unless|of the next|not yet|so far|silent|without|not reached by"
)
_SOME = _words(rf"{_EVERY}|at least (?:one|two|three|some)|everything|(?:several|many|plenty|lots)\b|always")
_DENIED = _words(r"none|not\b|nobody|no\b|zero|left|remain\w*")
_USED = _words(
    rf"{_EVERY}.{{0,30}}\b(?:us|work|open)\w*|(?:is|are|was|in|heavily|widely|daily|already|often|well|being|been|most) use[d]?\b"
    r"|(?:you|team|they|people|users|colleagues)[\w ,]{0,24} (?:use|uses|used|using|rel(?:y|ies)|works? with|started)\b|popular"
)
_UNUSED = _words(
    r"unused|un ?touched|idle|not (?:yet )?(?:been )?(?:\w+ )?(?:use|used|using|open|opened|tried|touched|work)|nobody|no one|none\b"
    r"|never|without|not\b|no \w+|yet to|still waits?|waiting|lies|dormant|has yet|remains? to"
)
_NOT_HELD = _words(
    r"(?:not) (?:\w+ )?(?:includ|part of|cover|hold|contain|come)|without it\b|never unused|no longer unused|not unused"
    r"|nowhere unused|excluded|outside (?:of )?your plan"
)
_OF_ANSWERED = _words(
    r"(?<!ratings )(?<!rating )(?<!rated )(?:of|all|every|each|both) (?:of )?(?:the |our |your |their |these |those |\d+ )*"
    r"(?!rated )(?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|tickets?|cases?|requests?)\b"
    r"(?! (?:(?:that |which )?(?:you|they|(?:your|their) (?:team|people))"
    r" (?:have )?|(?:that |which )(?:was |were |got |were given )|)rated\b)"
)
"""The share of good ones is of the ratings that were given, and nothing tells how many answers were given none."""
_holds_quantity = any_of((_ALL, _LESS_THAN_ALL, _NONE, _SOME, _USED, _NOT_HELD, _OF_ANSWERED))
_CLAUSE = re.compile(r"(?<=[.!?;])\s+|\s(?:-|–|—)\s")
_SHORT_NOT = re.compile(r"n['’]t\b")
_QUOTED = re.compile(r"[\"“”][^\"“”\n]*[\"“”]")
