"""What the pages share: set-up, tables, charts and words."""
