"""Learning: what people's decisions teach."""
