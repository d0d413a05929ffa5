"""Looks: contrast of both themes, one template and n on every chart, and words of status never told by colour alone."""

import ast
import re
import tomllib
from itertools import product
from pathlib import Path

import plotly.graph_objects as go
import polars as pl
import pytest
import streamlit as st

from cs_core.context.health.weights import STATUSES
from pages._ui import cells, charts, tables, today_head, words

ROOT = Path(__file__).resolve().parent.parent.parent
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
PAGES = sorted([*(ROOT / "pages").glob("*.py"), *(ROOT / "pages" / "_ui").glob("*.py")])
TEXT, MARK = 4.5, 3.0
"""WCAG 2.2 AA: text, and what is drawn."""
WRITTEN = ("textColor", "linkColor", "redColor", "orangeColor", "yellowColor", "greenColor", "blueColor", "grayColor")
BEHIND = ("backgroundColor", "secondaryBackgroundColor", "dataframeHeaderBackgroundColor")


def luminance(shade: str) -> float:
    parts = [int(shade[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted(luminance(shade) for shade in (one, other))
    return (high + 0.05) / (low + 0.05)


def behind(look: str) -> dict[str, str]:
    """Every background of a look, the sidebar's too."""
    sidebar = {f"sidebar.{k}": v for k, v in THEME[look].get("sidebar", {}).items() if k in BEHIND}
    return {k: THEME[look][k] for k in BEHIND} | sidebar


def test_contrast_is_measured_as_the_standard_has_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21) and contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_text_is_read_on_every_background(look):
    pairs = product(WRITTEN, behind(look).items())
    poor = {(word, at): round(contrast(THEME[look][word], shade), 2) for word, (at, shade) in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < TEXT} == {}


def strength(accent: str) -> float:
    """How much of the ground a shade hides: all of it where nothing else is said."""
    return int(accent[7:9] or "ff", 16) / 255


def over(accent: str, ground: str, share: float) -> str:
    """The shade that is seen where so much of the accent lies over the ground."""
    mixed = (int(accent[i : i + 2], 16) * share + int(ground[i : i + 2], 16) * (1 - share) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def drawn(accent: str, ground: str) -> str:
    """The accent as it is seen on the ground."""
    return over(accent, ground, strength(accent))


def chosen(accent: str, ground: str) -> str:
    """What Streamlit puts behind the chosen one of several: the accent over the ground, nine tenths of full strength weaker."""
    return over(accent, ground, max(0.0, strength(accent) - 0.9))


@pytest.mark.parametrize("look", ["light", "dark"])
def test_white_words_are_read_on_the_accent_and_the_accents_words_on_the_ground(look):
    ground = THEME[look]["backgroundColor"]
    accent = drawn(THEME[look]["primaryColor"], ground)
    assert contrast(accent, "#ffffff") >= TEXT and contrast(accent, ground) >= TEXT


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_accent_is_seen_on_every_ground_and_read_on_the_chosen_one_of_several(look):
    """A border tells the chosen one too. In the dark no accent of full strength that holds white words is read on it, not even on black."""
    accent, ground = THEME[look]["primaryColor"], THEME[look]["backgroundColor"]
    assert {at: shade for at, shade in behind(look).items() if contrast(drawn(accent, shade), shade) < MARK} == {}
    assert contrast(drawn(accent, ground), chosen(accent, ground)) >= TEXT


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_accents_words_are_read_in_the_sidebar_the_chosen_ones_too(look):
    beside = THEME[look]["sidebar"]
    accent, ground = beside.get("primaryColor", THEME[look]["primaryColor"]), beside["backgroundColor"]
    assert min(contrast(accent, ground), contrast(accent, chosen(accent, ground))) >= TEXT


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_shade_of_a_chart_is_seen_in_both_looks(look):
    shades = {*charts.ROUTES.values(), charts.BLUE, charts.ORANGE, charts.GREEN, charts.VIOLET, charts.GRAY, charts.RED, *charts.MORE}
    shades |= set(THEME["chartCategoricalColors"])
    seen = {shade: round(contrast(shade, THEME[look]["backgroundColor"]), 2) for shade in shades}
    assert {shade: ratio for shade, ratio in seen.items() if ratio < MARK} == {}


def test_scales_have_the_ten_shades_without_which_they_are_passed_over():
    assert len(THEME["chartSequentialColors"]) == len(THEME["chartDivergingColors"]) == 10


def test_no_font_and_nothing_else_of_the_theme_comes_from_elsewhere():
    assert "http" not in (ROOT / ".streamlit" / "config.toml").read_text()


def test_the_font_is_one_that_the_console_brings_along_so_that_columns_fit_wherever_it_is_opened():
    first = THEME["font"].split(",")[0].strip("' ")
    brought = (Path(st.__file__).parent / "static").rglob("*.woff2")
    assert any(path.name.startswith(first.replace(" ", "")) for path in brought)


def test_how_a_customer_stands_is_a_mark_of_a_colour_of_its_own_and_says_its_word():
    column = tables.ACCOUNTS["status"]["type_config"]
    told = {option["value"]: option["color"] for option in column["options"]}
    assert list(told) == list(STATUSES) and len(set(told.values())) == len(STATUSES) and told["red"] == "red"
    rows = cells.marked(pl.DataFrame({"status": ["red", None], "name": ["Acme", "Bolt"]}), tables.ACCOUNTS)
    assert rows["status"].to_list() == [["red"], None] and rows["name"].to_list() == ["Acme", "Bolt"]


def calls(path: Path, *names: str):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            yield node, {k.arg for k in node.keywords} | ({"**"} if any(k.arg is None for k in node.keywords) else set())


def test_every_chart_has_its_alt_text_unit_and_n():
    shown = [(path.name, node.lineno, given) for path in PAGES for node, given in calls(path, "charts.show")]
    needed = {"alt", "key", "unit", "n", "of"}
    lacking = [(name, line) for name, line, given in shown if not given >= (needed - {"unit", "n", "of"} if "**" in given else needed)]
    assert len(shown) >= 15 and lacking == []


def test_charts_are_drawn_in_one_place_and_colours_are_named_in_one_place():
    for path in PAGES:
        text = path.read_text()
        if path.name != "charts.py":
            assert "st.plotly_chart" not in text and "st.altair_chart" not in text, path.name
            assert not re.findall(r"[\"']#[0-9a-fA-F]{3,8}[\"']", text), path.name


def test_figures_side_by_side_go_below_each_other_before_any_of_them_is_cut():
    """Columns keep their number however narrow the screen is; a grid does not."""
    kept = [
        (path.name, node.lineno) for path in PAGES for node, _ in calls(path, "st.columns")
        if isinstance(node.args[0], ast.Call) or (isinstance(node.args[0], ast.Constant) and node.args[0].value > 3)
    ]  # fmt: skip
    assert kept == []


def test_every_table_and_picture_has_an_alt_text():
    for path in PAGES:
        for node, given in calls(path, "tables.show", "tables.facts", "st.dataframe", "st.data_editor", "st.image", "st.table"):
            assert given & {"alt", "**"}, (path.name, node.lineno)


def test_the_template_leaves_the_ground_to_the_theme_and_the_legend_above_the_plot():
    figure = go.Figure().update_layout(template=charts.TEMPLATE)
    layout = figure.layout.template.layout
    assert layout.paper_bgcolor == "rgba(0,0,0,0)" and layout.legend.y > 1 and layout.xaxis.automargin


def test_a_status_has_a_word_and_an_icon_beside_its_colour():
    assert set(words.PASSED_ICONS) == set(words.PASSED_WORDS) == set(words.PASSED_COLORS)
    assert all(":material/" in tone for tone in today_head.TONES.values())
    for path in PAGES:
        for badge in re.findall(r":(?:red|green|orange|yellow|blue|gray)-badge\[([^\]]*)\]", path.read_text()):
            assert badge.strip() and not badge.strip().isdigit(), path.name


def test_no_emoji_decorates_the_console():
    for path in PAGES:
        found = re.findall(r"[\U0001F300-\U0001FAFF\u2600-\u26FF]", path.read_text())
        assert not found, (path.name, found)


def test_headings_of_tables_begin_with_a_capital_and_have_no_underscore():
    dicts = [d for d in vars(tables).values() if isinstance(d, dict) and d and all(isinstance(v, dict) for v in d.values())]
    headings = [tables.heading(column, name) for d in dicts for name, column in d.items()]
    assert headings and all(h[:1] == h[:1].upper() and "_" not in h for h in headings), headings


def test_an_axis_of_shares_shows_its_last_word():
    figure = go.Figure(go.Bar(x=[1.0], y=["all"], orientation="h"))
    charts.of_the_whole(figure)
    assert figure.layout.xaxis.tickvals[-1] == 1 and figure.layout.xaxis.ticklabeloverflow == "allow" and figure.layout.margin.r > 24
