"""Writing: facts into words, in the company's voice."""
