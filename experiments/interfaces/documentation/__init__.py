"""The documentation as a site: pages of this folder, of the project, and made of the code."""
