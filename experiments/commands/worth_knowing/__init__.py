"""What to ask for first, before money is spent."""
