"""Three ways in which participation breeds participation; parameters with some of them switched off; and what of a gain
remains without them.

`facilitators`: participants wish to become facilitators, or leaders of another programme. `invitations`: those who
completed a group, and facilitators, invite people they know; so do participants and leaders of another programme.
`partners`: an organisation joins more readily with a completer among its members, or in the commune of a councillor who
is one; and the word of a former participant weighs more than that of staff (off: as much as that of staff does now).

A switch sets values outside their declared ranges on purpose, at the start and in all decisions. Anybody can repeat a
run with a switch off (`--set`): it is a programme that never had this, and no share of one that had. So removals do not
add up, and a gain may be larger without a channel than with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.alternatives import Alternative
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import by_set
from contagion.sim.statistics.spread import FEW, difference, interval_of_mean

FACILITATORS, INVITATIONS, PARTNERS = "facilitators", "invitations", "partners"
CHANNELS = (FACILITATORS, INVITATIONS, PARTNERS)
NOTHING, ALL = "nothing", "all"
SWITCHES: Mapping[str, tuple[str, ...]] = {**{name: (name,) for name in CHANNELS}, ALL: CHANNELS}
"""The channels that are off, by the name of the switch."""
STRENGTHS_WITH_A_SOURCE = ("registering.facilitator", "registering.partner", "registering.event")
"""Strengths of the word of a former participant; that of staff is less by `registering.participant_source`."""
WISH = "volunteering.wish"

_OFF: Mapping[str, Callable[[Parameters], dict[str, Any]]] = {
    FACILITATORS: lambda _p: {WISH: 0.0},
    INVITATIONS: lambda _p: {"invitations.per_completer": 0.0, "invitations.per_facilitator": 0.0},
    PARTNERS: lambda p: {
        "partners.participant_factor": 1.0,
        "elected.gate_opening": 1.0,
        "registering.participant_source": 1.0,
        **{name: p.get(name) / p.registering.participant_source for name in STRENGTHS_WITH_A_SOURCE},
    },
}
_OFF_ELSEWHERE: Mapping[str, Callable[[Parameters, Alternative], dict[str, Any]]] = {
    FACILITATORS: lambda _p, _row: {"conversion": 0.0},
    INVITATIONS: lambda _p, _row: {"invitations_per_participant": 0.0, "invitations_per_leader": 0.0},
    # Staff tell of its events; the word of its leaders on the groups has no source. Both stay as strong as they are.
    PARTNERS: lambda p, row: {
        "event": row.event / p.registering.participant_source,
        "telling": p.registering.event if row.telling is None else row.telling,
    },
}
"""The same for another programme, whose rows have values of their own."""


def switch_off(parameters: Parameters, channels: Collection[str]) -> Parameters:
    """Return the parameters with some channels (names of `CHANNELS`) off from the start on, whatever decisions set."""
    values = {name: value for channel in channels for name, value in _OFF[channel](parameters).items()}
    others = [
        row.model_copy(update={k: v for one in channels for k, v in _OFF_ELSEWHERE[one](parameters, row).items()})
        for row in parameters.alternative
    ]
    without = parameters.model_copy(update={"decision": _set_over(parameters, values), "alternative": tuple(others)})
    return without.with_values(values)


def _set_over(parameters: Parameters, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the decisions with some values in place of those that they set."""
    return tuple(
        row.model_copy(update={"set": {name: values.get(name, value) for name, value in row.set.items()}})
        for row in parameters.decision
    )


def is_clear(row: Mapping[str, Any]) -> bool:
    """Return whether the paired change of a gain is clear of 0: the 95 % interval of its mean (Student's t of the means
    of parameter sets, `interval_of_mean`) excludes 0, in at least `FEW` simulations.

    It is the rule by which `compare` calls the mean of a difference sure. That of 19 in 20 simulations which agree on
    the sign (`verdict`) says whether one programme would do better, and not whether the mean depends on a channel.
    """
    return row["worlds"] >= FEW and (row["change_low"] > 0 or row["change_high"] < 0)


def gain_without(plain: ArrayLike, without: ArrayLike, sets: ArrayLike) -> dict[str, Any]:
    """Summarise a gain with a switch off, and its paired change from the plain gain.

    Parameters
    ----------
    plain, without : array (simulations,)
        The gain in people of each simulation; the same simulations.
    sets : array of int (simulations,)
        Simulations of one number are not independent.

    Returns
    -------
    dict
        p5, p25, p50, p75, p95, p50_error, above_zero, below_zero, worlds as of `difference`; mean and its standard
        error (mean_error); change, its mean, and change_low and change_high, the 95 % interval of it; changed, the
        share of simulations whose gain is another; clear (`is_clear`).
    """
    gain = np.asarray(without, float)
    changes = gain - np.asarray(plain, float)
    row = difference(gain, sets)
    del row["above"]
    (mean, error), (change, _) = map(_mean_of, (by_set(gain, sets), by_set(changes, sets)))
    low, high = map(float, interval_of_mean(changes, sets))
    row |= {"mean": mean, "mean_error": error, "change": change, "change_low": low, "change_high": high}
    row["changed"] = float((changes != 0).mean())
    return row | {"clear": is_clear(row)}


def _mean_of(values: np.ndarray) -> tuple[float, float]:
    """Return the mean of independent values, and its standard error."""
    error = values.std(ddof=1) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return float(values.mean()), float(error)


# ---- off from a decision on ----------------------------------------------------------------------------------------


def first_apart(base: Parameters, other: Parameters) -> int:
    """Return the first week in which what another scenario sets or decides differs from the base; 0 where a value
    differs from the start.

    Raises
    ------
    InputError
        Where they are the same.
    """
    own, its = base.model_dump(exclude={"decision"}), other.model_dump(exclude={"decision"})
    weeks = [0] if own != its else []
    for one, apart_from in ((base, other), (other, base)):
        weeks += [max(one.begin(n), 0) for n, row in enumerate(one.decision) if row not in apart_from.decision]
    if not weeks:
        raise InputError("decides the same as the first scenario, so there is no date on which to switch anything off")
    return min(weeks)


def no_facilitators_from(parameters: Parameters, week: int) -> Parameters:
    """Return the parameters with nobody wishing to become a facilitator from a week on; those who wait for training
    then stay. No other channel can be decided in the course of a run.

    Raises
    ------
    InputError
        Where a decision sets the wish for some residents or under a condition, since it might overrule this one.
    """
    rows = []
    for number, row in enumerate(parameters.decision):
        if WISH in row.set and (row.scope or row.when):
            raise InputError(f"a decision sets {WISH} for some or under a condition; ask from the start instead")
        later = parameters.begin(number) >= week and WISH in row.set
        rows.append(row.model_copy(update={"set": {**row.set, WISH: 0.0}}) if later else row)
    content = parameters.model_dump()
    decided = [row.model_dump() for row in rows]
    return Parameters.model_validate({**content, "decision": [*decided, {"start": week, "set": {WISH: 0.0}}]})
