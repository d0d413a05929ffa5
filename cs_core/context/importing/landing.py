"""The importer: every row of every file is landed, unchanged or refused with a reason; importing twice lands once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import polars as pl

from cs_core.context.identity.link import link_store
from cs_core.context.importing.counted_before import File, content_of, counted_once
from cs_core.context.importing.landed import CONTENT_KEPT, NOT_NEEDED, Landed
from cs_core.context.importing.mappings import confirm_mapping
from cs_core.context.importing.meaning import Lexicon, Meaning, lexicon, meanings
from cs_core.context.importing.orphans import orphans
from cs_core.context.importing.whole_columns import Told, is_open, over_all
from cs_core.context.made import never_mixed
from cs_core.context.newest import never_back, remember
from cs_core.context.nouns import NOUNS
from cs_core.context.readings import read_new
from cs_core.context.sources import SOURCES
from cs_core.context.sources.cells import META, Bad
from cs_core.context.sources.objects import no_json
from cs_core.context.sources.reading import Entry, Sheet, entries, read_sheets
from cs_core.context.sources.sense import with_sense
from cs_core.context.sources.table import Table, digests, read, shares
from cs_core.context.store import Store, is_there, open_store
from cs_core.context.usage import events
from cs_core.errors import BadInput
from cs_core.progress import Progress, part, silent

FILES_SHARE, LINKED_SHARE = 0.7, 0.75
"""Of an import, when the files are in, and when companies are linked."""
TOO_DEEP = "its objects are nested too deep to be rows of a table: export it as CSV, or as JSON without that nesting"

NOT_AS_NAMED = "it is damaged, or not what it is called: export it again"
PARSERS = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What they say is said to who wrote the program, not to who exported a file."""


