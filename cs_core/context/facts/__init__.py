"""What a brief holds of an account besides its signals, kind by kind: each fact with the row that says so."""
