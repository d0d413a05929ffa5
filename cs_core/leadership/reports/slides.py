"""The slides of the board pack, one message each, citing the page of the console on which each figure stands, and what it rests on."""

from collections.abc import Callable, Sequence
from datetime import date
from math import ceil
from typing import Any

from cs_core.context.wording.counted import counted
from cs_core.context.wording.days import spelt
from cs_core.execution.papers.pack import DIGIT, LINE, Chart, Marks, Slide, Span, Table, Text, just
from cs_core.leadership.forecast import caveats
from cs_core.leadership.forecasting.losses import THREE_FIGURES
from cs_core.leadership.reports import words as w
from cs_core.leadership.trials.words import TOO_SMALL

NAMES = {"logo": "Logos kept", "grr": "GRR", "nrr": "NRR"}
MOST_ROWS = 8
ROOM = 4.5
"""Inches of a slide for the rows of a table below two lines of headline."""


class Sheet(Marks):
    """Texts with the mark of one source behind each figure."""

    def __init__(self, as_of: date):
        super().__init__()
        self.as_of = as_of

    def source(self, page: str, row: str) -> int:
        """The mark of figures that stand on a page of the console."""
        return self.cite(f"{page} page", w.one_form(row), self.as_of)

    def say(self, text: str, mark: int) -> Text:
        """The text, its days in one form, marked where it states a figure."""
        text = w.one_form(text)
        return (Span(text, mark if DIGIT.search(text) else None),)


def title(d: Any, sheet: Sheet) -> Slide:
    """What it is, and as of which day."""
    mark = sheet.source("Forecast", f"the pack's day; {d.jobs['accounts']} customers")
    lines = (
        sheet.say(f"As of {spelt(sheet.as_of)}, {d.jobs['accounts']:,} customers", mark),
        just("The same figures as on the console's pages; a mark behind each leads to where it stands"),
        just("In brackets behind a figure: the range that it lies in nineteen times in twenty"),
    )
    return Slide("title", just("Customer success: board pack"), lines)


def brief(d: Any, sheet: Sheet) -> Slide:
    """All of it in a few lines."""
    now, year, f = d.forecast["now"], d.forecast["year"], sheet.source("Forecast", w.RETAINED)
    ahead = f"; {w.share(year['grr'])} is forecast to {spelt(year['until'])}" if year["grr"]["point"] is not None else ""
    acted = [(a["agent"], a["outcomes"].get("acted", 0)) for a in d.jobs["agents"]]
    times, customers = counted(sum(n for _, n in acted), "time"), counted(d.jobs["accounts"], "customer")
    lines = [
        sheet.say(f"{w.stated('NRR', now['nrr'])}; {w.stated('logo churn', now['churn'])}.", f),
        *(sheet.say(f"{said}.", f) for said in caveats(now)),
        sheet.say(f"Agents acted {times} for {customers} in {d.jobs['days']} days.",
                  sheet.source("Agents", w.WORKED)),
        sheet.say(f"People decided {counted(d.quality['decided'], 'draft')}; {w.usable(d.quality)}.", sheet.source("Quality", w.DECIDED)),
        sheet.say(f"Pilot: {TOO_SMALL if d.pilot['too_small'] else d.pilot['says']}.", sheet.source("Proof", w.PILOTED)),
        sheet.say(f"Decisions needed: {len(d.needs)}, on the last slide.", sheet.source("Today", "what waits for a decision")),
    ]  # fmt: skip
    head = "GRR of twelve months cannot be told yet" if now["grr"]["point"] is None else f"GRR of twelve months is {w.share(now['grr'])}"
    return Slide("brief", sheet.say(f"{head}{ahead}", f), tuple(lines))


def goals(d: Any, sheet: Sheet) -> Slide:
    """Goals: where each stands."""
    if not d.goals:
        line = just("Set one on the Strategy page: agents and people then work towards it.")
        return Slide("goals", just("No goal is set"), (line,))
    rows = []
    for goal in d.goals[:MOST_ROWS]:
        named, since = goal.get("name") or goal["key"], str(goal.get("set_at") or "")[:10]
        mark = sheet.source("Strategy", f"goal {named}, {goal['n']:,} customers, set {since}")
        cells = (goal["says"], w.figure(goal), f"{w.number(goal['target'])} {goal['unit']}".strip(), w.stands(goal))
        rows.append(tuple(sheet.say(cell, mark) for cell in cells))
    met = sum(bool(goal["reached"]) for goal in d.goals)
    are = "is" if met == 1 else "are"
    head = sheet.say(f"{met} of {len(d.goals)} goals {are} reached", sheet.source("Strategy", "goals with a target"))
    return Slide("goals", head, table=Table(("Goal", "Now", "Target", "How it stands"), tuple(rows), (0.34, 0.25, 0.13, 0.28)))


