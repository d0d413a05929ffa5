"""Good drafts, free paraphrases of them and planted errors, to measure the gates by. It shares no code with the gates."""
