"""The quarterly review of a customer, with every number cited."""