def retention(d: Any, sheet: Sheet) -> Slide:
    """What was kept, and what will be."""
    mark, f = sheet.source("Forecast", w.RETAINED), d.forecast
    heads = ("", "Twelve months to now", *(f"Next {w.IN_WORDS[a['days']]} days" for a in f["ahead"]), "Twelve months, forecast")
    rows = []
    for key, name in (*((k, NAMES[k]) for k in ("grr", "nrr")), ("churn", "Logo churn")):
        cells = [f["now"][key], *(a[key] for a in f["ahead"]), f["year"][key]]
        rows.append((just(name), *(sheet.say(w.doubt(cell), mark) for cell in cells)))
    n = f["now"]["grr"]["n"]
    ahead = (
        "Ahead: what the last windows of the same length kept, and customers who gave notice as lost.",
        f"The last column ends on {spelt(f['year']['until'])}.",
    )
    known = any(a["logo"]["point"] is not None for a in f["ahead"])
    lines = (
        sheet.say(f"Shares with their 95% intervals, of {n:,} customers who paid twelve months ago; NRR leaves new customers out.", mark),
        *(sheet.say(line, mark) for line in (ahead if known else [f"{said}." for said in caveats(f["now"])])),
    )
    if f["losses"]["says"]:
        lines = (*lines, just(THREE_FIGURES), sheet.say(f["losses"]["says"], mark))
    widths = (0.13, *((0.87 / (len(heads) - 1),) * (len(heads) - 1)))
    return Slide("retention", just("What is kept, and what is expected to be"), lines, Table(heads, tuple(rows), widths))


def renewals(d: Any, sheet: Sheet) -> Slide:
    """Renewals ahead by category."""
    rows, mark = w.main_currency(d.forecast), sheet.source("Forecast", w.RENEWING)
    if not rows:
        why = sheet.say(f"Cannot tell: {d.forecast['categories']['says'] or w.NOT_YET}.", mark)
        return Slide("renewals", just("Renewals ahead by category"), (why,))
    total, currency = sum(r["arr"] or 0 for r in rows), rows[0]["currency"]
    expected = [r["expected"]["point"] for r in rows]
    told = f"; {sum(expected):,.0f} expected to renew" if None not in expected else ""
    head = sheet.say(f"{w.money(total, currency)} a year is due in the coming 120 days{told}", mark)
    names = ("30 days", "31 to 60", "61 to 90", "91 to 120")
    series = tuple((r["category"].capitalize(), tuple((r[f"arr_{end}"] or 0) / 1000 for end in (30, 60, 90, 120))) for r in rows)
    caption = f"Recurring revenue due, {f'thousands of {currency}' if currency else 'in thousands, currency not known'}, by days ahead"
    chart = Chart(caption, names, series, mark, head="Days ahead")
    return Slide("renewals", head, chart=chart)


def categories(d: Any, sheet: Sheet) -> Slide | None:
    """What each category is worth, and what came of it before."""
    rows = w.main_currency(d.forecast)
    if not rows:
        return None
    mark, past = sheet.source("Forecast", w.RENEWING), sheet.source("Forecast", "ended renewals by their category 30 days before")
    before = {c["category"]: c for c in d.forecast["came"] if c["horizon"] == 30}
    cells = [
        (just(r["category"].capitalize()), sheet.say(f"{r['n']:,}", mark), sheet.say(f"{r['arr'] or 0:,.0f}", mark),
         sheet.say(w.amount(r["expected"]), mark), sheet.say(w.came(before.get(r["category"])), past))
        for r in rows
    ]  # fmt: skip
    order = (sheet.say(d.forecast["categories"]["order"], mark),) if d.forecast["categories"]["order"] else ()
    due = f"ARR due, {rows[0]['currency']}" if rows[0]["currency"] else "ARR due"
    head = ("Category", "Renewals", due, "Expected to renew", "Renewed before, of such")
    return Slide("categories", just("What each category is worth, and what came of it before"),
                 (just(w.CATEGORIES), *order, sheet.say(f"{d.forecast['apart']}.", past)),
                 Table(head, tuple(cells), (0.16, 0.12, 0.18, 0.28, 0.26)))  # fmt: skip


