"""How well the model does against what was observed."""
