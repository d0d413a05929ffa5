"""Writes the lists of the documents from the code. `python docs/generate.py` rewrites them; `tests/test_docs.py` holds them true."""

import ast
import re
import sys
from collections.abc import Iterable
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path[:0] = [str(ROOT), str(DOCS)]

from refusals import DOES, SAYS, Refusal  # noqa: E402
from table_stakes import BLOCKS, Stake  # noqa: E402

from cs_core.context.importing.first_exports import exports, smallest  # noqa: E402
from cs_core.context.keeping.access import POLICY, ROLES  # noqa: E402
from cs_core.context.sources import SOURCES  # noqa: E402
from cs_core.context.vocabulary import KNOWLEDGE  # noqa: E402
from cs_core.execution.models.prompt import FOLDER, prompt  # noqa: E402
from cs_core.execution.roster import JOBS, ROSTER  # noqa: E402
from cs_core.leadership.effects.prior import LIFTS, PRIOR  # noqa: E402
from cs_core.leadership.goals import binds  # noqa: E402
from cs_core.orchestration.direction import GOALS, GUARDRAILS, Direction  # noqa: E402
from cs_core.orchestration.gates import GATES  # noqa: E402
from cs_core.orchestration.orchestrator import WATCHES  # noqa: E402
from cs_core.orchestration.pilots.outcomes import OUTCOMES  # noqa: E402
from cs_core.orchestration.routing import ROUTES  # noqa: E402
from cs_core.settings import LIMITS, Settings  # noqa: E402


def first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0]


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (head, ("---",) * len(head), *rows)]
    return "\n".join(lines)


def sources() -> str:
    rows = []
    for t in SOURCES:
        fields = ", ".join(f for f in t.columns if not f.startswith("_"))
        rows.append((t.system, t.object, ", ".join(f"`{s}`" for s in t.signature), t.noun, fields))
    return table(("system", "object", "known by its columns", "becomes", "fields read"), rows)


def systems() -> str:
    rows = []
    for system in dict.fromkeys(t.system for t in SOURCES):
        own = [t for t in SOURCES if t.system == system]
        read = dict.fromkeys(t.object for t in own if not t.unneeded)
        rows.append((system, len(own), ", ".join(read), sum(bool(t.unneeded) for t in own)))
    return table(("system", "tables known", "objects used", "tables known and not needed"), rows)


def knowledge() -> str:
    return table(
        ("knowledge", "what it is", "stale after"),
        [(k, v.says, f"{v.fresh_days} days" if v.fresh_days else "does not age") for k, v in KNOWLEDGE.items()],
    )


def agents() -> str:
    return table(
        ("agent", "job", "needs", "plays"), [(a.name.replace("_", " "), a.job, ", ".join(a.needs), ", ".join(a.plays)) for a in ROSTER]
    )


def gates() -> str:
    return table(("gate", "asks"), [(f"`{g.__name__}`", first_line(g.__doc__)) for g in GATES])


def routes() -> str:
    return table(("", "route", "when"), [(i + 1, f"`{r.route}`", r.name) for i, r in enumerate(ROUTES)])


def direction() -> str:
    rows = [(f"`{g.key}`", "goal", g.says, g.unit, ". ".join(binds(g, Direction())) + ".") for g in GOALS]
    rows += [(f"`{g.key}`", "guardrail", g.says, g.unit, f"{g.default:g} unless set") for g in GUARDRAILS]
    return table(("key", "kind", "what", "unit", "how it binds"), rows)


def watches() -> str:
    return table(("", "what the orchestrator looks for"), [(i + 1, first_line(w.__doc__)) for i, w in enumerate(WATCHES)])


def access() -> str:
    rows = [("see every page and every figure, and take exports", *["yes"] * len(ROLES))]
    rows += [(right.what, *("yes" if role in right.roles else "" for role in ROLES)) for right in POLICY]
    return table(("may", *ROLES), rows)


