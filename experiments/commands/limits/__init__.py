"""What would have helped: more of each capacity."""
