"""Where a change would have moved nothing in the last cycle: why, and which lever would have moved most of what waited in it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from cs_core.context.wording.days import spelt
from cs_core.leadership.steering.aims import LIMITS
from cs_core.orchestration.budget import lacks_hours, lacks_minutes_today
from cs_core.orchestration.direction import Direction
from cs_core.records import Routed


def why_still(changed: Collection[str], now: Direction, *, proposals: int, day: date) -> str:
    """What was measured, and why this change moves none of it, in one sentence."""
    measured = f"{proposals:,} proposals of the cycle of {spelt(day)} were routed twice, as set now and as changed, and none moves"
    if all(key in LIMITS for key in changed):
        return f"{measured}: none of them stood at this limit."
    if any(key in now.goals for key in changed):
        return f"{measured}: a goal that is set already moves work by its weight and by what it is about, not by how high its target is."
    return f"{measured}: nothing that would serve this goal had to wait for other work, so there is nothing to bring forward."


def lever(routed: Sequence[Routed]) -> dict[str, str] | None:
    """The lever for which most of the cycle's proposals waited: a sentence, and the page and its part where it is pulled; or None."""
    waited = Counter(name for r in routed for name, waits in WAITS if waits(r))
    if not waited:
        return None
    (name, n), *_ = waited.most_common(1)
    says, page, part = LEVERS[name]
    return {"says": says.format(n=f"{n:,}"), "page": page, "part": part}


WAITS = (
    ("minutes", lacks_minutes_today),
    ("hours", lacks_hours),
    ("autonomy", lambda r: r.route == "agent_with_review"),
)
"""What a proposal waited for, by its route and the reason that it was given."""
LEVERS: dict[str, tuple[str, str, str]] = {
    "minutes": (
        "What would move some: {n} of them wait for minutes of people. More minutes a day, a guardrail of this page, let them go ahead.",
        "Strategy", "Guardrails",
    ),
    "hours": (
        "What would move some: {n} of them wait for hours of people. More hours, or other customers for them, are a matter of Coverage.",
        "Coverage", "",
    ),
    "autonomy": (
        "What would move some: {n} of them wait for somebody's yes. An agent with a good record may be allowed to do such work alone.",
        "Agents", "May do alone",
    ),
}  # fmt: skip
