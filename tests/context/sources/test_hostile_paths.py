"""Paths that lead elsewhere: links, pipes, our own store. Each is named, and nothing outside its folder is read."""

import json
import os
from pathlib import Path

import pytest

from cs_core.context.store import open_store
from tests.context.sources.builders import HEADER, TEXT, folder, run, store, whys
from tests.worlds import a_store

__all__ = ["folder", "store"]


def test_a_link_that_is_named_itself_is_held_to_the_rule_of_its_folder(store, folder, tmp_path):
    (tmp_path / "secret.csv").write_text(HEADER + "9,Secret,secret.example\n")
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "newest.csv").symlink_to(folder / "companies.csv")
    [by_name], [by_folder] = whys(run(store, folder / "out.csv")), whys(run(store, folder))
    assert by_name == by_folder == "not understood: it is a link that leads outside the folder (out.csv): copy the file itself"
    with open_store(tmp_path / "other.db") as other:
        assert run(other, folder / "newest.csv")["totals"]["landed"] == 2


def test_links_that_lead_outside_or_nowhere_are_named_and_not_followed(store, folder, tmp_path):
    (tmp_path / "secret.csv").write_text(HEADER + "9,Secret,secret.example\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "more.csv").write_text(HEADER + "8,Secret,secret.example\n")
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "away").symlink_to(tmp_path / "elsewhere")
    (folder / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (folder / "round.csv").symlink_to(folder / "round.csv")
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    (folder / "inside.csv").symlink_to(folder / "companies.csv")
    report = run(store, folder)
    assert {row["name"] for row in store.rows("company")} == {"Café Łódź", "Bolt"}
    assert sum("outside the folder" in why for why in whys(report)) == 2
    assert sum("leads nowhere" in why for why in whys(report)) == 2


def test_our_own_store_and_lake_are_no_data(store, folder):
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    (folder / "events.csv").write_text("event_id,workspace_id,event,occurred_at\ne1,w,open,2026-06-01T08:00:00Z\n")
    with a_store(folder) as inside:
        first, second = run(inside, folder), run(inside, folder)
    assert [len(report["files"]) for report in (first, second)] == [2, 2]
    assert json.dumps(second["totals"]["landed"]) == "0"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
def test_a_pipe_and_a_link_that_goes_round_are_named_and_hold_nothing_up(store, folder):
    (folder / "companies.csv").write_text(TEXT, "utf-8")
    os.mkfifo(folder / "pipe.csv")
    (folder / "round").symlink_to(folder)
    report = run(store, folder)
    files = {Path(file["path"]).name: file for file in report["files"]}
    assert report["totals"]["landed"] == 2
    assert files["pipe.csv"]["decision"] == "not understood"
    assert "it is a pipe" in files["pipe.csv"]["reasons"][0]["why"]
    assert files["round"]["decision"] == "not needed"
    assert "link to a folder" in files["round"]["reasons"][0]["why"]
    assert "it is a pipe" in whys(run(store, folder / "pipe.csv"))[0]
