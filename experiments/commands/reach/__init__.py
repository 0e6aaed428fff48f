"""Which communes are never reached."""
