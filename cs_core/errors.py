"""Errors a person may see: one line that says what to do.

CSError
├── BadInput         the call or the file is wrong; nothing was changed
├── NotFound         the thing asked for is not in the store
├── Refused          the rules forbid it (decided twice, over a limit)
├── NotAllowed       the person's role forbids it, or nobody let them in
├── StoreError       the store cannot be opened, is newer than this code, or is damaged
└── ModelError       the language model gave no usable answer; callers fall back to the offline composer
    └── BudgetSpent  it was not asked, because the cycle's tokens are spent

Bad *content* is never an exception: it is a Verdict, or a refused row with its reason.
"""


class CSError(Exception):
    """The root: its message is one line and says what to do next."""


class BadInput(CSError):
    """The call or the file is wrong; nothing was changed."""


class NotFound(CSError):
    """The thing asked for is not in the store."""


class Refused(CSError):
    """The rules forbid it."""


class NotAllowed(CSError):
    """The role of whoever is logged in forbids it, or they have none here."""


class StoreError(CSError):
    """The store cannot be opened, is newer than this code, or is damaged."""


class ModelError(CSError):
    """The language model gave no usable answer."""


class BudgetSpent(ModelError):
    """The language model was not asked: the token budget is spent."""
