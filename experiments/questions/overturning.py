"""What would overturn an answer over an ensemble: where in it a difference is the other way round."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import Any

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.words_of_numbers import limit_in_words
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.language.sentences import in_a_row
from contagion.models.parameters import describe
from contagion.sim.statistics.discovery.prim import Limit
from contagion.sim.statistics.reversal import reversals

MOST = 1  # parts that are named
SIDES = {"low": "is low, up to", "high": "is high, from"}


def overturned(ensemble: Ensemble, values: pd.Series, what: str, form: str = "+z,.0f") -> str:
    """Where the mean of a difference is the other way round, of all that is uncertain, or comes nearest to it.

    Parameters
    ----------
    values : Series
        The difference, by world.
    what : str
        What it is a difference in, such as "people".
    """
    sets = [Worlds(ensemble).set_of(int(world)) for world in values.index]
    by_set = values.astype(float).groupby(sets).mean().dropna()
    inputs = ensemble.table.iloc[[number % len(ensemble) for number in by_set.index]]
    table = reversals(by_set.to_numpy(), inputs, same=ensemble.same(by_set.index))
    turned = [_where(row, what, form) for row in table[table["reversed"]].to_dict("records")]
    if turned:
        others = f" (it turns by {len(turned) - MOST} more)" if len(turned) > MOST else ""
        return f"It is the other way round where {in_a_row(turned[:MOST])}{others}."
    if table.empty:
        return "Nothing that is uncertain varies in these worlds."
    return (
        f"Nothing that varies between the worlds surely turns it round. It comes nearest where "
        f"{_where(table.iloc[0].to_dict(), what, form)}."
    )


def meaning(name: str) -> str:
    """An input of an ensemble in words: what a number says, and of a rule of deciding which it is."""
    parameter, _, value = name.partition(" = ")
    if value:
        return limit_in_words(Limit(parameter, "among", (value,), nan))
    texts = {one["name"]: str(one["text"]) for one in describe()}
    return texts.get(parameter, parameter).partition(" (")[0]


def _where(row: Mapping[str, Any], what: str, form: str) -> str:
    """A part of the worlds, and the mean difference there with its interval."""
    side = f"{SIDES[row['part']]} {row['bound']:.3g}" if row["part"] in SIDES else f"is “{row['part']}”"
    ends = "" if pd.isna(row["low"]) else f" ({row['low']:{form}} to {row['high']:{form}})"
    return f"`{row['input']}` ({meaning(row['input'])}) {side}: {row['difference']:{form}} {what}{ends} in the mean"
