"""Who may do what. A store opened by somebody refuses what their role may not do, beneath every verb: what keeps the rows asks this policy.

Without an actor (the command line, a console without login) everything is allowed: whoever holds the file may write to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from cs_core.context.nouns import NOUNS
from cs_core.errors import BadInput, NotAllowed
from cs_core.records import Record

Role = Literal["leader", "reviewer", "viewer"]
ROLES: tuple[str, ...] = ("leader", "reviewer", "viewer")
"""The most that a person's address is given counts."""
UNNAMED = "console"
"""How a page without login signs; with login it means the person who is logged in."""
TEAM = ("team_edit", "team_member")
"""Tables that know people by their addresses: what was said last on the console before what was imported."""
SIGNATURES: tuple[str, ...] = ("by", "authorised_by")
ITSELF = frozenset({"autonomy", "orchestrator", "the stop rule", "import"})
"""What the system signs itself while somebody who may do so lets it run."""


class Actor(Record):
    """Somebody who is logged in."""

    name: str
    """As in the team where it knows the address, else as the provider says, with the address: two people never sign alike."""
    email: str
    role: Role


class Right(NamedTuple):
    """One thing that can be done: in words, by whom, and the tables that it appends to."""

    what: str
    roles: tuple[str, ...]
    tables: tuple[str, ...]


def role_of(email: str, roles: Mapping[str, Sequence[str] | str]) -> Role:
    """The role of an address: `roles` is role -> addresses, or one, where ``*`` stands for anything (``*@example.com``).

    Raises NotAllowed where no role has the address, BadInput for a role that there is not.
    """
    if unknown := sorted(set(roles) - set(ROLES)):
        raise BadInput(f"[roles] of the secrets names {unknown[0]!r}: the roles are {', '.join(ROLES)}")
    given = {role: [told] if isinstance(told, str) else list(told) for role, told in roles.items()}
    address = email.strip().casefold()
    for role in ROLES:
        if address and any(fnmatchcase(address, pattern.strip().casefold()) for pattern in given.get(role, ())):
            return role
    whom = next((p for role in ROLES for p in given.get(role, ()) if "*" not in p), "whoever set up this console")
    raise NotAllowed(f"Your account {email or 'without an address'} has no role here: ask {whom}")


def may(role: str, table: str) -> bool:
    """Whether a role may append to a table; a table that the policy does not name is the leader's."""
    return role == "leader" or table in MAY.get(role, ())


def need(actor: Actor | None, table: str) -> None:
    """Raises NotAllowed, in one line that says whom to ask, where somebody may not append to a table."""
    if actor is None or may(actor.role, table):
        return
    right = next((r for r in POLICY if table in r.tables), Right("change this", ("leader",), ()))
    raise NotAllowed(f"A {actor.role} may not {right.what}: ask a {' or a '.join(right.roles[::-1])}")


def signed(actor: Actor | None, row: Mapping) -> Mapping:
    """The row as signed by whoever is logged in. Raises NotAllowed where it is signed by somebody else."""
    column = next((c for c in SIGNATURES if c in row), None)
    if actor is None or column is None or row[column] == actor.name:
        return row
    if row[column] in (UNNAMED, "", None):
        return {**row, column: actor.name}
    if actor.role == "leader" and row[column] in ITSELF:
        return row
    raise NotAllowed(f"This is signed by {row[column]}, and you are {actor.name}: nobody signs for somebody else")


def known_as(actor: Actor, in_team: str | None) -> Actor:
    """The actor under the name by which the team knows the address, as a display name is whatever its owner types.

    `in_team`: the name in the newest row with the address, in the first of the tables of TEAM that has one; None where none has.
    """
    own = actor.name if actor.email in actor.name else f"{actor.name} ({actor.email})"
    return actor.model_copy(update={"name": own if in_team is None else in_team})


def _tables(role: str, policy: Iterable[Right]) -> frozenset[str]:
    return frozenset(table for right in policy if role in right.roles for table in right.tables)


BOTH = ("leader", "reviewer")
LEADER = ("leader",)
POLICY: tuple[Right, ...] = (
    Right("decide proposals", BOTH, ("decision", "planted_decision", "action")),
    Right("log work", BOTH, ("touch",)),
    Right("note what they know", BOTH, ("note",)),
    Right("give a pulse", BOTH, ("pulse",)),
    Right("answer who is who", BOTH, ("identity_answer", "link")),
    Right("label a blind sample", BOTH, ("blind_label",)),
    Right("report harm", BOTH, ("outcome",)),
    Right("name a deputy", BOTH, ("deputy",)),
    Right("take back what was done", BOTH, ("taken_back",)),
    Right("save views", BOTH, ("saved_view",)),
    Right("run a cycle", LEADER, (
        "cycle", "proposal", "verdict", "routed", "handover", "task", "case", "play_run", "finding", "planted", "step", "model_call",
        "reading",
    )),
    Right("act on findings", LEADER, ("taken",)),
    Right("carry out actions", LEADER, ("delivery",)),
    Right("import data", LEADER, ("import_file", "refused_row", "mapping", "meta", *NOUNS)),
    Right("set goals and guardrails", LEADER, ("goal",)),
    Right("set what agents may do alone", LEADER, ("autonomy",)),
    Right("switch lessons", LEADER, ("lesson_switch",)),
    Right("change playbooks", LEADER, ("playbook",)),
    Right("set the voice", LEADER, ("voice",)),
    Right("set channels", LEADER, ("channel",)),
    Right("set weights of health", LEADER, ("health_weight",)),
    Right("set exchange rates", LEADER, ("rate",)),
    Right("edit the team", LEADER, ("team_edit",)),
    Right("commit coverage", LEADER, ("coverage", "coverage_plan", "override", "protected")),
    Right("hand accounts over", LEADER, ("succession",)),
    Right("run a pilot", LEADER, ("pilot", "pilot_design", "pilot_event")),
    Right("draw a blind sample", LEADER, ("blind_draw",)),
    Right("have output judged", LEADER, ("judged",)),
)  # fmt: skip
"""What each role may do, and by it the tables that it may append to. A viewer may read."""
MAY: Mapping[str, frozenset[str]] = {role: _tables(role, POLICY) for role in ROLES}
