"""Names in one comparable form: companies, people, e-mail addresses, domains, phones. General rules only: what a
particular company is also called (tickers, aliases, brands) comes from imported data."""

import re
import unicodedata

_SPLIT = re.compile(r"[^\w]+|_")
_DOTTED = re.compile(r"\b((?:\w\.){2,})(\w\b)?")
_APOSTROPHE = re.compile(r"['’`´]")
_EAST_ASIAN = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
_HAN = re.compile(r"[㐀-鿿]+")
LEFT_OUT, REWRITTEN = r"['`.]", r"[^\x00-\x7F]"
"""Without what is left out, a name or domain that is not rewritten has each word of its comparable form in itself, in some case."""
PLAIN_DOMAIN = r"^(?:[a-z0-9-]+\.)+[a-z0-9-]+$"
"""What is its own clean form, unless it begins with ``www.``."""
_WEB_SUFFIX = re.compile(r"\.(com|io|net|org|ai|co)\b")


def word_list(text: str, separator: str | None = None) -> tuple[str, ...]:
    """The words of a list that is written as one text, for a reader's sake."""
    return tuple(text.split(separator))


def fold(text: str) -> str:
    """Lower case without accents; Cyrillic, Greek, kana and Hangul in Latin letters, Chinese characters as they are."""
    if text.isascii():
        return text.lower()
    marked = unicodedata.normalize("NFKC", text).casefold()
    latin = "".join(_romanised(char) for char in marked)
    decomposed = unicodedata.normalize("NFKD", latin)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _romanised(char: str) -> str:
    """One character in Latin letters, read off its Unicode name where that name is its sound."""
    if char.isascii() or char in _LETTERS:
        return _LETTERS.get(char, char)
    kind, _, sound = unicodedata.name(char, "").partition(" LETTER ")
    if kind in ("KATAKANA", "HIRAGANA"):
        return sound.rpartition(" ")[2].lower()
    if kind.startswith("HANGUL SYLLABLE "):
        return kind.removeprefix("HANGUL SYLLABLE ").lower()
    return "" if char == "ー" else char


def company_tokens(name: str) -> tuple[str, ...]:
    """The words of a company name without legal form, article or "and": ``"The Acme Co., Ltd."`` -> ``("acme",)``."""
    plain = unicodedata.normalize("NFKC", name)
    if _EAST_ASIAN.search(plain):
        for form in EAST_ASIAN_FORMS:
            plain = plain.replace(form, " ")
    folded = _WEB_SUFFIX.sub("", _APOSTROPHE.sub("", fold(plain)))
    folded = _DOTTED.sub(lambda found: found[0].replace(".", ""), folded)
    words = [word for word in _SPLIT.split(folded) if word and word not in JOINING_WORDS]
    kept = list(words)
    while len(kept) > 1 and kept[-1] in LEGAL_FORMS:
        kept.pop()
    return tuple(kept)


def company_key(name: str | None) -> str | None:
    """The comparable form of a company name, or None where nothing is left of it."""
    return " ".join(company_tokens(name)) or None if name else None


def person_tokens(name: str) -> tuple[str, ...]:
    """The words of a person's name without titles, given name first: ``"Dr. Müller, Eva"`` -> ``("eva", "muller")``."""
    family, comma, given = name.partition(",")
    ordered = f"{given} {family}" if comma and given.strip() else name
    words = _SPLIT.split(_APOSTROPHE.sub("", fold(ordered)))
    return tuple(word for word in words if word and word not in TITLES)


def clean_email(email: str | None) -> str | None:
    """An address in lower case without display name or ``+tag``; None if it isn't one."""
    found = re.search(r"[\w.%+'-]+@[\w-]+(?:\.[\w-]+)+", email or "")
    if not found:
        return None
    user, _, domain = found[0].lower().rpartition("@")
    return f"{user.partition('+')[0] or user}@{domain}"


def clean_domain(domain: str | None) -> str | None:
    """The host of a web address or e-mail, without ``www``; None if there is none."""
    host = re.sub(r"^[a-z]+://", "", (domain or "").strip().lower()).rpartition("@")[2]
    host = re.split(r"[/:?#]", host)[0].removeprefix("www.").strip(".")
    return host if "." in host and " " not in host else None


