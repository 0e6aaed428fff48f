"""Charts drawn as SVG by templates, for the page."""
