"""The page in the browser, served from this machine alone."""
