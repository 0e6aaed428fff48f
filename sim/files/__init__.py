"""Files that a command writes: tables, and folders that are there whole or not at all."""
