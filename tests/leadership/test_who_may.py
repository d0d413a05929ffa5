"""Every verb under every role: what is refused is refused in one line and leaves the store as it was; what may be done is signed."""

from datetime import datetime

import pytest

from cs_core.context.health.weights import set_weight
from cs_core.context.identity.answers import answer
from cs_core.context.importing.landing import import_paths
from cs_core.context.keeping.access import ROLES, Actor
from cs_core.context.keeping.schema import HISTORY
from cs_core.context.notes import add_note
from cs_core.context.pulse import set_pulse
from cs_core.context.snapshot import snapshot
from cs_core.context.store import columns_of, open_store
from cs_core.context.views import save_view
from cs_core.errors import NotAllowed
from cs_core.execution.models.model import OfflineModel
from cs_core.execution.playbooks.edits import switch_playbook
from cs_core.execution.roster import ROSTER
from cs_core.execution.sending.connect import set_mode
from cs_core.execution.sending.delivery import deliver
from cs_core.execution.writing.voice import set_voice
from cs_core.leadership.coverage import commit, edit_team, plan
from cs_core.leadership.goals import set_goals
from cs_core.leadership.output.blind import draw
from cs_core.orchestration.autonomy import set_level
from cs_core.orchestration.contact.protection import protect
from cs_core.orchestration.contact.unanswered import set_deputy
from cs_core.orchestration.cycle import run_cycle
from cs_core.orchestration.pilots.halt import STOPPED, end
from cs_core.orchestration.review import decide, queue
from cs_core.orchestration.work import log_touch
from cs_core.settings import Settings
from tests.conftest import copied

NOW = datetime(2026, 6, 30, 13)
SAID = {"by": "console", "now": NOW}
BOTH = ("reviewer", "leader")


class World:
    """A store opened as somebody, and what the verbs below need of it."""

    def __init__(self, store, folder):
        self.store, self.folder, self.snap = store, folder, snapshot(store, NOW.date())
        self.account = sorted(store.keys_of("link", "account_id"))[0]
        self.companies = sorted(f"{row['system']}/{row['source_id']}" for row in store.rows("company", limit=2))
        self.book = next((agent.name, name) for agent in ROSTER for name in agent.plays)
        self.team = sorted(self.snap.team["name"])


def imports(w: World):
    (w.folder / "team.csv").write_text("name,email,role,weekly_hours\nNew One,new@ours.example,CSM,30\n")
    return import_paths(w.store, [w.folder / "team.csv"], now=NOW)


VERBS = {
    "decide": (BOTH, lambda w: decide(w.store, queue(w.store, now=NOW)[0]["id"], "reject", reason="wrong tone", **SAID)),
    "touch": (BOTH, lambda w: log_touch(w.store, w.account, mode="call", minutes=20, **SAID)),
    "note": (BOTH, lambda w: add_note(w.store, w.account, key="remark", text="Their budget is frozen", **SAID)),
    "pulse": (BOTH, lambda w: set_pulse(w.store, w.account, 2, why="They went quiet", **SAID)),
    "answer": (BOTH, lambda w: answer(w.store, *w.companies, noun="company", same=True, **SAID)),
    "deputy": (BOTH, lambda w: set_deputy(w.store, w.team[0], w.team[1], team=set(w.team), **SAID)),
    "view": (BOTH, lambda w: save_view(w.store, "Mine", "10_Accounts", [("segment", "enterprise")], **SAID)),
    "cycle": (("leader",), lambda w: run_cycle(w.store, as_of=NOW.date(), now=NOW, model=OfflineModel(), roster=ROSTER)),
    "import": (("leader",), imports),
    "deliver": (("leader",), lambda w: deliver(w.store, Settings(), now=NOW)),
    "goal": (("leader",), lambda w: set_goals(w.store, {"grr": "90"}, snap=w.snap, **SAID)),
    "guardrail": (("leader",), lambda w: set_goals(w.store, {"test_drafts": 0}, snap=w.snap, **SAID)),
    "coverage": (("leader",), lambda w: commit(w.store, plan(w.snap), **SAID)),
    "pilot": (("leader",), lambda w: end(w.store, "spring", STOPPED, why="It does harm", **SAID)),
    "autonomy": (("leader",), lambda w: set_level(w.store, "risk", "long tail", "shadow", why="Too early", **SAID)),
    "playbook": (("leader",), lambda w: switch_playbook(w.store, *w.book, off=True, why="Not this month", **SAID)),
    "channel": (("leader",), lambda w: set_mode(w.store, Settings(), "email", "outbox", why="Quiet week", **SAID)),
    "voice": (("leader",), lambda w: set_voice(w.store, {"sender": "Your team"}, **SAID)),
    "team": (("leader",), lambda w: edit_team(w.store, {"name": "New Two", "weekly_hours": 20.0}, **SAID)),
    "protect": (("leader",), lambda w: protect(w.store, w.account, why="In court with us", **SAID)),
    "weight": (("leader",), lambda w: set_weight(w.store, segment="enterprise", measure="usage trend", weight=2.0, **SAID)),
    "draw": (("leader",), lambda w: draw(w.snap, 2, **SAID)),
}


@pytest.fixture(scope="module")
def shared(demo_template, tmp_path_factory):
    """One copy for all refusals: none of them changes it."""
    folder = tmp_path_factory.mktemp("who")
    return copied(demo_template, folder)


def files(path):
    """What the lake holds, but for what readers keep there to be quicker next time."""
    lake = path.with_suffix(".lake")
    return sorted((p.relative_to(lake), p.stat().st_size) for part in ("events", "snapshots") for p in (lake / part).rglob("*.parquet"))


@pytest.mark.parametrize(("role", "verb"), [(r, v) for v, (roles, _) in VERBS.items() for r in ROLES if r not in roles])
def test_a_verb_is_refused_to_a_role_and_leaves_the_store_as_it_was(role, verb, shared, tmp_path):
    with open_store(shared) as store:
        before, kept = store.state(), files(shared)
    with open_store(shared, actor=Actor(name="Ann", email="ann@ours.example", role=role)) as store:
        with pytest.raises(NotAllowed, match=rf"^A {role} may not .*: ask a (reviewer or a )?leader$"):
            VERBS[verb][1](World(store, tmp_path))
        assert store.state() == before
    assert files(shared) == kept
    assert not shared.with_suffix(".outbox").exists()


@pytest.mark.parametrize("role", BOTH)
def test_what_a_role_may_do_is_done_in_its_own_name(role, demo_store, tmp_path):
    with open_store(demo_store) as store:
        rows = {table: store.count(table) for table in HISTORY if "by" in columns_of(table)}
        store.put("demo_end", "", at=NOW)  # as if it were somebody's own: nothing is imported into a demo
    with open_store(demo_store, actor=Actor(name="Ann", email="ann@ours.example", role=role)) as store:
        world = World(store, tmp_path)
        for roles, verb in VERBS.values():
            if role in roles:
                verb(world)
        names = {row["by"] for table, n in rows.items() for row in store.rows(table)[n:]}
    assert names == {"Ann (ann@ours.example)"}
