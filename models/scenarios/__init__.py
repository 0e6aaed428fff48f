"""What a scenario is: its file, as text and as parameters, and its effort for a territory of another size."""
