"""The later error patterns in order: read only once the gates are frozen."""

from bench.planted import later_errors as e
from bench.planted import later_names as n
from bench.planted.pattern import Pattern

PATTERNS = tuple(
    p._replace(frozen=False)
    for p in (
        Pattern("wrong number", "far off", e.far_off),
        Pattern("wrong number", "unit", e.wrong_unit),
        Pattern("wrong number", "window", e.wrong_window),
        Pattern("wrong number", "in words", e.number_word),
        Pattern("wrong number", "exchanged", e.exchanged),
        Pattern("swapped account", "name", e.other_companys_name),
        Pattern("swapped account", "recipient", e.other_companys_person),
        Pattern("swapped account", "their ids", e.their_ids),
        Pattern("swapped account", "whole letter", e.whole_letter),
        Pattern("stale fact", "older than allowed", e.old_fact),
        Pattern("stale fact", "evidence altered", e.old_value_under_todays_id),
        Pattern("stale fact", "called the present", e.old_value_as_of_now),
        Pattern("stale fact", "day as it was", e.earlier_day),
        Pattern("wrong sign", "sign", e.wrong_sign),
        Pattern("wrong sign", "negated", e.negated),
        Pattern("wrong sign", "times as much", e.times_as_much),
        Pattern("wrong sign", "above and below", e.above_and_below),
        Pattern("invented name", "colleague", n.colleague),
        Pattern("invented name", "other customer", n.other_customer),
        Pattern("invented name", "own name altered", n.name_altered),
        Pattern("invented name", "given name", n.first_name),
        Pattern("invented feature", "another real one", n.another_real_feature),
        Pattern("invented feature", "in small letters", n.plain_capability),
        Pattern("invented feature", "plan", n.invented_plan),
        Pattern("invented feature", "release", n.invented_release),
        Pattern("wrong date", "weekday", n.weekday),
        Pattern("wrong date", "relative", n.relative_day),
        Pattern("wrong date", "count of days", n.in_days),
        Pattern("wrong date", "day for month", n.day_for_month),
        Pattern("unauthorised discount", "amount", n.amount_off),
        Pattern("unauthorised discount", "fraction", n.fraction_off),
        Pattern("unauthorised discount", "waived", n.waived),
        Pattern("unauthorised discount", "matched", n.price_matched),
    )
)
