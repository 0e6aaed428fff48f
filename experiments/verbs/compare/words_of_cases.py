"""Cases held against a base, in words."""

from __future__ import annotations

import pandas as pd

from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _, between


def told(value: float, low: float, high: float, form: str) -> str:
    """A number and its interval."""
    interval = between(number(low, form), number(high, form))
    return _("{value} ({interval})", value=number(value, form), interval=interval)


def change(table: pd.DataFrame, case: str, name: str, form: str) -> str:
    """What a case changes in a figure."""
    row = table.set_index(["case", "indicator"]).loc[(case, name)]
    return told(row["difference"], row["low"], row["high"], form)
