"""Speed, against the figures it should reach, against peers, and against itself."""
