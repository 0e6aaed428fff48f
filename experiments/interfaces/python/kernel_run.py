"""A run of the kernel to step through week by week."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contagion.experiments.commands.asking import Door
from contagion.experiments.commands.changes import must_be_taken, scenario_of
from contagion.experiments.commands.options import EFFORT
from contagion.experiments.say.charts.territories import place
from contagion.models.programme.model import ConversationModel
from contagion.models.runs.lab import rules_of, under
from contagion.models.runs.own_code import replacements_of
from contagion.models.runs.simulation import must_fit, territory_for
from contagion.models.runs.vocabulary import LONGEST, known, seed_of, whole
from contagion.models.scenario import Effort, fitted
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR

TAKES = "scenario", "seed", "years", "territory", "effort", "rules", "settings"


class Model(ConversationModel):
    """One run of the kernel: a step is a week, and its agents are read-only.

    For agents that act, and for Mesa's tools, take the plain model (`contagion.models.plain`).

    Parameters
    ----------
    scenario, seed, years, territory, effort, rules
        As in `contagion.run`; the same seed is the same run.
    settings : mapping, optional
        Values over the scenario's, as in `contagion.read`.
    **settings_by_name
        The same as `settings`, with two underscores for the dot: ``training__places=20``.

    Attributes
    ----------
    programme : Scenario
        What is lived, its effort fitted to the territory.

    Raises
    ------
    InputError
        In one line.
    """

    def __init__(
        self,
        scenario: Any = None,
        seed: int = 1,
        *,
        years: int = 10,
        territory: Any = None,
        effort: Effort = "scaled",
        rules: Mapping[str, Callable[[Any], None]] | None = None,
        settings: Mapping[str, Any] | None = None,
        **settings_by_name: Any,
    ) -> None:
        sections = {name for name, value in settings_by_name.items() if "__" in name or isinstance(value, Mapping)}
        must_be_taken("model", settings_by_name.keys() - sections, TAKES)
        years, seed = whole(years, "years", most=LONGEST), seed_of(seed)
        by_name = {name.replace("__", "."): value for name, value in settings_by_name.items()}
        own = rules_of(rules)
        source, where = scenario_of(scenario, [settings], None, by_name), place(territory).path
        known(effort, EFFORT.choices, "effort")
        over = territory_for(source, where)
        fitted_scenario = fitted(source, over, effort, Door.as_written)
        self.programme = under(own, fitted_scenario)
        must_fit(fitted_scenario, over, years)
        weeks = years * WEEKS_A_YEAR
        super().__init__(over, fitted_scenario.parameters, seed, horizon=weeks, stages=replacements_of(own))

    def step(self) -> None:
        """Simulate one week.

        Raises
        ------
        InputError
            After the last.
        """
        if self.week >= self.horizon:
            raise InputError(f"the {self.horizon // WEEKS_A_YEAR} years of this model are over; years= asks for more")
        super().step()

    @property
    def running(self) -> bool:
        """Whether there is a week left."""
        return self.week < self.horizon

    def run_model(self) -> None:
        """Step to the last week."""
        self.run(self.horizon - self.week)

    def run(self, weeks: int, after_week: Callable[[Any], None] | None = None) -> None:
        """Step so many weeks and call `after_week` after each."""
        for _ in range(weeks):
            self.step()
            if after_week:
                after_week(self)

    def __repr__(self) -> str:
        return f"<Model {self.programme.name}: seed {self.draws.seed}, week {self.week} of {self.horizon}>"
