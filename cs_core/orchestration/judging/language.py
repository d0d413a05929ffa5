"""In which language a text is written, by its commonest words. A few languages that our customers read; None where it cannot be told."""

import re

from cs_core.context.identity.names import word_list

LEAST = 3
"""Common words that a language must show."""


def language_of(text: str, *, least: int = LEAST) -> str | None:
    """Code of the language with the most common words in the text, at least so many and half again as many as any other's, or None."""
    spoken = [code for word in _WORD.findall(text.lower()) if word in _SPOKEN_IN for code in _SPOKEN_IN[word]]
    (most, code), (second, _), *_ = sorted(((spoken.count(code), code) for code in COMMON), reverse=True)
    return code if most >= least and most >= 1.5 * second else None


def nouns_in(text: str) -> tuple[str, ...]:
    """The words that a German text begins with a capital, as it does with every noun: they are no names for that."""
    return tuple(dict.fromkeys(_CAPITAL.findall(text))) if language_of(text) == "de" else ()


def commits_in_another_language(text: str) -> str | None:
    """Why a text that is not in the language of our rules may not speak of prices, shares, law or promises; None where it does not."""
    tongue = language_of(text)
    found = _COMMITS.search(text) if tongue not in (None, "en") else None
    return f"in a language without rules of ours it speaks of a price, a share, a promise or the law (“{found[0]}”)" if found else None


_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"\b[A-ZÄÖÜ][\wäöüß-]+")
_COMMITS = re.compile(
    r"\b(?:preis|rabatt|nachlass|skonto|gebühr|gutschrift|kostenlos|kostenfrei|gratis|umsonst|günstig|erlass|ermäßig|vergünstig|anw[aä]lt"
    r"|klage|rechtlich|gericht|inkasso|mahn|garant|versprech|zusicher|zusagen|sperr|hälfte|entgegen|zahl|bezahl|kost|prozent|doppelt|hundert|tausend"
    r"|prix|tarif|remise|rabais|réduction|gratuit|offert|avocat|tribunal|juridique|promet|promis|moitié"
    r"|precio|descuento|rebaja|abogad|prometemos|mitad|prezz|scont|avvocat|promett|metà"
    r"|prij|korting|kosteloos|advoca|belo[ov]|helft|preço|desconto|grátis|advogad|pris|gratis|rabat|cen[aęy]\b|zniżk|darmo)\w*",
    re.IGNORECASE,
)
COMMON = {
    code: frozenset(word_list(words))
    for code, words in {
        "en": "the of and to in is that for it you your with on as are this have from our we be not by at or would what which was has how "
        "can do i they them their he she when where who why if out up new all any so than then there into without more less only my me",
        "de": "der die das und ist nicht mit von für sie ihr ihre wir uns auf ein eine den dem des im zu haben hat wird sind bei aus über",
        "fr": "le la les des et est pas avec de pour vous votre nous notre sur une un du au dans que qui ce cette sont avez avons plus",
        "es": "el la los las y es no con de para usted su nosotros nuestro sobre una un del en que por se lo como más ha han este",
        "it": "il lo la gli le e è non con di per lei suo noi nostro su una un del della nel che si come più ha sono questo vostro",
        "nl": "de het een en is niet met van voor u uw wij ons op in te dat die zijn heeft wordt bij uit over naar ook aan maar",
        "pt": "o a os as e é não com de para você seu sua nós nosso sobre uma um do da em que por se mais tem são este ao",
        "sv": "det den en ett och är inte med av för ni er vi oss på i till att som har blir hos från över också om men",
        "da": "det den en et og er ikke med af for i jer vi os på til at som har bliver hos fra over også om men din jeres",
        "pl": "i jest nie z do na w że się to dla od po jak oraz państwa nasz nas są przez przy lub ale czy",
    }.items()
}
_SPOKEN_IN = {word: [code for code, common in COMMON.items() if word in common] for word in frozenset().union(*COMMON.values())}