def import_paths(
    store: Store, paths: list[Path], *, now: datetime, sheets: Iterable[Sheet] = (), dry_run: bool = False, mapping: dict | None = None,
    system: str | None = None, by: str = "import", progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Land files, folders, zips and sheets already read, then link companies to accounts; returns the `import` document.

    `mapping` reads every file that has its columns as that table, and is remembered (as told by `by`) for files that no source knows;
    `system` looks among that system's tables only. A file that cannot be read or understood is listed with system None and all rows
    refused, with a proposal where there is one; a file read as several tables is listed once for each. Remarks cost no row: of the import
    those that hold after all its files, of a file its own. `dry_run` reports the same and keeps nothing (see `store_to_try`). Raises
    BadInput where a path is not there or the mapping is wrong, Refused where the store holds the demo company and the files are not its
    own.
    """
    started, now = perf_counter(), never_back(store, now)
    store.need("import_file")
    never_mixed(store, paths, sheets)
    known, tell = lexicon(store, _tables(system), mapping), progress or silent
    groups: list[list[Entry] | Sheet] = [*entries([Path(path) for path in paths], leave=(store.path, store.lake)), *sheets]
    files: list[dict] = []
    beside: set[str] = set()
    with _tried(store, now) if dry_run else _kept(store, now) as lake:
        for n, group in enumerate(groups):
            tell(FILES_SHARE * n / len(groups), group.name if isinstance(group, Sheet) else Path(group[0].path).name)
            with store.transaction():
                landed = _landed(store, lake, group, known, now, frozenset(beside))
                if mapping and landed[0].meaning.mapping == "remembered" and landed[0].landed + landed[0].unchanged:
                    confirm_mapping(store, mapping, landed[0].header, by=by, now=now)
            files += [file.report() for file in landed]
            beside |= {file.digest for file in landed if file.digest}
        tell(FILES_SHARE, "linking companies")
        linked = link_store(store, now=now)
        remarks = orphans(store, now.date())
        if not dry_run:
            remember(store, now)
            tell(LINKED_SHARE, "reading what was written")
            read_new(store, now=now, progress=part(progress, LINKED_SHARE, 1.0))
    tell(1.0, "imported")
    totals = {key: sum(file[key] for file in files) for key in ("rows", "landed", "unchanged", "refused")}
    totals = {"files": len(files)} | totals | {"links": linked}
    return {"files": files, "totals": totals, "remarks": remarks, "dry_run": dry_run, "seconds": round(perf_counter() - started, 3)}


def _tables(system: str | None) -> tuple[Table, ...]:
    tables = tuple(table for table in SOURCES if system in (None, table.system))
    if not tables:
        known = ", ".join(dict.fromkeys(table.system for table in SOURCES))
        raise BadInput(f"There is no system {system!r}: use one of {known}, or describe the table by --mapping.")
    return tables


@contextmanager
def store_to_try(path: Path) -> Iterator[Store]:
    """The store at `path` for a dry run; where there is none, an empty one elsewhere that is gone afterwards."""
    with TemporaryDirectory() as folder, open_store(path if is_there(path) else Path(folder) / path.name) as store:
        yield store


@contextmanager
def _kept(store: Store, now: datetime) -> Iterator[events.Lake]:
    yield events.Lake(store, now=now)


class _UndoneError(Exception):
    """Ends a dry run."""


@contextmanager
def _tried(store: Store, now: datetime) -> Iterator[events.Lake]:
    """All that is written within is taken back at the end."""
    try:
        with TemporaryDirectory() as folder, store.transaction():
            yield events.Lake(store, now=now, tried=Path(folder))
            raise _UndoneError
    except _UndoneError:
        pass


def _landed(
    store: Store, lake: events.Lake, group: list[Entry] | Sheet, known: Lexicon, now: datetime, beside: frozenset[str]
) -> list[Landed]:  # fmt: skip
    """Land a file part by part: once for each table that its first part is read as. `beside`: digests of the import's files before it."""

    def sheets() -> Iterator[Sheet]:
        return iter([group]) if isinstance(group, Sheet) else _sheets(group, now, store.path.parent)

    left = sheets()
    first = next(left)
    files = [Landed(first, meaning) for meaning in _meanings(first, known)]
    used_before = store.count("import_file", digest=first.digest, decision="used") > 0
    tables, told = [file.meaning.table for file in files if file.meaning.table], {}
    if first.is_part and is_open(first, tables):
        first = None  # only one part stands in memory at once
        left.close()
        told, left = over_all(sheets(), tables), sheets()
    for sheet in chain([first] if first else [], left):
        first = None
        for file in files:
            _land(store, lake, file, sheet, now, told, File(used_before, beside, file.replaced))
    for file, new in lake.settle():
        file.settle(new)
    for file in files:
        file.close(store, now)
    return files


def _sheets(group: list[Entry], now: datetime, room: Path) -> Iterator[Sheet]:
    """The sheet of a file, or its parts; what cannot be read counts as one row, refused: no file is lost in silence."""
    try:
        yield from read_sheets(group, now, room)
    except (Exception, *PARSERS) as error:
        # Whatever a strange file does to a parser, it must not cost the other files.
        told = _said(error)
        path, why = group[0].path, told.splitlines()[0] if told else type(error).__name__
        bad = Bad(0, why if why.startswith(("not understood", NOT_NEEDED)) else f"not understood: cannot be read: {why}", "")
        yield Sheet(path, Path(path).name, "", pl.DataFrame(), (bad,))


def _said(error: BaseException) -> str:
    """What a reader raised, in our words as far as they are ours."""
    return TOO_DEEP if isinstance(error, RecursionError) else NOT_AS_NAMED if isinstance(error, PARSERS) else no_json(error)


def _meanings(sheet: Sheet, known: Lexicon) -> list[Meaning]:
    try:
        return meanings(sheet, known)
    except (Exception, *PARSERS) as error:
        return [Meaning(None, f"not understood: {_said(error)}".splitlines()[0])]


def _land(store: Store, lake: events.Lake, file: Landed, sheet: Sheet, now: datetime, told: Told, counts: File) -> None:
    meaning = file.meaning
    if meaning.table is None and not file.rows and not sheet.rows:
        sheet = sheet._replace(bad=(Bad(0, meaning.why, ""),))
    try:
        good, bad = _told_apart(store, sheet, meaning, now, told, counts)
    except (Exception, *PARSERS) as error:
        # Nothing of it is written yet: a table that cannot be read as what it seems to be is refused whole.
        meaning = Meaning(None, f"not understood: cannot be read: {_said(error)}".splitlines()[0])
        file.meaning = file.meaning if file.rows else meaning
        good, bad = _told_apart(store, sheet, meaning, now, told, counts)
    landed = sum(_keep(store, lake, file, own, part, rows, now) for part, own, rows in good if rows.height)
    refused = sorted(map(_in_one_line, (*sheet.bad, *bad)), key=lambda bad: (bad.file, bad.row))
    file.add(store, sheet, landed, sum(rows.height for _, _, rows in good), refused, now)


def _told_apart(
    store: Store, sheet: Sheet, meaning: Meaning, now: datetime, told: Told, counts: File
) -> tuple[list[tuple[Table, Sheet, pl.DataFrame]], list[Bad]]:  # fmt: skip
    """The good rows by the table they are of, and the bad ones."""
    table = meaning.table
    parts = shares(sheet.frame, table) if table else [(table, sheet.frame)]
    shared = [(part, sheet._replace(frame=frame), _read(store, frame, part, meaning.why, now, told, counts)) for part, frame in parts]
    bad = [bad for _, own, rows in shared for bad in _refused(own, rows)]
    return [(part, own, rows.filter(pl.col("_why").is_null())) for part, own, rows in shared if part], bad


def _read(store: Store, frame: pl.DataFrame, table: Table | None, why: str, now: datetime, told: Told, counts: File) -> pl.DataFrame:
    why = why or (f"not needed: {table.unneeded}" if table.unneeded else "")
    if why:
        return _refuse_all(frame, why)
    return counted_once(store, with_sense(read(frame, table, told.get(table, {})), table, now), table, counts)


def _refuse_all(frame: pl.DataFrame, why: str) -> pl.DataFrame:
    rows = frame if "_row" in frame.columns else pl.DataFrame(schema={"_row": pl.Int64})
    return rows.select("_row", pl.lit(why).alias("_why"))


def _refused(sheet: Sheet, rows: pl.DataFrame) -> list[Bad]:
    why = rows["_why"]
    if why.null_count() == rows.height:
        return []
    kept = sheet.frame.filter(why.is_not_null()).select(c for c in sheet.frame.columns if c not in META)
    contents = kept.select(pl.struct(pl.all()).struct.json_encode()).to_series() if kept.width else [""] * why.is_not_null().sum()
    files = rows["_file"] if "_file" in rows.columns else pl.Series([""] * rows.height, dtype=pl.String)
    at = rows.select("_row", "_why").with_columns(files.alias("_file")).filter(pl.col("_why").is_not_null())
    pairs = zip(at.iter_rows(), contents, strict=True)
    return [Bad(row, told, content[:CONTENT_KEPT], file) for (row, told, file), content in pairs]


def _in_one_line(bad: Bad) -> Bad:
    """With a reason that can be printed: it may hold signs of what was refused."""
    if bad.why.isprintable():
        return bad
    return bad._replace(why=" ".join("".join(sign if sign.isprintable() else " " for sign in bad.why).split()))


def _keep(
    store: Store, lake: events.Lake, file: Landed, sheet: Sheet, table: Table, good: pl.DataFrame, now: datetime
) -> int:  # fmt: skip
    """How many are new; of uses the lake tells that later."""
    rows = good.with_columns(pl.Series("digest", digests(good, content_of(table))))
    if table.noun == "event":
        lake.add(_events(sheet, table, rows), table.system, f"{sheet.name.partition('.')[0]}-{sheet.digest}", file)
        return 0
    file.came(table, rows)
    return store.append_frame(table.noun, _versions(store, sheet, table, rows, now))


def _events(sheet: Sheet, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.col("digest").str.to_integer(base=16, dtype=pl.UInt64),
        pl.col("source_id").alias("event_id"),
        pl.lit(table.system).alias("system"),
        pl.lit(table.ref_object).alias("ref_object"),
        pl.lit(sheet.name).alias("file"),
        pl.col("_row").alias("row"),
    )


def _versions(store: Store, sheet: Sheet, table: Table, rows: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """The rows that the store does not hold, as rows of the noun's table.

    A version is known from the time its row states; the first of a thing else from the day the thing was born, any other from now.
    """
    thing = f"{table.system}/{table.object}/"
    there = store.frame(table.noun, "key", "source_id", system=table.system, object=table.object, source_id=rows["source_id"].to_list())
    keyed = rows.with_columns((thing + pl.col("source_id") + "@" + pl.col("digest")).alias("key"))
    fresh = keyed.unique("key", keep="first", maintain_order=True)
    fresh = fresh.join(there.select("key"), on="key", how="anti", maintain_order="left")
    is_first = pl.col("source_id").is_first_distinct() & ~pl.col("source_id").is_in(there["source_id"].implode())
    born = NOUNS[table.noun].born
    days = (pl.col(born).cast(pl.Datetime("us")), "_born") if born else ("_born",)
    since = pl.when(is_first).then(pl.coalesce(*days))
    file = pl.col("_file") if "_file" in fresh.columns else pl.lit(sheet.name)
    return fresh.select(
        "key", pl.lit(table.system).alias("system"), pl.lit(table.object).alias("object"), "source_id", "digest",
        pl.coalesce("_own", since, pl.lit(now)).alias("known_at"),
        pl.lit(now).alias("recorded_at"),
        pl.concat_str(file, pl.lit(":"), pl.col("_row").cast(pl.String)).alias("source_row"),
        "deleted", *NOUNS[table.noun].columns,
    )  # fmt: skip
