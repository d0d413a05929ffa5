"""How rows are kept: what may be asked of a store, its tables, and the file they lie in."""
