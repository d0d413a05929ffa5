"""Numbered migrations of the context store: STRICT tables, every one append-only, enforced by triggers."""

from pathlib import Path

from cs_core.context.keeping.library import Database, Migrations
from cs_core.context.nouns import COMMON, NOUNS
from cs_core.errors import StoreError

migrations = Migrations("context")

SQL_TYPE = {str: "TEXT", int: "INTEGER", bool: "INTEGER", float: "REAL"}

#: What the system itself does and decides. Column types by the first letter: t text, i integer, r real.
HISTORY = {
    "meta": "key t, value t, set_at t",
    "import_file": "id t, path t, system t, object t, decision t, digest t, rows i, landed i, unchanged i, refused i, imported_at t",
    "refused_row": "id t, file t, row i, why t, content t, recorded_at t",
    "link": "id t, company_key t, account_id t, score r, why t, linked_at t, batch i",
    "cycle": "id t, as_of t, started_at t, seconds r, accounts i, model t, calls i, tokens i, fallbacks i, summary t",
    "proposal": "id t, cycle_id t, as_of t, agent t, job t, account_id t, kind t, channel t, recipient t, recipient_name t, "
    "subject t, body t, claims t, facts t, reason t, play t, stakes t, value r, value_unit t, confidence r, drafted_by t, "
    "expires_at t, prompt_version t, playbook_version i, run_id t, tokens i, cost r, others_words t",
    "verdict": "id t, proposal_id t, gate t, passed i, why t",
    "routed": "id t, proposal_id t, cycle_id t, as_of t, route t, why t, change t, assignee t, priority r, goals t, merged_into t",
    "handover": "id t, proposal_id t, as_of t, how t, from_person t, to_person t, why t, cycle_id t",
    "deputy": "id t, person t, deputy t, set_at t, by t",
    "decision": "id t, proposal_id t, decision t, by t, decided_at t, body t, reason t, edit_distance r, seconds r",
    "action": "id t, proposal_id t, account_id t, agent t, kind t, channel t, recipient t, subject t, body t, created_at t, "
    "authorised_by t",
    "delivery": "id t, action_id t, at t, status t, via t, why t",
    "task": "id t, account_id t, proposal_id t, agent t, assignee t, title t, brief t, due_on t, minutes r, created_at t",
    "touch": "id t, account_id t, task_id t, mode t, minutes r, two_way i, by t, at t, result t, done i",
    "outcome": "id t, account_id t, cause_id t, agent t, kind t, good i, observed_on t, detail t",
    "finding": "id t, cycle_id t, kind t, says t, action t, page t, act t, about t, size r",
    "taken": "id t, finding_id t, act t, says t, by t, at t",
    "step": "id t, cycle_id t, kind t, agent t, rows_in i, rows_out i, ms r, detail t",
    "goal": "id t, key t, kind t, value r, text t, set_at t, by t, weight r, due_on t",
    "autonomy": "id t, agent t, segment t, level t, why t, set_at t, by t, action t, evidence t",
    "planted": "id t, cycle_id t, as_of t, error t, draft t, route t, assignee t, priority r, caught i, gates t, expires_at t, "
    "planted_at t",
    "planted_decision": "id t, planted_id t, decision t, caught i, by t, decided_at t, seconds r",
    "coverage": "id t, plan_id t, as_of t, account_id t, mode t, person t, hours r, impact r, low r, high r, why t, set_at t",
    "coverage_plan": "id t, as_of t, rule t, unit t, hours r, evidence t, forecast t, by t, set_at t",
    "override": "id t, plan_id t, account_id t, planned t, instead t, price r, reason t, why t, by t, set_at t, gone i",
    "protected": "id t, account_id t, why t, by t, set_at t, gone i",
    "succession": "id t, leaver t, account_id t, to_person t, brief t, why t, last_day_on t, by t, set_at t",
    "pilot": "id t, name t, as_of t, arm t, account_id t, propensity r, stratum t, started_at t",
    "pilot_design": "id t, name t, as_of t, design t, by t, set_at t",
    "pilot_event": "id t, name t, kind t, detail t, why t, by t, at t",
    "blind_draw": "id t, drawn_on t, account_id t, agent t, of_accounts i, by t, drawn_at t",
    "blind_label": "id t, draw_id t, missed i, why t, by t, at t",
    "judged": "id t, proposal_id t, model t, prompt_version t, overall t, marks t, tokens i, cost r, ms r, at t",
    "team_edit": "id t, name t, email t, role t, weekly_hours r, skills t, languages t, time_zone t, leave_from_on t, "
    "leave_to_on t, gone i, set_at t, by t",
    # What people know and decide about the context itself.
    "note": "id t, account_id t, knowledge t, key t, text t, quote t, said_by t, observed_on t, by t, at t, gone i",
    "mapping": "id t, signature t, mapping t, by t, set_at t, gone i",
    "identity_answer": "id t, noun t, left_key t, right_key t, same i, why t, by t, answered_at t",
    "health_weight": "id t, segment t, measure t, weight r, worst r, best r, set_at t, by t",
    "pulse": "id t, account_id t, score i, why t, by t, at t",
    "rate": "id t, currency t, to_currency t, rate r, observed_on t, by t, set_at t",
    "saved_view": "id t, key t, name t, page t, query t, by t, set_at t, gone i",
    "taken_back": "id t, noun t, row_id t, account_id t, why t, by t, at t",
    "reading": "id t, noun t, source_key t, reader t, sentiment t, topics t, asks t, promises t, spans t, read_at t",
    "lesson_switch": "id t, lesson t, off i, by t, set_at t",
    # What the agents keep of a job over its whole life, the plays that run, and how they write and send.
    "case": "id t, case_id t, agent t, account_id t, kind t, state t, as_of t, opened_on t, due_on t, closed_on t, owner t, reason t, "
    "play t, data t, facts t, cycle_id t",
    "playbook": "id t, agent t, name t, version i, data t, why t, set_at t, by t",
    "play_run": "id t, run_id t, agent t, play t, version i, account_id t, as_of t, started_on t, step i, state t, why t, "
    "proposal_id t, cycle_id t",
    "model_call": "id t, key t, cycle_id t, agent t, account_id t, model t, prompt_version t, mode t, tokens_in i, tokens_out i, cost r, "
    "ms r, answer t, problem t, at t",
    "voice": "id t, key t, text t, set_at t, by t",
    "channel": "id t, channel t, mode t, why t, set_at t, by t",
}
TABLES: tuple[str, ...] = (*NOUNS, *HISTORY)
LETTER = {"t": "TEXT", "i": "INTEGER", "r": "REAL"}

