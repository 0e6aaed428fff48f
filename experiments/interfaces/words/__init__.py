"""Sentences of the page and of the report."""
