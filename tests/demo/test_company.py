"""The demo company: reproducible, messy where real exports are, and true in a way that size does not tell."""

import csv
import json
import mailbox
from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cs_core.demo import response
from cs_core.demo.company import write_demo
from cs_core.demo.world import make
from cs_core.errors import BadInput
from tests.demo.builders import END, SMALL, demo, text_of, truth

__all__ = ["demo", "truth"]

FILES = (
    *(f"hubspot/{name}.csv" for name in ("companies", "contacts", "deals", "meetings", "company_property_history")),
    *("surveys/delighted.csv", "knowledge/release-notes-phone-app.md", "knowledge/policies/data-and-access.md"),
    *(f"calendar/{name}.ics" for name in ("ines", "joris", "hanne", "matteo", "alicja", "dev", "sunniva", "tobias")),
    *(f"zendesk/{name}.jsonl" for name in ("organizations", "users", "tickets")),
    *(f"stripe/{name}.csv" for name in ("customers", "subscriptions", "subscription_history", "invoices")),
    *("product/workspaces.csv", "product/events.parquet", "slack/users.json", "slack/channels.json", "email/customer-success.mbox"),
    *(f"knowledge/{name}.csv" for name in ("products", "plans", "milestones", "release_notes", "policies", "desired_outcomes", "team")),
)


