"""Other luck with which a world that agrees with a programme would have agreed as well.

A world that is left is a set of values with the luck it was lived with. Where a set is to be lived several times, to
tell luck from what is of the set, any luck will not do: with most the programme stood elsewhere today. So for each
further time some are lived through the past, and one of them is drawn, as likely as what is known would then be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contagion.experiments.lab.met_again import AGAIN
from contagion.experiments.programmes.agreeing import errors_off, figures_of, likelihood, observed_of
from contagion.models.runs.cases import case
from contagion.sim.chance.draws import Draws

if TYPE_CHECKING:
    from contagion.experiments.programmes.agreeing import Agreement, Ints
    from contagion.experiments.programmes.programme import Programme
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory

TRIED = 10  # of which one is drawn


def luck_that_agrees(
    lab: Laboratory, programme: Programme, base: Scenario, agreement: Agreement, sets: int, times: int
) -> Ints:
    """The seeds with which the first sets of those that agree are lived, so many times each: array (sets, times).

    The first is the one by which the set agrees; the others are met nowhere else. Errors are as wide as they were
    taken for the sets.
    """
    figures, ensemble = observed_of(programme), agreement.ensemble
    seeds = AGAIN + 1 + np.arange(sets * (times - 1) * TRIED).reshape(sets, times - 1, TRIED)
    cases = [case(ensemble.over(base, number)) for number in range(sets)]
    asked = [(cases[number], int(seed)) for number in range(sets) for seed in seeds[number].flat]
    rows = lab.run_each(asked, max(one.number for one in figures)).rows("years").rename(columns={"seed": "place"})
    off = errors_off(figures_of(rows, figures, seeds.ravel()), figures).reshape(*seeds.shape, -1)
    keys = likelihood(off) / agreement.wider**2 + _chance(seeds)
    drawn = np.take_along_axis(seeds, keys.argmax(axis=2)[..., None], axis=2)[..., 0]
    return np.column_stack([np.array(ensemble.seeds[:sets]), drawn])


def _chance(seeds: Ints) -> np.ndarray:
    """What is added to logarithms of weights, so that the largest is of one drawn by weight (Gumbel)."""
    return -np.log(-np.log(Draws(1).stream("other luck that agrees").uniform(seeds)))
