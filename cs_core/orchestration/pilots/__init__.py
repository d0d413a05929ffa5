"""Randomised pilots as a cycle sees them: who is in which arm now, what came of it so far, and when one must stop."""
