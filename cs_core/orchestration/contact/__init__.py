"""What has passed between us and a customer, and whom nothing may go to now."""