INDEXES = (
    ("link", "company_key"), ("proposal", "account_id"), ("proposal", "cycle_id"), ("verdict", "proposal_id"), ("routed", "proposal_id"),
    ("routed", "cycle_id"), ("decision", "proposal_id"), ("action", "account_id"), ("action", "proposal_id"), ("delivery", "action_id"),
    ("task", "account_id"), ("touch", "account_id"), ("outcome", "account_id"), ("outcome", "cause_id"), ("step", "cycle_id"),
    ("refused_row", "file"), ("note", "account_id"), ("reading", "source_key"), ("case", "case_id"), ("case", "account_id"),
    ("play_run", "run_id"), ("model_call", "key"), ("model_call", "account_id"), ("taken_back", "row_id"), ("taken_back", "account_id"),
    ("play_run", "account_id"), ("pulse", "account_id"), ("handover", "proposal_id"), ("judged", "proposal_id"),
    ("field_change", "thing_ref"),
)  # fmt: skip


def history_columns(table: str) -> dict[str, str]:
    """Column -> SQL type of one history table."""
    pairs = (part.split() for part in HISTORY[table].split(","))
    return {name: LETTER[letter] for name, letter in pairs}


def noun_columns(noun: str) -> dict[str, str]:
    """Column -> SQL type of one noun's table, the common columns first."""
    return {name: SQL_TYPE[kind] for name, kind in (COMMON | NOUNS[noun].columns).items()}


def columns_of(table: str) -> dict[str, str]:
    """Column -> SQL type of any table of the store."""
    return noun_columns(table) if table in NOUNS else history_columns(table)


def bring_up(db: Database, path: Path) -> None:
    """Give a file that was opened the tables of today: all of it or, where it is cut off, nothing; of two that try one waits.

    Raises StoreError where the file at `path` was written by a newer version, or is a database of something else.
    """
    is_current = _is_current(db, path)
    db.execute("PRAGMA journal_mode = WAL")  # not before it is known to be ours
    if is_current:
        return
    db.execute("BEGIN IMMEDIATE")  # whoever waited here finds the work done
    try:
        if not _is_current(db, path):
            migrations.apply(db)
        db.commit()
    except BaseException:
        db.rollback()
        raise


