"""The books of the programme: each owns its tables and lists, and nobody else writes them."""
