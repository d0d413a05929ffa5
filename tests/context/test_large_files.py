"""A file that is larger than a part: cut between records, counted as a whole, and the same in the store as one that was read at once."""

import errno
import io
import random
from datetime import datetime
from functools import partial

import polars as pl
import pytest

from cs_core.context.importing.landing import import_paths
from cs_core.context.sources import cells, packed, parts, reading, unquoted
from cs_core.context.sources.cells import decoded, read_delimited
from cs_core.context.sources.packed import from_disk
from cs_core.context.sources.parts import parts_of
from cs_core.context.sources.reading import Entry
from cs_core.context.store import open_store
from cs_core.context.usage import aside, events
from tests.context.large_exports import HEADER, an_event, in_form, use_in

NOW = datetime(2026, 6, 30, 12)
FORMS = pytest.mark.parametrize("form", ["", ".gz", ".zip"], ids=["as it stands", "gzip", "zip"])
CONTRACTS = "subscription_id,account_id,plan,seats,arr,currency,start_date,renewal_date,auto_renew,ended_on"
KINDS = pytest.mark.parametrize("kind", ["csv", "utf-16 csv", "parquet"])


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(parts, "PART_BYTES", 4_000)
    monkeypatch.setattr(parts, "PART_ROWS", 70)
    monkeypatch.setattr(aside, "HELD", 150)
    monkeypatch.setattr(aside, "SETTLED", 200)
    monkeypatch.setattr(aside, "EVERY", 10)


def landed(folder, file) -> tuple[dict, pl.DataFrame, list[dict]]:
    """What an import of the file says, the lake, and the rows that were refused; twice, the second time all is unchanged."""
    with open_store(folder / "c.db") as store:
        [said] = import_paths(store, [file], now=NOW)["files"]
        assert said["landed"] + said["refused"] == said["rows"]
        [again] = import_paths(store, [file], now=NOW)["files"]
        assert (again["landed"], again["unchanged"]) == (0, said["landed"])
        assert not list(store.lake.rglob(f"*{aside.SUFFIX}"))
        return said, events.scan(store).sort("event_id").collect(), store.rows("refused_row")


@pytest.mark.parametrize("kind", ["csv", "utf-16 csv", "jsonl", "parquet"])
def test_a_file_in_parts_lands_as_one_that_is_read_at_once(tmp_path, monkeypatch, kind):
    file = use_in(tmp_path, kind)
    whole = landed(tmp_path / "whole", file)
    monkeypatch.setattr(parts, "PART_BYTES", 4_000)
    monkeypatch.setattr(parts, "PART_ROWS", 70)
    monkeypatch.setattr(aside, "HELD", 150)
    monkeypatch.setattr(aside, "SETTLED", 200)
    monkeypatch.setattr(aside, "EVERY", 10)
    assert len(list(parts_of(file.suffix, partial(from_disk, file), file))) > 10
    in_parts = landed(tmp_path / "parts", file)
    assert in_parts[0] == whole[0] and in_parts[0]["refused"] == 10
    assert in_parts[1].equals(whole[1])
    assert sorted(r["id"] for r in in_parts[2]) == sorted(r["id"] for r in whole[2])


@KINDS
@FORMS
def test_a_packed_file_in_parts_lands_as_one_that_is_not_in_form(tmp_path, small_parts, form, kind, monkeypatch):
    plain = landed(tmp_path / "plain", use_in(tmp_path, kind))
    monkeypatch.setattr(Entry, "content", lambda entry: pytest.fail("read whole"))
    held = landed(tmp_path / "held", in_form(tmp_path / plain[0]["path"], form))
    assert {**held[0], "path": ""} == {**plain[0], "path": ""} and held[0]["refused"] == 10
    assert held[1].drop("file").equals(plain[1].drop("file"))
    assert {file.name for file in (tmp_path / "held").iterdir()} == {"c.db", "c.lake"}, "what was unpacked there is gone"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_wide_text_is_read_a_little_at_a_time_as_it_is_decoded_at_once(monkeypatch, encoding):
    text = "\n".join(["a,b", *(f"{n},Łódź 🙂 €" for n in range(200))])
    for raw in (text.encode(encoding), text.encode(encoding)[:-1], text.encode(encoding) + b"\x3d", text.encode(encoding) + b"\xd8\xd8"):
        for at_once in (2, 6, 1_000):
            monkeypatch.setattr(packed, "AT_ONCE", at_once)
            assert packed.whole(partial(packed.in_utf8, partial(io.BytesIO, raw), encoding)).decode() == decoded(raw)


