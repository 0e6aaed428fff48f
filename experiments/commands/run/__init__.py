"""Runs of one scenario, once or with many seeds."""
