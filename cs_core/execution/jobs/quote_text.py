"""A quote draft as people and a CRM read it: Markdown, CSV lines, plain data."""

import csv
import io

from cs_core.context.wording.days import spelt
from cs_core.context.wording.signed import signed
from cs_core.execution.jobs.quote import DIGITS, Line, Quote, less
from cs_core.execution.sending.outbox import safe_cell
from cs_core.execution.writing.markdown import escaped
from cs_core.records import Fact

FORMATS = ("md", "csv", "json")
COLUMNS = (
    "account_id", "account", "line", "product", "quantity_now", "quantity", "unit", "unit_price", "currency", "list_amount",
    "discount_percent", "amount", "term_start", "term_end", "needs_approval", "why", "fact_ids",
)  # fmt: skip


def as_markdown(quote: Quote) -> str:
    """The draft on one page, each line with the facts that it rests on; or what is missing."""
    head = [f"# Quote draft: {escaped(quote.name)}", "", f"As of {spelt(quote.as_of)}. Internal until a person approves it."]
    if quote.notice:
        head += ["", f"**{quote.notice}**"]
    if not quote.made:
        return "\n".join([*head, "", "**No quote yet.** Missing:", "", *(f"- {what}" for what in quote.missing), ""])
    head += ["", f"Term: {spelt(quote.start)} to {spelt(quote.end)}, {quote.months} months. Currency: {quote.currency}.", "", *_HEADER]
    number = {fact.id: n for n, fact in enumerate(quote.facts, 1)}
    marked = [("line", line) for line in quote.lines] + [("alternative", line) for line in quote.alternatives]
    body = [_row(line, kind, number, quote.currency) for kind, line in marked]
    money = quote.currency
    sums = ["", f"- List total: {_money(quote.list_total, money)}", f"- Discount carried over: {quote.discount:g}%"]
    if quote.running_discount:
        sums.append(f"- Running discount: {quote.running_discount:g}%")
    sums.append(f"- **Total of the term: {_money(quote.total, money)}**")
    if quote.price_change is not None:
        sums.append(f"- A seat after discount against now: {signed(quote.price_change)}%")
    if quote.approval:
        sums += [f"- **Needs approval:** {quote.approval}", f"- Total if approved: {_money(quote.total_if_approved, money)}"]
    notes = ["", "Notes", "", *(f"- {note}" for note in quote.notes)] if quote.notes else []
    facts = ["", "Facts", "", *(f"{n}. {_fact(fact)}" for n, fact in enumerate(quote.facts, 1))]
    return "\n".join([*head, *body, *sums, *notes, *facts, ""])


def as_csv(quote: Quote) -> str:
    """One row a line, alternatives marked, for a CRM's line items; only the header where there is no quote."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    lines = [("line", line) for line in quote.lines] + [("alternative", line) for line in quote.alternatives] if quote.made else []
    for kind, line in lines:
        net = less(line.amount, quote.discount, quote.currency)
        rows.writerow(
            map(_safe, (
                quote.account_id, quote.name, kind, line.what, f"{line.now:g}", f"{line.proposed:g}", line.unit, line.unit_price,
                quote.currency, line.amount, f"{quote.discount:g}", net, quote.start, quote.end,
                "yes" if quote.approval or quote.notice else "no", line.why, " ".join(line.facts),
            ))
        )  # fmt: skip
    return out.getvalue()


def as_data(quote: Quote) -> dict:
    """Plain JSON, with whether there is a quote at all."""
    return {"made": quote.made} | quote.model_dump(mode="json")


_HEADER = ("| | Product | Now | Proposed | Unit price | List amount | Why | Facts |", "|---|---|---:|---:|---:|---:|---|---|")


def _row(line: Line, kind: str, number: dict[str, int], currency: str) -> str:
    cited = ", ".join(str(number[i]) for i in line.facts if i in number)
    proposed, price = f"{line.proposed:,.0f} {line.unit}", f"{line.unit_price:,}"
    cells = (kind, line.what, f"{line.now:,.0f}", proposed, price, _money(line.amount, currency), line.why, cited)
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(text: str) -> str:
    return escaped(" ".join(text.replace("|", "/").split()))


def _money(amount: float | None, currency: str | None) -> str:
    return "unknown" if amount is None else f"{amount:,.{DIGITS.get(currency or '', 2)}f} {currency}"


def _fact(fact: Fact) -> str:
    said = f"{fact.key.replace('_', ' ')}: {_cell(str(fact.value))} {fact.unit}".strip()
    return f"{said} ({_cell(fact.source)} {_cell(fact.source_row)}, {fact.observed_at}; {_cell(fact.id)})"


def _safe(value: object) -> object:
    """A text that a spreadsheet would take for a formula is kept as text."""
    return safe_cell(value) if isinstance(value, str) else value
