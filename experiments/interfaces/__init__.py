"""The interfaces that ask for answers and show them: command, Python, page."""
