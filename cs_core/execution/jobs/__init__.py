"""Jobs over their whole lives: the cases that the agents keep, and what they rest on."""
