"""Oversight: what the orchestrator watches, and how autonomy is earned."""
