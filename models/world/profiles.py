"""What the parameters say of residents, as records for compiled code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.outreach import PARTNER_TYPES
from contagion.models.records import NONE
from contagion.models.world.layout import TARGET_GROUP, TRAITS, WISH
from contagion.sim.elementary import exp


def traits_of(parameters: Parameters, size: int, wishes: int) -> NDArray[np.void]:
    out, p = np.zeros(1, TRAITS), parameters
    differs = {
        trait: any(getattr(group, trait) != 1 for group in p.target_group)
        or getattr(p.students, trait) != 1
        or getattr(p.elected, trait) != 1
        for trait in ("receptivity", "barrier", "conversion")
    }
    out["adults"], out["wishes"] = size, wishes
    out["mind_rate"] = p.receptivity.turnover_per_year / p.receptivity.share if p.receptivity.share else 0.0
    out["people_move"] = p.population.turnover_per_year > 0 or p.population.student_turnover_per_year > 0
    out["ages_differ"] = set(p.receptivity.by_age) != {1.0}
    for trait, different in differs.items():
        out[f"{trait}_differs"] = different
    out["same_group"] = any(p.contacts.same_group * group.contact_bias for group in p.target_group)
    out["not_receptive"] = 1 / p.contacts.receptive_weight
    return out


def target_groups_of(parameters: Parameters) -> NDArray[np.void]:
    groups = parameters.target_group
    out = np.zeros(len(groups), TARGET_GROUP)
    out["below"] = np.cumsum([group.share for group in groups])
    for name in ("receptivity", "barrier", "conversion"):
        out[name] = [getattr(group, name) for group in groups]
    general = parameters.population.slot_share
    out["slot_share"] = [general if group.slot_share is None else group.slot_share for group in groups]
    bias = parameters.contacts.same_group * np.array([group.contact_bias for group in groups])
    out["other_group"] = exp(-bias)
    return out


def wishes_of(parameters: Parameters) -> NDArray[np.void]:
    """Who is found in some kinds of organisations, in the order in which they take seats there."""
    found = [(number, group.organisations) for number, group in enumerate(parameters.target_group)]
    found = [(number, kinds) for number, kinds in (*found, (NONE, parameters.students.organisations)) if kinds]
    out = np.zeros(len(found), WISH)
    for row, (number, kinds) in zip(out, found, strict=True):
        row["group"], row["kinds"] = number, [kind in kinds for kind in PARTNER_TYPES]
    return out
