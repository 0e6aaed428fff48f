"""What Sphinx is told: the sources are the project's own pages where they lie, and those that are made of the code."""

import os
from importlib.metadata import version as version_of

LANGUAGE = os.environ.get("CONTAGION_DOCS", "en")
HERE = "experiments/doors/documentation"

project = "contagion"
version = release = version_of("contagion-programme")
author = copyright = "the contributors of contagion"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
language = LANGUAGE
root_doc = f"{HERE}/fr/index" if LANGUAGE == "fr" else f"{HERE}/index"
include_patterns = (
    [
        *(f"{HERE}/fr/*.md", "LISEZMOI.md"),
        *("experiments/workshop/ATELIER.md", "experiments/doors/page/accessibility/declaration.md"),
    ]
    if LANGUAGE == "fr"
    else [
        *("*.md", "data/*.md", "models/**.md", "sim/**.md", "experiments/**.md", "notebooks/*.md", "notebooks/*.ipynb"),
        "results/documentation/pages/**.md",
    ]
)
exclude_patterns = [] if LANGUAGE == "fr" else [f"{HERE}/fr/*"]

# Outputs are committed, and notebooks are executed by the tests.
nb_execution_mode = "off"
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline", "deflist"]
# A link from one language to the other leads from site to site (`build.py`).
suppress_warnings = ["myst.xref_missing"] if LANGUAGE == "fr" else []
autodoc_typehints = "none"  # docstrings tell types, shapes and units
autodoc_member_order = "alphabetical"
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "pydata_sphinx_theme"
html_title = "contagion"
html_show_sourcelink = False
html_copy_source = False
html_sidebars = {"**": []} if LANGUAGE == "fr" else {}
html_static_path = ["style"]
html_css_files = ["documentation.css"]
html_js_files = ["documentation.js"]
html_theme_options = {
    "show_prev_next": False,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "header_links_before_dropdown": 7,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
