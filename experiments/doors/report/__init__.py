"""The report for a council: HTML in one file, and a tagged PDF of it."""
