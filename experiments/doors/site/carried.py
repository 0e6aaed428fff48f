"""What a browser is given to live a programme itself: an image of its first world, what is different in the others, and
where its levers stand in them.

The levers are one more decision, from the next January on, that sets what is so anyway: it changes no run, and moving a
lever is to write another value into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contagion.experiments.language.levers import LEVERS, Movable
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs import whole
from contagion.models.runs.cases import in_force
from contagion.models.runs.simulation import kernels_of
from contagion.sim.core.image import columns, difference
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from contagion.experiments.ensembles.worlds import Worlds
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory

IN_TIME = (
    ("people", "counted.weeks", "participants"),
    ("completers", "counted.weeks", "completers"),
    ("communes_reached", "counted.flows", "reached"),
    ("facilitators_active", "counted.weeks", "facilitators_active"),
)
"""What a browser tells of the end of each year, and the column of which table of weeks says it."""
READ = ("counted.weeks", "counted.flows", "counted.here", "counted.by_commune", "state.values")


@dataclass(frozen=True)
class Carried:
    """A programme in its worlds, to be lived elsewhere.

    Attributes
    ----------
    image : bytes
        Of the first world (`sim.core.image`).
    others : sequence of bytes
        What is different in each other one.
    sets : sequence of int
        A number that worlds of the same set share.
    levers : sequence of Movable
        Those that can be moved here.
    usual : mapping of str to float
        Where each stands if nothing is moved.
    about : mapping
        Numbers that a host is told: calls, tables, prices, years.
    """

    image: bytes
    others: Sequence[bytes]
    sets: Sequence[int]
    levers: Sequence[Movable]
    usual: Mapping[str, float]
    about: Mapping[str, Any]


def carried(base: Scenario, worlds: Worlds, territory: Territory, years: int, number: int) -> Carried:
    """The first so many worlds of a programme that goes on, over so many years in all."""
    numbers, weeks = range(1, number + 1), years * WEEKS_A_YEAR
    each = [worlds.parameters(base, world) for world in numbers]
    now = [in_force(one, base.past) for one in each]
    levers = [one for one in LEVERS if len({here.get(one.name) for here in now}) == 1]
    usual = {one.name: now[0].get(one.name) for one in levers}
    images = [
        whole.image(
            territory.under(kernels_of(one)),
            with_levers(one, base, usual),
            worlds.lived_with(world),
            horizon=weeks,
        )
        for world, one in zip(numbers, each, strict=True)
    ]
    return Carried(
        images[0],
        [difference(images[0], image) for image in images[1:]],
        worlds.sets(numbers),
        levers,
        usual,
        _about(base, territory, weeks, usual),
    )


def choices_of(lever: Movable, usual: float) -> list[float]:
    """What a lever has to choose from, and what is usual here among it."""
    falls = [*lever.choices] == sorted(lever.choices, reverse=True)
    return sorted({*lever.choices, usual}, reverse=falls) if lever.choices else []


def with_levers(parameters: Parameters, base: Scenario, values: Mapping[str, Any]) -> Parameters:
    """The same with a decision, from the end of the past on, that sets some values."""
    since = f"{int(parameters.calendar.start[:4]) + base.past}-01"
    decided = [one.model_dump(by_alias=True, exclude_defaults=True) for one in parameters.decision]
    more = {"title": "levers", "from": since, "set": dict(values)}
    return Parameters.model_validate({**parameters.model_dump(by_alias=True), "decision": [*decided, more]})


def _about(base: Scenario, territory: Territory, weeks: int, usual: Mapping[str, Any]) -> dict[str, Any]:
    before = sum(len(decision.set) for decision in base.parameters.decision)
    costs, tables = base.parameters.costs, columns(whole.RUN)
    return {
        "territory": str(int(territory.checksum[:16], 16)),
        "calls": whole.calls(weeks),
        "years": weeks // WEEKS_A_YEAR,
        "weeks_a_year": WEEKS_A_YEAR,
        "past": base.past,
        "communes": len(territory.codes),
        "rows": {name: before + place for place, name in enumerate(usual)},
        "prices": [getattr(costs, item) for item in ITEMS],
        "in_time": IN_TIME,
        "tables": {name: tables[name] for name in READ},
    }
