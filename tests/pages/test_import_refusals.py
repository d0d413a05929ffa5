"""Rows that an import would refuse are seen before it begins: how many, which and why, in words, and what happens to the rest."""

from streamlit.testing.v1 import AppTest

from pages._ui.importing import REASONS_SHOWN, _counts, _refused

FILE = {
    "path": "accounts.csv", "refused": 2, "remarks": [],
    "reasons": [
        {"row": 3, "why": "customer since is not a date (write 2026-03-01): 31/31/2024"}, {"row": 4, "why": "no account_id"},
    ],
}  # fmt: skip


def warned(landed: int) -> str:
    totals = {"landed": landed, "unchanged": 0, "refused": 2}
    app = AppTest.from_string(f"from pages._ui.importing import _refused, _warn\n_warn(_refused({FILE}), {totals})").run()
    assert not app.exception
    return app.warning[0].value


def test_a_refused_row_is_named_with_its_reason_and_a_day_as_it_is_to_be_written():
    assert _refused(FILE) == [
        "accounts.csv, row 3: customer since is not a date (write 2026-03-01): 31/31/2024", "accounts.csv, row 4: no account id"
    ]  # fmt: skip
    many = FILE | {"refused": REASONS_SHOWN + 4, "reasons": [{"row": n, "why": "no account_id"} for n in range(REASONS_SHOWN)]}
    assert _refused(many)[-1] == "accounts.csv: 4 more rows refused."


def test_refusals_stand_out_and_say_what_happens_to_the_rest():
    told = warned(landed=5)
    assert told.startswith("**2 rows would be refused.** The others land.") and "row 4: no account id" in told
    assert "Nothing else would land." in warned(landed=0)


def test_an_import_with_refusals_says_where_their_reasons_are_kept():
    done = {"totals": {"landed": 5, "unchanged": 0, "refused": 2}, "remarks": []}
    assert _counts(done) == "5 rows landed, 0 unchanged, 2 refused. Sources says why."
    assert "Sources" not in _counts({"totals": {"landed": 5, "unchanged": 0, "refused": 0}, "remarks": []})
