"""Cases held against a base, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from experiments.studies.cases import Shown, distinct
from experiments.words.numbers import number
from experiments.words.sentences import _, between, in_a_row


def told(value: float, low: float, high: float, form: str) -> str:
    """A number and its interval."""
    return _("{value} ({interval})", value=number(value, form), interval=_interval(low, high, form))


def _interval(low: float, high: float, form: str) -> str:
    return between(number(low, form), number(high, form))


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
    return _("Changes, seed by seed: {changes}", changes=changes)


def _changes_of(table: pd.DataFrame, case: str, shown: Mapping[str, Shown]) -> str:
    """What a case changes; what cannot be told from none is named together, last."""
    at, clear, none = table[table["case"] == case].set_index("indicator"), [], []
    for name, one in shown.items():
        row = at.loc[name]
        if distinct(row):
            clear.append(f"{one.words} {change(table, case, name, '+z' + one.form)}")
        else:
            none.append(f"{one.words} ({_interval(row['low'], row['high'], '+z' + one.form)})")
    if none:
        clear.append(_("not distinguishable from none: {figures}", figures=", ".join(none)))
    return _("({case}) {changes}.", case=case, changes=in_a_row(clear))
