"""The national tables, and names as they are compared: of today, and as they were."""
