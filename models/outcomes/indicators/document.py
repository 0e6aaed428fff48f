"""The table of indicators in `models/ODD.md`, written from the declarations.

`python -m models.outcomes.indicators.document` writes it, between the lines ``<!-- measures -->`` and
``<!-- end of measures -->``.
"""

from __future__ import annotations

import re

from models.outcomes.indicators import DEFINED
from models.parameters.document import ODD

_TABLE = re.compile(r"(<!-- measures -->\n).*?(<!-- end of measures -->)", re.DOTALL)
_HEADS = ("indicator", "unit", "formula", "meaning")


def refreshed(text: str) -> str:
    """The text with the table of indicators written anew."""
    cells = [(f"`{one.name}`", one.unit, one.formula, one.meaning) for one in DEFINED]
    rows = [_HEADS, ("---",) * len(_HEADS), *([cell.replace("|", "\\|") for cell in row] for row in cells)]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return _TABLE.sub(lambda match: f"{match[1]}{table}{match[2]}", text)


def main() -> None:
    """Write the table of `models/ODD.md` anew."""
    ODD.write_text(refreshed(ODD.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
