"""Who may do what: the policy, SQLite's own refusal beneath every verb, and whose name the history keeps."""

import sqlite3
from pathlib import Path

import pytest

from cs_core.context.keeping.access import MAY, POLICY, ROLES, Actor, may, role_of
from cs_core.context.keeping.schema import HISTORY
from cs_core.context.notes import add_note
from cs_core.context.nouns import NOUNS
from cs_core.context.store import TABLES, columns_of, open_store
from cs_core.errors import BadInput, NotAllowed
from tests.worlds import IMPORTED, a_store, with_company, with_team_member

SECRETS = {"leader": ["ada@acme.example"], "reviewer": ["rosa@acme.example", "*@review.example"], "viewer": ["*@acme.example"]}


def as_a(role: str, name: str = "Rosa Reyes", email: str = "rosa@acme.example") -> Actor:
    return Actor(name=name, email=email, role=role)


@pytest.fixture
def path(tmp_path) -> Path:
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        with_team_member(store, "Rosa Reyes", email="rosa@acme.example")
    return store.path


@pytest.mark.parametrize(
    ("email", "role"),
    [("ada@acme.example", "leader"), ("ADA@Acme.example ", "leader"), ("rosa@acme.example", "reviewer"), ("x@review.example", "reviewer"),
     ("anyone@acme.example", "viewer")],
)  # fmt: skip
def test_the_most_that_an_address_is_given_is_its_role(email, role):
    assert role_of(email, SECRETS) == role


@pytest.mark.parametrize("email", ["eve@other.example", "", "acme.example", "ada@acme.example.evil.example"])
def test_who_has_no_role_is_told_whom_to_ask(email):
    with pytest.raises(NotAllowed, match=r"has no role here: ask ada@acme\.example"):
        role_of(email, SECRETS)


def test_one_address_in_place_of_a_list_is_that_address_and_not_its_letters():
    assert role_of("ada@acme.example", {"viewer": "*@acme.example"}) == "viewer"
    with pytest.raises(NotAllowed):
        role_of("eve@other.example", {"viewer": "*@acme.example"})


def test_a_role_that_there_is_not_is_refused_before_anybody_gets_in():
    with pytest.raises(BadInput, match=r"'admin'.*leader, reviewer, viewer"):
        role_of("ada@acme.example", SECRETS | {"admin": ["eve@other.example"]})


def test_every_table_of_the_store_stands_in_the_policy_once():
    named = [table for right in POLICY for table in right.tables]
    assert sorted(named) == sorted(TABLES)
    assert all("leader" in right.roles for right in POLICY)


def test_a_viewer_may_write_nothing_and_a_reviewer_nothing_that_directs():
    assert MAY["viewer"] == frozenset()
    assert not MAY["reviewer"] & {"goal", "autonomy", "playbook", "channel", "voice", "team_edit", "coverage", "pilot", "cycle", "delivery"}
    assert not MAY["reviewer"] & {*NOUNS, "meta"}


@pytest.mark.parametrize("role", ROLES)
def test_sqlite_itself_refuses_what_a_role_may_not_write(role, path):
    with open_store(path, actor=as_a(role)) as store:
        for table in TABLES:
            key = next(iter(columns_of(table)))
            insert = f"INSERT INTO [{table}] ([{key}]) VALUES ('x')"
            if may(role, table):
                store._db.execute("BEGIN")
                store._db.execute(insert)
                store._db.execute("ROLLBACK")
            else:
                with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|readonly"):
                    store._db.execute(insert)
                with pytest.raises(NotAllowed, match=f"^A {role} may not [a-z ]+: ask a (reviewer or a )?leader$"):
                    store.append(table, [{key: "x"}])
            assert not store.count(table, **{key: "x"})


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
@pytest.mark.parametrize(
    "statement",
    ["PRAGMA query_only = OFF", "PRAGMA writable_schema = ON", "DROP TRIGGER note_no_update", "DROP TABLE goal",
     "ATTACH ':memory:' AS other",
     "CREATE TRIGGER own AFTER INSERT ON note BEGIN INSERT INTO goal (id) VALUES ('x'); END", "UPDATE note SET text = ''",
     "DELETE FROM decision", "UPDATE sqlite_master SET sql = ''", "CREATE TABLE own (id)",
     "INSERT OR REPLACE INTO meta (key) VALUES ('x')"],
)  # fmt: skip
def test_there_is_no_way_round_by_another_statement(role, statement, path):
    with open_store(path, actor=as_a(role)) as store, pytest.raises(sqlite3.DatabaseError, match=r"not authorized|readonly|may not be"):
        store._db.execute(statement)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_everything(role, path):
    with open_store(path, actor=as_a(role)) as store:
        assert store.rows("company", source_id=["acme", "none"])
        assert [store.frame(table).height for table in TABLES] == [store.count(table) for table in TABLES]
        assert store.problems() == []
        assert store.version(*HISTORY)


def test_a_viewer_who_tries_inside_a_transaction_is_told_in_one_line_and_nothing_is_kept(path):
    with open_store(path, actor=as_a("viewer")) as store:
        with pytest.raises(NotAllowed, match="A viewer may not note what they know: ask a reviewer or a leader"), store.transaction():
            store.append("note", [{"id": "n1", "by": "console"}])
        assert store.count("note") == 0


def test_a_store_is_brought_up_to_date_whoever_opens_it_first(tmp_path):
    with open_store(tmp_path / "new.db", actor=as_a("viewer")) as store:
        assert store.count("goal") == 0


def test_without_an_actor_everything_is_allowed(path):
    with open_store(path) as store:
        assert store.by == "console"
        assert store.append("goal", [{"id": "g", "by": "anybody"}]) == 1


def test_what_a_page_leaves_unsigned_is_signed_by_whoever_is_logged_in(path):
    with open_store(path, actor=as_a("reviewer")) as store:
        add_note(store, "acme", key="remark", text="Their budget is frozen", by="console", now=IMPORTED)
        assert [row["by"] for row in store.rows("note")] == ["Rosa Reyes"]


@pytest.mark.parametrize("role", ["reviewer", "leader"])
def test_nobody_signs_for_somebody_else(role, path):
    with open_store(path, actor=as_a(role)) as store:
        with pytest.raises(NotAllowed, match="signed by Ada Lind, and you are Rosa Reyes"):
            add_note(store, "acme", key="remark", text="Their budget is frozen", by="Ada Lind", now=IMPORTED)
        assert store.count("note") == 0


def test_the_team_knows_a_person_by_address_and_never_by_the_name_they_typed(path):
    with open_store(path, actor=as_a("leader", name="Whatever")) as store:
        assert store.by == "Rosa Reyes"
    with open_store(path, actor=as_a("leader", name="Rosa Reyes", email="eve@other.example")) as store:
        assert store.by == "Rosa Reyes (eve@other.example)"
        again = store.actor
    with open_store(path, actor=again) as store:
        assert store.by == "Rosa Reyes (eve@other.example)"


def test_only_a_leader_lets_the_system_sign_for_itself(path):
    row = {"id": "a1", "authorised_by": "autonomy"}
    with open_store(path, actor=as_a("reviewer")) as store, pytest.raises(NotAllowed, match="signed by autonomy"):
        store.append("action", [row])
    with open_store(path, actor=as_a("leader")) as store:
        assert store.append("action", [row]) == 1
