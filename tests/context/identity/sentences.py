"""Sentences about made-up customers, each with the entities that it names; everything else of the registry is forbidden.

The word lists are this file's own. They were written without looking at the lists in `identity.mentions`, and hold names that are
ordinary words, names that share words, nicknames of nobody, and products that are called like a customer.
"""

import random
from typing import NamedTuple

import polars as pl


class Sentence(NamedTuple):
    """A text, the entity ids that it names, and which shape it was made by."""

    text: str
    expected: frozenset[str]
    shape: str


COINED = (
    "Velmora",
    "Quintessa",
    "Brandvik",
    "Oskelund",
    "Tarrowby",
    "Nexmere",
    "Fjordline",
    "Zephyrine",
    "Calderix",
    "Montreva",
    "Ulverstad",
)
WORDS = ("Anchor", "Beacon", "Harvest", "Juniper", "Meridian", "Pinnacle", "Sparrow", "Tempest", "Vantage", "Willow", "Cobalt", "Ember")
SECOND = ("Logistics", "Foods", "Robotics", "Insurance", "Textiles", "Marine", "Dental", "Freight", "Ceramics", "Aviation")
FORMS = ("GmbH", "Ltd", "Inc.", "S.A.", "AB", "B.V.", "LLC")
FIRST = (
    "Ines", "Tobias", "Priya", "Marek", "Yusuf", "Linnea", "Carmen", "Hugo", "Ottilie", "Reed", "Jade", "Hunter", "Violet",
    "Cliff", "Olive", "Norm", "Melody", "Ash", "Brook", "Sky",
)  # fmt: skip
LAST = (
    "Halvorsen", "Okonkwo", "Petrosyan", "Lindqvist", "Moreau", "Castellano", "Whitfield", "Duarte", "Novotny", "Bishop", "Archer",
    "Fields", "Winters", "Sharp", "Marsh", "Cook",
)  # fmt: skip
STRANGERS = ("Esposito", "Vandermeer", "Kowalska", "Ferreira", "Thornbury", "Aaltonen")
DEALS = ("Warehouse rollout", "Fleet expansion", "Claims pilot", "Branch upgrade", "Group licence", "Night shift pilot")
ELSEWHERE = ("Foundation", "Academy", "Street", "Bay", "Brothers", "University", "Valley", "Motors")
THINGS = ("dashboard", "export", "connector", "screen", "report", "wizard")


class World(NamedTuple):
    """A registry, and what the sentences are made of: accounts by id with their children."""

    registry: pl.DataFrame
    accounts: dict[str, dict]
    products: tuple[str, ...]


def world(seed: int, *, accounts: int = 14) -> World:
    """Customers with two contacts and a deal each; two share a first name, two a deal's name, some the first word of their name."""
    dice = random.Random(seed)
    names = [*dice.sample(COINED, 5), *(f"{w} {dice.choice(SECOND)}" for w in dice.sample(WORDS, 4)), *dice.sample(WORDS, 4)]
    names = list(dict.fromkeys(names))[:accounts]
    products = tuple(dice.sample([n for n in names if n in WORDS], 1))
    rows, made = [], {}
    for n, name in enumerate(names):
        slug = name.lower().replace(" ", "-")
        form = dice.choice(("", *FORMS))
        alias = "".join(w[0] for w in name.split()) + "QX"[n % 2] + "ZKV"[n % 3]
        people = []
        for m, (first, last) in enumerate(zip(dice.sample(FIRST, 2), dice.sample(LAST, 2), strict=True)):
            people.append({"id": f"c{n}{m}", "first": first, "last": last, "email": f"{first}.{last}@{slug}.example".lower()})
        made[f"a{n}"] = {
            "name": name,
            "domain": f"{slug}.example",
            "alias": alias,
            "people": people,
            "deal": (f"d{n}", DEALS[n % len(DEALS)]),
        }
        rows.append((f"a{n}", "account", f"{name} {form}".strip(), [alias], f"{slug}.example", None, None))
        rows += [(p["id"], "contact", f"{p['first']} {p['last']}", [], None, p["email"], f"a{n}") for p in people]
        rows.append((f"d{n}", "opportunity", DEALS[n % len(DEALS)], [], None, None, f"a{n}"))
    rows += [(f"p-{name}", "product", name, [], None, None, None) for name in products]
    schema = ["id", "type", "name", "aliases", "domain", "email", "account_id"]
    return World(pl.DataFrame(rows, schema=schema, orient="row"), made, products)


