"""Compiled code, and the tables that it shares with Python."""
