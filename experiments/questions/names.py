"""Which questions there are, what they ask and which have a page, known without reading a script that loads much."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
ASKS = re.compile(r"(?:X\d+(?:, X\d+)*\. )?(.+?(?:\?|\.(?= |$)))")  # without its number of the specification

PAGES = (
    *("x02_without_contagion", "x05_structure", "sensitivity", "validate", "x21_end_of_support", "at_a_glance"),
    *("patterns", "calibration", "x06_places", "x10_periphery", "x13_portfolio", "x14_alternatives"),
    *("x15_resilience", "first_pair"),
)
"""Those with a page; the others have a row in the list of all, as these have, and a table."""


def names() -> list[str]:
    """Names of the questions, in order."""
    return sorted(path.stem for path in HERE.glob("*.py") if "\nQUESTION = " in path.read_text(encoding="utf-8"))


def said(name: str) -> str:
    """What a script says of itself."""
    return ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))) or ""


def title(name: str) -> str:
    """The question of a script: the first sentence that it says."""
    first = " ".join(said(name).partition("\n\n")[0].split())
    found = ASKS.match(first)
    return found[1] if found else first
