"""One question a function, and how its answer is published."""
