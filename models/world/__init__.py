"""Who lives where, what they are like, whom they know."""
