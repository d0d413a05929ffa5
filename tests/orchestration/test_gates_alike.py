"""Letters that are alike: what may rightly be said twice, what is a duplicate, and what would fit anyone."""

from dataclasses import replace

import pytest

from cs_core.orchestration.contact.repeats import Repeats, with_drafts
from cs_core.orchestration.direction import Direction
from tests.orchestration.builders import FACTS, TODAY, a_brief, a_claim, a_fact, a_proposal, a_world, failed


def test_the_same_text_to_a_second_customer_is_a_duplicate_whatever_the_names():
    first = a_proposal(account="bolt", recipient_name="Bob Stone", body="Hello Bob, your use fell by 34 %, to 120 uses. What has changed?")
    second = a_proposal(body="Hello Ada, your use fell by 34 %, to 120 uses. What has changed?")
    world = a_world(repeats=with_drafts(Repeats(), [first, second]))
    assert "bolt" in failed(second, world=world)["not_a_duplicate"]
    assert world.repeats.same(first) is None
    other = a_proposal(body="Hello Ada, your use fell by 51 %, to 80 uses. What has changed?")
    assert with_drafts(Repeats(), [first, other]).same(other) is None


def a_notice(account: str, greeting: str, **changed):
    """A short notice of a renewal: the day, the price, one question."""
    facts = (a_fact("renewal_on", TODAY, "", account=account), a_fact("arr", 1_200.0, "EUR/yr", account=account))
    words = (
        a_claim("Your contract renews by itself on 28 June 2026.", facts[0].id), a_claim("You pay us 1,200 EUR/yr in all.", facts[1].id)
    )  # fmt: skip
    body = f"{greeting}\n\n{words[0].text} {words[1].text}\n\nShould anything change?"
    return a_proposal(*words, account=account, facts=facts, play="tell the notice day", **({"body": body} | changed))


def test_two_customers_of_one_price_and_day_are_rightly_told_the_same():
    first, second = a_notice("bolt", "Hello Bob,", recipient_name="Bob Stone"), a_notice("acme", "Hello Ada,")
    world = a_world(repeats=with_drafts(Repeats(), [first, second]))
    assert world.repeats.same(second) is not None
    assert "not_a_duplicate" not in failed(second, world=world)


def test_the_same_notice_to_the_same_customer_is_a_duplicate_though_its_figures_are_its_own():
    before, now = a_notice("acme", "Hello Ada,", id="old"), a_notice("acme", "Hello Ada,")
    assert "this customer" in failed(now, world=a_world(repeats=with_drafts(Repeats(), [before, now])))["not_a_duplicate"]


@pytest.mark.parametrize("slop", [
    "{}\n\nWe wanted to check in and see how things are going with your renewal. Shall we talk?",
    "{}\n\nYour contract renews by itself on 28 June 2026. 9 in 10 customers renew with us. Shall we talk?",
    "{}\n\nYour contract renews by itself on 28 June 2026. Shall we talk?",
], ids=["no figure", "a figure in free words", "one day only"])  # fmt: skip
def test_words_that_would_go_to_anybody_are_a_duplicate_still(slop):
    both = [a_notice(a, "", recipient_name=name, body=slop.format(hello)) for a, name, hello in
            (("bolt", "Bob Stone", "Hello Bob,"), ("acme", "Ada Lind", "Hello Ada,"))]  # fmt: skip
    assert "bolt" in failed(both[1], world=a_world(repeats=with_drafts(Repeats(), both)))["not_a_duplicate"]


def test_work_of_people_is_never_stopped_for_being_alike():
    alike = [a_proposal(account=a, play="own the escalation", body="One ticket waits.") for a in ("acme", "bolt")]
    world = a_world(repeats=with_drafts(Repeats(), alike))
    assert not any("not_a_duplicate" in failed(p, a_brief(account=p.account_id), world) for p in alike)


def test_news_of_one_fix_goes_to_everybody_whom_it_concerns_and_to_nobody_twice():
    first, second = (a_proposal(id=f"p-{name}", account=name, play="tell of the fix") for name in ("bolt", "acme"))
    world = a_world(repeats=with_drafts(Repeats(), [first, second, second.model_copy(update={"id": "p-again"})]))
    assert "not_a_duplicate" not in failed(second, world=world)
    assert "this customer" in failed(second.model_copy(update={"id": "p-again"}), world=world)["not_a_duplicate"]


def test_nearly_the_same_to_the_same_customer_is_a_duplicate_even_with_other_figures():
    before = a_proposal(id="old", body="Hello Ada, your team's use fell by 31 %, to 125 uses. What has changed in the work?")
    now = a_proposal(body="Hello Ada, your team's use fell by 34 %, to 120 uses. What has changed in the work?")
    assert "this customer" in failed(now, world=a_world(repeats=with_drafts(Repeats(), [before, now])))["not_a_duplicate"]


def test_a_text_that_would_fit_anyone_is_not_specific():
    assert "1 telling fact" in failed(a_proposal(a_claim("Use fell by 34 %.", FACTS[0].id)))["is_specific"]
    limits = Direction().guardrails | {"min_cited_facts": 1}
    assert "is_specific" not in failed(
        a_proposal(a_claim("Use fell by 34 %.", FACTS[0].id)), world=replace(a_world(), direction=Direction({}, limits))
    )
