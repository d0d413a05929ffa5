"""Use of the product: the lake of events, whose they are, and what they add up to."""
