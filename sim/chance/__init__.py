"""Keyed draws: in Python and in compiled code."""
