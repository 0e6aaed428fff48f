"""What became of one facilitator or one commune in a run."""
