"""How things are called and written where people read of them."""
