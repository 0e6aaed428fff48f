"""Which code this is, and what of it is compiled, once."""
