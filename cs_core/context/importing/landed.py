"""What became of the rows of one file, told part by part: counts, the first reasons, and no more of a large file than that."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import polars as pl

from cs_core.context.importing.meaning import Meaning
from cs_core.context.sources.cells import META, Bad
from cs_core.context.sources.reading import Sheet
from cs_core.context.sources.table import Table
from cs_core.context.store import Store
from cs_core.context.usage import restated
from cs_core.records import key_of

REASONS_SHOWN = 100
"""Of each file."""
NOT_NEEDED = "not needed"
"""How the reason begins where nobody misses the row."""
CONTENT_KEPT = 10_000
"""Characters of a refused row."""
IDS_SHOWN = 3
FIRST_ROWS = 10
"""Kept of a table that is not understood: it lies in its file, to be imported again once somebody says what it means."""


class Landed:
    """One file read as one table: rows = landed + unchanged + refused."""

    def __init__(self, sheet: Sheet, meaning: Meaning):
        self.path, self.digest, self.meaning = sheet.path, sheet.digest, meaning
        self.header = [name for name in sheet.frame.columns if name not in META]
        self.rows = self.landed = self.unchanged = self.refused = self.not_needed = 0
        self.reasons: list[Bad] = []
        self._of_a_table = self._alike = 0
        self._first: list[Bad] = []
        self.remarks: list[str] = []
        self._versions: list[pl.DataFrame] = []
        self._money: list[pl.DataFrame] = []
        self.replaced: list[pl.DataFrame] = []
        """Counts that take the place of earlier ones: see `counted_before`."""

    @property
    def decision(self) -> str:
        """What was decided of the table: used, not needed, or not understood."""
        table = self.meaning.table
        if table:
            return "not needed" if table.unneeded else "used"
        return "not needed" if self.refused and self.not_needed == self.refused else "not understood"

    def report(self) -> dict[str, Any]:
        """The file's part of the `import` document."""
        table, _, mapping, proposal = self.meaning
        return {
            "path": self.path, "system": table.system if table else None, "object": table.object if table else None,
            "decision": self.decision, "mapping": mapping, "rows": self.rows, "landed": self.landed,
            "unchanged": self.unchanged, "refused": self.refused, "not_needed": self.not_needed,
            "reasons": [{"row": bad.row, "why": bad.why} for bad in self.reasons],
            "reasons_left_out": self.refused - len(self.reasons), "remarks": self.remarks,
        } | ({"proposal": proposal} if proposal else self._asked())  # fmt: skip

    def _asked(self) -> dict[str, Any]:
        """The header of a table that is not understood, for a person to say what it means."""
        return {"header": self.header} if self.decision == "not understood" and self._of_a_table else {}

    def add(self, store: Store, sheet: Sheet, landed: int, good: int, refused: list[Bad], now: datetime) -> None:
        """Count a part: of `good` rows so many are `landed`. What is refused and missed is kept; of a table not understood see `close`."""
        self.rows, self._of_a_table = self.rows + sheet.rows, self._of_a_table + sheet.frame.height
        self.landed, self.unchanged = self.landed + landed, self.unchanged + good - landed
        missed = [bad for bad in refused if not bad.why.startswith(NOT_NEEDED)]
        self.refused, self.not_needed = self.refused + len(refused), self.not_needed + len(refused) - len(missed)
        self.reasons += refused[: REASONS_SHOWN - len(self.reasons)]
        table, why, *_ = self.meaning
        alike = [bad for bad in missed if table is None and bad.why == why]
        self._alike, self._first = self._alike + len(alike), [*self._first, *alike][:FIRST_ROWS]
        self._keep(store, (bad for bad in missed if table or bad.why != why), now)

    def came(self, table: Table, rows: pl.DataFrame) -> None:
        """Note the ids and versions of rows, to tell of a thing that stands in the file twice."""
        self._money.append(_sums(rows))
        self._versions.append(rows.select(pl.lit(table.object).alias("object"), "source_id", "digest", "_own"))

    def _twice(self) -> list[str]:
        """A remark on things told more than once, each time otherwise, by rows that do not say when they were changed."""
        if not self._versions:
            return []
        told = pl.concat(self._versions).group_by("object", "source_id", "_own", maintain_order=True).agg(pl.col("digest").n_unique())
        twice = told.filter(pl.col("digest") > 1)["source_id"].unique(maintain_order=True).to_list()
        if not twice:
            return []
        if len(twice) == 1:
            return [f"id {twice[0]} stands in it more than once with other values: the last row counts"]
        first = ", ".join(twice[:IDS_SHOWN]) + (", ..." if len(twice) > IDS_SHOWN else "")
        return [f"{len(twice):,} ids stand in it more than once with other values ({first}): of each the last row counts"]

    def _bare(self) -> list[str]:
        """A remark on sums of money that name no currency beside others that do."""
        told = pl.concat(self._money) if self._money else pl.DataFrame(schema=SUMS)
        bare, codes = told.filter(pl.col("currency").is_null()), sorted(told["currency"].drop_nulls().unique())
        if bare.is_empty() or not codes:
            return []
        first = ", ".join(bare["source_id"].head(IDS_SHOWN)) + (", ..." if bare.height > IDS_SHOWN else "")
        many = f"{bare.height:,} sums of money in it name" if bare.height > 1 else "1 sum of money in it names"
        return [
            f"{many} no currency, beside others in {' and '.join(codes)} ({first}): fill in a column for the currency, write it into"
            ' the cells or the header, or give the one that all of these are in with the mapping, as "currency"'
        ]

    def _anew(self, store: Store, now: datetime) -> list[str]:
        """A remark on counts that take the place of what was told before, which is noted here for good."""
        if not self.replaced:
            return []
        rows, table = pl.concat(self.replaced), self.meaning.table
        restated.note(store, table.system, f"{table.object}-{self.digest}", rows.select("old", "new").iter_rows(), now=now)
        shown = rows.select("source_id", "was", "count").head(IDS_SHOWN)
        first = [f"{thing}: {was:,}, now {count:,}" for thing, was, count in shown.iter_rows()]
        some = ", ".join(first) + (", ..." if rows.height > IDS_SHOWN else "")
        many = f"{rows.height:,} counts take" if rows.height > 1 else "1 count takes"
        return [f"{many} the place of what was told before ({some}); as of days before today the earlier figures stand"]

    def settle(self, new: int) -> None:
        """Of the uses that were added so many are new; until that is told they count as unchanged."""
        self.landed, self.unchanged = self.landed + new, self.unchanged - new

    def close(self, store: Store, now: datetime) -> None:
        """Note the file and its remarks; of a table not understood one row, which says how many there are and holds the first."""
        self.remarks = self._twice() + self._bare() + self._anew(store, now)
        report, first = self.report(), self._first
        counts = {key: report[key] for key in ("path", "system", "object", "decision", "rows", "landed", "unchanged", "refused")}
        key = key_of(self.path, self.digest, report["object"], now)
        store.append("import_file", [counts | {"id": key, "digest": self.digest, "imported_at": now}])
        if self._alike > 1:
            shown = "the first of them stand here" if self._alike > FIRST_ROWS else "all stand here"
            whole = f"{self.meaning.why} ({self._alike:,} rows; {shown})"
            first = [first[0]._replace(why=whole, content="\n".join(bad.content for bad in first))]
        self._keep(store, first, now)

    def _keep(self, store: Store, missed: Iterable[Bad], now: datetime) -> None:
        rows = (
            {
                "id": key_of(self.path, bad.file, bad.row, bad.why, bad.content), "file": self.path, "row": bad.row, "why": bad.why,
                "content": bad.content[:CONTENT_KEPT], "recorded_at": now,
            }
            for bad in missed
        )  # fmt: skip
        if self.decision != "not needed":
            store.append("refused_row", rows)


def _sums(rows: pl.DataFrame) -> pl.DataFrame:
    """source_id, currency of the rows that hold a sum of money."""
    money = [pl.col(c).fill_null(0) != 0 for c in MONEY if c in rows.columns]
    if not money or "currency" not in rows.columns:
        return pl.DataFrame(schema=SUMS)
    return rows.filter(pl.any_horizontal(money)).select("source_id", "currency")


MONEY = ("mrr", "amount", "overage_price")
SUMS = {"source_id": pl.String, "currency": pl.String}
