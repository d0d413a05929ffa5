"""The sidebar: filters that live in the address, a search, saved views; no page is filtered in silence."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from cs_core.context.views import saved_views
from pages._ui.map import BY_TITLE, HONOURS
from tests.conftest import END

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def on_demo(demo_store, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(demo_store))
    return demo_store


def opened(title: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / f"{BY_TITLE[title]}.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def test_every_filter_that_a_page_follows_is_one_of_the_sidebars():
    assert set(HONOURS) <= set(BY_TITLE)
    assert {name for names in HONOURS.values() for name in names} == {"segment", "owner", "period"}


def test_accounts_of_one_segment_and_one_csm_are_all_that_is_left(on_demo):
    with open_store(on_demo) as store:
        rows = snapshot(store, END).signals
    owner = rows["owner"].drop_nulls()[0]
    app = opened("Today", segment="long tail", owner=owner)
    assert not app.exception
    both = rows.filter((rows["segment"] == "long tail") & (rows["owner"] == owner) & rows["churned_on"].is_null())
    said = " ".join(c.value for c in app.caption) + " ".join(m.value for m in app.markdown) + " ".join(i.value for i in app.info)
    assert f"of {both.height:,}" in said or "No customer is known" in said


def test_a_page_that_follows_no_filter_says_so_and_greys_it(on_demo):
    app = opened("Strategy", segment="long tail")
    assert not app.exception
    [owner] = [m for m in app.multiselect if m.key == "owner"]
    assert owner.disabled and "all customers" in owner.help


def test_a_period_changes_how_far_back_today_looks(on_demo):
    app = opened("Today", period="90 days")
    assert any("last 90 days" in s.value for s in app.subheader)


def test_a_view_is_saved_under_its_name_with_its_filters(on_demo):
    app = opened("Today", segment="long tail")
    [name] = [t for t in app.text_input if t.label == "Name of this view"]
    name.set_value("My tail")
    [save] = [b for b in app.button if b.label == "Save this view"]
    app = save.click().run()
    assert not app.exception
    with open_store(on_demo) as store:
        [view] = saved_views(store)
    assert (view.name, view.page, dict(view.query)["segment"]) == ("My tail", "00_Today", "long tail")


def test_what_a_link_tells_holds_and_stands_in_the_address_and_nonsense_is_left_out(on_demo):
    app = opened("Accounts", told="segment=long+tail&segment=planet&owner=Never+Heard&period=ever&as_of=soon&part=Plan&hours=4")
    assert not app.exception
    assert app.session_state["segment"] == ["long tail"] and app.session_state["owner"] == []
    assert app.query_params["segment"] == "long tail" and not {"told", "hours", "period", "as_of"} & set(app.query_params)
    app = opened("Accounts", told="as_of=2999-01-01")
    assert not app.exception and app.session_state["as_of"] == END


def test_a_few_letters_find_an_account(on_demo):
    with open_store(on_demo) as store:
        name = snapshot(store, END).signals["name"][0]
    app = opened("Strategy")
    app = app.text_input(key="find").set_value(name[:6]).run()
    assert not app.exception
    assert not any("is called anything like" in c.value for c in app.sidebar.caption)
    app = app.text_input(key="find").set_value("qqqqzzzz").run()
    assert any("is called anything like" in c.value for c in app.sidebar.caption)
