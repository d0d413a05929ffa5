"""What somebody of ours adds to a letter that tells nothing of the customer: when to talk, who signs, a greeting in another language.

A day is read so only where it is near, and the sentence is about talking and of nothing that has a day of its own, or names an hour too.
"""

import re
from datetime import date, timedelta

from cs_core.orchestration.judging.figures import WEEKDAY_BEFORE, Figure, find_figures

AHEAD_DAYS = 120
"""A talk is not arranged for later than so many days from today."""


def without_arranged(text: str, today: date) -> str:
    """The text without the hours and days on which it proposes, promises or thanks for a talk: what is left is to be judged."""
    talks, courteous = _TALKS.search(text), _COURTEOUS.match(text)
    if not (talks or courteous):
        return _GREETS.sub("", text)
    hours = [found.span() for found in _HOUR.finditer(text)] if talks else []
    elsewhere = _TELLS.search(text)
    days = [f for f in find_figures(text) if f.day and _meant(f, today) and (not elsewhere or _by_an_hour(f, hours))]
    near = [] if elsewhere else [found.span() for found in _NEAR.finditer(text) if courteous or not found["past"]]
    for start, end in (*hours, *((f.start, f.end) for f in days), *near):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def wrong_weekday(text: str, today: date) -> str | None:
    """The day of a talk that is said to fall on another day of the week than it does; None where none is."""
    for figure in find_figures(text) if _TALKS.search(text) else ():
        day, beside = _meant(figure, today), WEEKDAY_BEFORE.search(text, 0, figure.start)
        if day and beside and None not in figure.day[1:] and f"{day:%a}".lower() != beside["day"].lower():
            return f"{figure.text} is a {day:%A}"
    return None


def signs(text: str) -> bool:
    """Whether a line holds no more than what stands under a name: a post, or a telephone number."""
    return _POST.fullmatch(text) is not None or _TELEPHONE.fullmatch(text) is not None


def _meant(figure: Figure, today: date) -> date | None:
    """The near day that a figure names, of a month alone its first that is not over; None where it is no day, past, or far away."""
    if not figure.day or figure.day[1] is None:
        return None
    year, month, day = figure.day
    last = today + timedelta(days=AHEAD_DAYS)
    for at in (year,) if year else (today.year, today.year + 1):
        try:
            found = date(at, month, day or 1)
        except ValueError:
            continue
        if today <= found <= last or (day is None and (at, month) == (today.year, today.month)):
            return max(found, today)
    return None


def _by_an_hour(figure: Figure, hours: list[tuple[int, int]]) -> bool:
    return any(0 <= start - figure.end <= MOST_BETWEEN or 0 <= figure.start - end <= MOST_BETWEEN for start, end in hours)


MOST_BETWEEN = 5
"""Characters between a day and its hour: "8 December at 10:00"."""
_TALKS = re.compile(
    r"\b(?:(?:i|we) (?:could|can) do"
    r"|calls?|(?:on the|by) phone|phone you|talk|talking|talked|meet|meeting|met|speak|speaking|spoke|chat|session|webinar|workshop"
    r"|appointment|invit(?:e|ed|ation)|slot|(?:am|are|i['’]m|we['’]re|are you|be) (?:\w+ )?(?:free|available)|suits?"
    r"|demo|visit|catch up|get back to you|(?:work|better|best|convenient) for you|work\?"
    r"|on (?:leave|holiday|vacation)|out of (?:the )?office|gespräch|termin|anruf|anrufen|sprechen|telefonieren|treffen|passt"
    r"|appel|parler|rendez-vous|disponible|un moment)"
    r"(?!\w)",
    re.IGNORECASE,
)
_COURTEOUS = re.compile(
    r"(?:it was|thanks|thank you|many thanks|good|nice|great|lovely|(?:i|we) (?:wish|enjoyed)|have a|happy|merry|enjoy)\b", re.IGNORECASE
)
_TELLS = re.compile(
    r"\b(?:renew\w*|contract|terms?|notice|invoices?|bills?|pa(?:y|ys|id|yment)|prices?|quotes?|due|expir\w*|end(?:s|ed|ing)?|deadline|since"
    r"|milestones?|planned|live|releas\w*|launch\w*|ship\w*|uses?|used|using|recorded|seats?|licen[cs]es?|discount|goals?|trial|cancel\w*"
    r"|subscription|start(?:s|ed)|begins?|began|silent"
    r"|said|told|promised|agreed|wrote|answered|signed|customer|vertrag\w*|rechnung\w*|kündig\w*|laufzeit"
    r"|contrat|facture|échéance)(?!\w)",
    re.IGNORECASE,
)
"""What has a day of its own, which a fact must bear."""
_O = r"(?:[01]?\d|2[0-3])"
_HALF = r"(?: ?[ap]\.?m\b\.?)"
_WEEKDAY = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
_HOUR = re.compile(
    rf"\b{_O}(?::[0-5]\d)? ?(?:-|–|to|and|until|or) ?{_O}(?::[0-5]\d{_HALF}?|{_HALF})|\b{_O}:[0-5]\d{_HALF}?"
    rf"|\b{_O} ?(?:[ap]\.?m\b\.?|o['’]clock\b|uhr\b|h\b)|\b(?:CET|CEST|GMT|UTC|BST|EST|EDT|PST|PDT)\b"
    rf"|(?<=day )(?:between|from) {_O} (?:and|to|until) {_O}(?=[.,;?!]|$)|\b(?:between|from) {_O} (?:and|to|until) {_O}(?= on {_WEEKDAY})",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?:(?P<past>yesterday|last week|last month)|tomorrow|(?:this|next) (?:week|month))\b", re.IGNORECASE)
_GREETS = re.compile(
    r"^(?:guten (?:tag|morgen|abend)|grüß gott|hallo|liebe[rs]?|sehr geehrte[rs]?(?: frau| herr)?|bonjour|bonsoir|chère?|buongiorno|gentile"
    r"|hola|buenos días|estimad[oa]|beste|geachte|goedendag|dzień dobry|olá|hej|god dag)\b(?=[^\n]{0,60},?$)",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:(?:senior|junior|lead|head|director|vice president|vp|chief|principal|customer|success|account|support|onboarding|renewals?"
    r"|relationship|client|partner|team|manager|executive|specialist|consultant|officer|advocate|engineer|of|and)(?:, | - | & | |$)){2,}",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(r"(?:(?:tel|phone|mobile|direct|t|m)\b[.:]* ?)?(?:\+|00?)\d[\d ()./-]{6,20}", re.IGNORECASE)
