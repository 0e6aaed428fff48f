"""Cells of the page's table of options, as Python writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from contagion.experiments.say.differences import NONE, cell, change, figure, varies
from contagion.experiments.say.sentences import _


def in_all(row: Mapping[str, Any], each: float = 1.0) -> str:
    """What there is as it is; `each` is what it is divided by."""
    return _("in all {range}", range=cell(row, figure, each)) if varies(row) else "0"


def more(row: Mapping[str, Any], each: float = 1.0) -> str:
    """A difference."""
    if pd.isna(row["p50"]):
        return NONE
    return cell(row, change, each) if varies(row) else "0"


def tonnes(row: Mapping[str, Any]) -> str:
    """Tonnes more that are avoided; `row` is one of `footprint.csv`."""
    return cell({name: row[f"difference_{name}"] for name in ("p5", "p50", "p95", "p50_error")}, change)
