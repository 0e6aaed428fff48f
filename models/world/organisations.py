"""The organisations that could become partners, of a world that is built (`models.world.compiled.workplaces`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contagion.sim.core.tables import Tables


class Organisations:
    """Those of a world, numbered 0 … count − 1 by commune.

    Attributes
    ----------
    ids, home, sizes, kinds : arrays of shape (count,)
        Stable id, commune index, members, and index into `PARTNER_TYPES`.
    """

    def __init__(self, tables: Tables) -> None:
        rows: NDArray[np.void] = tables.array("organisations")
        self.ids, self.home, self.sizes, self.kinds = (rows[name] for name in ("id", "home", "size", "kind"))
