"""Where the answers are asked for and shown: the command, Python, the page."""
