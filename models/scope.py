"""For whom a decision is: communes, target groups, kinds of partners; and what value holds for a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.gazetteer import taken_over
from models.names import plain
from models.parameters import PARTNER_TYPES, Parameters
from models.parameters.decisions import OVERLAYS
from models.territory import Territory
from sim.errors import InputError

if TYPE_CHECKING:
    from models.organisations import Organisations
    from models.population import Ids, Population
    from models.programme import ConversationModel


def communes_named(territory: Territory, names: tuple[str, ...]) -> list[int]:
    """Rows of the communes that are named, in order; each once.

    Raises
    ------
    InputError
        For a name that no commune has, or several, and where there is no commune outside the centre.
    """
    return sorted({row for name in names for row in _named(territory, name)})


@lru_cache(maxsize=2)
def _plain_names(territory: Territory) -> list[str]:
    return [plain(name) for name in territory.names]


def _named(territory: Territory, name: str) -> Iterator[int]:
    known = _plain_names(territory)
    match plain(name):
        case "the centre":
            yield territory.centre
        case "outside the centre":
            if len(territory) == 1:
                raise InputError(f"communes: {name!r}: {territory.source} holds a single commune")
            yield from (row for row in range(len(territory)) if row != territory.centre)
        case _ if name.strip().upper() in territory.index:
            yield territory.index[name.strip().upper()]
        case written if known.count(written) == 1:
            yield known.index(written)
        case written if written in known:
            codes = [code for code, own in zip(territory.codes, known, strict=True) if own == written]
            raise InputError(
                f"communes: {name!r} is the name of {len(codes)} communes; give a code: {', '.join(codes)}"
            )
        case _ if became := taken_over(name, territory.index):
            raise InputError(f"communes: {name!r} is no commune of {territory.source}; {became}")
        case written:
            near = get_close_matches(written, known, n=1, cutoff=0.5)
            nearest = f"; did you mean {territory.names[known.index(near[0])]!r}?" if near else ""
            raise InputError(f"communes: {name!r} is no commune of {territory.source}{nearest}")


@dataclass(frozen=True, eq=False)
class Scope:
    """Some of the residents, or some of the organisations; None where nothing is said."""

    number: int
    """Of the decision, from 0."""
    communes: NDArray[np.bool_] | None
    """By commune."""
    groups: NDArray[np.bool_] | None
    """By target group."""
    students: bool
    elected: bool
    kinds: NDArray[np.bool_] | None
    """By kind of organisation."""

    @classmethod
    def of(cls, number: int, parameters: Parameters, territory: Territory) -> Scope:
        """What a decision says."""
        decision, names = parameters.decision[number], [group.name for group in parameters.target_group]
        own = [name for name in decision.target_groups if name in names]
        students, elected = (name in decision.target_groups and name not in names for name in OVERLAYS)
        rows = communes_named(territory, decision.communes)
        return cls(
            number=number,
            communes=_mask(len(territory), rows) if decision.communes else None,
            groups=_mask(len(names), [names.index(name) for name in own]) if decision.target_groups else None,
            students=students,
            elected=elected,
            kinds=_mask(len(PARTNER_TYPES), [PARTNER_TYPES.index(kind) for kind in decision.partner_types])
            if decision.partner_types
            else None,
        )

    def places(self, of_communes: NDArray) -> NDArray:
        """Figures of communes, of shape (communes, …), with 0 outside the communes."""
        if self.communes is None:
            return of_communes
        return of_communes * self.communes.reshape(-1, *[1] * (of_communes.ndim - 1))

    def holds(self, population: Population, ids: Ids) -> NDArray[np.bool_]:
        """Which residents live in the communes and belong to one of the groups."""
        out = np.ones(len(ids), dtype=bool) if self.communes is None else self.communes[population.home(ids)]
        if self.groups is not None:
            member = self.groups[population.group(ids)]
            if self.students:
                member |= population.student(ids)
            if self.elected:
                member |= population.elected(ids)
            out &= member
        return out

    def includes(self, population: Population, person: int) -> bool:
        """Whether one resident does."""
        return bool(self.holds(population, np.array([person], dtype=np.int64))[0])

    def organisations(self, those: Organisations) -> NDArray[np.bool_]:
        """Which organisations have their seat in the communes and are of the kinds."""
        out = np.ones(len(those.home), dtype=bool) if self.communes is None else self.communes[those.home]
        return out if self.kinds is None else out & self.kinds[those.kinds]


def _mask(length: int, rows: list[int]) -> NDArray[np.bool_]:
    mask = np.zeros(length, dtype=bool)
    mask[rows] = True
    return mask


type Local = dict[str, list[tuple[Scope, Any]]]  # by parameter: for whom, value; the last of several goes before


def value_for(model: ConversationModel, name: str, person: int) -> Any:
    """The value of a parameter that holds for a resident: that of the last decision for some that they belong to, or
    the general one."""
    if name in model.local:
        for scope, value in reversed(model.local[name]):
            if scope.includes(model.population, person):
                return value
    return model.parameters.get(name)


def values_for(model: ConversationModel, name: str, people: list[int]) -> NDArray[np.float64] | float:
    """The same for several; one number if it is the same for all."""
    general = model.parameters.get(name)
    if name not in model.local:
        return general
    ids, out = np.array(people, dtype=np.int64), np.full(len(people), float(general))
    for scope, value in model.local[name]:
        out[scope.holds(model.population, ids)] = value
    return out