def record(d: Any, sheet: Sheet) -> Slide:
    """How right the forecasts were."""
    told = d.forecast["bias"]
    known = [h for h in told["horizons"] if h["bias"]]
    if not known:
        why = sheet.say(f"{told['says'].capitalize()}.", sheet.source("Forecast", "past forecasts replayed"))
        return Slide("record", just("How right past forecasts were cannot be told yet"), (why,))
    mark = sheet.source("Forecast", f"{len(told['quarters'])} quarter ends replayed: {', '.join(reversed(told['quarters']))}")
    rows = [
        (sheet.say(f"{h['horizon']} days, {NAMES[h['figure']]}", mark), sheet.say(f"{h['n']}", mark), sheet.say(w.points(h["bias"]), mark),
         sheet.say(f"{h['error'] * 100:.1f}", mark), sheet.say(f"{h['covered']['k']} of {h['covered']['n']}", mark), just(h["says"]))
        for h in known
    ]  # fmt: skip
    head = ("Made so long before", "Forecasts", "Too high or low, points", "Usual error, points", "Inside its range", "Says")
    return Slide("record", just("How right the forecasts were, replayed with what was known then"),
                 table=Table(head, tuple(rows), (0.2, 0.1, 0.22, 0.12, 0.15, 0.21)))  # fmt: skip


def work(d: Any, sheet: Sheet) -> Slide:
    """What the agents did."""
    mark = sheet.source("Agents", w.WORKED)
    kinds = ("acted", "delivered", "waiting", "nothing needed", "cannot tell")
    rows = [(just(w.agent(a["agent"])), *(sheet.say(f"{a['outcomes'].get(kind, 0):,}", mark) for kind in kinds)) for a in d.jobs["agents"]]
    parity = d.jobs["parity"].get("any", {}).get("delivered")
    alike = parity["says"][0].upper() + parity["says"][1:] if parity else ""
    line = (sheet.say(f"Are small customers served as large ones? {alike}.", mark),) if alike else ()
    return Slide("work", sheet.say(f"What the agents did for {d.jobs['accounts']:,} customers in {d.jobs['days']} days", mark), line,
                 Table(("Agent", "Acted", "Reached the customer", "Waiting", "Nothing needed", "Cannot tell"), tuple(rows),
                       (0.22, 0.12, 0.2, 0.13, 0.17, 0.16)))  # fmt: skip


def quality(d: Any, sheet: Sheet) -> Slide:
    """What people made of the drafts."""
    mark = sheet.source("Quality", w.DECIDED)
    rows = [
        (just(w.agent(a["agent"])), sheet.say(f"{a['n']:,}", mark),
         *(sheet.say(w.doubt(a[key]), mark) for key in ("usable", "rejected", "grounded", "escaped")))
        for a in d.quality["agents"]
    ]  # fmt: skip
    head = ("Agent", "Decided", "Sent unchanged or lightly edited", "Rejected", "Every claim borne out", "Sent, and wrong")
    lines = (sheet.say(f"Missed, by blind samples: {d.quality['missed']['says']}.", sheet.source("Quality", "blind samples")),)
    return Slide("quality", sheet.say(f"People decided {counted(d.quality['decided'], 'draft')}: {w.usable(d.quality)}", mark), lines,
                 Table(head, tuple(rows), (0.18, 0.1, 0.2, 0.18, 0.18, 0.16)))  # fmt: skip


def coverage(d: Any, sheet: Sheet) -> Slide:
    """Where people's hours go, and on what evidence."""
    if d.plan is None:
        return Slide("coverage", just("No plan of people's hours is committed"), (just("The Coverage page makes one by impact."),))
    mark = sheet.source("Coverage", f"the plan committed on {d.plan['as_of']}")
    lines = (
        sheet.say(f"{d.plan['hours']:,.0f} hours for {d.plan['accounts']:,} customers, placed by {d.plan['rule'] or 'impact'}.", mark),
        sheet.say(f"Evidence for what presence changes: {d.plan['evidence'] or 'not kept with this plan'}.", mark),
        sheet.say(f"Forecast: {d.plan['forecast'] or 'not kept with this plan'}.", mark),
    )
    return Slide("coverage", sheet.say(f"People's hours go by the plan of {spelt(d.plan['as_of'])}", mark), lines)


