"""Facts of some keys alone: only the parts that tell them are asked, and what they tell is what a whole brief holds of them."""

import polars as pl

from cs_core.context.facts.gathered import GIVES, PARTS, noun_facts
from cs_core.context.snapshot import snapshot
from cs_core.context.store import open_store
from tests.conftest import END


def test_the_facts_of_some_keys_are_those_that_a_whole_brief_holds_of_them(demo_template):
    with open_store(demo_template) as store:
        snap = snapshot(store, END)
        whole = noun_facts(snap, snap.signals)
        for keys in ({"ticket"}, {"outcome_quote", "said"}, {"plan_price", "contact"}, set(whole["key"])):
            assert noun_facts(snap, snap.signals, keys).rows() == whole.filter(pl.col("key").is_in(keys)).rows()


def test_a_part_tells_the_keys_that_it_is_asked_for_and_no_other_part_tells_them(demo_template):
    with open_store(demo_template) as store:
        snap = snapshot(store, END)
        for part in PARTS:
            others = frozenset().union(*(keys for other, keys in GIVES.items() if other != part))
            told = set(part(snap, snap.signals)["key"])
            assert told <= GIVES.get(part, told) and not told & others, part.__name__
