"""The list of all answers in `experiments/README.md`: what was found, how sure it is, when, and whether it still holds.

Nothing of it is written by hand: it is read from what is kept beside the pages (`experiments/questions/kept.py`).

    python -m experiments.questions.index
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from experiments.questions import publishing
from experiments.questions.kept import read, still_valid
from experiments.questions.names import title
from experiments.questions.publishing import CODE, rows_of

THEMES = {
    "Contagion": (
        "conversion_sweep",
        "x02_without_contagion",
        "x07_retention_or_conversion",
        "founders",
    ),
    "What an authority can do": (
        *("at_a_glance", "another_1000_euros", "x06_places", "x08_demand", "x09_pair_rule"),
        *("x13_portfolio", "x14_alternatives"),
    ),
    "Who is reached, and where": ("five_groups", "x10_periphery", "x11_students", "x12_officials"),
    "What lasts": ("x15_resilience", "x21_end_of_support"),
    "What it depends on": ("x03_one_at_a_time", "x05_structure", "sensitivity", "sensitivity_over_ranges", "agreement"),
    "How far the model can be trusted": ("patterns", "calibration", "honesty", "validate", "paired_variance"),
}
PLACE = re.compile(r"(<!-- index -->\n).*?(<!-- end of index -->)", re.DOTALL)
FOUND = re.compile(r"(\d{4}-\d\d-\d\d), (?:commit \w+, model (\w+))?")  # on a page
VALID, ANEW, NOT_YET = "yes", "no: to be asked anew", "not yet asked anew"


def index() -> str:
    """The list, in Markdown: a table a theme."""
    parts = []
    for theme, names in THEMES.items():
        parts += [f"### {theme}", "", *rows_of(pd.DataFrame([row(name) for name in names])), ""]
    return "\n".join(parts)


def row(name: str) -> dict[str, str]:
    """A question and its answer, in the columns of the list."""
    of = read(publishing.FINDINGS / f"{name}.json")
    if of is None:
        return _of_page(name)
    valid = VALID if still_valid(of) else ANEW
    return _row(name, of["answer"], of["sure"], of["date"], of["version"], valid)


def _row(name: str, answer: str, sure: str, found: str, version: str, valid: str) -> dict[str, str]:
    return {
        "question": f"[{title(name)}](findings/{name}.md)",
        "answer": answer,
        "how sure": sure,
        "found, with code": f"{found}, {version[:CODE] or '–'}",
        "still valid": valid,
    }


def _of_page(name: str) -> dict[str, str]:
    """What is known of an answer of which nothing was kept."""
    found: Any = FOUND.search((publishing.FINDINGS / f"{name}.md").read_text(encoding="utf-8"))
    return _row(name, "–", "–", found[1] if found else "–", (found and found[2]) or "", NOT_YET)


def written(text: str) -> str:
    """A page with the list in its place."""
    made = index()
    return PLACE.sub(lambda place: f"{place[1]}\n{made}{place[2]}", text)


def main() -> None:
    """Write the list anew."""
    page = publishing.README
    page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
