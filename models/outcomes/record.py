"""What is known of a run once it is over: the tables that it has written, and where it took place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, wraps
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters import Parameters
from contagion.models.records import NONE
from contagion.models.territory.territory import Territory

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]
type Table = NDArray[np.void]
type Columns = dict[str, NDArray[Any]]
"""A table as one array a column, all of one length; words are objects. `pandas.DataFrame(columns)` is for people."""


@dataclass(frozen=True, eq=False)
class Places:
    """The C communes of a run, as far as what came of it depends on them: INSEE codes and names, inhabitants, residents
    aged 15 and over, and the median living standard in euros a year (NaN where none is published), shape (C,)."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    population: Ints
    adults: Ints
    living_standard_eur: Floats

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, territory: Territory) -> Self:
        """Return the communes of a territory."""
        living_standard = territory.living_standard_eur
        incomes = np.full(len(territory.codes), np.nan) if living_standard is None else living_standard
        return cls(territory.codes, territory.names, territory.population, territory.residents.sum(axis=1), incomes)

    @cached_property
    def centre(self) -> int:
        """Row of the most populous commune, the first of them if there are several."""
        return int(self.population.argmax())


@dataclass(frozen=True, eq=False)
class Record:
    """A run that is over. Outcomes are made of nothing else: of its tables, structured arrays
    (`models.records.TABLES`), of which `met` gives `residents`, which is long, and seldom asked for; of its parameters
    at the start, its places and its seed; and of the `shares` of the residents aged 15 and over who are in each target
    group, are students (expected), are elected, or live outside the centre."""

    weeks: Table
    communes: Table
    events: Table
    groups: Table
    facilitators: Table
    participants: Table
    alternatives: Table
    posts: Table
    decisions: Table
    met: Callable[[], Table]
    parameters: Parameters
    places: Places
    shares: Mapping[str, float]
    seed: int = 0
    worked_out: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)
    """What functions that are worked out `once` have given, by these functions."""

    @property
    def horizon(self) -> int:
        """Weeks lived."""
        return len(self.weeks)

    @cached_property
    def residents(self) -> Table:
        """Those who ever registered, or were met in another way."""
        return self.met()

    @cached_property
    def target_groups(self) -> tuple[str, ...]:
        """Names of the target groups, by number."""
        return tuple(group.name for group in self.parameters.target_group)

    def of_kind(self, *kinds: Any, programme: int = 0) -> Table:
        """Return events of these kinds, in order, of the groups or an alternative programme by number from 1."""
        return self.events[np.isin(self.events["kind"], kinds) & (self.events["programme"] == programme)]

    def last(self, column: str) -> int:
        """Return a figure of the table `weeks` at the end of the run."""
        return self.weeks[column][-1] if len(self.weeks) else 0

    @cached_property
    def started(self) -> Table:
        """The groups that held session 1."""
        return self.groups[self.groups["started"] != NONE]

    def in_force(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the weeks in which decisions began or ended, and the values that decisions set for everybody from then
        on, by dotted name; first the start, where none does."""
        yield 0, {}
        if not len(self.decisions):
            return
        since: dict[int, int] = {}
        for week in np.unique(self.decisions["week"]).tolist():
            for row in self.decisions[self.decisions["week"] == week]:
                if row["begins"]:
                    since[int(row["number"])] = week
                else:
                    del since[int(row["number"])]
            yield week, self.parameters.set_by(self.parameters.in_order(since))

    def at_the_end(self, name: str) -> Any:
        """Return the value of a parameter that holds for everybody at the end of the run."""
        *_, (_, values) = self.in_force()
        return values.get(name, self.parameters.get(name))


def once[T](function: Callable[[Record], T]) -> Callable[[Record], T]:
    """Make a function of a record remember its result for each record."""

    @wraps(function)
    def known(record: Record) -> T:
        if known not in record.worked_out:
            record.worked_out[known] = function(record)
        return record.worked_out[known]

    return known