def listed(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def first_exports() -> str:
    least = smallest(exports(JOBS))
    return "\n".join(f"- a table of **{export.name}**: {', '.join(f'`{heading}`' for heading in export.headings)}" for export in least)


def further_exports() -> str:
    rows = []
    for export in exports(JOBS):
        gives = "; ".join(KNOWLEDGE[kind].says for kind in export.gives)
        rows.append((export.name, gives, listed(export.runs), listed(export.helps)))
    return table(("table", "tells", "who can work from then on", "whose work gets better"), rows)


def limits() -> str:
    """Each limit of a model with its default. A limit that LIMIT_WORDS does not explain is a KeyError: say what it is there."""
    plain = Settings()
    rows = []
    for name, field in LIMITS.items():
        value = getattr(plain, field)
        rows.append((f"`{name}`", f"{value:g}" if isinstance(value, int | float) else "not set", LIMIT_WORDS[name]))
    return table(("limit", "default", "says"), rows)


LIMIT_WORDS = {
    "CS_MODEL_CONCURRENCY": "drafts asked for at the same time",
    "CS_MODEL_RATE": "drafts a second, of all workers of a durable cycle ([weekly.md](weekly.md#a-cycle-that-outlives-its-process))",
    "CS_MODEL_TOKEN_BUDGET": "tokens that one cycle may take, for reading and writing; drafts with the most to gain are asked for first",
    "CS_MODEL_MAX_TOKENS": "tokens that one answer may take; a model that thinks aloud needs more",
    "CS_MODEL_TIMEOUT": "seconds after which a request has failed",
    "CS_MODEL_PRICE_IN": "price of a million tokens read",
    "CS_MODEL_PRICE_OUT": "price of a million tokens written",
    "CS_MODEL_CURRENCY": "in what currency; unless all three are set the cost is unknown, never 0",
}


def prompts() -> str:
    rows = [(f"`{file.name}`", prompt(file.stem).version) for file in sorted(FOLDER.glob("*.md"))]
    return table(("prompt", "version"), rows)


def prior() -> str:
    rows = [(m.mode, f"{m.hours:g}", f"{m.most * 100:g} ({m.low * 100:g} to {m.high * 100:g})", m.why) for m in PRIOR]
    return table(("a person's", "hours a quarter", "keeps at most, in points of 100 (range)", "why"), rows)


def lifts() -> str:
    rows = [(x.says, f"x {x.factor:g}", ", ".join(x.modes), x.why) for x in LIFTS]
    return table(("where", "counts", "for", "why"), rows)


def pilot_outcomes() -> str:
    rows = [(o.says, o.days, "any day" if o.watched else "once, when it is due", o.proxy or "no: it is the question") for o in OUTCOMES]
    return table(("customers", "days", "may be read", "an early sign only?"), rows)


def benches() -> str:
    """The measurements of effects, placement and pilots, by the first sentence of each file."""
    rows = []
    for name in ("impact", "impact_demo", "allocate", "pilot_sequence"):
        told = ast.get_docstring(ast.parse((ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8"))) or ""
        rows.append((f"`python bench/{name}.py`", re.split(r": `|\n", told)[0].rstrip(".")))
    return table(("command", "measures"), rows)


def place(page: str, tab: str) -> str:
    return f"{page}, {tab}" if tab else page


def stakes() -> str:
    parts = [f"## {block}\n\n" + table(("expected", "answered by", "how"), [_answered(s) for s in rows]) for block, rows in BLOCKS]
    return "\n\n".join(parts)


def _answered(stake: Stake) -> tuple[str, str, str]:
    where = "; ".join(place(*answer) for answer in stake.answers) or "**not built**"
    missing = f"**Not there:** {stake.lacks}" if stake.answers else stake.lacks.removeprefix("not built: ")
    return stake.what, where, ". ".join(part for part in (stake.how, missing if stake.lacks else "") if part)


def says_not() -> str:
    return _refused(SAYS, "does not say")


def does_not() -> str:
    return _refused(DOES, "does not")


def _refused(rows: Iterable[Refusal], head: str) -> str:
    return table((f"it {head}", "seen on"), [(r.what, place(r.page, r.tab)) for r in rows])


PARTS = {
    "sources": sources, "systems": systems, "knowledge": knowledge, "agents": agents, "gates": gates, "routes": routes,
    "direction": direction, "watches": watches, "access": access, "first exports": first_exports, "further exports": further_exports,
    "limits": limits, "prompts": prompts, "prior": prior, "lifts": lifts, "pilot outcomes": pilot_outcomes, "benches": benches,
    "stakes": stakes, "says not": says_not, "does not": does_not,
}  # fmt: skip
DOCUMENTS = tuple(sorted(DOCS.glob("*.md")))


def written(text: str) -> str:
    """The document with each generated part made anew."""
    for name, part in PARTS.items():
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m, part=part: f"{m[1]}{part()}\n{m[2]}", text, flags=re.S)
    return text


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(written(document.read_text(encoding="utf-8")), encoding="utf-8")
