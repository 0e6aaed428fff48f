"""The atlas: a page for each of many territories, in a folder for any web server."""
