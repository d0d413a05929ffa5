"""Several drafts approved at once: it asks first where they leave the house, and says how many and to whom; else it does not ask."""

import pytest

from cs_core.context.store import open_store
from cs_core.orchestration.review import by_customer, waiting
from pages._ui.edge import wall
from tests.execution.channels import switched_on
from tests.pages.test_acts import count
from tests.pages.test_pages import on_demo, opened

__all__ = ["on_demo"]


@pytest.fixture
def alike(on_demo):
    """Places in the table of two letters of one agent and one play."""
    with open_store(on_demo) as store:
        rows = by_customer(waiting(store, now=store.now(wall()))).with_row_index("at").to_dicts()  # as the page has them
    letters = [r for r in rows if r["kind"] == "message" and r["route"] != "human_only"]
    kinds = [(r["agent"], r["play"]) for r in letters]
    most = max(set(kinds), key=kinds.count)
    return [r["at"] for r, kind in zip(letters, kinds, strict=True) if kind == most][:2]


def chosen(places):
    app = opened("30_Review.py", alone=True)
    app.segmented_control(key="way").set_value("Several at once").run()
    app.session_state["queue"] = {"selection": {"rows": places, "columns": [], "cells": []}}
    return app.run()


def test_letters_that_leave_the_house_are_asked_about_with_their_number(on_demo, alike, monkeypatch):
    with open_store(on_demo) as store:
        switched_on(store, "email")
    monkeypatch.setenv("CS_SMTP_URL", "smtp://localhost:2525")
    app = chosen(alike)
    app.button(key="ask_several").click().run()
    assert any(f"{len(alike)} letters to" in m.value and "go out by e-mail" in m.value for m in app.markdown)
    assert count(on_demo, "decision") == 0
    app.button(key="yes_several").click().run()
    assert not app.exception and count(on_demo, "decision") == len(alike)
    assert f"Approved {len(alike)} of {len(alike)}" in app.success[0].value


def test_what_waits_in_the_outbox_is_approved_without_a_question(on_demo, alike):
    app = chosen(alike)
    app.button(key="ask_several").click().run()
    assert not app.exception and count(on_demo, "decision") == len(alike)
