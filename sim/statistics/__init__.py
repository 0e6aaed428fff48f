"""What many runs are planned by, and what is read from them."""
