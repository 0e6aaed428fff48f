"""What target groups and flags make of a resident: factors on the traits that count, and who belongs to what.

The target groups of the table are exclusive and cover everybody; students and elected officials are flags that lie over
them. A trait of a resident is multiplied by the factor of the group and by those of the flags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError

if TYPE_CHECKING:
    from models.population import Ids, Population

type Trait = Literal["receptivity", "barrier", "conversion", "slots"]

STUDENTS, ELECTED = "students", "elected officials"


class Profiles:
    """The target groups and flags of a population.

    Attributes
    ----------
    groups : tuple of str
        Names of the target groups, in the order of the table.
    names : tuple of str
        All that one can belong to: the target groups, then the flags.
    """

    def __init__(self, population: Population) -> None:
        self._population = population
        parameters = population.parameters
        self.groups = tuple(group.name for group in parameters.target_group)
        self.names = tuple(dict.fromkeys((*self.groups, STUDENTS, ELECTED)))
        self._flags = {STUDENTS: population.student, ELECTED: population.elected}
        of_groups = {
            "receptivity": [group.receptivity for group in parameters.target_group],
            "barrier": [group.barrier for group in parameters.target_group],
            "conversion": [group.conversion for group in parameters.target_group],
            "slots": [1.0],  # a group has a share of its own in place of a factor
        }
        self._by_group = {trait: np.array(values) for trait, values in of_groups.items() if set(values) != {1.0}}
        overlays = ((STUDENTS, parameters.students), (ELECTED, parameters.elected))
        self._by_flag = {
            trait: [(flag, times) for flag, overlay in overlays if (times := getattr(overlay, trait)) != 1]
            for trait in of_groups
        }

    def factor(self, trait: Trait, ids: Ids | list[int]) -> NDArray[np.float64] | float:
        """What a trait of each is multiplied by, of the shape of `ids`; 1 where nothing sets residents apart."""
        by_group, by_flag = self._by_group.get(trait), self._by_flag[trait]
        out: NDArray[np.float64] | float = 1.0
        if by_group is None and not by_flag:
            return out
        ids = np.asarray(ids, dtype=np.int64)
        if by_group is not None:
            out = by_group[self._population.group(ids)]
        for flag, times in by_flag:
            out = out * np.where(self._flags[flag](ids.ravel()).reshape(ids.shape), times, 1.0)
        return out

    def factor_of(self, trait: Trait, resident: int) -> float:
        """The same, of one resident."""
        factor = self.factor(trait, [resident])
        return float(factor[0]) if isinstance(factor, np.ndarray) else factor

    def belongs(self, name: str, ids: Ids) -> NDArray[np.bool_]:
        """Who belongs to a target group or carries a flag; a target group with the name of a flag comes first.

        Raises
        ------
        InputError
            For a name that is none of `names`.
        """
        if name in self.groups:
            return self._population.group(ids) == self.groups.index(name)
        if name in self._flags:
            return self._flags[name](ids)
        raise InputError(f"{name!r} is no target group; there are {', '.join(self.names)}")