def digests(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_arguments_give_the_same_bytes(demo, tmp_path):
    again = write_demo(tmp_path / "exports", **SMALL)
    assert digests(again) == digests(demo)
    assert Path(f"{again}.truth.parquet").read_bytes() == Path(f"{demo}.truth.parquet").read_bytes()


def test_another_seed_gives_another_company(demo, tmp_path):
    other = write_demo(tmp_path / "exports", seed=8, **SMALL)
    assert not set(text_of(other, "stripe/customers.csv")["name"]) >= set(text_of(demo, "stripe/customers.csv")["name"])


def test_every_file_is_present_and_has_rows(demo):
    assert [name for name in FILES if not (demo / name).exists() or (demo / name).stat().st_size < 100] == []
    assert list(demo.glob("slack/ext-*/20*.json"))


def test_the_truth_lies_beside_the_folder_and_nowhere_in_it(demo):
    assert Path(f"{demo}.truth.parquet").exists()
    assert [p for p in demo.rglob("*") if "truth" in p.name] == []
    assert {"kept", "effect_human", "kind"}.isdisjoint(pl.read_parquet_schema(demo / "product/events.parquet"))


def test_progress_grows_from_nothing_to_done(tmp_path):
    seen: list[tuple[float, str]] = []
    write_demo(tmp_path / "exports", accounts=40, weeks=30, end=END, progress=lambda done, what: seen.append((done, what)))
    shares = [done for done, _ in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(what for _, what in seen)


def test_too_small_a_company_is_refused(tmp_path):
    with pytest.raises(BadInput, match="at least 20 accounts"):
        write_demo(tmp_path / "exports", accounts=3, end=END)


def test_each_kind_of_response_lives_in_each_segment(truth):
    counts = truth.filter("undecided").group_by("segment", "kind").len()
    assert counts.height == 3 * 4
    assert counts["len"].min() >= 2


def test_the_effect_of_a_person_does_not_follow_size(truth):
    alive = truth.filter("undecided")
    by_segment = alive.group_by("segment").agg(pl.col("effect_human").mean())["effect_human"]
    assert by_segment.max() - by_segment.min() < 0.5 * alive["effect_human"].std()
    assert abs(np.corrcoef(alive["arr"].log(), alive["effect_human"])[0, 1]) < 0.1


def test_the_effect_can_be_learnt_from_what_is_seen(truth):
    alive = truth.filter("undecided")
    needy = pl.col("complaint") | ~pl.col("champion") | pl.col("stalled")
    effect = alive.group_by(needy.alias("needy")).agg(pl.col("effect_human").mean()).sort("needy")["effect_human"]
    assert effect[1] > effect[0] + 0.05


def test_an_agent_harms_where_a_complaint_is_open_and_a_person_helps(truth):
    open_now = truth.filter("undecided", "complaint", ~pl.col("stalled"))
    assert open_now["effect_human"].mean() > 0.02 > -0.02 > open_now["effect_agent"].mean()


def test_past_touches_went_to_the_big_and_their_effect_is_in_the_decisions():
    world = make(2000, 7, 78, END)
    decided = {key: np.concatenate([part[key] for part in world.course.decisions]) for key in ("account", "kept", "human", "chance")}
    annual = ~world.who.monthly[decided["account"]]
    touched = [decided["human"][annual & (world.who.segment[decided["account"]] == s)].mean() for s in range(3)]
    assert touched[0] > 0.6 > touched[1] > 0.2 > touched[2] > 0
    assert decided["kept"][annual].mean() == pytest.approx(decided["chance"][annual].mean(), abs=0.03)


def test_a_touch_of_nobody_who_cares_changes_next_to_nothing():
    lost = response.State(*(np.array([v]) for v in (-2.5, 0.0, False, False, True, False, 1.0, 0.04, False, 0.0, 0.0, 0.0)))
    kept = response.kept_logit(lost)
    assert response.chance(kept + response.human_shift(lost)) - response.chance(kept) < 0.01


def test_active_users_never_exceed_the_seats():
    course = make(300, 7, 60, END).course
    assert (course.active <= course.seats).all()
    assert 0.4 < course.active.sum() / course.seats[course.active > 0].sum() < 0.8


def test_some_accounts_are_in_onboarding_and_some_have_left(truth):
    assert truth.filter(pl.col("started_on") > date(2026, 4, 1), "active").height > 40
    assert 0.08 < truth.filter(~pl.col("active")).height / truth.height < 0.3


def test_rows_are_repeated_and_ids_have_two_contents(demo):
    for name, key in (("hubspot/contacts.csv", "Record ID"), ("hubspot/deals.csv", "Record ID"), ("stripe/invoices.csv", "id")):
        rows = text_of(demo, name)
        assert rows.is_duplicated().any(), name
        assert rows.unique().filter(pl.col(key) != "")[key].is_duplicated().any(), name
        assert (rows[key] == "").any(), name


def test_some_dates_cannot_be_read(demo):
    made = text_of(demo, "hubspot/deals.csv")["Create Date"]
    assert made.str.to_datetime("%Y-%m-%d %H:%M", strict=False).null_count() >= 1


def test_some_json_lines_are_cut_short_and_most_are_whole(demo):
    lines = (demo / "zendesk/tickets.jsonl").read_text(encoding="utf-8").splitlines()
    broken = [line for line in lines if not line.endswith("}")]
    assert len(broken) == 1
    assert all(json.loads(line)["subject"] for line in lines if line not in broken)


def test_late_events_repeat_and_lose_their_workspace(demo):
    events = pl.read_parquet(demo / "product/events.parquet")
    assert not events["occurred_at"].is_sorted()
    assert events.is_duplicated().any()
    assert events["workspace_id"].null_count() >= 1
    assert events["occurred_at"].max().date() <= END


def test_renamed_companies_keep_their_old_name_in_billing(demo):
    truth = pl.read_parquet(f"{demo}.truth.parquet")
    renamed = truth.filter(pl.col("name") != pl.col("billing_name"))
    assert renamed.height >= 2
    assert set(renamed["billing_name"]) <= set(text_of(demo, "stripe/customers.csv")["name"])


def test_a_company_has_two_crm_records(demo):
    domains = text_of(demo, "hubspot/companies.csv").unique("Record ID")["Company Domain Name"]
    assert domains.filter(domains != "").is_duplicated().any()


def test_private_addresses_belong_to_nobody(demo):
    emails = text_of(demo, "hubspot/contacts.csv")["Email"].str.to_lowercase()
    private = emails.filter(emails.str.ends_with("@gmail.com"))
    assert len(private)
    assert private.str.contains("_", literal=True).all()
    assert emails.filter((emails != "") & ~emails.str.ends_with("@gmail.com")).str.ends_with(".example").all()


def test_slack_goes_on_to_the_last_days_and_lacks_six_weeks_of_the_past(demo):
    days = sorted(date.fromisoformat(p.stem) for p in demo.glob("slack/ext-*/*.json"))
    assert END - timedelta(days=7) <= days[-1] <= END
    assert not [day for day in days if 98 < (END - day).days <= 140]
    assert [day for day in days if (END - day).days > 140]


def test_mails_are_threaded_and_no_slot_is_left_open(demo):
    with closing(mailbox.mbox(demo / "email/customer-success.mbox")) as box:
        mails = list(box)
    ids = {m["Message-ID"] for m in mails}
    answers = [m["In-Reply-To"] for m in mails if m["In-Reply-To"]]
    assert len(answers) > 20
    assert set(answers) <= ids
    assert not [m for m in mails if "{" in m.get_payload() or "{" in m["Subject"]]


def test_tickets_read_as_sentences(demo):
    bodies = [json.loads(line)["description"] for line in (demo / "zendesk/tickets.jsonl").read_text(encoding="utf-8").splitlines()[:-1]]
    assert not [b for b in bodies if "{" in b or ". the " in b or ". our " in b]
    assert len(set(bodies)) > 0.9 * len(bodies)


def test_one_member_of_the_team_is_on_leave_at_the_end(demo):
    with (demo / "knowledge/team.csv").open(encoding="utf-8") as file:
        away = [row["name"] for row in csv.DictReader(file) if row["leave_from"] and row["leave_from"] <= "2026-06-30" <= row["leave_to"]]
    assert len(away) == 1


def test_the_tracked_sample_is_whole_and_small():
    sample = Path(__file__).parents[2] / "data" / "sample"
    assert [name for name in FILES if not (sample / name).exists()] == []
    assert sum(p.stat().st_size for p in sample.rglob("*") if p.is_file()) < 1_500_000
    assert text_of(sample, "stripe/customers.csv").filter(pl.col("id") != "").n_unique("id") == 40
