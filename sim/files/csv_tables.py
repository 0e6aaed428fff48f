"""Tables as CSV, for spreadsheets as well: a text in them is never a formula."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def write_csv(table: pd.DataFrame, file: Path, float_format: str | None = None) -> None:
    """Write the columns of a table, without its index; OSError where it cannot be written."""
    file.write_text(csv_of(table, float_format), encoding="utf-8", newline="")


def csv_of(table: pd.DataFrame, float_format: str | None = None) -> str:
    """Return the columns of a table as CSV, without its index, formulas made plain."""
    from pandas.api.types import is_numeric_dtype

    made = table.rename(columns=plain)
    for place, kind in enumerate(made.dtypes):
        if not is_numeric_dtype(kind):
            made.isetitem(place, made.iloc[:, place].astype(object).map(plain))
    return made.to_csv(index=False, float_format=float_format, lineterminator="\n")


def plain(value: Any) -> Any:
    """Return a text that a spreadsheet would take for a formula with an apostrophe in front; all else as it is.

    >>> plain("=1+1"), plain("-3.5"), plain("-1 to 1"), plain(-3.5)
    ("'=1+1", '-3.5', "'-1 to 1", -3.5)
    """
    return f"'{value}" if is_formula(value) else value


def is_formula(value: Any) -> bool:
    """Whether a spreadsheet would take a value for a formula: a text, and no number."""
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return False
    try:
        float(value)
    except ValueError:
        return True
    return False
