"""Invented companies and people of eight countries. Stems are syllables joined at random, so none is meant to exist."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np


class Place(NamedTuple):
    """A country with its language, clock, trades in its own words, legal forms and people's names."""

    country: str
    language: str
    zone: str
    share: float
    trades: tuple[str, ...]
    """One word for each of TRADES."""
    legal: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]


def company_names(place: np.ndarray, trade: np.ndarray, rng: np.random.Generator) -> Iterator[tuple[str, str]]:
    """For each account its name and the slug of its domain, no slug twice."""
    taken: set[str] = set()
    picks = rng.integers(0, 1 << 30, (len(place), 4))
    for at, kind, (a, b, c, legal) in zip(place.tolist(), trade.tolist(), picks.tolist(), strict=True):
        stem = STARTS[a % len(STARTS)] + ENDS[b % len(ENDS)]
        word, form = PLACES[at].trades[kind], PLACES[at].legal[legal % len(PLACES[at].legal)]
        tail = word.split()[0].translate(UMLAUTS)
        slug = ascii_of(f"{stem}-{tail}")
        while slug in taken:
            c += 1
            partner = STARTS[c % len(STARTS)] + ENDS[c // len(STARTS) % len(ENDS)]
            slug = ascii_of(f"{stem}-{partner}-{tail}")
        taken.add(slug)
        full = stem if slug.count("-") == 1 else f"{stem} & {partner}"
        yield f"{full} {word} {form}", slug


def people_names(place: np.ndarray, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """First and last names, one pair an entry of `place`; one person in seven has a name from elsewhere."""
    moved = np.where(rng.random(len(place)) < 0.14, rng.integers(0, len(PLACES), len(place)), place)
    picks = rng.integers(0, 1 << 30, (len(place), 2))
    rows = list(zip(moved.tolist(), picks.tolist(), strict=True))
    first = [PLACES[at].first[a % len(PLACES[at].first)] for at, (a, _) in rows]
    last = [PLACES[at].last[b % len(PLACES[at].last)] for at, (_, b) in rows]
    return first, last


def ascii_of(name: str) -> str:
    """A name as it stands in an address: lower case, no accents, ``-`` for spaces."""
    plain = name.translate(LETTERS)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-").replace("'", "")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae"})
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
"""German firms spell them out; a Swedish Boström does not."""
STARTS = _words(
    "Nor Bel Kar Tor Val Mer Lind Hol Ast Bre Cal Dor Elm Fal Gren Hav Isk Jar Kel Lor Mal Nav Orr Pel Quin Ros Sal Tam Ul Ver Wes Yar "
    "Zel Ald Bor Cor Den Er Fen Gal"
)
ENDS = _words(
    "vane mond sted rith holme dase beck tane mire rinn lunde fare ovar ello anta marn bruk wick stra nove dell quay sand lorn"
)
TRADES = (
    "Lift maintenance", "Heating and cooling", "Fire safety", "Medical equipment",
    "Solar and storage", "Refrigeration", "Water treatment", "Facilities",
)  # fmt: skip
PLACES = (
    Place("Germany", "de", "Europe/Berlin", 0.22,
          ("Aufzugtechnik", "Klimatechnik", "Brandschutz", "Medizintechnik", "Solarservice", "Kältetechnik", "Wassertechnik",
           "Gebäudedienste"),
          ("GmbH", "GmbH & Co. KG", "AG"),
          _words("Anja Bernd Carina Dirk Elif Frank Greta Heiko Ines Jens Katrin Lutz Miriam Nils Petra Ralf Sabine Thomas Ulrike "
                 "Yasemin"),
          _words("Ahrens Brinkmann Demir Eckert Falk Gerlach Hartwig Jansen Kessler Lindner Marquardt Nowak Oswald Pohl Reuter "
                 "Seidel Thiele Voigt")),
    Place("United Kingdom", "en", "Europe/London", 0.20,
          ("Lifts", "Heating Services", "Fire Protection", "Medical Engineering", "Solar", "Refrigeration", "Water Care", "Facilities"),
          ("Ltd", "Limited", "Group plc"),
          _words("Aisha Ben Callum Deborah Ewan Farah Graham Hannah Imran Joanne Keith Lorna Martin Nadia Owen Priya Rhys Sarah "
                 "Tariq Victoria"),
          _words("Ashworth Barlow Chaudhry Dunmore Ellery Fairclough Griffiths Holloway Iqbal Jessop Kirkham Lockwood Mistry "
                 "Nuttall Penrose Rowe")),
    Place("United States", "en", "America/Chicago", 0.18,
          ("Elevator", "HVAC", "Fire & Safety", "Biomedical", "Solar", "Cold Systems", "Water", "Building Services"),
          ("Inc.", "LLC", "Corp."),
          _words("Alicia Brandon Carmen Derek Elena Frederick Grace Hector Irene Jamal Kendra Luis Monica Nathan Olivia Paul "
                 "Renee Samuel Tanya"),
          _words("Abernathy Bautista Carver Delgado Everhart Fontenot Greer Hollis Ibarra Kowalczyk Lattimore McAllen Nguyen Odom "
                 "Pruitt Sorrell")),
    Place("France", "fr", "Europe/Paris", 0.12,
          ("Ascenseurs", "Climatisation", "Sécurité Incendie", "Équipements Médicaux", "Solaire", "Froid", "Eaux", "Services"),
          ("SAS", "SARL", "SA"),
          _words("Adèle Bastien Camille Damien Élodie Fabrice Gaëlle Hugo Inès Julien Karima Laurent Maëlle Nicolas Océane Pascal "
                 "Solène Thierry"),
          _words("Aubert Bouvier Carpentier Delmas Estève Faure Guichard Hamdi Jacquet Lacombe Maillard Noiret Perrin Rousset "
                 "Tessier Vasseur")),
    Place("Netherlands", "nl", "Europe/Amsterdam", 0.09,
          ("Liften", "Klimaattechniek", "Brandbeveiliging", "Medische Techniek", "Zonnestroom", "Koeltechniek", "Waterbehandeling",
           "Facilitair"),
          ("B.V.", "N.V."),
          _words("Anouk Bram Chantal Daan Esra Floor Gijs Hilde Jeroen Karin Lotte Maarten Niels Orhan Pieter Renske Sanne Teun"),
          _words("Aalbers Boersma Cuypers Dekker Elzinga Geerts Hofstra Kuiper Leenders Mulder Noordhof Postma Rietveld Schippers "
                 "Verbeek")),
    Place("Spain", "es", "Europe/Madrid", 0.08,
          ("Ascensores", "Clima", "Contra Incendios", "Electromedicina", "Solar", "Frío Industrial", "Aguas", "Servicios"),
          ("S.L.", "S.A."),
          _words("Alba Borja Cristina Diego Eva Fernando Gemma Héctor Irene Javier Lucía Manuel Noelia Óscar Patricia Raúl Silvia Tomás"),
          _words("Aranda Bermejo Calvo Domínguez Escudero Fuentes Gallardo Herrero Izquierdo Lozano Montero Navarro Otero Pascual "
                 "Rey Sáez")),
    Place("Sweden", "sv", "Europe/Stockholm", 0.06,
          ("Hiss", "Klimat", "Brandskydd", "Medicinteknik", "Solenergi", "Kylteknik", "Vattenteknik", "Fastighetsservice"),
          ("AB",),
          _words("Agneta Björn Cecilia David Emma Fredrik Gunilla Henrik Ida Johan Karin Lars Maja Nils Pernilla Rasmus Sara Torbjörn"),
          _words("Almgren Boström Carlén Dahlin Edlund Forsman Granath Hedberg Isaksson Kjellin Lindqvist Moberg Norling Palm "
                 "Rydell Sjödin")),
    Place("Poland", "pl", "Europe/Warsaw", 0.05,
          ("Dźwigi", "Klimatyzacja", "Ochrona Pożarowa", "Technika Medyczna", "Solar", "Chłodnictwo", "Wodociągi", "Serwis"),
          ("Sp. z o.o.", "S.A."),
          _words("Agata Bartosz Celina Dariusz Ewa Filip Grażyna Hubert Iwona Jakub Kinga Łukasz Marta Norbert Ola Paweł Renata Szymon"),
          _words("Adamczyk Bielak Cieślak Dudek Filipek Gawron Jurek Kubiak Lis Mazur Niemiec Ostrowicz Pawlak Ratajczak "
                 "Sikora")),
)  # fmt: skip
