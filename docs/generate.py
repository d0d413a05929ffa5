"""Writes the lists of the documents from the code. `python docs/generate.py` rewrites them; `tests/test_docs.py` holds them true."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cs_core.context.access import POLICY, ROLES  # noqa: E402
from cs_core.context.sources import SOURCES  # noqa: E402
from cs_core.context.vocabulary import KNOWLEDGE  # noqa: E402
from cs_core.execution.roster import ROSTER  # noqa: E402
from cs_core.leadership.goals import binds  # noqa: E402
from cs_core.orchestration.direction import GOALS, GUARDRAILS, Direction  # noqa: E402
from cs_core.orchestration.gates import GATES  # noqa: E402
from cs_core.orchestration.orchestrator import WATCHES  # noqa: E402
from cs_core.orchestration.routing import ROUTES  # noqa: E402


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


PARTS = {
    "sources": sources, "systems": systems, "knowledge": knowledge, "agents": agents, "gates": gates, "routes": routes,
    "direction": direction, "watches": watches, "access": access,
}  # fmt: skip
DOCUMENTS = (ROOT / "docs" / "data.md", ROOT / "docs" / "sources.md", ROOT / "docs" / "policy.md", ROOT / "docs" / "access.md")


def written(text: str) -> str:
    """The document with each generated part made anew."""
    for name, part in PARTS.items():
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m, part=part: f"{m[1]}{part()}\n{m[2]}", text, flags=re.S)
    return text


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(written(document.read_text(encoding="utf-8")), encoding="utf-8")