def test_where_there_is_no_room_to_unpack_parquet_it_is_refused_in_words_and_lands_later(tmp_path, small_parts, monkeypatch):
    file, spool = in_form(use_in(tmp_path, "parquet"), ".gz"), reading.TemporaryFile

    def full(**named):
        raise OSError(errno.ENOSPC, "No space left on device")

    with open_store(tmp_path / "store" / "c.db") as store:
        monkeypatch.setattr(reading, "TemporaryFile", full)
        [said] = import_paths(store, [file], now=NOW)["files"]
        assert said["reasons"][0]["why"] == (
            "not understood: it cannot be unpacked beside the store (No space left on device): make room there, and import it again"
        )
        monkeypatch.setattr(reading, "TemporaryFile", spool)
        [said] = import_paths(store, [file], now=NOW)["files"]
        assert said["landed"] == 990


@KINDS
@pytest.mark.parametrize(("form", "why"), [(".gz", "cut short"), (".gz", "damaged"), (".zip", "damaged")])
def test_of_a_packed_file_that_is_damaged_at_its_end_no_row_lands(tmp_path, small_parts, form, why, kind):
    file = in_form(use_in(tmp_path, kind, 5_000), form)
    raw = bytearray(file.read_bytes())
    if why == "cut short":
        raw = raw[:-20]
    elif form == ".gz":
        raw[-8] ^= 1  # of the checksum, which stands behind the last row
    else:
        raw[raw.rindex(b"PK\x01\x02") + 16] ^= 1
    file.write_bytes(raw)
    (tmp_path / "more.csv").write_text(f"{HEADER}\n{an_event(9_999)[:-1]}e\n{an_event(1)}", encoding="utf-8")
    with open_store(tmp_path / "store" / "c.db") as store:
        said = import_paths(store, [file, tmp_path / "more.csv"], now=NOW)["files"]
        assert events.scan(store).collect().height == 1
    assert [(f["rows"], f["refused"]) for f in said] == [(1, 1), (2, 1)]
    assert why in said[0]["reasons"][0]["why"]


@KINDS
@FORMS
def test_what_would_burst_while_it_is_read_in_parts_lands_nothing(tmp_path, small_parts, form, kind, monkeypatch):
    file = use_in(tmp_path, kind)
    monkeypatch.setattr(packed, "MOST_BYTES", file.stat().st_size - 1)
    with open_store(tmp_path / "c.db") as store:
        [said] = import_paths(store, [in_form(file, form)], now=NOW)["files"]
    assert said["landed"] == (0 if form else 990)
    assert not form or "split the file" in said["reasons"][0]["why"] or "import the parts" in said["reasons"][0]["why"]


def test_all_uses_of_a_company_stand_together_however_many_parts_brought_them(tmp_path, small_parts):
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *map(an_event, range(1_000))]), encoding="utf-8")
    with open_store(tmp_path / "c.db") as store:
        import_paths(store, [tmp_path / "use.csv"], now=NOW)
        homes = pl.scan_parquet(store.lake / "events" / "product", include_file_paths="file_path").select("ref", "file_path").unique()
        assert homes.group_by("ref").len().collect()["len"].to_list() == [1] * 6


