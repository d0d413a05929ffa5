"""One row an account, as of a day: who they are, what they pay, do, say and want, and how they stand.

`signals` composes small functions, each named for what it returns. A value is null where the knowledge for it is missing.
"""


from collections.abc import Callable

import polars as pl

from cs_core.context.health import health, weights
from cs_core.context.health.relative import relative
from cs_core.context.observed import Observed
from cs_core.context.pulse import pulse
from cs_core.context.rest import let_rest
from cs_core.context.signals.alerts import usage_alerts
from cs_core.context.signals.consumption import consumption
from cs_core.context.signals.contract import overdue, pipeline
from cs_core.context.signals.conversations import mood, surveyed, waiting
from cs_core.context.signals.goals import goals
from cs_core.context.signals.grievances import grievances
from cs_core.context.signals.occasions import occasions
from cs_core.context.signals.onboarding import onboarding
from cs_core.context.signals.people import last_inbound, last_touch, people, wanted
from cs_core.context.signals.plan_use import plan_in_use
from cs_core.context.signals.profile import profile
from cs_core.context.signals.stakeholders import contact
from cs_core.context.signals.support import support
from cs_core.context.signals.terms import terms
from cs_core.context.signals.unentered import term_over, unentered
from cs_core.context.signals.usage import usage, weeks_of
from cs_core.context.signals.warning import Weeks
from cs_core.context.signals.wishes import wishes
from cs_core.context.vocabulary import SIGNALS, type_of

Part = Callable[[Observed], pl.DataFrame]


def known_signals(snap: Observed) -> pl.DataFrame:
    """As `signals`, with no model in it: the likelihoods are null. What the outlook learns from, and enough for a replay."""
    rows = _parts(snap, _used(snap), PARTS)
    rows = _with(rows.drop(TERMS), terms(snap, rows))
    share = 100 * pl.col("active_users_4w") / pl.col("seats")
    rows = _shaped(rows.with_columns(pl.when(pl.col("seats") > 0).then(share).alias("utilisation")))
    rows = _with(rows.drop("plan_in_use"), plan_in_use(snap, rows))
    rows = _shaped(_with(rows.drop(GOALS), goals(snap, rows)))
    set_ = weights(snap.store, snap.as_of)
    rows = _with(rows.drop(HEALTH), health(rows, set_))
    return _shaped(_with(rows, relative(snap, rows, set_)))


def gathered(snap: Observed, parts: tuple[Part, ...]) -> pl.DataFrame:
    """Profile, use and these parts, with every other signal null."""
    return _parts(snap, _with_use(snap)[0], parts)


def _used(snap: Observed) -> pl.DataFrame:
    """Profile and all that is told of use: it takes most room while it is worked out, and comes before what was said is read."""
    rows, weeks = _with_use(snap)
    rows = _with(rows, onboarding(snap, rows))
    return _with(rows, usage_alerts(snap, rows, weeks))


def _with_use(snap: Observed) -> tuple[pl.DataFrame, Weeks | None]:
    """Profile and use, and the weeks that its alerts look at too."""
    rows = profile(snap)
    let_rest(snap)
    weeks = weeks_of(snap, rows)
    let_rest(snap, spent=SPENT[weeks_of])
    return _with(rows, usage(snap, rows, weeks)), weeks


def _parts(snap: Observed, rows: pl.DataFrame, parts: tuple[Part, ...]) -> pl.DataFrame:
    for part in parts:
        if not _rests_on_nothing(snap, part):
            rows = _with(rows, part(snap))
            let_rest(snap, spent=SPENT.get(part, ()))
    return _filled(rows)


def _with(rows: pl.DataFrame, part: pl.DataFrame) -> pl.DataFrame:
    return rows.join(part, on="account_id", how="left", maintain_order="left")


def _rests_on_nothing(snap: Observed, part: Part) -> bool:
    return part in RESTS_ON and all(getattr(snap, name).is_empty() for name in RESTS_ON[part])


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    """Every signal as a column, null where no part has given it."""
    return rows.with_columns(NULL[c] for c in SIGNALS if c not in rows.columns)


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    """The signals and no more, each of its type."""
    there = set(rows.columns)
    return rows.select(TYPED[c] if c in there else NULL[c] for c in SIGNALS)


PARTS = (
    pipeline, unentered, term_over, consumption, overdue, support, people, last_inbound, last_touch, wanted, mood, waiting, wishes,
    surveyed, grievances, contact, occasions, pulse,
)  # fmt: skip
RESTS_ON: dict[Part, tuple[str, ...]] = {
    pipeline: ("deals",), unentered: ("deals",), term_over: ("subscriptions",), overdue: ("invoices",), people: ("people",),
    last_inbound: ("messages",),
    wanted: ("desired_outcomes",), mood: ("readings",), waiting: ("readings",), wishes: ("readings",), surveyed: ("surveys",),
    grievances: ("said", "surveys"), contact: ("people",),
}  # fmt: skip
"""The frames without any row of which a part says nothing of anybody, and is not asked."""
SPENT: dict[Callable, tuple[str, ...]] = {weeks_of: ("users",), support: ("_everybody",)}
"""What no part asks of a snapshot after this one, but its frames that were made of it by then: of a large book a tenth of its room."""
NULL = {c: pl.lit(None, type_of(c)).alias(c) for c in SIGNALS}
TYPED = {c: pl.col(c).cast(type_of(c)) for c in SIGNALS}
TERMS = ("notice_on", "days_to_notice", "notice_given_on", "renewal_won_on", "renewal_lost_on", "other_end_on", "price_change")
GOALS = (
    "outcome_stated_on", "outcome_way", "outcome_told_on", "plan_state", "plan_due_on", "plan_changed_on", "peer_utilisation",
)  # fmt: skip
HEALTH = ("health", "health_band", "health_vs_own", "health_vs_own_weeks", "health_vs_peers", "health_peers")
