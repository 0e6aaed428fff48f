"""What came of it: from the tables of a run to figures, never from a model that runs."""
