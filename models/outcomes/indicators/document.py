"""The table of `models/outcomes/indicators/README.md`, written from the declarations.

`python -m contagion.models.outcomes.indicators.document` writes it, between the lines ``<!-- indicators -->`` and
``<!-- end of indicators -->``.
"""

from __future__ import annotations

import re
from pathlib import Path

from contagion.models.outcomes.indicators import DEFINED

PAGE = Path(__file__).with_name("README.md")
_TABLE = re.compile(r"(<!-- indicators -->\n).*(<!-- end of indicators -->)", re.DOTALL)
_HEADS = ("indicator", "unit", "formula", "meaning")


def refreshed(text: str) -> str:
    """The text with the table of indicators written anew."""
    cells = [(f"`{one.name}`", one.unit, one.formula, one.meaning) for one in DEFINED]
    rows = [_HEADS, ("---",) * len(_HEADS), *([cell.replace("|", "\\|") for cell in row] for row in cells)]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return _TABLE.sub(lambda match: f"{match[1]}{table}{match[2]}", text)


def main() -> None:
    """Write the table anew."""
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
