"""Colours are named in one table, `experiments/drawing/style.py`, and nowhere else."""

import ast
import re
from collections.abc import Iterator

import matplotlib as mpl
import pytest
from matplotlib.colors import CSS4_COLORS, TABLEAU_COLORS, is_color_like

from tests.helpers.places import ROOT

STYLE = ROOT / "experiments/drawing/style.py"
DRAWERS = sorted({*(ROOT / "experiments").rglob("*.py"), *(ROOT / "package").rglob("*.py")} - {STYLE})
HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
NAMES = {*CSS4_COLORS, *TABLEAU_COLORS, *(f"C{n}" for n in range(10)), *mpl.colormaps} - {"binary"}  # a format of files
OF_COLOUR = re.compile(r"color|cmap|^(m?[fe]c|c)$")


def colours_named(source: str) -> Iterator[str]:
    """Colours and colour maps that a file names: by their form, their name, or as what is given for a colour."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if HEX.fullmatch(node.value) or node.value in NAMES:
                yield node.value
        elif isinstance(node, ast.keyword) and node.arg and OF_COLOUR.search(node.arg):
            value = getattr(node.value, "value", None)
            if isinstance(value, str) and value != "none" and is_color_like(value):
                yield value


def test_no_other_file_names_a_colour():
    assert len(DRAWERS) > 50
    named = {f"{file.relative_to(ROOT)}: {c}" for file in DRAWERS for c in colours_named(file.read_text("utf-8"))}
    assert not named


@pytest.mark.parametrize(
    "line",
    ['X = "#56B4E9"', 'ax.plot(x, color="k")', 'f(facecolor="0.5")', '"white"', 'f(cmap="viridis")', 'f(c="C1")'],
)
def test_a_colour_is_found_however_it_is_named(line):
    assert list(colours_named(line))
    assert not list(colours_named('ax.bar(x, edgecolor="none", color=BLUE, label="what limits", marker="o")'))
