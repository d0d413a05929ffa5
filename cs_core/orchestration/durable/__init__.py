"""Cycles that outlive the process that runs them, on DBOS. An extra: imported only where somebody asks for it."""
