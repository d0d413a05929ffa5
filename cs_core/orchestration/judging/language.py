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


_WORD = re.compile(r"[^\W\d_]+")
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
