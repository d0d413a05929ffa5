"""Seventy-five orders that others have hidden in mails: beside a complaint, none makes the reading better or says more than it may."""

import json
from datetime import date

from cs_core.context.conversations import OFFLINE, WORDS, Text

COMPLAINT = "The export is broken. Please call me.\n\n"


def test_no_hidden_order_lifts_a_reading_or_leaves_its_words(conformance_data):
    attacks = json.loads((conformance_data / "injection" / "attacks.json").read_text(encoding="utf-8"))
    texts = [COMPLAINT + order for orders in attacks.values() for order in orders]
    said = OFFLINE.read([Text(str(n), "message", date(2026, 3, 3), (("body", text),)) for n, text in enumerate(texts)])
    assert len(texts) == 75
    for text, reading in zip(texts, said, strict=True):
        assert reading.sentiment == "negative" and "call" in reading.words("ask"), text
        assert all(s.word in WORDS[s.kind] and text[s.start : s.end] == s.quote for s in reading.spans)
