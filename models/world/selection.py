"""For whom a decision is: communes, target groups, kinds of partners."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters import PARTNER_TYPES, Parameters
from contagion.models.parameters.decisions import OVERLAYS
from contagion.models.territory.territory import Territory, communes_named


@dataclass(frozen=True, eq=False)
class Selection:
    """Some of the residents, or some of the organisations; None where nothing is said."""

    communes: NDArray[np.bool_] | None
    """By commune."""
    groups: NDArray[np.bool_] | None
    """By target group."""
    students: bool
    elected: bool
    kinds: NDArray[np.bool_] | None
    """By kind of organisation."""

    @classmethod
    def of(cls, number: int, parameters: Parameters, territory: Territory) -> Selection:
        """What the decision of that number, from 0, says.

        Raises
        ------
        InputError
            For a commune that is not there.
        """
        decision, names = parameters.decision[number], [group.name for group in parameters.target_group]
        own = [name for name in decision.target_groups if name in names]
        students, elected = (name in decision.target_groups and name not in names for name in OVERLAYS)
        rows = communes_named(territory, decision.communes)
        kinds = [PARTNER_TYPES.index(kind) for kind in decision.partner_types]
        return cls(
            communes=_mask(len(territory), rows) if decision.communes else None,
            groups=_mask(len(names), [names.index(name) for name in own]) if decision.target_groups else None,
            students=students,
            elected=elected,
            kinds=_mask(len(PARTNER_TYPES), kinds) if decision.partner_types else None,
        )

    def whom(self, parameters: Parameters, territory: Territory) -> int:
        """A number of 64 bits that is the same for the same residents."""
        places = [] if self.communes is None else np.array(territory.codes)[self.communes].tolist()
        names = [] if self.groups is None else np.array([g.name for g in parameters.target_group])[self.groups].tolist()
        flags = [name for name, carried in zip(OVERLAYS, (self.students, self.elected), strict=True) if carried]
        said = f"{sorted(places)} {sorted(names)} {flags}"
        return int.from_bytes(blake2b(said.encode(), digest_size=8).digest())


def _mask(length: int, rows: list[int]) -> NDArray[np.bool_]:
    mask = np.zeros(length, dtype=bool)
    mask[rows] = True
    return mask
