"""For whom a decision is: communes, target groups, kinds of partners; and what value holds for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.parameters import PARTNER_TYPES, Parameters
from models.parameters.decisions import OVERLAYS
from models.territory.naming import communes_named
from models.territory.territory import Territory

if TYPE_CHECKING:
    from models.organisations import Organisations
    from models.population import Ids, Population
    from models.programme import ConversationModel


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
