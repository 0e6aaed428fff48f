"""What one step more of each lever brings."""
