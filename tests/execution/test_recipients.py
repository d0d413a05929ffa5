"""Who is written to: the person of the role, or whom a fact names; code decides."""

from dataclasses import replace

from cs_core.execution.recipients import choose_recipient
from tests.execution.builders import a_brief

EVA, TOM = "Eva Lind <eva@kelmarn.example>", "Tom Berg <tom@kelmarn.example>"


def chosen(role: str, *, contact: list[str], **known) -> str | None:
    """Whom we write to where the first of these people is the champion."""
    brief, others = a_brief(contact=contact[0], **known), [a_brief(contact=c, role="user") for c in contact[1:]]
    more = [replace(f, source_row="person.csv:3") for other in others for f in other.facts if f.key.startswith("contact")]
    person = choose_recipient(brief.model_copy(update={"facts": (*brief.facts, *more)}), role)
    return person and person.email


def test_a_fix_goes_to_who_asked():
    assert chosen("who asked", contact=[EVA, TOM], release=["Fix"], release_for=[TOM]) == "tom@kelmarn.example"


def test_who_asked_for_another_release_than_the_one_told_is_not_meant():
    people = {"contact": [EVA, TOM], "release": ["A", "B"]}
    assert chosen("who asked", **people, release_for=[EVA, TOM]) == "eva@kelmarn.example"
    assert chosen("who asked", **people, release_for=[None, TOM]) == "eva@kelmarn.example"


def test_where_who_asked_cannot_be_reached_it_goes_to_somebody_who_can():
    assert chosen("who asked", contact=[EVA], release_for=[TOM]) == "eva@kelmarn.example"
    assert chosen("who asked", contact=[EVA]) == "eva@kelmarn.example"


def test_a_welcome_and_a_thank_you_go_to_nobody_else():
    assert chosen("who joined", contact=[EVA, TOM], newcomer=[TOM]) == "tom@kelmarn.example"
    assert chosen("who joined", contact=[EVA], newcomer=[TOM]) is None
    assert chosen("who answered", contact=[EVA]) is None


def test_who_opted_out_is_not_written_to_though_a_fact_names_them():
    assert chosen("who asked", contact=[EVA, TOM], release_for=[TOM], opted_out=["tom@kelmarn.example"]) == "eva@kelmarn.example"


def test_a_role_of_old_is_chosen_as_before():
    assert chosen("sponsor", contact=[EVA, TOM]) == "eva@kelmarn.example"


def test_somebody_we_never_wrote_to_is_passed_over_where_a_champion_or_sponsor_knows_us():
    both = {"contact": [EVA, TOM], "sponsor": "Tom Berg"}
    assert chosen("champion", **both, stranger=[EVA]) == "tom@kelmarn.example"
    assert chosen("champion", **both, stranger=[EVA, TOM]) == "eva@kelmarn.example"
    assert chosen("champion", contact=[EVA, TOM], stranger=[EVA]) == "eva@kelmarn.example", "a user is no champion"


def test_a_sponsor_is_written_to_however_new_they_are():
    assert chosen("sponsor", contact=[EVA, TOM], sponsor="Tom Berg", stranger=[TOM]) == "tom@kelmarn.example"


def test_where_no_role_is_known_somebody_who_knows_us_comes_before_somebody_new():
    brief = a_brief(contact=[EVA, TOM], role="user", stranger=[EVA])
    assert choose_recipient(brief, "champion").email == "tom@kelmarn.example"


PIA = "Pia Roth <pia@kelmarn.example>"


def noticed_to(*contacts: tuple[str, str], avoid=(), **known) -> str | None:
    """Who gets a notice of the contract, of these people with their roles in the CRM; a value with a row is a (value, row)."""
    brief, facts = a_brief(contact=None), []
    for n, (who, role) in enumerate(contacts):
        facts += [replace(f, source_row=f"person.csv:{n}") for f in a_brief(contact=who, role=role).facts if f.key.startswith("contact")]
    for key, (value, row) in known.items():
        facts.append(replace(a_brief(contact=None, **{key: value}).get(key), source_row=row))
    person = choose_recipient(brief.model_copy(update={"facts": (*brief.facts, *facts)}), "signer", avoid)
    return person and person.email


def test_a_notice_of_the_contract_goes_to_who_decides_as_any_letter_to_them():
    assert noticed_to((EVA, "Champion"), (TOM, "Executive sponsor")) == "tom@kelmarn.example"
    assert noticed_to((EVA, "Champion"), (PIA, "Billing")) == "eva@kelmarn.example", "no sponsor is known"


def test_where_who_decides_gave_a_low_score_a_notice_goes_to_the_next_one_whom_it_concerns():
    people, low = [(EVA, "Champion"), (TOM, "Executive sponsor")], ["tom@kelmarn.example"]
    assert noticed_to(*people, (PIA, "Economic buyer"), avoid=low) == "pia@kelmarn.example"
    assert noticed_to(*people, (PIA, "Billing"), avoid=low) == "pia@kelmarn.example"
    assert noticed_to(*people, (PIA, "Authorised signatory"), avoid=low) == "pia@kelmarn.example"
    assert noticed_to(*people, avoid=low) is None, "a champion neither signs nor pays"


def test_where_who_decides_opted_out_a_notice_goes_to_who_pays_and_to_nobody_else():
    out = {"sponsor": ("Tom Berg", "person.csv:9"), "opted_out": ("tom@kelmarn.example", "person.csv:9")}
    assert noticed_to((EVA, "Champion"), (PIA, "Billing"), **out) == "pia@kelmarn.example"
    assert noticed_to((EVA, "Champion"), **out) is None
    other = out | {"opted_out": ("ben@kelmarn.example", "person.csv:8")}
    assert noticed_to((EVA, "Champion"), **other) == "eva@kelmarn.example", "somebody else opted out"


def test_any_other_letter_goes_to_the_champion_where_the_sponsor_opted_out():
    assert chosen("sponsor", contact=[EVA], sponsor="Tom Berg", opted_out=["tom@kelmarn.example"]) == "eva@kelmarn.example"