def pilot(d: Any, sheet: Sheet) -> Slide:
    """What chance says of agents against standard care."""
    mark = sheet.source("Proof", w.PILOTED)
    effect = d.pilot["effect"]
    why = w.sentences(w.no_commands(d.pilot.get("why") or ""))
    lines = [*why, *(f"{a['arm'].capitalize()}: {a['n']:,} customers" for a in d.pilot["arms"])]
    head = f"Pilot: {TOO_SMALL if d.pilot['too_small'] else d.pilot['says']}"
    if effect and not d.pilot["too_small"]:
        head += f", a difference in points of {w.points(effect)}"
    return Slide("pilot", sheet.say(head, mark), tuple(sheet.say(line, mark) for line in lines))


def old_and_new(d: Any, sheet: Sheet) -> Slide | None:
    """The old model against the new, on the demo company."""
    told = d.old_and_new
    if not told:
        return None
    mark = sheet.source("Proof", f"old model against new, simulated: {told['accounts']:,} customers of the demo company")
    if told.get("alike"):
        lines = (just("A larger demo company has customers whom the team's hours do not reach: there the two models part."),)
        return Slide("old and new", sheet.say(f"Simulated: {told['alike']}", mark), lines)
    rows = [
        (sheet.say(m["name"], mark), sheet.say(f"{m['people']:,}", mark), sheet.say(f"{m['agents']:,}", mark),
         sheet.say(w.amount(m["accounts_kept"]), mark), sheet.say(w.amount(m["arr_kept"]), mark))
        for m in told["models"][:MOST_ROWS]
    ]  # fmt: skip
    lines = (just("Simulated: a demo company's true response. It shows what each rule does there, not what your customers do."),)
    gain = told["differences"][0]["accounts_kept"]
    head = sheet.say(f"Simulated: the new model keeps {w.ranged(gain)} customers", mark)
    names = ("Model", "By people", "By agents", "Customers kept", "ARR kept")
    return Slide("old and new", head, lines, Table(names, tuple(rows), (0.36, 0.1, 0.1, 0.2, 0.24)))


def risks(d: Any, sheet: Sheet) -> Slide:
    """The open risks with most revenue behind them."""
    if not d.risks:
        return Slide("risks", just("No risk is open"))
    rows, widths, room = [], (0.3, 0.13, 0.11, 0.46), ROOM
    for row in d.risks[:MOST_ROWS]:
        name = row["name"] or row["account_id"]
        mark = sheet.cite("Accounts page", f"the open risk of {name}", row["as_of"])
        ends = spelt(row["renewal_on"]) if row["renewal_on"] else "not known"
        worth = "not known" if row["arr"] is None else w.money(row["arr"], row["currency"])
        notice = [f"Notice was given on {spelt(row['notice_given_on'])}."] if row["notice_given_on"] else []
        cells = (name, worth, ends, " ".join([*notice, *w.sentences(row["reason"], 1)]))
        room -= _height(cells, widths)
        if rows and room < 0:
            break
        rows.append(tuple(sheet.say(cell, mark) for cell in cells))
    mark = sheet.source("Accounts", "open risk cases")
    head = sheet.say(f"{d.risks[0]['of']:,} risks are open; those with most revenue behind them", mark)
    return Slide("risks", head, table=Table(("Customer", "ARR", "Term ends", "Risk"), tuple(rows), widths))


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """Inches that a row of a table takes: a sentence is never cut, so a long one takes several lines."""
    return max(0.46, 0.06 + 0.25 * max(ceil(len(c) / (LINE * share)) for c, share in zip(cells, widths, strict=True)))


def needs(d: Any, sheet: Sheet) -> Slide:
    """What has to be decided."""
    if not d.needs:
        return Slide("needs", just("Nothing waits for a decision"))
    rows = tuple((sheet.say(n.says, sheet.source(n.page, n.source)), just(n.page)) for n in d.needs[:MOST_ROWS])
    mark = sheet.source("Today", "what waits for a decision")
    head = sheet.say(f"{len(d.needs)} decision{'' if len(d.needs) == 1 else 's'} needed", mark)
    return Slide("needs", head, table=Table(("What", "Where"), rows, (0.86, 0.14)))


SLIDES: tuple[Callable[[Any, Sheet], Slide | None], ...] = (
    title, brief, goals, retention, renewals, categories, record, work, quality, coverage, pilot, old_and_new, risks, needs,
)  # fmt: skip
