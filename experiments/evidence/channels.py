"""Three ways in which participation breeds participation, and parameters with some of them switched off.

`facilitators`: participants wish to become facilitators. `invitations`: those who completed a group, and facilitators,
invite people they know. `partners`: an organisation joins more readily with a completer among its members, or in the
commune of a councillor who is one; and the word of a former participant weighs more than that of staff (off: as much as
that of staff does now).

A switch sets values outside their declared ranges on purpose, at the start and in all decisions. Anybody can repeat a
run with a switch off (`--set`): it is a programme that never had this, and no share of one that had.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from contagion.models.parameters import Parameters

FACILITATORS, INVITATIONS, PARTNERS = "facilitators", "invitations", "partners"
CHANNELS = (FACILITATORS, INVITATIONS, PARTNERS)
STRENGTHS_WITH_A_SOURCE = ("registering.facilitator", "registering.partner", "registering.event")
"""Strengths of the word of a former participant; that of staff is less by `registering.participant_source`."""

_OFF: Mapping[str, Callable[[Parameters], dict[str, Any]]] = {
    FACILITATORS: lambda _p: {"volunteering.wish": 0.0},
    INVITATIONS: lambda _p: {"invitations.per_completer": 0.0, "invitations.per_facilitator": 0.0},
    PARTNERS: lambda p: {
        "partners.participant_factor": 1.0,
        "elected.gate_opening": 1.0,
        "registering.participant_source": 1.0,
        **{name: p.get(name) / p.registering.participant_source for name in STRENGTHS_WITH_A_SOURCE},
    },
}


def switch_off(parameters: Parameters, channels: Collection[str]) -> Parameters:
    """Return the parameters with some channels (names of `CHANNELS`) off from the start on, whatever decisions set."""
    values = {name: value for channel in channels for name, value in _OFF[channel](parameters).items()}
    decisions = [
        row.model_copy(update={"set": {name: values.get(name, value) for name, value in row.set.items()}})
        for row in parameters.decision
    ]
    return parameters.model_copy(update={"decision": tuple(decisions)}).with_values(values)
