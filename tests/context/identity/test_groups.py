"""Groups of which some may never come together, whatever is joined in whatever order."""

import random

from cs_core.context.identity.groups import Groups
from cs_core.context.identity.hierarchy import climb


def test_nothing_ever_brings_two_together_that_were_told_apart_or_are_of_one_family():
    for seed in range(60):
        dice, groups = random.Random(seed), Groups()
        keys = [f"k{n}" for n in range(12)]
        apart = [tuple(dice.sample(keys, 2)) for _ in range(4)]
        standing = [pair for pair in apart if groups.keep_apart(*pair)]
        family = dice.sample(keys, 3)
        for key in family:
            groups.put_in_family(key, "f")
        joined = [pair for pair in (tuple(dice.sample(keys, 2)) for _ in range(40)) if groups.join(*pair)]
        of = dict(zip(keys, groups.of(keys), strict=True))
        assert all(of[a] != of[b] for a, b in standing)
        assert len({of[key] for key in family}) == 3
        assert all(of[a] == of[b] for a, b in joined)
        assert joined


def test_two_that_are_one_cannot_be_told_apart_any_more():
    groups = Groups()
    assert groups.join("a", "b")
    assert not groups.keep_apart("a", "b")
    assert not groups.join("b", "a")


def test_everybody_has_a_top_and_a_depth_however_the_parents_are_tangled():
    for seed in range(60):
        dice = random.Random(seed)
        keys = [f"k{n:02}" for n in range(15)]
        places = climb({key: dice.choice(keys) for key in dice.sample(keys, 12)})
        for key, place in places.items():
            steps, at = 0, key
            while places[at].parent:
                at, steps = places[at].parent, steps + 1
            assert (at, steps) == (place.root, place.depth)


def test_a_long_chain_is_climbed():
    places = climb({f"{n:05}": f"{n - 1:05}" for n in range(1, 5000)})
    assert places["04999"].depth == 4999
    assert places["04999"].root == "00000"
