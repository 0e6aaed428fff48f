"""How many training places a programme has offered.

Places on offer are a decision, people trained an outcome. Where a file says `places` they are known, in each year as in
letters or events. Where it says only who was trained, at least as many places were on offer, and how many more is drawn
for each simulation: with chance one half as many as the most people trained in any year until then; else one level for
all years, up to twice the most ever trained, or what a town of this size offers if that is more. A year in which nobody
was trained had no session. Simulations with empty places train too many people, unless candidates were short in them:
the figures then tell one from the other (`agreeing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contagion.sim.chance.draws import Draws

if TYPE_CHECKING:
    from contagion.experiments.programmes.known import Year
    from contagion.experiments.programmes.programme import Programme
    from contagion.models.parameters import Parameters
    from contagion.models.scenarios.scenario import Scenario

PLACES = "training.places"
DRAWN = "places on offer"
HALF = 0.5  # the chance that no more places were on offer than the most people trained (assumption, grade D)


@dataclass(frozen=True)
class Offered:
    """Places on offer that are not known.

    Attributes
    ----------
    least, most : int
        The most people trained in a year, and the most places that are drawn.
    rows : int
        Of the decisions of its scenarios, so many at the start say the past.
    """

    least: int
    most: int
    rows: int

    def level(self, seed: int) -> int:
        """The level for all years in the simulation of a seed; 0 where it is as many as were trained."""
        chance = float(Draws(1).stream(DRAWN).uniform(seed))
        if chance < HALF:
            return 0
        return self.least + 1 + int((chance - HALF) / (1 - HALF) * (self.most - self.least))

    def decided(self, parameters: Parameters, seed: int) -> Parameters:
        """Parameters of a scenario of the programme, with the places of the simulation of a seed in its past."""
        if not (level := self.level(seed)):
            return parameters
        rows = [
            row.model_copy(update={"set": {**row.set, PLACES: level}})
            if number < self.rows and row.set.get(PLACES)
            else row
            for number, row in enumerate(parameters.decision)
        ]
        return parameters.model_copy(update={"decision": tuple(rows)})


def by_year(known: Sequence[Year]) -> Iterator[tuple[int, int]]:
    """The places from each year on in which something is said of them, or of who was trained; the fewest there can be
    where they are not known."""
    first = next((year.places for year in known if year.places is not None), None)
    level = first or 0
    for year in known:
        if year.places is None and year.trained is None:
            continue
        trained = year.trained or 0
        if year.places is not None:
            level = year.places
        elif first is None:
            level = max(level, trained)
        yield year.year, 0 if year.places is None and not trained else max(level, trained)


def offered(programme: Programme, base: Scenario) -> Offered | None:
    """What is not known of the places of a programme, that goes on as `base`; None where they are said, or nobody who
    was trained is known."""
    trained = max((year.trained or 0 for year in programme.known), default=0)
    if not trained or any(year.places is not None for year in programme.known):
        return None
    most = max(2 * trained, base.parameters.training.places)
    return Offered(trained, int(most), len(base.parameters.decision) - len(programme.decided))
