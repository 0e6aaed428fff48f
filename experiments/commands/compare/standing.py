"""In how many readings a headline stands: what a comparison finds first, worked out anew under each reading.

The headline is which of two scenarios has more, in the middle of the worlds: people, or tonnes avoided. It stands in a
reading where the middle lies on the same side of 0. Each reading has the same worlds, fewer than the comparison; of a
rule of deciding, worlds of its sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.commands.compare.footprint import avoided_of_each
from contagion.experiments.commands.compare.work import must_have_ended, of_all_programmes
from contagion.experiments.evidence.ensemble import under
from contagion.experiments.evidence.readings import FIGURES, READINGS, must_change
from contagion.experiments.evidence.worlds import Worlds
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.chance.draws import Floats
    from contagion.sim.laboratory.laboratory import Laboratory, Runs

WORLDS = 40  # of each reading


@dataclass(frozen=True)
class Standing:
    """A headline under each reading.

    Attributes
    ----------
    scenarios : sequence of Scenario
        The first is what the others are compared with.
    headline : DataFrame, a row a scenario but the first and figure
        scenario, figure ("people" or "tco2e"), middle, above_zero: as the comparison has it.
    table : DataFrame, a row a reading, scenario and figure
        reading, scenario, figure; middle, the median difference; above_zero, the share of worlds with more; worlds;
        stands, whether the middle is on the side of the headline's. Readings of emissions alone have no row of people.
    left_out : tuple of InputError
        Why some reading was not asked.
    """

    scenarios: Sequence[Scenario]
    headline: pd.DataFrame
    table: pd.DataFrame
    left_out: tuple[InputError, ...]

    def of(self, scenario: str, figure: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The headline of a scenario and figure, and its readings."""
        mine = [
            rows[(rows["scenario"] == scenario) & (rows["figure"] == figure)] for rows in (self.headline, self.table)
        ]
        first, readings = ([dict(row._asdict()) for row in rows.itertuples(index=False)] for rows in mine)
        return first[0], readings


def standing(
    lab: Laboratory, scenarios: Sequence[Scenario], runs: Runs, worlds: Worlds, years: int, number: int = WORLDS
) -> Standing:
    """In which readings what some runs say first stands.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The first is what the others are compared with.
    runs : Runs
        Of all of them in `worlds`, which are under no reading.
    number : int
        Worlds of each reading.

    Raises
    ------
    InputError
        Where the worlds are under a reading, or runs fail.
    """
    if worlds.ensemble.reading:
        raise InputError(f"readings: the worlds are under {worlds.ensemble.reading.name} already")
    headline = pd.DataFrame(_found(runs, scenarios, worlds))
    first = {(row["scenario"], row["figure"]): row["middle"] for row in headline.to_dict("records")}
    rows, left_out = [], []
    with lab.staffed():
        for reading in READINGS.values():
            try:
                must_change(reading, scenarios, "reading")
                over = Worlds(under(worlds.ensemble, reading), worlds.above)
            except InputError as error:
                left_out.append(error)
                continue
            cases = [over.case(one, scenario=one.name) for one in scenarios]
            made = lab.run(cases, range(1, number + 1), years)
            for row in _found(made, scenarios, over):
                if row["figure"] == "tco2e" or not reading.of_emissions_alone:
                    so = stands(first[row["scenario"], row["figure"]], row["middle"])
                    rows.append({"reading": reading.name, **row, "stands": so})
    return Standing(scenarios, headline, pd.DataFrame(rows), tuple(left_out))


def stands(headline: float, middle: float) -> bool:
    """Whether two middles lie on the same side of 0."""
    return headline * middle > 0


def cases_with_readings(scenarios: Sequence[Scenario], worlds: int, number: int = WORLDS) -> int:
    """How many cases of so many worlds it comes to, if scenarios are run under each reading as well: those of emissions
    alone need no other runs."""
    readings = sum(not one.of_emissions_alone for one in READINGS.values())
    return len(scenarios) + ceil(len(scenarios) * readings * number / worlds)


def _found(runs: Runs, scenarios: Sequence[Scenario], worlds: Worlds) -> Iterator[dict[str, Any]]:
    """The middle of each difference from the first scenario, world by world."""
    must_have_ended(runs, "readings")
    ends = of_all_programmes(runs, scenarios).pivot(index="seed", columns="scenario", values="people").astype(float)
    tonnes = [one.totals.mean(axis=1) for one in avoided_of_each(runs, scenarios, worlds.ensemble)]
    base = scenarios[0].name
    for one, avoided in zip(scenarios[1:], tonnes[1:], strict=True):
        each = {"people": change(ends[one.name].to_numpy(), ends[base].to_numpy()), "tco2e": change(avoided, tonnes[0])}
        for figure in FIGURES:
            yield {"scenario": one.name, "figure": figure, **_told(each[figure])}


def _told(more: Floats) -> dict[str, float]:
    return {"middle": float(np.median(more)), "above_zero": float((more > 0).mean()), "worlds": len(more)}
