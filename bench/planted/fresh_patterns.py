"""The third set of error patterns in order: run once, at the end, and read by nobody who works on the gates."""

from bench.planted import fresh_accounts as a
from bench.planted import fresh_days as d
from bench.planted import fresh_figures as f
from bench.planted import fresh_names as n
from bench.planted.pattern import Pattern

PATTERNS = tuple(
    Pattern(kind, name, plant, frozen=False)
    for kind, of_kind in (
        (
            "wrong number",
            (
                ("wrong total", f.wrong_total),
                ("beside the range", f.beside_the_range),
                ("beyond the bound", f.beyond_the_bound),
                ("wrong remainder", f.wrong_remainder),
                ("so many in so many", f.wrong_ratio),
                ("mean of a week", f.wrong_rate),
            ),
        ),
        (
            "swapped account",
            (
                ("their goal", a.their_goal),
                ("their words", a.their_words),
                ("their greeting", a.their_greeting),
                ("their subject", a.their_subject),
                ("their country", a.their_country),
                ("their trade", a.their_trade),
                ("their figure", a.their_figure),
            ),
        ),
        (
            "stale fact",
            (
                ("terms of a former term", f.former_terms),
                ("start of a former term", f.former_start),
                ("a step behind them", f.step_behind_them),
                ("former favourite", f.former_favourite),
                ("still so", f.still_so),
            ),
        ),
        (
            "wrong sign",
            (
                ("mood of the trend", f.mood_of_the_trend),
                ("wrong lead", f.wrong_lead),
                ("difference, wrong way", f.right_difference_wrong_way),
                ("busier half", f.busier_half),
                ("most and least", f.most_and_least),
                ("past and ahead", f.past_and_ahead),
                ("aim turned round", f.aim_turned_round),
                ("mark turned round", f.mark_turned_round),
            ),
        ),
        (
            "invented name",
            (
                ("institute", n.institute),
                ("with a title", n.with_a_title),
                ("place", n.place),
                ("signature", n.signature),
                ("copied in", n.copied_in),
                ("address", n.address),
            ),
        ),
        (
            "invented feature",
            (
                ("in verbs", n.doing),
                ("in the question", n.asked_about),
                ("a real one can more", n.real_one_can_more),
                ("release embellished", n.release_embellished),
                ("device", n.platform),
                ("certificate", n.assured),
                ("what is coming", n.roadmap),
            ),
        ),
        (
            "wrong date",
            (
                ("quarter", d.quarter),
                ("part of the month", d.part_of_month),
                ("month alone", d.month_alone),
                ("in figures", d.in_figures),
                ("years with us", d.years_with_us),
                ("gap of two days", d.gap_of_two_days),
                ("appointment", d.appointment),
            ),
        ),
        (
            "unauthorised discount",
            (
                ("bundle", n.bundled),
                ("money back", n.returned),
                ("unbilled", n.unbilled),
                ("price named", n.quoted_price),
                ("name of a rate", n.rate_name),
                ("soft words", n.soft),
                ("in the subject", n.in_the_subject),
            ),
        ),
    )
    for name, plant in of_kind
)
