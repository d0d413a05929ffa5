"""What a cycle goes through, from what is known to its minutes, and the processes that share a large book."""
