"""Options that others have tried: scenarios of the library that a programme can take by its levers alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contagion.experiments.language.levers import ON_THE_PAGE
from contagion.experiments.programmes.lived import option
from contagion.models.parameters.dates import WEEKS_A_YEAR
from contagion.models.runs.cases import in_force
from contagion.models.scenarios.scenario import library
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.programmes.programme import Programme
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory


@dataclass(frozen=True)
class Tried:
    """A scenario of the library, as a programme takes it from next January on.

    Attributes
    ----------
    scenario : Scenario
    values : mapping
        What of the levers it moves.
    """

    scenario: Scenario
    values: Mapping[str, Any]


def tried(programme: Programme, territory: Territory, base: Scenario) -> Iterator[Tried]:
    """Those that move levers and nothing else; `base` is the programme as it goes on."""
    for one in library():
        try:
            made = option(programme, territory, base, one)
        except InputError:  # what cannot be decided in the course of a programme
            continue
        if values := _moved(made, base):
            yield Tried(made, values)


def _moved(made: Scenario, base: Scenario) -> dict[str, Any]:
    """The levers that a scenario moves, once and for all; none where it does anything else."""
    before, after = base.parameters, made.parameters
    if after.model_copy(update={"decision": before.decision}) != before:
        return {}
    now, values = in_force(before, base.past), dict[str, Any]()
    for number in range(len(before.decision), len(after.decision)):
        row = after.decision[number].model_dump(by_alias=True, exclude_defaults=True)
        if {*row} - {"title", "from", "set"} or after.begin(number) != WEEKS_A_YEAR * base.past:
            return {}
        values |= row["set"]
    levers = {one.parameter: one for one in ON_THE_PAGE}
    if any(name not in levers or (not levers[name].choices and value % 1) for name, value in values.items()):
        return {}
    return {name: value for name, value in values.items() if value != now.get(name)}