def sentences(seed: int) -> tuple[World, list[Sentence]]:
    """One sentence of every shape for every account."""
    made, dice = world(seed), random.Random(seed + 1)
    found = [shape(made, key, dice) for key in made.accounts for shape in SHAPES]
    return made, [sentence for sentence in found if sentence]


def _sentence(shape, text: str, *expected: str) -> Sentence:
    return Sentence(text, frozenset(expected), shape.__name__)


def _parts(made: World, key: str, dice: random.Random) -> tuple[str, dict, dict]:
    account = made.accounts[key]
    return account["name"], account, dice.choice(account["people"])


def _plain(made: World, name: str) -> bool:
    """Whether the name by itself says who is meant: it is not a product's too."""
    return name not in made.products


def account_inside(made, key, dice):
    name, *_ = _parts(made, key, dice)
    text = dice.choice(("We called {} about the renewal.", "The kick-off with {} went well.", "Is {} still on the old plan?"))
    return _sentence(account_inside, text.format(name), key) if _plain(made, name) else None


def opens_and_acts(made, key, dice):
    name, *_ = _parts(made, key, dice)
    text = dice.choice(("{} asked for a discount.", "{} signed the order form today.", "Good news.\n{} renewed for two years."))
    return _sentence(opens_and_acts, text.format(name), key) if _plain(made, name) else None


def opens_and_is(made, key, dice):
    name, *_ = _parts(made, key, dice)
    text = dice.choice(("{} is unhappy with the export.", "{}: invoice overdue", "{} team was on the call."))
    return _sentence(opens_and_is, text.format(name), key) if _plain(made, name) else None


def possessive(made, key, dice):
    name, *_ = _parts(made, key, dice)
    text = dice.choice(("Support closed {}'s last ticket.", "I read {}’s survey comments twice.", "Who owns {}'s data migration?"))
    return _sentence(possessive, text.format(name), key) if _plain(made, name) else None


def whole_person_and_account(made, key, dice):
    name, _, person = _parts(made, key, dice)
    text = dice.choice(
        ("{1} {2} of {0} asked for a quote.", "Had coffee with {1} {2} ({0}) last week.", "We owe {1} {2} at {0} an answer.")
    )
    found = (key, person["id"]) if _plain(made, name) else (person["id"],)
    return _sentence(whole_person_and_account, text.format(name, person["first"], person["last"]), *found) if _plain(made, name) else None


def first_name_in_scope(made, key, dice):
    name, _, person = _parts(made, key, dice)
    text = dice.choice(("The workshop at {0} was good, and {1} wants another.", "For {0} we should ask {1} before Friday."))
    return _sentence(first_name_in_scope, text.format(name, person["first"]), key, person["id"]) if _plain(made, name) else None


def deal_in_scope(made, key, dice):
    name, account, _ = _parts(made, key, dice)
    deal, called = account["deal"]
    text = dice.choice(("The {1} at {0} slips to May.", "Legal at {0} cleared the {1}."))
    return _sentence(deal_in_scope, text.format(name, called), key, deal) if _plain(made, name) else None


def address(made, key, dice):
    _, _, person = _parts(made, key, dice)
    text = dice.choice(("Forwarded by {} this morning.", "Please add {} to the thread", "From: {}\nSubject: invoice"))
    return _sentence(address, text.format(person["email"]), key, person["id"])


def domain(made, key, dice):
    _, account, _ = _parts(made, key, dice)
    text = dice.choice(("The workspace at {} has been idle.", "See https://app.{}/board for the plan.", "Users of {} cannot sign in."))
    return _sentence(domain, text.format(account["domain"]), key)


def alias(made, key, dice):
    _, account, _ = _parts(made, key, dice)
    return _sentence(alias, dice.choice(("{} pricing, second draft", "The {} team is on site.")).format(account["alias"]), key)


def two_accounts(made, key, dice):
    other = dice.choice([k for k in made.accounts if k != key])
    a, b = made.accounts[key]["name"], made.accounts[other]["name"]
    return _sentence(two_accounts, f"Both {a} and {b} asked for it.", key, other) if _plain(made, a) and _plain(made, b) else None


def lower_case_word(made, key, dice):
    word = made.accounts[key]["name"].split()[0].lower()
    text = dice.choice(("We found a {} near the office.", "they will {} it next year", "It was no {}, they said."))
    return _sentence(lower_case_word, text.format(word))


