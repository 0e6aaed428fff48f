"""What a browser is given to live a programme itself: an image of its first world, the numbers of the others, and where
its levers stand in them.

The levers are one more decision, from the next January on, that sets what is so anyway: it changes no run, and moving a
lever is to write another value into it. So are the years of a past, where one's own can be told (`own`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.ensemble import under
from contagion.experiments.evidence.readings import READINGS, Reading
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.interfaces.page.numbered import SAVERS, SEEN, Numbered, numbered, savings
from contagion.experiments.say.levers import ON_THE_PAGE, Lever
from contagion.models.parameters import Parameters, number_of
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs import whole
from contagion.models.runs.simulation import kernels_of
from contagion.models.runs.study import in_force
from contagion.sim.core.tables import CAME_TO, IMAGE_HEAD, columns
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.worlds import Worlds
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory

IN_TIME = (
    ("people", "counted.weeks", "participants"),
    ("completers", "counted.weeks", "completers"),
    ("communes_reached", "counted.flows", "reached"),
    ("facilitators_active", "counted.weeks", "facilitators_active"),
)
"""What a browser tells of the end of each year, and the column of which table of weeks says it."""
SHORT = ("short", "short_in_training")
"""Columns of `counted.flows` that say what was short in the groups and in the training, in the order of `WHERE`
(`interfaces/briefing/work.py`)."""
READ = ("counted.weeks", "counted.flows", "counted.figures", "counted.by_commune", "state.values", *SAVERS)


type World = tuple[int, int]  # its set and its seed


class Account(NamedTuple):
    """Another account: the rule of deciding of the worlds that are of it, as a number, or words of any world's image
    that it sets."""

    reading: Reading
    rule: float | None = None
    words: Mapping[int, int] = {}


@dataclass(frozen=True)
class Carried:
    """A programme in its worlds, to be lived elsewhere."""

    image: bytes  # of the first world (`sim.core.tables`)
    worlds: Numbered  # what tells it and the others apart
    sets: Sequence[int]  # a number that worlds of the same set share
    levers: Sequence[Lever]  # those that can be moved here
    usual: Mapping[str, float]  # where each stands if nothing is moved
    accounts: Sequence[Account]  # other accounts of how things work under which runs differ
    within: Mapping[str, Sequence[float]]  # what each can be moved to in any case; first where it usually stands
    opened: own_past.Opened | None  # a past that can be told
    about: Mapping[str, Any]  # numbers that a host is told: calls, tables, prices, years

    def choices(self, lever: Lever) -> list[float]:
        """What a lever has to choose from here."""
        return choices_of(lever, *self.within[lever.parameter])

    def most(self, lever: Lever) -> int:
        """The most that a lever without choices can be moved to here."""
        return int(max(lever.high, *self.within[lever.parameter]))


def carried(
    base: Scenario,
    worlds: Worlds,
    territory: Territory,
    years: int,
    number: int,
    mixes: Sequence[Mapping[str, float]] = (),
    opened: own_past.Opened | None = None,
) -> Carried:
    """The first so many worlds of a programme that goes on, over so many years in all; levers can be moved to the
    values of some mixes, and another past told if one is `opened`."""
    ensemble = worlds.ensemble
    if opened:
        base, ensemble = own_past.without_month(base), opened.before
        told, seen = opened.told, opened.seen(min(SEEN, len(ensemble)))
    else:
        numbers = range(1, number + 1)
        told = seen = [(worlds.set_of(world) % len(ensemble), worlds.lived_with(world)) for world in numbers]
    plain = replace(ensemble, offered=None)  # once: it reads its rows but once
    now = [in_force(_parameters(plain, base, one), base.past) for one in told]
    levers = [one for one in ON_THE_PAGE if len({here.get(one.parameter) for here in now}) == 1]
    usual = {one.parameter: now[0].get(one.parameter) for one in levers}
    longest = opened.most + years - base.past if opened else years

    def image(world: World, ensemble: Ensemble) -> bytes:
        parameters = _parameters(ensemble, base, world)
        there = territory.under(kernels_of(parameters))
        first = own_past.with_years(parameters, base.past, opened.most) if opened else parameters
        here = {name: in_force(parameters, base.past).get(name) for name in usual}
        with short_tables():
            return whole.image(there, with_levers(first, base.past, here), world[1], horizon=longest * WEEKS_A_YEAR)

    images = {world: image(world, ensemble) for world in seen}
    sets, drawn = (len(ensemble), max(own_past.TRIED, number)) if opened else (min(number, len(ensemble)), number)
    return Carried(
        images[told[0]],
        replace(numbered(ensemble, base, territory, images, sets, drawn), told=told),
        worlds.sets(range(1, number + 1)),
        levers,
        usual,
        [*_accounts(base, ensemble, image, told)],
        {name: [here, *(one[name] for one in mixes if name in one)] for name, here in usual.items()},
        opened,
        {**_about(base, territory, years, usual, opened), "savings": savings(base, ensemble)},
    )


def _parameters(ensemble: Ensemble, base: Scenario, world: World) -> Parameters:
    """What is drawn of the place is so for a seed, where sets do not know it."""
    return ensemble.over(base, world[1] - 1 if ensemble.is_elsewhere(base) else world[0])


@contextmanager
def short_tables() -> Generator[None]:
    """Tables as long as if nothing had been lived here. Else each is as long as in the largest run, and a browser
    clears 44 MB in each of its workers for each world; and the same page is not the same file."""
    came_to = dict(CAME_TO)
    CAME_TO.clear()
    try:
        yield
    finally:
        CAME_TO.update(came_to)


def _accounts(
    base: Scenario, ensemble: Ensemble, image: Callable[[World, Ensemble], bytes], told: Sequence[World]
) -> Iterator[Account]:
    """The readings under which runs differ: those of a rule are some of the worlds, others set words that are the same
    in every world."""
    for reading in READINGS.values():
        if RULE in reading.sets:
            yield Account(reading, float(number_of(RULE, reading.sets[RULE])))
        elif not reading.of_emissions_alone and reading.left(base):
            other = under(ensemble, reading)
            pairs = [[image(world, one) for one in (ensemble, other)] for world in told[:3]]
            first, *more = (dict(words_apart(*pair)) for pair in pairs)
            if all(one == first for one in more):
                yield Account(reading, words=first)


def words_apart(one: bytes, other: bytes) -> Iterator[tuple[int, int]]:
    """Where two images of the same tables differ behind the head, and what stands there in the other."""
    a, b = np.frombuffer(one, "<u8"), np.frombuffer(other, "<u8")
    for place in np.flatnonzero(a[len(IMAGE_HEAD) :] != b[len(IMAGE_HEAD) :]) + len(IMAGE_HEAD):
        yield int(place), int(b[place])


def choices_of(lever: Lever, *more: float) -> list[float]:
    """What a lever has to choose from, and more that it must have here."""
    falls = [*lever.choices] == sorted(lever.choices, reverse=True)
    return sorted({*lever.choices, *more}, reverse=falls) if lever.choices else []


def with_levers(parameters: Parameters, after: int, values: Mapping[str, Any]) -> Parameters:
    """The same with a decision, after so many years, that sets some values."""
    decided = [one.model_dump(by_alias=True, exclude_defaults=True) for one in parameters.decision]
    more = {"title": "levers", "from": after * WEEKS_A_YEAR, "set": dict(values)}
    return Parameters.model_validate({**parameters.model_dump(by_alias=True), "decision": [*decided, more]})


def _about(
    base: Scenario, territory: Territory, years: int, usual: Mapping[str, Any], opened: own_past.Opened | None
) -> dict[str, Any]:
    first = opened.values if opened else sum(len(decision.set) for decision in base.parameters.decision)
    costs, tables = base.parameters.costs, columns(whole.RUN)
    read = (*READ, *own_past.WRITTEN) if opened else READ
    return {
        "territory": str(int(territory.checksum[:16], 16)),
        "calls": whole.calls(years * WEEKS_A_YEAR),
        "years": years,
        "weeks_a_year": WEEKS_A_YEAR,
        "past": base.past,
        "communes": len(territory.codes),
        "rows": {name: first + place for place, name in enumerate(usual)},
        "prices": [getattr(costs, item) for item in ITEMS],
        "in_time": IN_TIME,
        "short": SHORT,
        "tables": {name: tables[name] for name in read},
    }
