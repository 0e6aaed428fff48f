"""The tables of `models/parameters/README.md`, written from the declarations:
`python -m contagion.models.parameters.document`.

They stand between the lines ``<!-- parameters -->`` and ``<!-- end of parameters -->``, one a section.
"""

from __future__ import annotations

import re
from inspect import getdoc
from itertools import groupby
from math import inf
from pathlib import Path
from typing import Any

from contagion.models.parameters import ROWS, Parameters, describe
from contagion.sim.statistics.designs import of_log_normal

PAGE = Path(__file__).with_name("README.md")
_TABLES = re.compile(r"(<!-- parameters -->\n).*(<!-- end of parameters -->)", re.DOTALL)
_HEADS = ("parameter", "meaning", "default", "unit", "range", "whose", "grade", "source")
_ALTERNATIVES = (
    "Other programmes beside the groups, a row each. Names of what differs between kinds have the kind in them."
)


def refreshed(text: str) -> str:
    """The text with all tables written anew."""
    sections = groupby(describe(), key=_section)
    tables = "\n".join(_table(section, list(rows)) for section, rows in sections)
    return _TABLES.sub(lambda match: f"{match[1]}{tables}{match[2]}", text)


def _section(row: dict[str, Any]) -> str:
    return re.split(r"[.\[]", row["name"], maxsplit=1)[0]


def _table(section: str, rows: list[dict[str, Any]]) -> str:
    kind = ROWS.get(section, Parameters.model_fields[section].annotation)
    said = _ALTERNATIVES if section == "alternative" else (getdoc(kind) or "").partition("\n\n")[0]
    lines = [_HEADS, ["---"] * len(_HEADS), *map(_cells, rows)]
    return f"## {section}\n\n{said}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cells(row: dict[str, Any]) -> list[str]:
    about = (row["unit"] or "–", _span(row), row["role"], row["grade"], row["source"])
    return [f"`{row['name']}`", *(cell.replace("|", "\\|") for cell in (row["text"], _plain(row["default"]), *about))]


def _span(row: dict[str, Any]) -> str:
    """The range, and the law over it where it is not as likely everywhere."""
    if row["range"] is None:
        return "–"
    low, high = row["range"]
    span = f"{_plain(low)} to {_plain(high)}"
    if row["law"] == "log-normal":
        median, deviation = of_log_normal(low, high)
        return f"{span}, log-normal: median {median:.3g}, standard deviation of the logarithm {deviation:.3g}"
    return f"{span}, as likely everywhere in 1/value" if row["law"] == "reciprocal" else span


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
    """Write the tables anew."""
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
