"""The tables of parameters in `models/ODD.md`, written from the declarations: `python -m models.parameters.document`.

A table stands between the lines ``<!-- parameters: NAMES -->`` and ``<!-- end of parameters -->``. NAMES are dotted
names separated by blanks; ``section.*`` stands for a whole section and ``*`` for all parameters, with their meaning.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from math import inf
from pathlib import Path
from typing import Any

from models.parameters import describe

ODD = Path(__file__).resolve().parents[1] / "ODD.md"
_TABLE = re.compile(r"(<!-- parameters: (?P<names>.+?) -->\n).*?(<!-- end of parameters -->)", re.DOTALL)
_SHORT = ("parameter", "default", "unit", "range", "grade", "source")
_LONG = (*_SHORT, "whose", "meaning")


def refreshed(text: str) -> str:
    """The text with every table of parameters written anew.

    Raises
    ------
    ValueError
        If a name in a marker fits no parameter.
    """
    return _TABLE.sub(lambda match: f"{match[1]}{_table(match['names'].split())}{match[3]}", text)


def _table(names: list[str]) -> str:
    everything = names == ["*"]
    rows = [row for name in names for row in _fitting(name)]
    heads = _LONG if everything else _SHORT
    lines = [heads, ["---"] * len(heads), *([*_cells(row)][: len(heads)] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _fitting(name: str) -> list[dict[str, Any]]:
    pattern = name.replace("[]", "[[][]]")
    rows = [row for row in describe() if fnmatchcase(row["name"], pattern)]
    if not rows:
        raise ValueError(f"{name} is no parameter")
    return rows


def _cells(row: dict[str, Any]) -> list[str]:
    span = "–" if row["range"] is None else f"{_plain(row['range'][0])} to {_plain(row['range'][1])}"
    about = (row["unit"] or "–", span, row["grade"], row["source"], row["role"], row["text"])
    return [f"`{row['name']}`", _plain(row["default"]), *(cell.replace("|", "\\|") for cell in about)]


def _plain(value: Any) -> str:
    """A value for the eye: four digits, none for nothing."""
    match value:
        case bool():
            return str(value).lower()
        case None:
            return "none"
        case float():
            return "inf" if value == inf else f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.4g}"
        case tuple():
            return ", ".join(map(_plain, value)) or "none"
    return str(value)


def main() -> None:
    """Write the tables of `models/ODD.md` anew."""
    ODD.write_text(refreshed(ODD.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
