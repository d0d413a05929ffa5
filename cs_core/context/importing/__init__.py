"""From files, folders and databases into the store: what a table means, what became of each row, and what to bring first."""
