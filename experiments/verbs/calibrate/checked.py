"""Whether a calibration says the same by another way: regression-adjusted ABC on the runs that it made.

A calibration weights sets of values by a formula of how likely they make what was observed. Here its errors are drawn
and added to what came of each set; the sets of which that comes nearest are accepted, each by how often such sets were
tried, and adjusted for what still lies between (`sim.statistics.abc`). With the errors of the formula both are of the
same posterior. With the luck of single runs as it was lived nothing is assumed of luck: its size, its shape, or whether
it is the same in all sets.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.calibration import Calibration, OfARule
from contagion.experiments.ensembles.likelihood import as_observed
from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.abc import FEWEST, RESAMPLES, Outcomes, apart

ENDS = {"low": 0.05, "middle": 0.5, "high": 0.95}
LUCK = ("declared", "lived")
DRAWS = 10  # of the errors, for each set
PART = 0.5  # of the independent sets that agree, as many of which are accepted
CHANCE = 0.05  # that any of all differences is taken for more than chance where none is
COLUMNS = ("luck", "factor", "rule", *ENDS, *(f"{end}_more" for end in ENDS), *(f"{end}_error" for end in ENDS))


def checked(known: Calibration) -> pd.DataFrame:
    """What ABC says of each number, beside what the weights say.

    Returns
    -------
    DataFrame, a row a kind of luck, factor and rule; none of a rule under which too few sets agree
        luck, "declared" (that of the likelihood) or "lived" (that of single runs); factor, rule; low, middle, high (5,
        50 and 95 of 100), and by how much each of them is more than by weights, as a share of the range (`_more`), with
        its standard error (`_error`); beyond_chance, whether one of the three is farther apart than chance would bring
        about among all of a kind in one calibration of twenty.
    """
    rows = [
        row
        for luck in LUCK
        for rule, one in known.rules.items()
        for row in _of_a_rule(known, one, {"luck": luck, "rule": rule})
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.assign(beyond_chance=_beyond_chance(table))


def _of_a_rule(known: Calibration, one: OfARule, labels: dict[str, str]) -> list[dict[str, Any]]:
    enough = PART * one.tried.effective()
    if enough < FEWEST:
        return []
    off = as_observed(one.figures, known.targets, one.luck, DRAWS, labels["luck"] == "lived")
    made = Outcomes(one.tried.unit, 1 / one.tried.often, off)
    places, more, error = apart(made, one.tried.weights(), enough, list(ENDS.values()), Draws(1))
    rows = []
    for k, factor in enumerate(known.factors):
        row: dict[str, Any] = labels | {"factor": factor.name}
        for n, end in enumerate(ENDS):
            row |= {end: factor.at(float(places[k, n])), f"{end}_more": more[k, n], f"{end}_error": error[k, n]}
        rows.append(row)
    return rows


def _beyond_chance(table: pd.DataFrame) -> np.ndarray:
    from scipy.stats import t

    more, error = (table[[f"{end}_{what}" for end in ENDS]].to_numpy(float) for what in ("more", "error"))
    among = more.size / len(LUCK)
    return (np.abs(more) > t.ppf(1 - CHANCE / max(2 * among, 1.0), RESAMPLES - 1) * error).any(axis=1)
