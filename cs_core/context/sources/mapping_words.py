"""What a mapping says besides its columns, held to what can be said: raises BadInput where it is another thing."""

import json
from typing import Any

from cs_core.context.sources.kinds import DATED, KINDS
from cs_core.context.sources.numerals import CURRENCIES
from cs_core.context.sources.slashed import DAY_FIRST, MONTH_FIRST
from cs_core.context.sources.table import fields_of, own_kind
from cs_core.errors import BadInput

REFS = ("company", "subscription")
"""What events may name."""
_NUMBERS, _TIMES = ("integer", "number"), (*DATED, DAY_FIRST, MONTH_FIRST)
FITS = dict.fromkeys(("integer", "number"), _NUMBERS) | dict.fromkeys(("day", "time"), _TIMES) | {"flag": ("flag",)}
"""Own kind of a field -> the kinds whose values it can hold; a text holds any."""


def need_writable(mapping: dict[str, Any]) -> None:
    """All of it can be kept: JSON may hold half of a sign, which no file and no store takes."""
    try:
        json.dumps(mapping, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise BadInput("The mapping holds half of a sign, which cannot be kept: write its names anew.") from error


def kind_told(noun: str, field: str, told: Any) -> str:
    """How the field's column is read, where the mapping says so; a field of whole numbers is read as them."""
    if not told:
        return ""
    own = own_kind(field, fields_of(noun).get(field, str))
    fits = FITS.get(own, tuple(KINDS))
    if told not in fits:
        what = "cannot be" if told in tuple(KINDS) else "is no kind"
        raise BadInput(f"The mapping reads {field} as {told!r}, which {what}: use one of {', '.join(fits)}, or leave the kind out.")
    return own if own == "integer" else told


def currency_of(mapping: dict[str, Any]) -> str:
    """In which bare sums of money are, as the mapping says."""
    if (told := mapping.get("currency") or "") in ("", *CURRENCIES):
        return told
    raise BadInput(f"The mapping's currency {told!r} is no code of a currency: write EUR, GBP, USD ...")


def ref_object_of(mapping: dict[str, Any]) -> str:
    """What its events name: a use of anything else would be nobody's, and nothing would say so."""
    if (told := mapping.get("ref_object") or REFS[0]) in REFS:
        return told
    raise BadInput(f"The mapping's ref_object {told!r} is nothing that uses are counted by: write {' or '.join(REFS)}.")
