"""Territories side by side: the same scenarios in each, per 1,000 residents."""
