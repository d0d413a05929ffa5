"""Worlds in which the effect of each account is known, and the field's libraries run on them."""
