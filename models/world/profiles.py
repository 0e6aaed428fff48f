"""What the parameters say of residents, as records for compiled code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.outreach import PARTNER_TYPES
from contagion.models.records import NONE
from contagion.models.world.layout import TARGET_GROUP, WISH


def target_groups_of(parameters: Parameters) -> NDArray[np.void]:
    groups = parameters.target_group
    out = np.zeros(len(groups), TARGET_GROUP)
    for name in ("share", "receptivity", "barrier", "conversion", "contact_bias"):
        out[name] = [getattr(group, name) for group in groups]
    general = parameters.population.slot_share
    out["slot_share"] = [general if group.slot_share is None else group.slot_share for group in groups]
    return out


def wishes_of(parameters: Parameters) -> NDArray[np.void]:
    """Who is found in some kinds of organisations, in the order in which they take seats there."""
    found = [(number, group.organisations) for number, group in enumerate(parameters.target_group)]
    found = [(number, kinds) for number, kinds in (*found, (NONE, parameters.students.organisations)) if kinds]
    out = np.zeros(len(found), WISH)
    for row, (number, kinds) in zip(out, found, strict=True):
        row["group"], row["kinds"] = number, [kind in kinds for kind in PARTNER_TYPES]
    return out
