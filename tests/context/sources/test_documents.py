"""The vendor's own knowledge as texts: which kind a document is, where its sections stand, and what is refused for saying too little."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import PurePosixPath
from time import perf_counter

import pytest

from cs_core.context.brief import brief
from cs_core.context.snapshot import snapshot
from cs_core.context.sources.calls import read_transcript
from cs_core.context.sources.documents import read_text
from tests.exports import NOW, a_crm, import_files, tally

CHANGES = """# Changelog

All that changed.

## [Unreleased]
- Something

## [2.1.0] - 2026-06-01
Fixes: export, sync
Feature: reports

- Exports of **large** boards no longer fail

## 2.0.0 (1 February 2026): Faster boards

Boards open at once.

```
## not a heading
```
"""
POLICIES = """# Policies

## Max discount percent agent
Value: 0
Unit: %

An agent offers none.

## Refunds

Within 30 days of payment.

In cases of doubt, ask.
"""
ARTICLE = """---
title: Why an export fails
kind: article
topics: [export, csv]
link: https://help.example/exports
---
An export fails when the board is open elsewhere.

## What to do

Close it.
"""
PLANS = """# Our plans

All prices are net.

| Plan | Seat price year | Currency | Min seats |
|:-----|------:|---|---|
| **Pro** | 840 | EUR | 4 |
| Team | 1 |

Ask us for more.
"""


def sections(text, name):
    frame, bad = read_text(text.encode(), PurePosixPath(name), NOW)
    return [{k.removeprefix("doc_"): v for k, v in row.items() if v is not None} for row in frame.to_dicts()], bad


def test_a_changelog_is_one_release_a_section_with_its_version_and_day():
    found, bad = sections(CHANGES, "CHANGELOG.md")
    first, second = found
    assert (first["_row"], first["version"], first["date"], first["name"]) == (
        8, "2.1.0", "2026-06-01", "Exports of **large** boards no longer fail",
    )  # fmt: skip
    assert (first["topics"], first["feature"]) == ("export;sync", "reports")
    assert (second["version"], second["date"], second["name"]) == ("2.0.0", "2026-02-01T00:00:00", "Faster boards")
    assert "## not a heading" in second["text"]
    assert [(item.row, item.why.partition(":")[0]) for item in bad] == [(5, "no date")]


def test_a_release_of_its_own_file_is_one_whatever_headings_it_has():
    text = "---\nkind: release\nversion: 2.2.0\ndate: 2026-06-10\n---\n# Dark mode\n\nNew.\n\n## Details\n\nMore.\n"
    [row] = sections(text, "2.2.0.md")[0]
    assert (row["name"], row["version"], row["date"], row["text"]) == ("Dark mode", "2.2.0", "2026-06-10", "New.\n\n## Details\n\nMore.")


def test_policies_are_known_by_their_names_and_state_a_value_or_their_first_words():
    first, second = sections(POLICIES, "policies.md")[0]
    assert (first["name"], first["value"], first["unit"]) == ("max_discount_percent_agent", "0", "%")
    assert (second["name"], second["value"]) == ("refunds", "Within 30 days of payment.")


def test_an_article_is_its_text_and_its_sections():
    first, second = sections(ARTICLE, "exports.md")[0]
    assert (first["kind"], first["name"], first["topics"], first["value"]) == (
        "article", "Why an export fails", "export;csv", "https://help.example/exports",
    )  # fmt: skip
    assert (second["name"], second["text"]) == ("Why an export fails: What to do", "Close it.")


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("release-notes/june.md", "# June\n\n## 2026-06-01 Dark mode\nNew.\n", "release"), ("help/x.md", "# X\n\nIt is so.\n", "article"),
        ("x.md", "# Playbook: onboarding\n\nCall them.\n", "playbook"), ("sop-renewal.txt", "Call them.", "playbook"),
        ("x.md", "Kind: policy\n\n## Refunds\nNone.\n", "policy"),
    ],
)  # fmt: skip
def test_the_kind_stands_in_the_head_the_title_the_file_or_the_folder(name, text, kind):
    assert {row["kind"] for row in sections(text, name)[0]} == {kind}


@pytest.mark.parametrize("text", ["# Read me\n\nHello.\n", "kind: poem\n\nRoses.\n", "just words", "---\ntitle: x\n", "|a|b|\n"])
def test_a_text_of_no_known_kind_is_refused_with_how_to_head_it(text):
    with pytest.raises(ValueError, match="a text must say what it is"):
        sections(text, "notes.md")


def test_a_table_in_a_text_is_the_table_of_the_vendor_that_it_looks_like(tmp_path):
    with a_crm(tmp_path) as store:
        report = import_files(store, tmp_path, {"our-plans.md": PLANS})["our-plans.md"]
        assert tally(report) == ("vendor", "plan", "used", 1, 1)
        assert report["reasons"] == [{"row": 8, "why": "malformed line: 2 cells where the header has 4"}]
        [plan] = snapshot(store, NOW.date()).knowledge.to_dicts()
        assert (plan["name"], plan["amount"], plan["source_row"]) == ("Pro", 840.0, "our-plans.md:7")


def test_documents_are_known_in_the_brief_from_their_day_on_and_say_where_they_stand(tmp_path):
    with a_crm(tmp_path) as store:
        import_files(store, tmp_path, {"CHANGELOG.md": CHANGES, "policies.md": POLICIES})
        told = {fact.key: fact for fact in brief(snapshot(store, NOW.date()), "4711").facts}
        assert (told["policy:max_discount_percent_agent"].value, told["policy:refunds"].value) == (0, "Within 30 days of payment.")
        assert told["policy:refunds"].source_row == "policies.md:9"
        assert snapshot(store, date(2026, 5, 31)).knowledge.filter(kind="release")["version"].to_list() == ["2.0.0"]


@pytest.mark.parametrize("encode", [str.encode, lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: t.encode("utf-16")])
def test_a_document_in_any_encoding_lands_once(tmp_path, encode):
    files = {"CHANGELOG.md": encode(CHANGES), "help/a.md": encode(ARTICLE)}
    with a_crm(tmp_path) as store:
        assert {n: tally(r) for n, r in import_files(store, tmp_path, files).items()} == {
            "CHANGELOG.md": ("documents", "section", "used", 2, 1), "help/a.md": ("documents", "section", "used", 2, 0),
        }  # fmt: skip
        again = import_files(store, tmp_path, files, now=datetime(2026, 7, 7))
        assert {report["landed"] for report in again.values()} == {0}


@pytest.mark.parametrize("part", ["<", "<v ", "a", "-|", "1.", "Aa", "@a", "a@a.", "(", " ", "\n", "#", "```\n", "Date: ", "x: "])
def test_a_long_hostile_text_is_read_or_refused_in_no_time(part):
    long = part * (200_000 // len(part))
    started = perf_counter()
    texts = (f"Date: 2026-01-01\nParticipants: {long}\n\n{long}", f"# Changelog\n\n## 1.0 {long} 2026-01-01\n{long}", f"{long}x")
    for name, text in (("a.md", texts[0]), ("b.md", texts[1]), ("c.txt", texts[2])):
        with suppress(ValueError):
            sections(text, name)
    with suppress(ValueError):
        read_transcript(f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{long}".encode(), PurePosixPath("2026-01-01 Acme.vtt"), NOW)
    assert perf_counter() - started < 5
