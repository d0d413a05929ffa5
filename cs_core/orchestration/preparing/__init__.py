"""What a person reads before a call: one page of a customer, every figure with its source."""
