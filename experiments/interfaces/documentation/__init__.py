"""The documentation as a site: pages of this folder, of the project, and generated from the code."""
