"""What there may be 10 % more of in a scenario: which parameters move, in its sections and in its decisions, and by how
much. Shares stop at their bound, and whole numbers move by a whole number, at least 1: the true change is worked out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isfinite, nan
from typing import Any

from pydantic import ValidationError

from contagion.models.parameters import Parameters, describe
from contagion.models.scenarios.mistakes import all_that
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.sentences import both

MORE = 0.1  # of each capacity
WHOLE = ("training.places", "partners.initial")
REST = "facilitation.rest_weeks"


@dataclass(frozen=True)
class Capacity:
    """What there may be 10 % more of.

    Attributes
    ----------
    name : str
        Short, in tables.
    label : str
        For people.
    parameters : tuple of str
        Dotted names of what moves.
    """

    name: str
    label: str
    parameters: tuple[str, ...]

    def more(self, parameters: Parameters) -> Parameters:
        """The parameters with 10 % more of it, wherever it is set.

        Raises
        ------
        InputError
            Where it sets no limit, or there is no more of it.
        """
        if why := self._no_limit(parameters):
            raise InputError(f"{self.label}: {why}")
        content = parameters.model_dump()
        for name in self.parameters:
            section, _, key = name.partition(".")
            content[section] = {**content[section], key: _moved(name, parameters.get(name), parameters)}
        for decision in content["decision"]:
            own = {name: value for name, value in decision["set"].items() if name in self.parameters}
            decision["set"] |= {name: _moved(name, value, parameters) for name, value in own.items()}
        try:
            made = Parameters.model_validate(content)
        except ValidationError as error:
            where = f"{self.label}, {MORE:.0%} more"
            raise all_that(error, where) from None
        if made == parameters:
            values = both(f"{name} = {parameters.get(name):g}" for name in self.parameters)
            raise InputError(f"{self.label}: {values} cannot be more")
        return made

    def _no_limit(self, parameters: Parameters) -> str | None:
        """Why it sets no limit in a scenario; none where it may."""
        if self.name == "money" and not parameters.limited:
            return "no budget sets a limit"
        if self.name == "registering" and parameters.demand.unlimited:
            return "demand is unlimited, nobody needs to register"
        return None

    def rise(self, before: Parameters, after: Parameters, years: int, past: int = 0) -> float:
        """By which share it is more, over the weeks of a run that are not past: the mean over its parameters that are
        neither 0 nor without limit. Decisions count that hold for everybody and by their dates alone; NaN where only
        others move."""
        found = []
        for name in self.parameters:
            old, new = (_in_all(name, of, past * WEEKS_A_YEAR, years * WEEKS_A_YEAR) for of in (before, after))
            found += [new / old - 1] if old else []
        return sum(found) / len(found) if sum(found) else nan


CAPACITIES = (
    Capacity("places", "training places", ("training.places",)),
    Capacity("wish", "wish to facilitate", ("volunteering.wish",)),
    Capacity("time", "leading time", (REST,)),
    Capacity("pairs", "reach of a pair", ("facilitation.pair_distance_km",)),
    Capacity("registering", "registering", ("registering.barrier",)),
    Capacity("rooms", "partners' rooms", ("facilitation.partner_room", "facilitation.host_distance_km")),
    Capacity("hosts", "hosts", ("partners.initial", "partners.contacts_per_month")),
    Capacity("money", "money", ("budget.per_year",)),
)
"""Leading time is the groups that a facilitator can lead in a year: the rest is shortened until a cycle (the longest
recruiting, the sessions, the rest) takes a tenth less than eleven tenths. Registering is the hazard of everybody."""


def _moved(name: str, value: Any, parameters: Parameters) -> Any:
    """The value of a parameter with 10 % more of what it stands for."""
    if name == REST:
        return max(round(value - _cycle(value, parameters) * (1 - 1 / (1 + MORE)), 9), 0.0)
    if not value or not isfinite(value):
        return value
    if name in WHOLE:
        return type(value)(max(value + 1, int(value * (1 + MORE) + 0.5)))
    return round(min(value * (1 + MORE), _bounds()[name]), 12)


def _cycle(rest: float, parameters: Parameters) -> float:
    """Weeks from one group to the next, at the most: recruiting, sessions, rest."""
    group = parameters.group
    return rest + group.session_weeks[-1] + (0 if parameters.demand.unlimited else group.recruiting_weeks)


def _in_all(name: str, parameters: Parameters, first: int, weeks: int) -> float:
    """A capacity added up over the weeks in which it is finite."""
    given = parameters.get(name)
    values = (parameters.set_by(parameters.in_force(week)).get(name, given) for week in range(first, weeks))
    return sum(1 / _cycle(value, parameters) if name == REST else value for value in values if isfinite(value))


@cache
def _bounds() -> dict[str, float]:
    """The greatest valid value of each parameter."""
    high = ((row["name"], row["valid"][1]) for row in describe())
    return {name: float("inf") if most is None else most for name, most in high}
