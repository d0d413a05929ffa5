"""Facts turned round by a small word: not, nobody, everybody, all, none. A denial that no fact bears out is one that nobody can tell of."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from cs_core.orchestration.judging.roles import is_number
from cs_core.records import Fact


class Turn(NamedTuple):
    """Words that may not stand in a sentence which cites such a fact, unless the words that excuse them stand there too."""

    name: str
    is_cited: Callable[[Sequence[Fact], date], bool]
    against: re.Pattern
    excused: re.Pattern | None = None


def turned_round(text: str, facts: Sequence[Fact], as_of: date) -> str | None:
    """The words of a claim that say the contrary of what its facts say, by denying or by speaking of all; None where none do."""
    for part in _CLAUSE.split(_without_names(text, facts)):
        for turn in TURNS:
            found = turn.against.search(part) if turn.is_cited(facts, as_of) else None
            if found and not (turn.excused and turn.excused.search(part)):
                return f"the cited facts say the opposite of “{' '.join(found[0].split())}” ({turn.name})"
    return None


def denied_without_ground(text: str, facts: Sequence[Fact], as_of: date) -> str | None:
    """A denial, or a word for all or none, of which the cited facts do not tell whether it is so; None where none stands."""
    if any(is_number(f.value) and f.value == 0 for f in facts):
        return None
    said = _NEUTRAL.sub(" ", _without_names(text, facts))
    full = any(f.key in SHARES and is_number(f.value) and round(f.value) == 100 for f in facts) or _same_count(facts)
    for part in _CLAUSE.split(said) if not said.rstrip().endswith("?") else ():
        found = _DENIES.search(part) or (None if full else _ALL_OF.search(part))
        if found and not any(f.key in BORNE and BORNE[f.key].search(said) for f in facts):
            return f"whether “{' '.join(found[0].split())}” is so, no cited fact tells"
    return None


def _without_names(text: str, facts: Sequence[Fact]) -> str:
    text = _SHORT_NOT.sub(" not", _QUOTED.sub(" it ", text))
    for name in sorted({f.value for f in facts if isinstance(f.value, str) and len(f.value) > 3}, key=len, reverse=True):
        for form in (name, name.replace("_", " "), name.replace("_", " ").capitalize()):
            text = text.replace(form, "it")
    return text


def _same_count(facts: Sequence[Fact]) -> bool:
    known = {f.key: f.value for f in facts if is_number(f.value)}
    return any(one in known and known[one] == known.get(other) for one, other in PARTS)


def _has(*keys: str) -> Callable[[Sequence[Fact], date], bool]:
    return lambda facts, as_of: any(f.key in keys and f.value is not None for f in facts)


def _more_than_none(facts: Sequence[Fact], as_of: date) -> bool:
    counts = [f.value for f in facts if is_number(f.value) and f.key not in FINE_AT_NONE]
    return bool(counts) and all(value > 0 for value in counts)


def _none_at_all(facts: Sequence[Fact], as_of: date) -> bool:
    return any(is_number(f.value) and f.value == 0 for f in facts) and not any(
        is_number(f.value) and f.value > 0 and f.key not in WHOLES for f in facts
    )


def _not_all(facts: Sequence[Fact], as_of: date) -> bool:
    known = {f.key: f.value for f in facts if is_number(f.value)}
    shares = [known[key] for key in SHARES if key in known]
    return any(round(share) < 100 for share in shares) or any(a in known and b in known and known[a] < known[b] for a, b in PARTS)


def _all_there(facts: Sequence[Fact], as_of: date) -> bool:
    known = {f.key: f.value for f in facts if is_number(f.value)}
    return any(round(known[k]) == 100 for k in SHARES if k in known) or _same_count(facts)


def _some(*keys: str) -> Callable[[Sequence[Fact], date], bool]:
    return lambda facts, as_of: any(f.key in keys and is_number(f.value) and f.value > 0 for f in facts)


def _is(key: str, value: bool) -> Callable[[Sequence[Fact], date], bool]:
    return lambda facts, as_of: any(f.key == key and f.value is value for f in facts)


def _words(pattern: str) -> re.Pattern:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


PARTS = (
    ("active_users_4w", "seats"), ("milestones_done", "milestones_total"), ("milestone_uses", "milestone_threshold"),
    ("consumed", "commitment"),
)  # fmt: skip
"""A part, and the whole that it is of."""
SHARES = ("utilisation", "plan_in_use", "milestone_progress", "consumed_share", "satisfaction_90d", "csat")
REACHED = ("milestone_reached", "milestone_on", "first_value_on", "full_value_on", "milestone_reached_on")
WHOLES = frozenset({other for _, other in PARTS} | {"term_share"})
FINE_AT_NONE = frozenset({"days_to_renewal", "days_to_notice", "pause_weeks", "champion_silent_days", "days_since_event", "discount"})
"""Facts beside which "no use" or "no word" may well be said."""
UNUSED = _words(
    r"unused|un ?touched|idle|not (?:yet )?(?:been )?(?:\w+ )?(?:use|used|using|open|opened|tried|touched|work)|nobody|no one|none\b"
    r"|never|without|not\b|no \w+|yet to|still waits?|waiting|lies|dormant|has yet|remains? to"
)
BORNE = {
    "unused_feature": UNUSED,
    "champion_left_on": _words(r"no longer|not there any ?more|is not (?:there|with)"),
    "auto_renew": _words(r"renew|roll|go(?:es)? on|unless"),
    "next_milestone": _words(r"yet|not (?:been )?(?:reach|met|done|begun|start|complet)|no longer fits|still"),
    "open_tickets": _words(r"answer|unsolved|closed"), "full_value_on": _words(r"all"),
    "top_feature": _words(r"no other|nothing else"), "features_4w": _words(r"all"),
    "last_touch_on": _words(r"not|no\b|nobody"), "champion_silent_days": _words(r"no\b|not|nobody|nothing|without"),
    "days_since_event": _words(r"no\b|not|nobody|nothing|without"), "last_event_on": _words(r"no\b|not|nobody|without"),
    "days_since_touch": _words(r"no\b|not|nobody|nothing|without"),
    "promise": _words(r"no\b|not|nobody"), "ask": _words(r"no\b|not|nobody|none|without"),
    "ticket": _words(r"answer|unsolved|closed|reply"), "open_asks": _words(r"answer|reply|repl|respon"),
    "pause_weeks": _words(r"without|no\b|not\b|nobody|nothing|none"), "promises_overdue": _words(r"kept|contact|done|met"),
}  # fmt: skip
"""Facts that a denial says in other words, and how it does."""
_NOBODY = r"(?:nobody|no one|none of|nothing|not (?:one|a single)|never|no (?:uses?|users?|people|seats?|tickets?|milestones?|activity)\b)"
_EVERY = (
    r"(?:all (?:of )?(?:the |your |our |their |\d+ )*(?:\w+ )?(?:seats?|people|users?|team|colleagues|milestones|steps|features"
    r"|uses|of them)"
    r"|everybody|everyone|every (?:one|single|seat|user|person|milestone|step|colleague|feature)|each (?:of|seat|user|person))\b"
)

TURNS = (
    Turn(
        "a part that is not used",
        lambda facts, as_of: _has("unused_feature")(facts, as_of) and not _has("top_feature")(facts, as_of),
        _words(rf"{_EVERY}.{{0,30}}\b(?:us|work|open)\w*|(?:is|are|was|in|heavily|widely|daily|already|often|well|being|been"
               rf"|most) use[d]?\b"
               r"|(?:you|team|they|people|users|colleagues)[\w ,]{0,24} (?:use|uses|used|using|rel(?:y|ies)|works? with"
               r"|started)\b|popular"),
        UNUSED,
    ),
    Turn("a part that the plan holds", _has("unused_feature"),
         _words(r"(?:not) (?:\w+ )?(?:includ|part of|cover|hold|contain|come)|without it\b|never unused|no longer unused|not unused"
                r"|nowhere unused|excluded|outside (?:of )?your plan")),
    Turn("a step still to come", _has("next_milestone", "milestone_ahead", "milestone_next"),
         _words(r"(?:has|have|was|were|is|are|been|already|been) (?:\w+ )?(?:reached|achieved|completed|met|finished|behind you)"
                r"|(?:you|team|they|everybody|everyone)(?:['’]ve)? (?:\w+ )?(?:reached|achieved|completed|finished)\b"),
         _words(r"yet|not\b|once|when|until|before|never|no longer|nobody|none|if\b|\d+ milestones?")),
    Turn("a step that was reached", lambda facts, as_of: _has(*REACHED)(facts, as_of) and not _has("next_milestone")(facts, as_of),
         _words(r"(?:not|never|no longer|nobody|none)(?: \w+){0,3} (?:reach|achiev|complet|met\b|done|finish|got|came)\w*|yet to|unreached"
                r"|still (?:ahead|to come|open|missing)")),
    Turn("a ticket that is open", _some("open_tickets", "oldest_ticket_days", "escalations_open", "open_asks"),
         _words(r"(?:no longer|not|never|none (?:is|are|of them (?:is|are))|nothing is) (?:\w+ )?(?:open|waiting|unanswered|pending)\b"
                r"|no (?:open|urgent|unanswered|waiting|pending) |no tickets?\b|every (?:ticket|one) (?:is|was|has)"
                r"|nobody (?:is )?wait\w*|all (?:are|were|have been|is) (?:closed|solved|answered|settled)|(?:is|are|was"
                r"|were) (?:now )?closed")),
    Turn("an open ask", _has("ask", "open_asks"), _words(r"(?:was|were|has been|have been|all|already|we|everybody) answered\b(?! since)"),
         _words(r"nobody|not\b|no one|none|never|un\w+|no \w+")),
    Turn("what is overdue", _some("overdue_invoices", "overdue_amount", "promises_overdue", "milestone_overdue_days"),
         _words(r"(?:not|never|none (?:is|are|of \w+ (?:is|are))|nothing|no longer|no invoices?|no promises?) ?(?:\w+ ){0,3}"
                r"(?:overdue|past due|late|behind|open|due)\b|nothing is (?:due|owed)|no (?:overdue|late|open) "
                r"|everything is (?:paid|settled)")),
    Turn("that it renews by itself", _is("auto_renew", True), _words(r"(?:not|never) (?:\w+ )?(?:renew|roll|go(?:es)? on|continue)\w*"),
         _words(r"unless|if\b|should not")),
    Turn("that it does not renew by itself", _is("auto_renew", False), _words(r"renews? (?:by itself|automatically)|rolls? on"),
         _words(r"not\b|never|no\b|only if")),
    Turn("somebody who left", _has("champion_left_on", "churned_on"),
         _words(r"(?:not|never) (?:\w+ )?(?:left|leave|gone|leaving)|(?:is|are) still|still (?:there|with|here|in)|nobody (?:has )?left"
                r"|(?:has|have) stayed|remains? (?:there|with|our)")),
    Turn("somebody who is there",
         lambda facts, as_of: _has("champion", "sponsor")(facts, as_of) and not _has("champion_left_on")(facts, as_of),
         _words(r"(?:is|are|was) (?:no longer|not|never)\b(?! known)|nobody|no (?:champion|sponsor)\b"),
         _words(r"reply|answer|repl|heard|word")),
    Turn("all of them", _not_all, _words(rf"{_EVERY}(?! (?:in all|together))|(?:fully|completely|entirely) (?:used|in use|taken)"
                        rf"|without exception"),
         _words(r"not (?:all|every)|yet|remain|left|not\b|none|are good|features|plan is fully|more than any")),
    Turn("not all of them", _all_there, _words(r"not (?:all|every)\w*|none of (?:your|the|them)|nobody|no (?:seat|user)s? "
                        r"|(?:some|few) (?:of|seats)")),
    Turn("that there are some", _more_than_none,
         _words(rf"{_NOBODY}.{{0,40}}\b(?:use[ds]?|using|active|open|opened|record\w*|logg?ed|done|reached|good|seats?|invoices?"
                rf"|tickets?|work\w*|milestones?)\b"
                r"|\bnone\b(?! (?:before|without))|(?:is|are|was|were|did|does|do|has|have) (?:not|never) (?:\w+ )?(?:in use"
                r"|use[ds]?|active"
                r"|record\w*|opened?|reach\w*|rated?|good)\b"),
         _words(r"nobody of ours|nothing left|answered|no longer|since\b|asked|unless|of the next|not yet|so far|silent|without"
                r"|not reached by")),
    Turn("that there are none", _none_at_all, _words(rf"{_EVERY}|at least (?:one|two|three|some)|everything|(?:several|many"
                        rf"|plenty|lots)\b|always"),
         _words(r"none|not\b|nobody|no\b|zero|left|remain\w*")),
)  # fmt: skip
"""Every turn is asked of every clause; the first that goes against is told."""

_DENIES = _words(r"(?:not|never|nobody|no one|none|nothing|neither|nowhere|everybody|everyone|nor)\b|no (?!longer than|more than|doubt)\w+")
_ALL_OF = _words(rf"{_EVERY}|always\b")
_NEUTRAL = _words(
    r"(?:do|have|did|we['’]ve|you and i do|i have) ?(?:not)? ?(?:not |yet )*(?:know each other|met|spoken|talked)(?: yet)?|not forgotten"
    r"|should not go on|nothing needs to be|(?:cannot|ca not|can not|could not) (?:\w+ )?(?:see|tell|measure|know)"
    r"|does not show|no longer fits?|nobody is on record|nobody yet who|been? in contact|not been in contact|not heard from"
    r"|nobody of ours|no(?:body)? (?:contact|answer|reply|word)\b"
    r"|in all|not yet|if not|or not|whether or not|no later|not only|not know|no longer (?:have|there|with)|not been (?:answered|in touch)"
    r"|no reason is on record|nobody has spoken with (?:them|it|you)|does not renew by itself|there is nothing left in"
    r"|your team does not use"
    r"|all (?:that|in all|together)|not to|(?:has|have|was) not been (?:kept|answered)|no (?:open|overdue)"
)
"""Denials that say nothing of a fact, in the words of our own drafts."""
_CLAUSE = re.compile(r"(?<=[.!?;])\s+|\s(?:-|–|—)\s")
_SHORT_NOT = re.compile(r"n['’]t\b")
_QUOTED = re.compile(r"[\"“”][^\"“”\n]*[\"“”]")
