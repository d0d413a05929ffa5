import polars as pl

from cs_core.leadership.hours.assigning import assign
from cs_core.leadership.hours.capacity import Person

CSM = frozenset({"csm"})
SCHEMA = {
    "account_id": pl.String, "mode": pl.String, "skill": pl.String, "hours": pl.Float64, "warm_hours": pl.Float64, "impact": pl.Float64,
    "person_now": pl.String, "now_why": pl.String, "language": pl.String, "utc": pl.Float64, "hands_over": pl.Boolean, "needs": pl.String,
    "protected_why": pl.String, "days_to_renewal": pl.Int64,
}  # fmt: skip


def rows(*given):
    """Rows of a plan; what a test does not say is an hour's call for a customer that nobody has."""
    usual = {"mode": "call", "skill": "csm", "hours": 1.0, "warm_hours": 0.0, "impact": 0.1, "hands_over": False, "needs": "csm"}
    filled = [dict.fromkeys(SCHEMA) | usual | row | {"now_why": "owns the account today" if "person_now" in row else None} for row in given]
    return pl.DataFrame(filled, schema=SCHEMA)


def who(made):
    return dict(made.select("account_id", "person").iter_rows())


def why(made, account):
    return made.filter(pl.col("account_id") == account)["person_why"].item()


def test_the_owner_keeps_the_account_and_a_german_customer_gets_someone_who_speaks_german():
    people = [Person("Mia", 5.0, CSM, frozenset({"en"})), Person("Uwe", 2.0, CSM, frozenset({"de"}))]
    made, _ = assign(rows({"account_id": "ours", "person_now": "Mia"}, {"account_id": "german", "language": "de"}), people)
    assert who(made) == {"ours": "Mia", "german": "Uwe"}
    assert why(made, "ours") == "owns the account today" and why(made, "german") == "has hours left and speaks German"


def test_work_that_fits_nobody_in_one_piece_is_unassigned():
    made, left = assign(rows({"account_id": "a", "hours": 4.0}), [Person(n, 3.0, CSM, frozenset()) for n in "AB"])
    assert who(made) == {"a": "unassigned"} and "4.0 hours" in why(made, "a") and left == [3.0, 3.0]


def test_nobody_works_more_hours_than_they_have_and_equals_share():
    people = [Person("A", 6.0, CSM, frozenset()), Person("B", 3.0, CSM, frozenset())]
    made, left = assign(rows(*({"account_id": f"c{i}", "hours": 1.0} for i in range(9))), people)
    assert sorted(made["person"].to_list()) == ["A"] * 6 + ["B"] * 3 and left == [0.0, 0.0]


def test_of_two_who_speak_the_language_the_one_with_more_of_the_day_in_common_is_taken():
    people = [Person("Far", 9.0, CSM, frozenset({"en"}), utc=10.0), Person("Near", 9.0, CSM, frozenset({"en"}), utc=-5.0)]
    made, _ = assign(rows({"account_id": "us", "language": "en", "utc": -6.0}), people)
    assert who(made) == {"us": "Near"} and "7 of 8 working hours in common" in why(made, "us")


def test_the_only_one_who_speaks_a_language_is_kept_for_it():
    people = [Person("Both", 2.0, CSM, frozenset({"en", "pl"})), Person("One", 2.0, CSM, frozenset({"en"}))]
    given = [{"account_id": f"en{i}", "language": "en", "impact": 0.9} for i in range(2)]
    made, _ = assign(rows(*given, *({"account_id": f"pl{i}", "language": "pl"} for i in range(2))), people)
    assert who(made) == {"en0": "One", "en1": "One", "pl0": "Both", "pl1": "Both"}


def test_close_to_a_renewal_nobody_new_comes_without_a_warm_hand_off_and_its_hours_count():
    tech = frozenset({"csm", "technical"})
    people = [Person("Mia", 5.0, CSM, frozenset()), Person("Uwe", 5.0, tech, frozenset())]
    row = {"account_id": "a", "person_now": "Mia", "skill": "technical", "needs": "technical", "hands_over": True, "days_to_renewal": 30}
    made, left = assign(rows(row | {"hours": 3.0, "warm_hours": 2.0}), people)
    assert who(made) == {"a": "Uwe"} and made["warm"].item() and left == [4.0, 3.0]
    assert "takes over from Mia with a warm hand-off" in why(made, "a") and "renews in 30 days" in why(made, "a")
    assert made["hours"].item() == 2.0 and made["former_hours"].item() == 1.0


def test_without_hours_for_a_hand_off_whoever_has_the_account_stays_without_the_skill():
    tech = frozenset({"csm", "technical"})
    people = [Person("Mia", 1.0, CSM, frozenset()), Person("Uwe", 1.5, tech, frozenset())]
    row = {"account_id": "a", "person_now": "Mia", "skill": "technical", "needs": "technical", "hands_over": True, "days_to_renewal": 30}
    made, _ = assign(rows(row | {"hours": 3.0, "warm_hours": 2.0}), people)
    assert who(made) == {"a": "Mia"} and made["lacks"].item() and "without the technical skill" in why(made, "a")


def test_who_only_reads_what_an_agent_wrote_is_no_new_face():
    people = [Person("Mia", 0.1, CSM, frozenset()), Person("Uwe", 5.0, CSM, frozenset())]
    row = {"account_id": "a", "person_now": "Mia", "mode": "agent with review", "hours": 0.25, "hands_over": True, "days_to_renewal": 30}
    made, _ = assign(rows(row), people)
    assert who(made) == {"a": "Uwe"} and not made["changes"].item() and not made["warm"].item()


def test_a_protected_account_comes_before_more_impact():
    people = [Person("Mia", 1.0, CSM, frozenset())]
    given = {"account_id": "big", "person_now": "Mia", "impact": 0.9}, {"account_id": "kept", "person_now": "Mia", "protected_why": "board"}
    made, _ = assign(rows(*given), people)
    assert who(made) == {"big": "unassigned", "kept": "Mia"}
