"""Scenarios against the first, in the same worlds."""
