"""A figure that may be below nothing is written in one way: what rounds to nothing has no sign."""

import re
from pathlib import Path

import pytest

from cs_core.context.wording.signed import amount, between, in_points, signed

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(("x", "form", "told"), [(0.04, ".1f", "0.0"), (-0.04, ".1f", "0.0"), (-0.004, ".0%", "0%"), (-3.0, ".0f", "-3")])
def test_what_rounds_to_nothing_has_no_sign(x, form, told):
    assert signed(x, form) == amount(x, form) == told


def test_a_difference_has_its_sign_and_an_amount_only_where_it_is_below_nothing():
    assert (signed(1234.5, ",.0f"), signed(-0.5), amount(0.5), amount(-0.5)) == ("+1,234", "-0.5", "0.5", "-0.5")


def test_a_difference_is_told_with_its_range():
    told = {"point": 0.012, "low": -0.0002, "high": 0.031}
    assert in_points(told) == "+1.2 points (0.0 to +3.1)"
    assert between(told, ".2f") == "+0.01 (0.00 to +0.03)"


def test_no_screen_or_command_has_a_way_of_its_own():
    own = re.compile(r"replace\(\"-0|(?<!%)\{[^{}]*:\+,?\.\d[f%]\}")
    found = [f"{p.name}:{i}" for part in ("cs_core", "pages") for p in (ROOT / part).rglob("*.py")
             for i, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1) if own.search(line)]  # fmt: skip
    assert not found
