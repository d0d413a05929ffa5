"""What a day came to, kept beside the store by account, so that one is opened without working out the others."""