def opens_with_the_word(made, key, dice):
    name = made.accounts[key]["name"]
    if name not in WORDS:
        return None
    return _sentence(opens_with_the_word, dice.choice(("{} season is over.", "{} colours look best on the slides.")).format(name))


def another_company(made, key, dice):
    name = made.accounts[key]["name"]
    text = dice.choice(("The {0} {1} signed with a rival.", "We read about {0} {1} in the news.", "Have you heard of {0} {1}?"))
    return _sentence(another_company, text.format(name, dice.choice(ELSEWHERE)))


def longer_at_the_front(made, key, dice):
    name = made.accounts[key]["name"]
    front = dice.choice(("New", "Royal", "Upper", "Saint", "Golden"))
    return _sentence(longer_at_the_front, dice.choice(("We lost to {} {} again.", "They buy from {} {} now.")).format(front, name))


def nearly_spelled(made, key, dice):
    name = made.accounts[key]["name"]
    at = dice.randrange(1, len(name.split()[0]) - 1)
    wrong = name[:at] + name[at + 1] + name[at] + name[at + 2 :] if name[at] != name[at + 1] else name[:at] + name[at + 1 :]
    return _sentence(nearly_spelled, f"A reference call with {wrong} is planned.") if wrong != name else None


def first_name_alone(made, key, dice):
    _, _, person = _parts(made, key, dice)
    text = dice.choice(("{} asked for the slides.", "Please call {} back.", "I promised {} an answer by noon."))
    return _sentence(first_name_alone, text.format(person["first"]))


def another_family_name(made, key, dice):
    _, _, person = _parts(made, key, dice)
    return _sentence(another_family_name, f"Our new hire {person['first']} {dice.choice(STRANGERS)} starts on Monday.")


def another_family_name_in_scope(made, key, dice):
    name, _, person = _parts(made, key, dice)
    text = f"The auditor at {name} is {person['first']} {dice.choice(STRANGERS)}."
    return _sentence(another_family_name_in_scope, text, key) if _plain(made, name) else None


def name_that_is_a_word(made, key, dice):
    name, *_ = _parts(made, key, dice)
    text = dice.choice(("The sky over {} was clear.", "We ate an olive with {} people.", "Nobody at {} read the reed report."))
    return _sentence(name_that_is_a_word, text.format(name), key) if _plain(made, name) else None


def word_opens_in_scope(made, key, dice):
    name, *_ = _parts(made, key, dice)
    told = {p["first"] for p in made.accounts[key]["people"]}
    word = dice.choice([w for w in ("Sharp", "Sky", "Olive", "Violet", "Hunter") if w not in told])
    return _sentence(word_opens_in_scope, f"Numbers from {name} are in. {word} is the trend.", key) if _plain(made, name) else None


def deal_without_scope(made, key, dice):
    return _sentence(deal_without_scope, f"The {made.accounts[key]['deal'][1]} is late.") if _shared(made, key) else None


def _shared(made, key):
    called = made.accounts[key]["deal"][1]
    return sum(a["deal"][1] == called for a in made.accounts.values()) > 1


def product_called_like_a_customer(made, key, dice):
    [product] = made.products
    return _sentence(product_called_like_a_customer, f"The {product} {dice.choice(THINGS)} fails on Safari.")


def foreign_address(made, key, dice):
    _, account, person = _parts(made, key, dice)
    host = account["domain"]
    text = dice.choice(("{0}@my-{1} wrote in.", "The link went to {1}.attacker.test today.", "{0}@{1}.co is not theirs."))
    return _sentence(foreign_address, text.format(person["first"].lower(), host))


def hidden_in_a_word(made, key, dice):
    word = made.accounts[key]["name"].split()[0]
    return _sentence(hidden_in_a_word, dice.choice(("The Mc{} brothers own it.", "un{}ed data everywhere", "{}ish at best")).format(word))


SHAPES = (
    account_inside, opens_and_acts, opens_and_is, possessive, whole_person_and_account, first_name_in_scope, deal_in_scope,
    address, domain, alias, two_accounts, lower_case_word, opens_with_the_word, another_company, longer_at_the_front,
    nearly_spelled, first_name_alone, another_family_name, another_family_name_in_scope, name_that_is_a_word, word_opens_in_scope,
    deal_without_scope, product_called_like_a_customer, foreign_address, hidden_in_a_word,
)  # fmt: skip
