"""What a row of a system means: whose it is, which version and which of several records holds, what it is worth."""
