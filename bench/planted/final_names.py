"""A last set of errors that make up a name or what the product does: whoever works on the gates does not read this."""

from collections.abc import Callable
from random import Random

from bench.planted import final_words as w
from bench.planted import said
from bench.planted.final_places import given_name_greeted, known, to_whom
from bench.planted.fresh_places import anywhere, with_body
from bench.planted.pattern import is_letter, pick
from bench.planted.texts import Text

Plant = Callable[[Text, Random], Text | None]


def _named(words: tuple[str, ...], lines: tuple[str, ...]) -> Plant:
    def plant(text: Text, draw: Random) -> Text | None:
        new = pick(draw, words, text)
        line = draw.choice(lines).format(new)
        line = to_whom(text, line[0].upper() + line[1:])
        return anywhere(text, draw, line, f"no fact names {new}: {line}") if new else None

    return plant


street, programme, reseller, rule = map(
    _named, (w.STREETS, w.PROGRAMMES, w.RESELLERS, w.RULES), (w.AT_STREET, w.IN_PROGRAMME, w.BY_RESELLER, w.BY_RULE)
)
fair, award, group = map(_named, (w.FAIRS, w.AWARDS, w.GROUPS), (w.AT_FAIR, w.WITH_AWARD, w.IN_GROUP))


def misspelt(text: Text, draw: Random) -> Text | None:
    """Hello Graham -> Hello Grahm: a letter lost, or two exchanged."""
    found = given_name_greeted(text)
    if found is None:
        return None
    hello, name = found
    at = draw.randrange(1, len(name) - 1)
    wrong = name[:at] + name[at + 1 :] if draw.random() < 0.5 else name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if wrong == name or wrong.lower() in said.words_known(text.brief):
        return None
    return with_body(text, text.proposal.body.replace(f"{hello} {name},", f"{hello} {wrong},", 1), f"{name} is greeted as {wrong}")


def role_made_up(text: Text, draw: Random) -> Text | None:
    """The reader is told that they hold an office that no fact gives them."""
    new = pick(draw, w.ROLES, text)
    if not is_letter(text) or new is None:
        return None
    line = draw.choice(w.AS_ROLE).format(new)
    return anywhere(text, draw, line, f"no fact says so: {line}")


def _stated(lines: tuple[str, ...]) -> Plant:
    def plant(text: Text, draw: Random) -> Text | None:
        line = to_whom(text, draw.choice(lines))
        return anywhere(text, draw, line, f"no fact says so: {line}")

    return plant


built_for_you, quantities, path, service = map(_stated, (w.BUILT_FOR_YOU, w.QUANTITIES, w.PATHS, w.SERVICES))
kept_safe, for_programs, early, fixed_too = map(_stated, (w.KEPT_SAFE, w.FOR_PROGRAMS, w.EARLY, w.FIXED_TOO))


def perk(text: Text, draw: Random) -> Text | None:
    """The customer's own plan is said to hold what no fact says it holds."""
    plan = known(text, "plan")
    if plan is None:
        return None
    line = to_whom(text, draw.choice(w.PERKS).format(plan.value))
    return anywhere(text, draw, line, f"no fact says so: {line}")


def called_new(text: Text, draw: Random) -> Text | None:
    """A feature that they have long used is told as newly made."""
    feature = known(text, "top_feature")
    then = text.good.earlier.get("top_feature") if text.good.earlier else None
    if feature is None or then is None or feature.value != then.value:
        return None
    line = draw.choice(w.CALLED_NEW).format(str(feature.value).replace("_", " ").capitalize())
    return anywhere(text, draw, line, f"it was in use a hundred days ago: {line}")
