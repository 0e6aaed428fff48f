"""Boxes of factors, found among runs."""
