"""What planners are shown of scenarios beside the first, world by world: the page and the report are made of it.

All comes of the same runs: the same worlds in each scenario, differences taken world by world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.doors.briefing.communes import communes
from contagion.experiments.doors.briefing.courses import courses, singles
from contagion.experiments.doors.briefing.lived import COMMAND, IN_TIME, Lived, lived
from contagion.experiments.doors.briefing.means import costs, short
from contagion.experiments.ensembles.worlds import told_apart
from contagion.experiments.lab.how_much import WORLDS
from contagion.experiments.lab.inquiry import Inquiry
from contagion.experiments.language.headline import HEADLINE
from contagion.experiments.verbs.compare.footprint import avoided_beside_the_first
from contagion.experiments.verbs.compare.work import must_have_own_names
from contagion.sim.statistics.spread import difference, independent

if TYPE_CHECKING:
    from contagion.experiments.ensembles.worlds import Worlds
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.laboratory.laboratory import Runs


@dataclass(frozen=True)
class Briefing:
    """Scenarios in the same worlds; the first is what the others are compared with. Of few worlds p5 and p95 are the
    lowest and the highest (`sim.statistics.spread.ends_of`).

    Attributes
    ----------
    scenarios : sequence of Scenario
        Their effort fitted to the territory.
    worlds : Worlds
        Their ensemble, and the difference of interest.
    runs : Runs
        Looked at closely (`experiments.lab.lab.close_up`).
    years : int
    table : DataFrame, a row a scenario but the first and figure of `HEADLINE`
        Made by `experiments.ensembles.worlds.told_apart`.
    ends : DataFrame, a row a scenario and world
        scenario, world, the `HEADLINE` at the end.
    course : DataFrame, a row a scenario, year and figure of `IN_TIME`
        scenario, year (of the run, from the end of the past on: 0 without one), figure; p5, p25, p50, p75, p95 over
        worlds, p50_error.
    single : DataFrame, a row a scenario, world and year
        scenario, world, year, the `IN_TIME` themselves, of the first ten worlds.
    short : DataFrame, a row a scenario, year, where and cause
        scenario, year, where ("groups" or "training"), cause (a name of `models.outcomes.shortages.IN_WORDS` or
        `TRAINING_IN_WORDS`, and of `experiments.drawing.style.CAUSES`), share: of the worlds in which it was short in
        that year.
    costs : DataFrame, a row a scenario and item
        scenario, item (of `ITEMS` in `parameters/sections/money.py`, those that cost anything in one of them), p5, p50,
        p50_error, p95 of the euros in all; share, of the mean total.
    funding : DataFrame, a row a scenario and who pays
        scenario, payer, share: of the mean total.
    avoided : DataFrame, a row a scenario
        Made by `experiments.verbs.compare.footprint.avoided_beside_the_first`.
    communes : DataFrame, a row a scenario, year after the past and commune
        scenario, year, commune (INSEE code), name; per_1000, groups, facilitators: medians over worlds of participants
        since the past was over by 1,000 residents aged 15 and over, groups that have started there since then,
        facilitators active who live there (of two in the middle the lower); with_people, with_group: shares of worlds
        in which since then somebody who lives there has come to a group, in which a group has met there; everywhere: in
        which somebody of each commune has.
    before : row of `sim.statistics.spread.difference`
        People who came in the past, which is the same in all scenarios; empty where there is none.
    """

    scenarios: Sequence[Scenario]
    worlds: Worlds
    runs: Runs
    years: int
    table: pd.DataFrame
    ends: pd.DataFrame
    course: pd.DataFrame
    single: pd.DataFrame
    short: pd.DataFrame
    costs: pd.DataFrame
    funding: pd.DataFrame
    avoided: pd.DataFrame
    communes: pd.DataFrame
    before: Mapping[str, Any] = field(default_factory=dict)

    @property
    def elsewhere(self) -> bool:
        """Whether nothing was observed on this territory that the worlds agree with."""
        return self.worlds.ensemble.is_elsewhere(self.scenarios[0])

    @cached_property
    def lived(self) -> int:
        """How many worlds each scenario was run in."""
        return self.runs.labels["seed"].nunique()

    @property
    def past(self) -> int:
        """Years of the runs that are over; people and groups count from their end on."""
        return self.scenarios[0].past

    @property
    def since(self) -> date:
        """The first day of the month from which on they count."""
        year, month = map(int, self.scenarios[0].parameters.calendar.start.split("-"))
        return date(year + self.past, month, 1)


def inquiry(
    scenarios: Sequence[Scenario], worlds: Worlds, territory: Territory, years: int = 10, replicates: int = WORLDS
) -> Inquiry[Briefing]:
    """What is told of scenarios beside the first one; there is an answer after 5, 10, 20 … worlds.

    Parameters
    ----------
    territory : Territory
        That of the laboratory.
    replicates : int
        Worlds.

    Raises
    ------
    InputError
        Where two scenarios have one name; with the first runs, where runs failed.
    """
    names = must_have_own_names(scenarios, COMMAND)

    def answer(runs: Runs) -> Briefing:
        def of_each(made: Runs) -> list[Lived]:
            return [lived(made.of("scenario", one.name), one, years, territory, worlds.ensemble) for one in scenarios]

        again = pd.concat([one.ends for one in of_each(runs.again)]) if runs.again else None
        each = of_each(runs)
        ends, met = pd.concat([one.ends for one in each], ignore_index=True), np.unique(runs.labels["seed"]).tolist()
        made, there = np.stack([one.years for one in each]), np.stack([one.communes for one in each], axis=1)
        past = scenarios[0].past
        axes = {"scenario": names, "year": range(past, years + 1), "figure": IN_TIME}
        count = independent(worlds.sets(met))
        items, funding = costs(np.stack([one.euros for one in each]), names, count)
        return Briefing(
            scenarios,
            worlds,
            runs,
            years,
            table=told_apart(ends, names[0], [*HEADLINE], worlds, again),
            ends=ends.rename(columns={"seed": "world"}),
            course=courses(axes, made, count),
            single=singles(axes, made, met),
            short=short([one.short for one in each], names),
            costs=items,
            funding=funding,
            avoided=avoided_beside_the_first([one.avoided for one in each], names),
            communes=communes(there, names, territory, past),
            before=difference(each[0].before, worlds.sets(met)) if past else {},
        )

    cases = [worlds.case(scenario, scenario=scenario.name) for scenario in scenarios]
    return Inquiry(cases, years, replicates, answer, close=True, worlds=True)
