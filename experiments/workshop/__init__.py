"""A workshop of one hour on the page: sheets to print, and questions."""
