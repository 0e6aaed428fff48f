"""A run as a model of Mesa: it steps week by week, its agents can be looked at, and it collects its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import mesa

from contagion.experiments.commands.asking import Door
from contagion.experiments.commands.changes import must_be_taken, scenario_of
from contagion.experiments.commands.options import EFFORT
from contagion.experiments.say.charts.territories import place
from contagion.models.programme.model import ConversationModel
from contagion.models.records import WEEK
from contagion.models.runs.lab import rules_of, under
from contagion.models.runs.own_code import lived
from contagion.models.runs.simulation import must_fit, territory_for
from contagion.models.runs.vocabulary import LONGEST, known, seed_of, whole
from contagion.models.scenario import Effort, fitted
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import given

TAKES = (
    *("scenario", "seed", "years", "territory", "effort", "rules", "settings"),
    *("model_reporters", "agent_reporters", "agenttype_reporters"),
)
FIGURES = tuple(name for name in WEEK.names or () if name != "week")


class Model(ConversationModel):
    """A scenario over a territory as a `mesa.Model`: a step is a week.

    Everything that is asked for is a keyword with a default, so that `mesa.batch_run` and SolaraViz make it by name:
    ``mesa.batch_run(ct.Model, {"training__places": [10, 20], "years": 5}, rng=range(1, 11))``.

    Parameters
    ----------
    scenario, seed, years, territory, effort, rules
        As in `contagion.run`; the same seed is the same run.
    settings : mapping, optional
        Values over the scenario's, as in `contagion.read`.
    model_reporters, agent_reporters, agenttype_reporters : mapping, optional
        What its `datacollector` collects after each week, as Mesa has them; by default the figures of the week
        (`FIGURES`), of no agent.
    **settings_by_name
        The same as `settings`, with two underscores for the dot: ``training__places=20``.

    Attributes
    ----------
    datacollector : mesa.DataCollector
    running : bool
        Whether there is a week left.
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
        model_reporters: Mapping[str, Any] | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        agenttype_reporters: Mapping[type, Mapping[str, Any]] | None = None,
        **settings_by_name: Any,
    ) -> None:
        if seed is None:
            raise InputError("seed None: must be a whole number, as in batch_run(..., rng=range(1, 11))")
        sections = {name for name, value in settings_by_name.items() if "__" in name or isinstance(value, Mapping)}
        must_be_taken("model", settings_by_name.keys() - sections, TAKES)
        years, seed = whole(years, "years", most=LONGEST), seed_of(seed)
        by_name = {name.replace("__", "."): value for name, value in settings_by_name.items()}
        collecting = collector(model_reporters, agent_reporters, agenttype_reporters)
        own = rules_of(rules)
        asked, where = scenario_of(scenario, [settings], None, by_name), place(territory).path
        known(effort, EFFORT.choices, "effort")
        over = territory_for(asked, where)
        made = fitted(asked, over, effort, Door.as_written)
        self.programme = under(own, made)
        must_fit(made, over, years)
        weeks = years * WEEKS_A_YEAR
        super().__init__(over, made.parameters, seed, horizon=weeks, stages=lived(own))
        self.datacollector = collecting

    def step(self) -> None:
        """Live one week, and collect.

        Raises
        ------
        InputError
            After the last.
        """
        if self.week >= self.horizon:
            raise InputError(f"the {self.horizon // WEEKS_A_YEAR} years of this model are over; years= asks for more")
        super().step()
        self.datacollector.collect(self)
        self.running = self.week < self.horizon

    def run(self, weeks: int, after_week: Callable[[Any], None] | None = None) -> None:
        """Step so many weeks; `after_week` is called after each."""
        for _ in range(weeks):
            self.step()
            if after_week:
                after_week(self)

    def __repr__(self) -> str:
        return f"<Model {self.programme.name}: seed {self.draws.seed}, week {self.week} of {self.horizon}>"


def collector(of_model: Any, of_agents: Any, of_types: Any) -> mesa.DataCollector:
    """What collects of a model, of its agents, of those of a type; by default the figures of the week.

    Raises
    ------
    InputError
        Where they are no mappings of names to what is reported.
    """
    by_type = of_types.values() if isinstance(of_types, Mapping) else [of_types]
    for one in (of_model, of_agents, *by_type):
        reported = one.values() if isinstance(one, Mapping) else [None] if one is not None else []
        if not all(isinstance(what, str | list) or callable(what) for what in reported):
            raise InputError(f"reporters {given(one)}: must be names with what is reported, as Mesa has them")
    return mesa.DataCollector(reporters() if of_model is None else dict(of_model), of_agents, of_types)


def reporters() -> dict[str, Callable[[Any], Any]]:
    """What is collected of a week, by name."""
    return {name: partial(figure, name=name) for name in FIGURES}


def figure(model: ConversationModel, name: str) -> Any:
    """A figure of the week that was lived last."""
    return model.state.array("weeks")[name][model.week - 1].item()
