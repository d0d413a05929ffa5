"""The last set of error patterns in order: run once, at the end, and read by nobody who works on the gates."""

from bench.planted import final_accounts as a
from bench.planted import final_days as d
from bench.planted import final_figures as f
from bench.planted import final_names as n
from bench.planted import final_offers as o
from bench.planted import final_past as p
from bench.planted import final_ways as s
from bench.planted.pattern import Pattern

_OF_CLASS = {
    "wrong number": (
        ("rounded the wrong way", f.rounded_the_wrong_way),
        ("thousands as millions", f.thousands_as_millions),
        ("another fact's figure", f.another_facts_figure),
        ("vague amount", f.vague_amount),
        ("per head", f.per_head),
        ("a year at this pace", f.year_at_this_pace),
        ("seats in words", f.seats_in_words),
        ("the whole plan", f.whole_plan),
        ("steps left", f.steps_left),
        ("a year's price a month", f.price_of_a_month),
        ("nearly doubled", f.nearly_doubled),
        ("idle for active", f.idle_for_active),
    ),
    "swapped account": (
        ("their person", a.their_person),
        ("their address", a.their_address),
        ("their milestone", a.their_milestone),
        ("left from their letter", a.left_from_their_letter),
        ("their debt", a.their_debt),
        ("their day", a.their_day),
        ("their business", a.their_business),
        ("their team", a.their_team),
    ),
    "stale fact": (
        ("an old release as news", p.old_release_as_news),
        ("seats of last year", p.seats_of_last_year),
        ("gone, yet in charge", p.gone_in_charge),
        ("last month as this", p.last_month_as_this),
        ("a ticket that is closed", p.ticket_closed),
        ("talked recently", p.talked_recently),
        ("called beginners", p.called_beginners),
        ("seen yesterday", p.seen_yesterday),
        ("by now", p.by_now),
        ("a renewal behind us", p.renewal_behind_us),
    ),
    "wrong sign": (
        ("praise for a fall", s.praised_fall),
        ("called steady", s.called_steady),
        ("against similar ones", s.against_peers),
        ("pace of the term", s.pace_of_the_term),
        ("left over or not", s.left_over_or_not),
        ("all paid", s.all_paid),
        ("price turned round", s.price_turned_round),
        ("progress turned round", s.progress_turned_round),
        ("silent or not", s.silent_or_not),
    ),
    "invented name": (
        ("street", n.street),
        ("programme", n.programme),
        ("reseller", n.reseller),
        ("rule", n.rule),
        ("fair", n.fair),
        ("award", n.award),
        ("group", n.group),
        ("misspelt", n.misspelt),
        ("role made up", n.role_made_up),
    ),
    "invented feature": (
        ("built for you", n.built_for_you),
        ("quantities", n.quantities),
        ("path on the screen", n.path),
        ("service", n.service),
        ("kept safe", n.kept_safe),
        ("for programs", n.for_programs),
        ("perk of the plan", n.perk),
        ("early access", n.early),
        ("called new", n.called_new),
        ("mended too", n.fixed_too),
    ),
    "wrong date": (
        ("since when", d.since_when),
        ("season", d.season),
        ("half of the year", d.half_of_the_year),
        ("year in words", d.year_in_words),
        ("week of", d.week_of),
        ("how far off", d.how_far_off),
        ("two days exchanged", d.two_days_exchanged),
        ("notice period", d.notice_period),
        ("length of term", d.length_of_term),
        ("answer by", d.answer_by),
    ),
    "unauthorised discount": (
        ("meet on the price", o.meet_on_price),
        ("instalments", o.instalments),
        ("trial", o.trial),
        ("gift", o.gift),
        ("way out", o.way_out),
        ("credit for trouble", o.outage_credit),
        ("for sending others", o.referral),
        ("as agreed", o.as_agreed),
        ("long term", o.long_term),
        ("bought out", o.bought_out),
        ("look away", o.look_away),
        ("an offer as a question", o.in_the_question),
        ("to a colleague", o.to_a_colleague),
    ),
}
PATTERNS = tuple(Pattern(kind, name, plant, frozen=False) for kind, of_kind in _OF_CLASS.items() for name, plant in of_kind)
