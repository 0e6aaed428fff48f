"""Settings of Sphinx: the sources are the project's own pages in their places, and those generated from the code."""

import os
from importlib.metadata import version as version_of
from pathlib import PurePosixPath
from typing import Any

from docutils.nodes import image, reference, section
from sphinx.addnodes import pending_xref

LANGUAGE = os.environ.get("CONTAGION_DOCS", "en")
HERE = "experiments/interfaces/documentation"

project = "contagion"
version = release = version_of("contagion-programme")
author = copyright = "the contributors of contagion"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
language = LANGUAGE
root_doc = f"{HERE}/fr/index" if LANGUAGE == "fr" else f"{HERE}/index"
include_patterns = (
    [
        *(f"{HERE}/fr/*.md", "LISEZMOI.md"),
        *("experiments/workshop/ATELIER.md", "experiments/interfaces/page/accessibility/declaration.md"),
    ]
    if LANGUAGE == "fr"
    else [
        *("*.md", "data/*.md", "models/**.md", "sim/**.md", "experiments/**.md", "notebooks/*.md", "notebooks/*.ipynb"),
        "tests/benchmarks/README.md",
        "results/documentation/pages/**.md",
    ]
)
exclude_patterns = [] if LANGUAGE == "fr" else [f"{HERE}/fr/*", "LISEZMOI.md"]

# Outputs are committed, and notebooks are executed by the tests.
nb_execution_mode = "off"
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline", "deflist"]
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
    "header_links_before_dropdown": 3 if LANGUAGE == "fr" else 7,
    "header_dropdown_text": "Suite" if LANGUAGE == "fr" else "More",
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def in_the_other(app: Any, doctree: Any) -> None:
    """Link pages that exist only in the other language to its site; the French site is inside the English one."""
    up = "../" * (len(PurePosixPath(app.env.docname).parts) - 1) + ("../" if LANGUAGE == "fr" else "fr/")
    for link in [*doctree.findall(pending_xref)]:
        if link.get("refdomain") == "doc" and (page := link["reftarget"]) not in app.env.found_docs:
            place = f"#{link['reftargetid']}" if link.get("reftargetid") else ""
            link.replace_self(reference("", "", *link.children, refuri=f"{up}{page}.html{place}", internal=False))


def name_pictures(app: Any, doctree: Any) -> None:
    """Name a picture of a notebook after its section: screen readers would otherwise read the name of its file to
    people who cannot see it."""
    for picture in doctree.findall(image):
        within = picture.parent
        while within is not None and not isinstance(within, section):
            within = within.parent
        if "alt" not in picture and within is not None:
            picture["alt"] = within[0].astext()


def setup(app: Any) -> None:
    app.connect("doctree-read", name_pictures)
    app.connect("doctree-read", in_the_other)
