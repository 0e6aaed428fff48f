"""A run as Mesa and NetworkX have it, for whoever looks at it."""
