"""One row an account, as of a day: `signals` with the churn probability, `known_signals` with no model in it.

Each module beneath is named for what it tells of; all take what was observed by the day and give null where nothing is known.
"""

from cs_core.context.signals.frame import signals
from cs_core.context.signals.known import known_signals

__all__ = ["known_signals", "signals"]
