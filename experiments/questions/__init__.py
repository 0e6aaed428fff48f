"""One question a script, and how its answer is published."""