def _is_current(db: Database, path: Path) -> bool:
    tables = db.table_names()
    if "_sqlite_migrations" not in tables:
        if tables:
            raise StoreError(f"{path} is a database of something else: choose another file by --store")
        return False
    done = {row[0] for row in db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'context'")}
    newer = done - {m.name for m in migrations._migrations}
    if newer:
        raise StoreError(f"{path} was written by a newer version ({max(newer)}): update the program, or restore a backup")
    return len(done) == len(migrations._migrations)


def _create(db: Database, table: str, columns: dict[str, str]) -> None:
    first = next(iter(columns))
    body = ", ".join(f"[{name}] {kind}" + (" PRIMARY KEY NOT NULL" if name == first else "") for name, kind in columns.items())
    db.execute(f"CREATE TABLE [{table}] ({body}) STRICT")
    if table == "meta":
        return
    for verb in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER [{table}_no_{verb.lower()}] BEFORE {verb} ON [{table}] "
            f"BEGIN SELECT raise(abort, '{table} is append-only: write a new row'); END"
        )


def _bring_up(db: Database) -> None:
    """Make what is missing: tables with their triggers and indexes, and columns of tables that are there (null in older rows)."""
    there = set(db.table_names())
    for table, columns in ((t, noun_columns(t) if t in NOUNS else history_columns(t)) for t in (*NOUNS, *HISTORY)):
        if table not in there:
            _create(db, table, columns)
            continue
        have = {row[1] for row in db.execute(f"PRAGMA table_info([{table}])")}
        for name in columns.keys() - have:
            db.execute(f"ALTER TABLE [{table}] ADD COLUMN [{name}] {columns[name]}")
    indexes = [(noun, f"{noun}_source", "system, object, source_id") for noun in NOUNS]
    indexes += [(table, f"{table}_{column}", column) for table, column in INDEXES]
    for table, name, columns in indexes:
        db.execute(f"CREATE INDEX IF NOT EXISTS [{name}] ON [{table}] ({columns})")


@migrations()
def m001_initial(db: Database) -> None:
    """The nouns of every source, and the history of what was proposed, judged, decided and done."""
    _bring_up(db)
    # One decision a proposal: the second reviewer is refused by the database itself.
    db.execute("CREATE UNIQUE INDEX decision_once ON decision (proposal_id)")


@migrations()
def m002_what_people_know(db: Database) -> None:
    """Deleted rows, surveys, field changes, lines and prices, how rows hang together; notes, mappings, answers, readings."""
    _bring_up(db)


@migrations()
def m003_whole_jobs(db: Database) -> None:
    """Cases, playbooks and their runs, model calls, voice and channels; what was committed to under consumption contracts."""
    _bring_up(db)
    # A test draft is known to be bad: the database itself refuses to let one become an action, whoever approved it.
    db.execute(
        "CREATE TRIGGER IF NOT EXISTS action_no_planted BEFORE INSERT ON action "
        "WHEN EXISTS (SELECT 1 FROM planted WHERE id = NEW.proposal_id) "
        "BEGIN SELECT raise(abort, 'a test draft is never sent'); END"
    )


@migrations()
def m004_direction(db: Database) -> None:
    """Weight and day of a goal; protected accounts; what a plan promised, overrides and who takes over; pilots; blind samples, judges."""
    _bring_up(db)


@migrations()
def m005_console(db: Database) -> None:
    """The CSM's pulse, exchange rates, saved views, and what was taken back."""
    _bring_up(db)
    # A decision that was taken back makes room for another; what it had let out is never sent.
    db.execute("DROP INDEX IF EXISTS decision_once")
    db.execute(
        "CREATE TRIGGER decision_once BEFORE INSERT ON decision WHEN EXISTS (SELECT 1 FROM decision AS made "
        "WHERE made.proposal_id = NEW.proposal_id "
        "AND NOT EXISTS (SELECT 1 FROM taken_back WHERE noun = 'decision' AND row_id = made.id)) "
        "BEGIN SELECT raise(ignore); END"
    )
    db.execute(
        "CREATE TRIGGER delivery_not_of_taken_back BEFORE INSERT ON delivery "
        "WHEN EXISTS (SELECT 1 FROM taken_back WHERE noun = 'action' AND row_id = NEW.action_id) BEGIN SELECT raise(ignore); END"
    )