def company_domain(domain: str | None) -> str | None:
    """A domain that can stand for a company: clean, and not a public mail provider's."""
    host = clean_domain(domain)
    return None if host in _PUBLIC else host


def domain_stem(domain: str | None) -> str | None:
    """The part of a domain that a company chooses: ``"shop.acme.co.uk"`` -> ``"acme"``."""
    labels = (domain or "").split(".")
    if len(labels) < 2:
        return None
    second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in ("co", "com", "org", "net", "ac", "gov")
    return labels[-3] if second_level else labels[-2]


def clean_phone(phone: str | None) -> str | None:
    """The last nine digits, which survive country and trunk prefixes; None below seven."""
    digits = re.sub(r"\D", "", phone or "")
    return digits[-9:] if len(digits) >= 7 else None


def without_han(folded: str) -> str:
    """A folded name without the Chinese characters whose sound no rule gives."""
    return _HAN.sub(" ", folded).strip()


LEGAL_FORMS = frozenset(
    word_list(
        "inc incorporated corp corporation co company llc llp lp ltd limited plc ag aktiengesellschaft gmbh mbh kg kgaa ohg ug "
        "se sa sas sasu sarl srl spa sl slu bv nv vof cv oy oyj ab as asa aps pty pte pvt private kk gk sro doo dd zrt kft "
        "nyrt sp zoo ltda eireli sab cia bhd sdn tbk pt jsc pjsc ooo oao zao inh ehf hf public"
    )
)
EAST_ASIAN_FORMS = (
    "股份有限公司", "有限责任公司", "有限公司", "公司", "株式会社", "有限会社", "合同会社", "주식회사", "유한회사", "(주)", "(株)",
)  # fmt: skip
JOINING_WORDS = frozenset(("the", "and", "und", "et", "y", "e"))
GENERIC_WORDS = frozenset(
    word_list(
        "group holding holdings international global worldwide technologies technology systems solutions services "
        "software gurupu 集团 控股 技术 科技"
    )
)
TITLES = frozenset(word_list("mr mrs ms miss dr prof sir dame herr frau mme jr sr phd md"))
PUBLIC_MAIL_DOMAINS = (
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr", "live.com", "msn.com",
    "yahoo.com", "yahoo.co.uk", "yahoo.co.jp", "yahoo.fr", "yahoo.de", "ymail.com", "rocketmail.com", "icloud.com",
    "me.com", "mac.com", "aol.com", "gmx.de", "gmx.net", "gmx.com", "gmx.at", "gmx.ch", "web.de", "t-online.de",
    "freenet.de", "mail.ru", "yandex.ru", "yandex.com", "bk.ru", "inbox.ru", "list.ru", "qq.com", "163.com", "126.com",
    "sina.com", "naver.com", "daum.net", "hanmail.net", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr",
    "libero.it", "virgilio.it", "tiscali.it", "uol.com.br", "bol.com.br", "terra.com.br", "rediffmail.com", "seznam.cz",
    "wp.pl", "o2.pl", "onet.pl", "interia.pl", "btinternet.com", "sky.com", "virginmedia.com", "comcast.net",
    "verizon.net", "att.net", "sbcglobal.net", "cox.net", "bellsouth.net", "shaw.ca", "rogers.com", "bigpond.com",
    "optusnet.com.au", "zoho.com", "protonmail.com", "proton.me", "pm.me", "tutanota.com", "hey.com", "fastmail.com",
    "mail.com", "ziggo.nl", "kpnmail.nl", "telenet.be", "skynet.be", "bluewin.ch", "abv.bg", "ukr.net",
)  # fmt: skip
_PUBLIC = frozenset(PUBLIC_MAIL_DOMAINS)
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґαβγδεζηθικλμνξοπρσςτυφχψωßøæœłđðþı",
        word_list(
            "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i yi ye g a v g d e z i th i k l m n x o "
            "p r s s t y f ch ps o ss o ae oe l d d th i",
            " ",
        ),
        strict=True,
    )
)
