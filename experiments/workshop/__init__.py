"""A workshop of one hour on the page: sheets to print, questions, and how many were answered right."""
