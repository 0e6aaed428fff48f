"""The rules, one a file. A rule decides, a book does; no rule knows another."""
