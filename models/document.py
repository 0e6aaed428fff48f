"""Write the tables of `models/parameters/README.md` and `models/outcomes/indicators/README.md` again, from the
declarations, between the lines ``<!-- parameters -->`` and ``<!-- end of parameters -->``, and likewise for indicators:
`python -m contagion.models.document`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from inspect import getdoc
from itertools import groupby
from math import inf
from pathlib import Path
from typing import Any

from contagion.models.outcomes.indicators import DEFINED
from contagion.models.parameters import ROWS, Parameters, describe
from contagion.sim.statistics.designs import of_log_normal

OF_PARAMETERS = Path(__file__).parent / "parameters" / "README.md"
OF_INDICATORS = Path(__file__).parent / "outcomes" / "indicators" / "README.md"
_ALTERNATIVES = "Other programmes alongside the groups, one row each. Where kinds differ, the name contains the kind."


def refreshed(text: str) -> str:
    """Write the tables of either page again, and return its text."""
    return _between(_between(text, "parameters", _of_parameters), "indicators", _of_indicators)


def _between(text: str, what: str, made: Callable[[], str]) -> str:
    begin, end = f"<!-- {what} -->\n", f"<!-- end of {what} -->"
    if begin not in text:
        return text
    return text.partition(begin)[0] + begin + made() + end + text.rpartition(end)[2]


def _of_parameters() -> str:
    return "\n".join(_of_section(section, list(rows)) for section, rows in groupby(describe(), key=_section))


def _of_indicators() -> str:
    heads = ("indicator", "unit", "formula", "meaning")
    return _table(heads, [[f"`{one.name}`", one.unit, one.formula, one.meaning] for one in DEFINED])


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _section(row: dict[str, Any]) -> str:
    return re.split(r"[.\[]", row["name"], maxsplit=1)[0]


def _of_section(section: str, rows: list[dict[str, Any]]) -> str:
    kind = ROWS.get(section, Parameters.model_fields[section].annotation)
    said = _ALTERNATIVES if section == "alternative" else (getdoc(kind) or "").partition("\n\n")[0]
    heads = ("parameter", "meaning", "default", "range", "whose", "evidence")
    return f"## {section}\n\n{said}\n\n{_table(heads, map(_cells, rows))}"


def _cells(row: dict[str, Any]) -> list[str]:
    default, unit = _plain(row["default"]), row["unit"] or ""
    if default not in ("none", "inf") and unit not in ("", "share", "ratio"):
        default = f"{unit} {default}" if unit in ("week", "month") else f"{default} {unit}"
    return [f"`{row['name']}`", row["text"], default, _span(row), row["role"], f"{row['grade']}, {row['source']}"]


def _span(row: dict[str, Any]) -> str:
    """Show the range, and the law over it unless it is uniform."""
    if row["range"] is None:
        return "–"
    low, high = row["range"]
    span = f"{_plain(low)} to {_plain(high)}"
    if row["law"] == "log-normal":
        median, deviation = of_log_normal(low, high)
        return f"{span}, log-normal: median {median:.3g}, standard deviation of the logarithm {deviation:.3g}"
    return f"{span}, uniform in 1/value" if row["law"] == "reciprocal" else span


def _plain(value: Any) -> str:
    """Format a value for readers: four digits, "none" for nothing."""
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
    """Write the tables again."""
    for page in (OF_PARAMETERS, OF_INDICATORS):
        page.write_text(refreshed(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