@pytest.mark.parametrize("at", ["2026-06-{:02}T08:00:00Z", "2026-06-01T08:00:00Z"], ids=["at many times", "at one time"])
@pytest.mark.parametrize("whom", ["ws1", ""], ids=["one company", "nobody"])
def test_uses_that_all_tell_of_one_are_cut_too_and_land_once(tmp_path, small_parts, whom, at):
    lines = [f"e{n},{whom},report,{at.format(n % 28 + 1)},u@x.example" for n in range(2_000)]
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *lines, *lines[:900]]), encoding="utf-8")
    with open_store(tmp_path / "c.db") as store:
        [said] = import_paths(store, [tmp_path / "use.csv"], now=NOW)["files"]
        assert (said["rows"], said["landed"], said["unchanged"]) == (2_900, 2_000, 900)
        assert events.scan(store).collect()["event_id"].n_unique() == 2_000
        sizes = [pl.read_parquet(file).height for file in store.lake.rglob("*.parquet")]
        assert max(sizes) < 2 * aside.SETTLED + 20 * aside.EVERY and len(sizes) > 4
        [again] = import_paths(store, [tmp_path / "use.csv"], now=NOW)["files"]
        assert (again["landed"], again["unchanged"]) == (0, 2_900)


@pytest.mark.parametrize("rows", [99, 149, 150, 151, 200, 201, 310])
def test_a_file_of_about_a_share_lands_whole(tmp_path, small_parts, rows):
    lines = [f"e{n},ws{n},report,2026-06-01T08:00:00Z,u@x.example" for n in range(rows)]
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    assert landed(tmp_path, tmp_path / "use.csv")[0]["landed"] == rows


def test_of_files_that_share_rows_each_lands_its_own(tmp_path, small_parts):
    folder, lines = tmp_path / "export", [an_event(n) for n in range(1, 2_000) if n % 7 and n % 100 != 99]
    folder.mkdir()
    for name, rows in (("a", lines[:1_000]), ("b", lines[500:]), ("c", lines[300:310])):
        (folder / f"{name}.csv").write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    with open_store(tmp_path / "c.db") as store:
        for dry_run in (True, False):
            said = import_paths(store, [folder], now=NOW, dry_run=dry_run)["files"]
            assert [(f["landed"], f["unchanged"]) for f in said] == [(1_000, 0), (len(lines) - 1_000, 500), (0, 10)]
            assert events.scan(store).collect().height == (0 if dry_run else len(lines))
        assert not list(store.lake.rglob("*.tmp"))


def test_an_import_cut_off_while_it_put_uses_in_order_lands_the_rest_when_it_is_done_again(tmp_path, small_parts, monkeypatch):
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *map(an_event, range(1_000))]), encoding="utf-8")
    known, keep = [], events.written
    monkeypatch.setattr(events, "written", lambda *args, **more: known.append(keep(*args, **more)) if len(known) < 2 else 1 / 0)
    with open_store(tmp_path / "c.db") as store:
        with pytest.raises(ZeroDivisionError):
            import_paths(store, [tmp_path / "use.csv"], now=NOW)
        monkeypatch.setattr(events, "written", keep)
        (store.lake / "events" / "product" / "cut.aside.tmp").write_bytes(b"PAR1")
        [said] = import_paths(store, [tmp_path / "use.csv"], now=NOW)["files"]
        assert said["landed"] + said["unchanged"] == 990 and said["unchanged"] > 100
        assert events.scan(store).collect()["event_id"].n_unique() == events.scan(store).collect().height == 990
        assert {file.suffix for file in store.lake.rglob("*") if file.is_file()} == {".parquet"}


def test_a_stray_quote_and_a_line_without_end_cost_themselves(tmp_path, small_parts):
    lines = [HEADER, *(an_event(n) for n in range(1, 600) if n % 7 and n % 100 != 99)]
    lines[200] = 'e-stray,ws1,"report,2026-06-01T08:00:00Z,'
    lines[300] = "x" * 20_000
    (tmp_path / "use.csv").write_text("\n".join(lines), encoding="utf-8")
    with open_store(tmp_path / "c.db") as store:
        [said] = import_paths(store, [tmp_path / "use.csv"], now=NOW)["files"]
    assert (said["rows"], said["refused"]) == (len(lines) - 1, 2)
    assert [reason["row"] for reason in said["reasons"]] == [201, 301]


def test_a_line_without_end_may_be_the_last(tmp_path, small_parts):
    (tmp_path / "use.csv").write_text(f"{HEADER}\n{an_event(1)}\n{'x' * 20_000}", encoding="utf-8")
    with open_store(tmp_path / "c.db") as store:
        [said] = import_paths(store, [tmp_path / "use.csv"], now=NOW)["files"]
    assert (said["landed"], said["refused"]) == (1, 1)


