"""The simulated people of a rehearsed past: who decides drafts, and who leads."""
