"""The Ask page: a question lives in the address, its answer opens accounts and shows its query; words find what is ready."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = str(Path(__file__).resolve().parent.parent.parent / "pages" / "13_Ask.py")


@pytest.fixture
def page(demo_store, monkeypatch):
    monkeypatch.setenv("CS_STORE", str(demo_store))
    monkeypatch.delenv("CS_MODEL", raising=False)

    def opened(**address: str) -> AppTest:
        app = AppTest.from_file(PAGE, default_timeout=60)
        for key, value in address.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception and not app.error
        return app

    return opened


def said(app: AppTest) -> str:
    return " ".join(c.value for c in app.caption)


def test_a_question_and_what_was_chosen_are_read_from_the_address(page):
    app = page(ask="no-contact", with_days="5", with_segment="enterprise")
    assert app.number_input[0].value == 5 and " rows, as of" in said(app)
    assert "FROM accounts" in app.code[0].value
    assert set(app.dataframe[0].value["Segment"]) <= {"enterprise"}


def test_what_is_chosen_goes_into_the_address(page):
    app = page(ask="no-contact")
    app.number_input[0].set_value(400).run()
    assert app.query_params["with_days"] in ("400", ["400"])


def test_a_question_is_opened_by_its_words_and_choosing_a_row_leads_to_the_account(page):
    app = page()
    app.button(key="open_no-contact").click().run()
    assert app.query_params["ask"] in ("no-contact", ["no-contact"])
    app.session_state["answer_no-contact"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app.run()
    assert not app.exception and any("Open " in c.value for c in app.caption)


def test_the_filters_of_the_sidebar_hold_for_every_answer(page):
    app = page(ask="nobody-responsible", segment="enterprise")
    assert set(app.dataframe[0].value["Segment"]) <= {"enterprise"} and "filters leave" in said(app)


def test_an_unknown_question_or_a_wrong_parameter_is_said_and_does_no_harm(page):
    assert page(ask="x'); DROP TABLE company").warning
    assert page(ask="no-contact", with_days="many").warning


def test_without_a_model_free_words_find_the_ready_questions_that_are_like_them(page):
    app = page()
    app.text_input(key="own_question").set_value("whose champion left")
    app.button(key="FormSubmitter:own_words-Find the nearest").click().run()
    assert "No language model is connected" in said(app)
    app.button(key="near_champion-left").click().run()
    assert app.query_params["ask"] in ("champion-left", ["champion-left"])


def test_without_a_model_a_question_about_red_enterprise_customers_opens_their_list(page):
    app = page()
    app.text_input(key="own_question").set_value("How many enterprise customers are red?")
    app.button(key="FormSubmitter:own_words-Find the nearest").click().run()
    near = app.button(key="near_by-health")
    assert near.label.endswith("(red, enterprise)")
    near.click().run()
    assert not app.exception and " rows, as of" in said(app)
    shown = app.dataframe[0].value if app.dataframe else None
    assert shown is None or (set(shown["Segment"]), set(shown["Status"])) == ({"enterprise"}, {"red"})
    assert {s.value for s in app.selectbox} >= {"red", "enterprise"}


def test_how_a_model_is_connected_is_read_in_the_manual_and_no_setting_is_named_on_the_page(page):
    app = page()
    assert "CS_MODEL" not in said(app) and "OPENAI" not in said(app)
    app.button(key="manual_model").click().run()
    assert not app.exception and any("export CS_MODEL" in m.value for m in app.markdown)
