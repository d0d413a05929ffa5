"""Exports as their systems write them, of any size: what `bench/imports.py` lands."""

import gzip
import shutil
import zipfile
from pathlib import Path

import numpy as np
import polars as pl

FORMS = ("csv", "gz", "zip", "utf-16.gz", "parquet.gz")
AT_ONCE = 500_000
FIRST_DAY, DAYS = np.datetime64("2025-07-01", "us"), 360
EVENTS = ("work_order_opened", "dispatch_board", "invoice_sent", "report_viewed", "login", "part_ordered", "route_planned")
SUBJECTS = ("Report by job type", "Cannot sign in", "Please add a second approver", "Invoice shows the wrong amount", "App is slow today")
BODY = "Hi,\n\nfor jobs above a certain amount we need a second person to approve. Since Tuesday it fails for some of us.\n\nCheers"


def made(kind: str, rows: int, folder: Path) -> Path:
    """The export of that kind."""
    path = folder / {"use in Parquet": "events.parquet", "use in CSV": "events.csv", "tickets": "tickets.jsonl"}.get(kind, "hubspot")
    if kind == "use in Parquet":
        use(folder / "typed.csv", rows)
        in_parquet(folder / "typed.csv", path)
        (folder / "typed.csv").unlink()
    else:
        {"use in CSV": use, "tickets": tickets, "customers": customers}[kind](path, rows)
    return path


def use(file: Path, rows: int) -> None:
    """Events in CSV, in the order of time, a part at a time."""
    with file.open("wb") as out:
        for start in range(0, rows, AT_ONCE):
            _use(start, min(AT_ONCE, rows - start), rows).write_csv(out, include_header=not start, datetime_format="%Y-%m-%dT%H:%M:%SZ")


def _use(start: int, n: int, rows: int) -> pl.DataFrame:
    rng, at = np.random.default_rng(start), np.arange(start, start + n)
    workspace = rng.integers(0, max(rows // 200, 1), n)
    seconds = (at * (DAYS * 86_400 / rows)).astype("timedelta64[s]")
    frame = pl.DataFrame({
        "n": at, "w": workspace, "p": rng.integers(0, 8, n), "event": pl.Series(EVENTS).gather(rng.integers(0, len(EVENTS), n)),
        "occurred_at": FIRST_DAY + seconds, "count": rng.integers(1, 50, n), "duration_seconds": rng.integers(1, 3_000, n),
        "errors": (rng.random(n) < 0.02).astype(int),
    })  # fmt: skip
    return frame.select(
        pl.format("ev_{}", "n").alias("event_id"), pl.format("ws_{}", "w").alias("workspace_id"),
        pl.format("user{}@company-{}.example", "p", "w").alias("user_email"), "event", "occurred_at", "count", "duration_seconds", "errors",
    )  # fmt: skip


def in_parquet(source: Path, file: Path) -> Path:
    """The same events, typed."""
    at = pl.col("occurred_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us")
    pl.scan_csv(source).with_columns(at).sink_parquet(file)
    return file


def in_utf16(source: Path, file: Path) -> Path:
    """The same text, as spreadsheets write it that call it Unicode."""
    with source.open(encoding="utf-8") as text, file.open("w", encoding="utf-16") as out:
        shutil.copyfileobj(text, out)
    return file


def in_form(path: Path, form: str) -> Path:
    """The events of a CSV in that form, beside it."""
    if form == "csv":
        return path
    if form == "zip":
        target = path.with_suffix(".zip")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, path.name)
        return target
    if form == "utf-16.gz":
        path = in_utf16(path, path.with_name("wide.csv"))
    if form == "parquet.gz":
        path = in_parquet(path, path.with_suffix(".parquet"))
    target = path.with_name(f"{path.name}.gz")
    with path.open("rb") as plain, gzip.open(target, "wb", compresslevel=6) as out:
        shutil.copyfileobj(plain, out)
    return target


def tickets(file: Path, rows: int) -> None:
    """Tickets of Zendesk."""
    with file.open("wb") as out:
        for start in range(0, rows, AT_ONCE // 5):
            n = min(AT_ONCE // 5, rows - start)
            rng, at = np.random.default_rng(start), np.arange(start, start + n)
            opened = FIRST_DAY + (at * (DAYS * 86_400 / rows)).astype("timedelta64[s]")
            solved = opened + rng.integers(600, 900_000, n).astype("timedelta64[s]")
            done = pl.Series(rng.random(n) < 0.95)
            frame = pl.DataFrame({"id": at, "who": rng.integers(0, rows // 2, n), "of": rng.integers(0, max(rows // 10, 1), n)})
            frame = frame.with_columns(created_at=pl.Series(opened), solved_at=pl.Series(solved).set(~done, None))
            frame = frame.select(
                "id", pl.Series(SUBJECTS).gather(at % len(SUBJECTS)).alias("subject"), pl.format(BODY + " {}", "who").alias("description"),
                pl.when(done).then(pl.lit("closed")).otherwise(pl.lit("open")).alias("status"), pl.lit("normal").alias("priority"),
                (520_000_000 + pl.col("who")).alias("requester_id"), (407_000_000 + pl.col("of")).alias("organization_id"),
                *(pl.col(c).dt.strftime("%Y-%m-%dT%H:%M:%SZ") for c in ("created_at", "solved_at")),
                pl.coalesce("solved_at", "created_at").dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias("updated_at"),
                pl.struct(score=pl.lit("unoffered")).alias("satisfaction_rating"),
                pl.concat_list(pl.lit("request"), pl.lit("work_orders")).alias("tags"),
            )  # fmt: skip
            frame.write_ndjson(out)


def customers(folder: Path, rows: int) -> None:
    """Companies of HubSpot and five contacts of each; one in fifty of the contacts is there twice, by another address."""
    folder.mkdir()
    n = pl.int_range(rows // 6, eager=True)
    name = pl.format("Company {} {}", pl.Series(SUBJECTS).str.split(" ").list.first().gather(n % len(SUBJECTS)), n)
    pl.select(
        (21_400_000_000 + n).alias("Record ID"), name.alias("Company name"),
        pl.format("company-{}.example", n).alias("Company Domain Name"),
        pl.lit("Heating and cooling").alias("Industry"), pl.lit("United States").alias("Country/Region"),
        (n % 400 + 5).alias("Number of Employees"), pl.lit("Ines Calloway").alias("Company owner"),
        pl.lit("Customer").alias("Lifecycle Stage"),
        pl.lit("2026-01-15 15:26").alias("Create Date"), pl.lit("2026-02-24").alias("Became a Customer Date"),
        pl.lit("2026-06-05 10:53").alias("Last Modified Date"),
    ).write_csv(folder / "companies.csv")  # fmt: skip
    at = pl.int_range(rows - rows // 6, eager=True)
    who, of = at - (at % 50 == 49).cast(pl.Int64), at // 5
    pl.select(
        (61_000_000_000 + at).alias("Record ID"), pl.format("First{}", who % 997).alias("First Name"),
        pl.format("Last{}", who % 9_973).alias("Last Name"), pl.format("p{}@company-{}.example", at, of).alias("Email"),
        pl.lit("Field Operations Lead").alias("Job Title"), (21_400_000_000 + of).alias("Associated Company IDs"),
        pl.lit("2026-01-25 15:08").alias("Create Date"), pl.lit("2026-02-24 14:49").alias("Last Modified Date"),
    ).write_csv(folder / "contacts.csv")  # fmt: skip
