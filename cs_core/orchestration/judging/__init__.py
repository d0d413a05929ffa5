"""Judging: what each gate looks at."""
