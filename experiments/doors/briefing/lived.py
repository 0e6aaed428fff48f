"""What the runs of one scenario come to, whatever it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contagion.experiments.doors.briefing.communes import in_communes
from contagion.experiments.doors.briefing.courses import ahead_of, in_worlds
from contagion.experiments.doors.briefing.means import in_euros, in_short
from contagion.experiments.ensembles.ensemble import ONE_SET, Ensemble
from contagion.experiments.language.headline import HEADLINE
from contagion.experiments.verbs.compare.footprint import Avoided, avoided_in
from contagion.experiments.verbs.compare.work import must_have_ended, of_all_programmes

if TYPE_CHECKING:
    import pandas as pd

    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.chance.draws import Floats
    from contagion.sim.laboratory.laboratory import Runs

COMMAND = "compare"  # in messages
IN_TIME = ("people", "facilitators_active", "communes_reached", "groups_started")
"""What has a course over the years."""
ADD_UP = (0, 3)  # of these: people and groups, which count from the end of a past on


@dataclass(frozen=True)
class Lived:
    """A scenario in its worlds.

    Attributes
    ----------
    ends : DataFrame, a row a world
        scenario, seed, the `HEADLINE` figures at the end.
    years : array (worlds, years + 1, figures)
        The `IN_TIME` at the end of the past of the scenario and at the end of each year after it.
    before : array (worlds,)
        People who came in its past.
    communes : array (counts, worlds, years, C)
        `experiments.doors.briefing.communes.COUNTS`.
    short : dict of where to array (years, causes)
        In which share of the worlds.
    euros : array (worlds, items, funders)
    avoided : Avoided
    """

    ends: pd.DataFrame
    years: Floats
    before: Floats
    communes: Floats
    short: dict[str, Floats]
    euros: Floats
    avoided: Avoided


def lived(runs: Runs, scenario: Scenario, years: int, territory: Territory, ensemble: Ensemble = ONE_SET) -> Lived:
    """What the runs of a scenario come to; the ensemble says under which reading.

    Raises
    ------
    InputError
        Where runs failed.
    """
    must_have_ended(runs, COMMAND)
    ended, rows = of_all_programmes(runs, [scenario]), runs.rows("years")
    beside = runs.rows("alternatives") if scenario.parameters.alternative else None
    past = scenario.past
    rows["people"] = rows["participants"] + rows["alternative_participants"]
    made = in_worlds(rows, IN_TIME)
    return Lived(
        ends=ended[["scenario", "seed", *HEADLINE]],
        years=ahead_of(made, past, ADD_UP),
        before=made[:, past, 0],
        communes=in_communes(runs, years, territory, past),
        short=in_short(runs, years),
        euros=in_euros(runs, scenario),
        avoided=avoided_in(ended, runs.rows("savings"), beside, scenario, ensemble),
    )
