"""Tables that several test files read and write: of communes, and those that experiments hand over."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from contagion.models.territory.communes import SHIPPED


def rows_of(path: Path = SHIPPED) -> list[dict[str, str]]:
    """The rows of a table of communes, as text."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def save(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write such rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def those(table: pd.DataFrame, **values: Any) -> pd.DataFrame:
    """The rows with these values; without any, all."""
    every = np.ones(len(table), dtype=bool)
    return table[np.logical_and.reduce([every, *(table[name] == value for name, value in values.items())])]


def only(table: pd.DataFrame, **values: Any) -> pd.Series:
    """The one row with these values."""
    found = those(table, **values)
    assert len(found) == 1
    return found.iloc[0]
