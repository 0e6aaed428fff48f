"""How a sum is best spent."""
