"""The nouns: a brief looks up the first fact of a key, of its own facts and no other's."""

from tests.execution.builders import a_brief


def test_the_first_fact_of_a_key_is_the_best_known():
    brief = a_brief(plan=["Pro", "Team"])
    assert brief.get("plan").value == "Pro" and [f.value for f in brief.all("plan")] == ["Pro", "Team"] and brief.get("seats") is None


def test_a_copy_with_other_facts_forgets_the_old_ones():
    brief = a_brief(plan="Pro", seats=8)
    assert brief.get("plan") is not None
    less = brief.model_copy(update={"facts": tuple(f for f in brief.facts if f.key != "plan")})
    assert less.get("plan") is None and less.get("seats").value == 8 and brief.get("plan").value == "Pro"


def test_a_copy_tells_every_fact_of_a_key_and_by_id_of_its_own_facts():
    brief = a_brief(plan=["Pro", "Team"])
    both, first = brief.all("plan"), brief.by_id[brief.get("plan").id]
    less = brief.model_copy(update={"facts": (first,)})
    assert len(both) == 2 and less.all("plan") == (first,) and less.by_id == {first.id: first} and brief.all("plan") == both
