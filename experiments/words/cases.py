"""Cases held against a base, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from experiments.studies.cases import Shown, distinct


def told(value: float, low: float, high: float, form: str) -> str:
    """A number and its interval."""
    return f"{value:{form}} ({low:{form}} to {high:{form}})"


def change(table: pd.DataFrame, case: str, name: str, form: str) -> str:
    """What a case changes in a figure."""
    row = table.set_index(["case", "indicator"]).loc[(case, name)]
    return told(row["difference"], row["low"], row["high"], form)


def base_in_words(table: pd.DataFrame, base: str, shown: Mapping[str, Shown]) -> str:
    """The means of the base."""
    at = table[table["case"] == base].set_index("indicator")
    return ", ".join(
        f"{told(*at.loc[name, ['mean', 'mean_low', 'mean_high']], one.form)} {one.words}" for name, one in shown.items()
    )


def changes_in_words(table: pd.DataFrame, base: str, shown: Mapping[str, Shown]) -> str:
    """What each case but the base changes."""
    changes = " ".join(_changes_of(table, case, shown) for case in table["case"].unique() if case != base)
    return f"Changes, seed by seed: {changes}"


def _changes_of(table: pd.DataFrame, case: str, shown: Mapping[str, Shown]) -> str:
    """What a case changes; what cannot be told from none is named together, last."""
    at, said, none = table[table["case"] == case].set_index("indicator"), [], []
    for name, one in shown.items():
        row = at.loc[name]
        if distinct(row):
            said.append(f"{one.words} {change(table, case, name, '+z' + one.form)}")
        else:
            none.append(f"{one.words} ({row['low']:+z{one.form}} to {row['high']:+z{one.form}})")
    if none:
        said.append(f"not distinguishable from none: {', '.join(none)}")
    return f"({case}) {'; '.join(said)}."
