"""Those who save, made by hand."""

import numpy as np

from contagion.models.outcomes.footprint import Assumptions
from contagion.models.outcomes.record import Record
from contagion.models.outcomes.tables import Savers
from contagion.models.parameters import Footprint, Parameters
from tests.helpers.records_by_hand import record, rows, weeks_of


def run_of(*happened, weeks=520, seed=1, spread=0.8, homes=None) -> Record:
    """The record of a run in which this happened: week, what, who. `homes` says of people which household they are of,
    and of how many adults it is; by default everybody lives with somebody whom the programme does not meet."""
    parameters = Parameters(footprint=Footprint(spread=spread))
    people = [(who, *(homes or {}).get(who, (who, 2))) for _, _, who in happened]
    came = rows("participants", people, ["person", "household", "adults"])
    return record(weeks_of(weeks), events=happened, participants=came, parameters=parameters, seed=seed)


def stated(**values) -> Assumptions:
    """The stated assumptions, but for these."""
    footprint = Footprint(**values)
    single = {name: np.array([getattr(footprint, name)]) for name in Assumptions.uncertain()}
    return Assumptions(**single, cap=footprint.cap)


def some_people(number: int, weeks: int, spread: float = 0.8) -> Savers:
    """So many people who save from some week on, drawn at random."""
    rng = np.random.default_rng(5)
    level = np.exp(spread * rng.standard_normal(number) - spread**2 / 2)
    completed, spills = rng.random(number) < 0.75, rng.random(number) < 0.7
    return Savers(rng.integers(weeks, size=number).astype(float), level, completed, spills)
