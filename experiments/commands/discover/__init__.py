"""In which worlds something happens."""
