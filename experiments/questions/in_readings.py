"""In how many readings an answer stands: asked anew under each of them (`experiments/ensembles/readings.py`), in fewer
worlds.

An answer is a difference in one direction, in the middle of the worlds. It stands in a reading where the middle lies on
the same side of nothing. Readings that change what is said of emissions alone are asked only where tonnes are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble, under
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.language.sentences import in_a_row
from contagion.sim.errors import InputError

WORLDS_OF_A_READING = 40
NAMED = 2  # readings
QUICK = ("talk-informs", "rule-threshold")


@dataclass(frozen=True)
class Standing:
    """In which readings an answer stands: the middle of the difference under no reading, and under each."""

    headline: float
    middles: Mapping[str, float]

    @property
    def fallen(self) -> list[str]:
        """The readings under which it does not stand."""
        return [name for name, middle in self.middles.items() if not middle * self.headline > 0]

    def __str__(self) -> str:
        """ "stands in 5 of 6 readings, not in “...” (-3)"."""
        if not self.middles:
            return "was asked in no other reading"
        if not self.headline:
            return "is no difference that could stand in a reading"
        number = len(self.middles)
        told = f"stands in {number - len(self.fallen)} of {number} readings"
        furthest = sorted(self.fallen, key=lambda name: self.middles[name] * np.sign(self.headline))
        where = [f"“{READINGS[name].title}” ({self.middles[name]:+z,.0f})" for name in furthest[:NAMED]]
        others = [f"{len(furthest) - NAMED} more"] if len(furthest) > NAMED else []
        return f"{told}, not in {in_a_row([*where, *others])}" if where else told


def readings_of(ensemble: Ensemble, quick: bool = False, of_emissions: bool = False) -> dict[str, Ensemble]:
    """An ensemble under each reading that can be asked of it: none where it is under one already, none of a rule that
    it has no set of, and those of emissions alone only where these are told."""
    if ensemble.reading is not None:
        return {}
    found = {}
    for name, reading in READINGS.items():
        if (reading.of_emissions_alone and not of_emissions) or (quick and name not in QUICK):
            continue
        try:
            found[name] = under(ensemble, reading)
        except InputError:  # no set of its rule
            continue
    return found


def standing(headline: pd.Series, by_reading: Mapping[str, pd.Series]) -> Standing:
    """In which readings a difference, by world, is on the side on which it is under none."""
    return Standing(float(np.median(headline)), {name: float(np.median(one)) for name, one in by_reading.items()})
