"""What is guessed of a table that nobody told us of."""

from cs_core.context.sources.cells import read_delimited
from cs_core.context.sources.propose import propose


def proposed(text, name="", known=None):
    frame, bad = read_delimited(text.encode())
    assert not bad
    return frame, propose(frame, name=name, known=known)


def fields(found):
    return found.mapping["columns"]


LICENCES = "Contract No,Client ID,Edition,Begins on,Renewal date,Monthly fee,Ccy,Licences,Notes\n" + "".join(
    f"K-{n},C-{n % 7},{'Pro' if n % 2 else 'Basic'},2025-0{1 + n % 9}-03,2026-0{1 + n % 9}-03,{100 + n}.50,EUR,{n + 3},call them\n"
    for n in range(30)
)
