"""Language models: how one is asked, checked, counted and paid for."""
