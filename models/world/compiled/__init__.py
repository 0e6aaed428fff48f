"""The hot loops of the world, on plain arrays and numbers."""
