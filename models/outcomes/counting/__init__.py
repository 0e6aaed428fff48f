"""What there was of all that is told of a run, counted by compiled text in one pass over what it left behind."""
