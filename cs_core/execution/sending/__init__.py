"""Sending: what was approved leaves the house, once."""
