"""Charts drawn as SVG by templates: the same for the page, the report and its PDF."""
