"""What of the vendor's knowledge concerns one account: releases it will care about, and articles on the topics of its tickets."""

import polars as pl
import pytest

from cs_core.context.brief import brief
from cs_core.context.facts.vendor import unused
from cs_core.context.snapshot import snapshot
from tests.worlds import TODAY, a_store, ago, land, with_company, with_person, with_ticket, with_usage


@pytest.fixture
def store(tmp_path):
    with a_store(tmp_path) as store:
        with_company(store, "acme")
        yield store


def release(store, version, *, days=10, **fields):
    land(store, "knowledge", version, system="vendor", born=ago(days), kind="release", version=version, published_on=ago(days), **fields)


def article(store, name, **fields):
    land(store, "knowledge", name, system="vendor", born=ago(100), kind="article", name=name, **fields)


def told(store, *keys):
    facts = brief(snapshot(store, TODAY), "acme").facts
    return [(fact.key, fact.value) for fact in facts if fact.key in keys]


def test_a_release_says_what_it_does_in_one_line(store):
    with_ticket(store, "acme", "Export fails", tags="export;urgent")
    release(store, "2.1", name="Exports", fixes="sync; Export", text="## Fixed\n\n- Exports of **large** boards\n  no longer fail.\n")
    assert told(store, "release", "release_reason", "release_text") == [
        ("release", "Exports"), ("release_reason", "mends Export fails"), ("release_text", "Fixed Exports of large boards no longer fail."),
    ]  # fmt: skip


def test_the_text_is_never_that_of_another_release_than_the_first(store):
    with_ticket(store, "acme", "Export fails", tags="export;sync")
    release(store, "2.1", name="Exports", fixes="export")
    release(store, "2.2", name="Sync", fixes="sync", text="Sync is quick.")
    names = dict(reversed(told(store, "release")))
    texts = told(store, "release_text")
    assert texts == ([("release_text", "Sync is quick.")] if names["release"] == "Sync" else [])


def test_the_newest_release_that_mends_is_the_one_told_and_its_day_goes_with_it(store):
    with_ticket(store, "acme", "Export fails", opened=ago(40), tags="export")
    with_ticket(store, "acme", "Sync is slow", opened=ago(60), tags="sync")
    release(store, "2.1", name="Exports", fixes="export", days=20, text="Exports of large boards no longer fail.")
    release(store, "2.2", name="Sync", fixes="sync", days=5, text="Sync is quick")
    snap = snapshot(store, TODAY)
    first = {key: brief(snap, "acme").get(key).value for key in ("release", "release_fixes", "release_text", "release_on", "mended_on")}
    assert first == {
        "release": "Sync", "release_fixes": "Sync is slow", "release_text": "Sync is quick.", "release_on": ago(5), "mended_on": ago(5)
    }  # fmt: skip


def test_of_releases_that_touch_what_they_use_the_newest_that_says_what_it_does_is_told(store):
    with_usage(store, "acme", [5] * 12)
    release(store, "2.1", name="Old", event="dispatch_board", days=50, text="Jobs are grouped by van.")
    release(store, "2.2", name="New", event="dispatch_board", days=20, text="Jobs keep their [notes](https://x.example/n): see https://x.example")
    release(store, "2.3", name="Mute", event="dispatch_board", days=5)
    assert told(store, "release")[0] == ("release", "New")
    assert told(store, "release_text", "release_on") == [("release_text", "Jobs keep their notes: see."), ("release_on", ago(20))]


def test_a_release_names_the_ticket_it_fixes_and_who_opened_it(store):
    ada = with_person(store, "acme", "Ada Lind")
    gone = with_person(store, "acme", "Bo Berg", left_on=ago(20))
    with_ticket(store, "acme", "Export fails", opened=ago(50), tags="export", person_ref=ada)
    with_ticket(store, "acme", "Sync is slow", opened=ago(50), tags="sync", person_ref=gone)
    release(store, "2.1", name="Exports", fixes="export")
    release(store, "2.2", name="Sync", fixes="sync", days=9)
    facts = brief(snapshot(store, TODAY), "acme").facts
    assert [(f.value, f.observed_at) for f in facts if f.key == "release_fixes"] == [("Sync is slow", ago(9)), ("Export fails", ago(10))]
    assert [(f.id, f.value) for f in facts if f.key == "release_for"] == [("release_for:acme:2.1", "Ada Lind <ada@acme.example>")]


def test_a_release_that_came_out_before_the_ticket_mends_nothing(store):
    with_ticket(store, "acme", "Export fails", opened=ago(5), tags="export")
    release(store, "2.1", name="Exports", fixes="export")
    assert told(store, "release", "release_reason", "release_fixes") == []


def test_a_long_text_is_cut_at_a_word(store):
    with_ticket(store, "acme", "Export fails", tags="export")
    release(store, "2.1", name="Exports", fixes="export", text="word " * 200)
    [(_, text)] = told(store, "release_text")
    assert len(text) <= 304
    assert text.endswith("word ...")


def test_a_long_text_of_sentences_ends_with_one_of_them(store):
    with_ticket(store, "acme", "Export fails", tags="export")
    release(store, "2.1", name="Exports", fixes="export", text="Large boards export again. " * 20)
    [(_, text)] = told(store, "release_text")
    assert text == " ".join(["Large boards export again."] * 11)


def test_an_article_is_offered_for_an_open_ticket_of_its_topic_only(store):
    with_ticket(store, "acme", "Export fails", tags="export")
    with_ticket(store, "acme", "Sync is slow", tags="sync", closed_at=ago(1))
    article(store, "Why an export fails", fixes="csv;export", value="https://help.example/1")
    article(store, "Why sync is slow", fixes="sync")
    assert told(store, "article", "article_reason") == [
        ("article", "Why an export fails (https://help.example/1)"), ("article_reason", "touches the topic of Export fails"),
    ]  # fmt: skip


def test_no_article_is_offered_to_those_who_escalate(store):
    with_ticket(store, "acme", "We need somebody to call us", tags="export", escalated=True)
    article(store, "Why an export fails", fixes="export")
    assert told(store, "article", "article_reason") == []
    with_ticket(store, "acme", "Export fails", tags="export")
    assert told(store, "article_reason") == [("article_reason", "touches the topic of Export fails")]


def test_without_articles_and_releases_nothing_is_told(store):
    with_ticket(store, "acme", "Export fails", tags="export")
    assert told(store, "release", "release_text", "article") == []
    assert "releases" in brief(snapshot(store, TODAY), "acme").unknowns


def test_what_a_feature_is_for_that_they_never_used_is_told_in_the_vendors_words(store):
    for text in (None, "Every machine on site"):
        fields = {"kind": "feature", "name": "Asset register", "event": "asset_register", "text": text}
        land(store, "knowledge", f"f-{text}", system="vendor", born=ago(100), **fields)
    rows = pl.DataFrame({"account_id": ["acme", "bolt"], "unused_feature": ["asset_register", None]})
    found = unused(snapshot(store, TODAY), rows)
    assert found.select("account_id", "key", "text", "observed_on").rows() == [
        ("acme", "unused_feature_text", "Every machine on site.", ago(100))
    ]  # fmt: skip
