"""How sending can fail. What is none of these (an OSError) leaves open whether the message went out.

NotSentError         the other side did not take it: it may be tried again
├── BusyError        not now: nothing more goes this way in this run
└── BouncedError     the address takes no mail: it is not tried again
"""


class NotSentError(Exception):
    """The other side refused before it took the message: it may be tried again."""

    word = "refused"
    """How `via` of the delivery row begins."""


class BusyError(NotSentError):
    """The other side asks to wait: it counts as no attempt, and the rest of this way waits for the next run."""

    word = "busy"


class BouncedError(NotSentError):
    """The other side says for good that nobody receives mail there."""

    word = "bounced"
