"""Every page by a cold address: light, dark, wide, on a phone, and by keyboard. What it looked like is kept in `shots`."""

from pathlib import Path

import pytest

from tests.browser.conftest import DRAWN, SIZE, forgotten, settle, still

ROOT = Path(__file__).resolve().parent.parent.parent
SHOTS = Path(__file__).parent / "shots"
PAGES = sorted(p.stem.split("_", 1)[1] for p in (ROOT / "pages").glob("*.py"))
MAIN = "[data-testid=stMainBlockContainer]"
PHONE, LAPTOP, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}, {"width": 1920, "height": 1080}
HIGHEST = 4_000
MOST_KEYS = 120
"""Presses of Tab within which a page's own part is reached: the menu, the filters and the views come before it."""
FOCUSED = f"""() => {{
    const e = document.activeElement, styles = [e, e.parentElement, e.parentElement?.parentElement].filter(Boolean).map(getComputedStyle);
    const ring = styles.some(s => s.boxShadow !== 'none' || s.outlineStyle !== 'none' || s.borderWidth !== '0px');
    return [!!e.closest('{MAIN}') && !e.closest('[data-testid=stHeading]'), ring];
}}"""


@pytest.fixture(scope="module", params=PAGES)
def shown(request, console, window):
    """(name, tab) of one page, opened by its address in a tab that remembers no other."""
    tab = forgotten(window)
    tab.goto(f"{console}/{request.param}")
    settle(tab)
    yield request.param, tab
    forgotten(tab)


def shot(tab, name: str) -> None:
    """The whole of a page: it scrolls within its own part, so the window is made as high as that."""
    SHOTS.mkdir(exist_ok=True)
    size, high = tab.viewport_size, tab.evaluate(f"() => document.querySelector('{MAIN}').scrollHeight")
    tab.set_viewport_size(size | {"height": max(size["height"], min(high, HIGHEST))})
    tab.evaluate(DRAWN)
    tab.screenshot(path=SHOTS / f"{name}.png")
    tab.set_viewport_size(size)


def beyond(tab) -> int:
    """Pixels by which the page itself would have to be moved sideways."""
    return tab.evaluate("() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth")


def ground(tab) -> str:
    return tab.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")


def test_it_opens_by_its_address(shown):
    name, tab = shown
    assert tab.locator(f"{MAIN} h1").first.inner_text() == name.replace("_", " ")
    assert tab.locator("[data-testid=stException]").count() == 0 and "Page not found" not in tab.locator("body").inner_text()
    shot(tab, name)


def test_its_own_part_is_reached_by_keyboard_and_focus_is_seen(shown):
    _, tab = shown
    tab.locator("body").press("Home")
    for _ in range(MOST_KEYS):
        tab.keyboard.press("Tab")
        inside, ring = tab.evaluate(FOCUSED)
        if inside:
            break
    assert inside and ring


def test_it_fits_a_laptop_a_desk_and_a_phone(shown):
    name, tab = shown
    for size in (LAPTOP, DESK, PHONE):
        tab.set_viewport_size(size)
        still(tab, 100)
        assert beyond(tab) <= 0, size
    assert tab.locator(f"{MAIN} h1").first.is_visible()
    for figure in tab.locator(f"{MAIN} [data-testid=stMetricValue]").all()[:6]:
        box = figure.bounding_box()
        assert box is None or box["x"] + box["width"] <= PHONE["width"] + 1
    shot(tab, f"{name}_phone")


def test_it_is_dark_where_the_reader_likes_it_dark(shown):
    name, tab = shown
    tab.set_viewport_size(SIZE)
    light = ground(tab)
    tab.emulate_media(color_scheme="dark")
    tab.evaluate(DRAWN)
    if ground(tab) == light:
        tab.reload()
        settle(tab)
    assert (light, ground(tab)) == ("rgb(255, 255, 255)", "rgb(1, 2, 3)")
    shot(tab, f"{name}_dark")
