"""Which values agree with what was observed."""
