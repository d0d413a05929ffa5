"""A small demo company, written once for a module of tests, and what its files hold."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cs_core.demo.company import write_demo
from cs_core.demo.truth import truth as truth_of
from cs_core.demo.world import make

END = date(2026, 6, 30)
SMALL = {"accounts": 200, "weeks": 60, "end": END}


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    return write_demo(tmp_path_factory.mktemp("demo") / "exports", **SMALL)


@pytest.fixture(scope="module")
def truth() -> pl.DataFrame:
    return truth_of(make(2000, 7, 78, END))


def text_of(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / name, infer_schema=False).with_columns(pl.all().fill_null(""))
