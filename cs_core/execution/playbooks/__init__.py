"""Playbooks: what an agent does and when, as data that a leader can read and edit, and the plays that run."""