def test_a_large_table_that_nobody_knows_is_kept_as_one_row_with_its_count(tmp_path, small_parts):
    (tmp_path / "odd.csv").write_text("this,that,other\n" + "1,2,3\n" * 5_000, encoding="utf-8")
    with open_store(tmp_path / "c.db") as store:
        [said] = import_paths(store, [tmp_path / "odd.csv"], now=NOW)["files"]
        [kept] = store.rows("refused_row")
    assert (said["decision"], said["rows"], said["refused"]) == ("not understood", 5_000, 5_000)
    assert "(5,000 rows" in kept["why"]


def test_text_without_quotes_is_split_as_the_careful_reader_would(monkeypatch):
    draw, simple, taken = random.Random(1), unquoted.unquoted, 0
    monkeypatch.setattr(unquoted, "LEAST", 0)
    signs = ["a", "b", " ", "é", "1", "#", "\u2028", "\x0b", "-"]
    for _ in range(300):
        delimiter, width, end = draw.choice(",;\t|"), draw.randint(1, 4), draw.choice(["\n", "\r\n"])
        rows = [
            delimiter.join("".join(draw.choices(signs, k=draw.randint(0, 4))) for _ in range(width + (draw.random() < 0.02)))
            for _ in range(draw.randint(1, 8))
        ]
        text = draw.choice(["", "\ufeff", "\n"]) + end.join(rows) + draw.choice(["", end])
        raw = text.encode(draw.choice(["utf-8", "cp1252"]), "ignore")
        both = []
        for way in (simple, lambda *_: None):
            monkeypatch.setattr(cells, "unquoted", way)
            both.append(read_delimited(raw))
        taken += simple(raw, cells.DELIMITERS) is not None
        assert both[0][0].equals(both[1][0]) and both[0][1] == both[1][1], raw
    assert taken > 50


def contracts_in(folder, first: str, last: str):
    """A list of contracts of many parts whose revenue is written as `first` at the beginning and as `last` at the end."""
    rows = [f"S-{n},A-{n},Basic,5,{first if n < 150 else last},EUR,2025-02-01,2027-01-31,no," for n in range(300)]
    file = folder / "subscriptions.csv"
    file.write_text("\n".join([CONTRACTS, *rows]), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("first", "last", "arr", "refused"),
    [('"12.500"', '"240.000,00"', 12_500, 0), ("12.500", "2500.75", 12.5, 0), ('"12,500"', '"2500,75"', 12.5, 0), ("12.500", "0", 0, 150)],
    ids=["decimal commas further down", "decimal points further down", "commas are decimals further down", "nothing tells"],
)
def test_a_column_of_numbers_is_read_in_one_way_however_many_parts_its_file_has(tmp_path, small_parts, first, last, arr, refused):
    file = contracts_in(tmp_path, first, last)
    with open_store(tmp_path / "in" / "c.db") as store:
        [said] = import_paths(store, [file], now=NOW)["files"]
        assert (said["rows"], said["refused"]) == (300, refused)
        rows = store.frame("subscription", "source_id", "mrr")
    least = rows.with_columns(n=pl.col("source_id").str.slice(2).cast(pl.Int64)).sort("n")["mrr"][0] * 12
    assert least == pytest.approx(arr)


def test_a_column_that_shows_both_ways_in_different_parts_has_its_doubtful_sums_refused(tmp_path, small_parts):
    sums = ['"1,5"'] * 150 + ["12.500", "2.5"] * 75
    rows = [f"S-{n},A-{n},Basic,5,{arr},EUR,2025-02-01,2027-01-31,no," for n, arr in enumerate(sums)]
    (tmp_path / "subscriptions.csv").write_text("\n".join([CONTRACTS, *rows]), encoding="utf-8")
    with open_store(tmp_path / "in" / "c.db") as store:
        [said] = import_paths(store, [tmp_path / "subscriptions.csv"], now=NOW)["files"]
    assert (said["landed"], said["refused"]) == (225, 75)
    assert said["reasons"][0]["why"].startswith("arr is not a number (12.500 may be 12500 or 12.5")
