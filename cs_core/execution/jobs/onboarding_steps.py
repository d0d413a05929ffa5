"""The next step of an onboarding, chosen from what the customer actually did: a list read top to bottom, the first that fits counts."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from cs_core.execution.playbooks.conditions import holds


class NextStep(NamedTuple):
    """One step: when it fits, over the signals frame and the names of `ON_THE_WAY`, and what to do about it."""

    name: str
    when: tuple[str, ...]
    says: str
    """What to do, with columns of the frame in braces; a person or a play does it."""


#: What a step may ask of besides the signals: the feature, its uses, and the way that is left to the milestone ahead.
ON_THE_WAY: Mapping[str, pl.Expr] = {
    "feature_untouched": pl.col("_done") == 0,
    "almost_there": (pl.col("_progress") >= 80) & (pl.col("_progress") < 100),
    "pace_is_enough": pl.col("_pace_days") <= pl.col("_days_left"),
    "pace_is_short": pl.col("_pace_days") > pl.col("_days_left"),
    "stands_still": pl.col("_lately") == 0,
    "few_take_part": (pl.col("utilisation") < 40) & (pl.col("active_users_4w") >= 1) & (pl.col("seats") >= 5),
    "other_feature_used": (pl.col("top_feature") != pl.col("_event")) & (pl.col("usage_4w") > 0),
}


def step_of() -> pl.Expr:
    """The name of the first step that fits; null where none does."""
    return pl.coalesce(*(pl.when(holds(step.when, ON_THE_WAY)).then(pl.lit(step.name)) for step in STEPS))


def words_of_step() -> pl.Expr:
    """The step in words; `_step` is its name."""
    said = pl.lit(None, pl.String)
    for step in reversed(STEPS):
        said = pl.when(pl.col("_step") == step.name).then(_filled(step.says)).otherwise(said)
    return said


def _filled(text: str) -> pl.Expr:
    """``{_left} uses of {_event}`` -> an expression; a feature's key is written as people read it."""
    keys = [part.split("}")[0] for part in text.split("{")[1:]]
    bare = text
    for key in keys:
        bare = bare.replace("{" + key + "}", "{}", 1)
    return pl.format(bare, *(_said(key) for key in keys)) if keys else pl.lit(text)


def _said(key: str) -> pl.Expr:
    if key in FEATURES:
        return pl.col(key).str.replace_all("_", " ")
    if key in ROUNDED:
        return pl.col(key).round().cast(pl.Int64)
    return pl.col(key)


FEATURES = frozenset({"_event", "top_feature"})
ROUNDED = frozenset({"_left", "_pace_days", "_days_left"})

STEPS: tuple[NextStep, ...] = (
    NextStep("mend first", ("escalations_open >= 1",), "settle the open escalation first, then {_event}"),
    NextStep("get a first person in", ("last_event_on unknown",), "find out who runs the roll-out: nobody has used it since the start"),
    NextStep("bring them back", ("days_since_event >= 14",), "ask what stopped them: no use for {days_since_event} days"),
    NextStep("a last stretch", ("almost_there",), "{_left} more uses of {_event} and it is reached"),
    NextStep(
        "show the feature", ("feature_untouched", "other_feature_used"), "show {_event}, untouched so far, to those who use {top_feature}"
    ),
    NextStep("begin the feature", ("feature_untouched",), "set {_event} up together: it is untouched"),
    NextStep("take it up again", ("stands_still",), "take {_event} up again: no use of it in four weeks, {_left} to go"),
    NextStep("bring others in", ("pace_is_short", "few_take_part"), "bring more people in: {active_users_4w} of {seats} seats are active"),
    NextStep("use it more", ("pace_is_short",), "{_left} more uses of {_event}: at the present pace that takes {_pace_days} days"),
    NextStep("let it run", ("pace_is_enough",), "nothing to do: at the present pace it is reached in {_pace_days} days"),
)
