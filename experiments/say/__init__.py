"""Words for people: sentences in two languages, numbers, names."""
