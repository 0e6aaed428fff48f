"""A scenario over values of its parameters."""
