"""How it is said: sentences in two languages, numbers, names."""
