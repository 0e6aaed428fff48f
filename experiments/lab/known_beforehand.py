"""What is known of a seed before it is run: how long the facilitators of all seats would stay, and how many members the
active partners would have, if nothing acted back on them.

Both are keyed draws of the model, and their means follow from the laws of these draws, so that they serve as control
variates (`sim.statistics.control_variates`) for what differs between scenarios. They are worked out from the values
that hold at the start: decisions, budgets or own rules let them foretell less, and make nothing wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.models.parameters import Parameters
from contagion.models.programme.rules.training import SEATS as SEATS_OF_A_SESSION
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.control_variates import Controls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory

    type Ids = NDArray[np.int64]
    type Floats = NDArray[np.float64]

PEOPLE = ("people", "participants")
"""Figures that are foretold."""


@dataclass(frozen=True)
class KnownBeforehand:
    """What is known of runs of so many years over a territory. Each seed of a scenario is worked out once.

    Attributes
    ----------
    territory : Territory
    years : int
    """

    territory: Territory
    years: int
    _found: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, scenarios: Sequence[Scenario], seeds: Sequence[int]) -> Controls:
        """What is known of some seeds in each scenario; scenarios are told apart by their names."""
        for one in scenarios:
            there = self._found.get(one.name, pd.DataFrame())
            if new := [seed for seed in seeds if seed not in there.index]:
                more = of_seeds(one.parameters, self.territory, self.years * WEEKS_A_YEAR, new)
                self._found[one.name] = pd.concat([there, more])
        return Controls(dict(self._found), PEOPLE)


def of_seeds(parameters: Parameters, territory: Territory, weeks: int, seeds: Sequence[int]) -> pd.DataFrame:
    """A row a seed: `time` and `members`, less their means."""
    ids, chances = organisations(territory, parameters), [Draws(seed) for seed in seeds]
    found = {
        "time": [facilitator_time(parameters, draws, weeks) for draws in chances],
        "members": [partner_members(parameters, draws, weeks, ids) for draws in chances],
    }
    table = pd.DataFrame(found, index=pd.Index(seeds, name="seed"))
    return table - [mean_facilitator_time(parameters, weeks), mean_partner_members(parameters, weeks, len(ids))]


def organisations(territory: Territory, parameters: Parameters) -> Ids:
    """Ids of the organisations, which are the same for all seeds."""
    return World(territory, parameters, Draws(0)).organisations.ids


# ---- facilitators ---------------------------------------------------------------------------------------------------


def facilitator_time(parameters: Parameters, draws: Draws, weeks: int) -> float:
    """Weeks that the facilitators of all seats would be active until the end, if every seat were taken."""
    sessions, places = _sessions(parameters, weeks), _places(parameters)
    seats = (sessions[:, None] * SEATS_OF_A_SESSION + np.arange(places)).ravel()
    active = draws.stream("becomes active").uniform(seats) < parameters.training.active_share
    with np.errstate(divide="ignore"):
        stays = draws.stream("stays").exponential(seats) * WEEKS_A_YEAR / np.float64(parameters.retention.loss_per_year)
    return float((active * np.minimum(stays, np.repeat(weeks - sessions, places))).sum())


def mean_facilitator_time(parameters: Parameters, weeks: int) -> float:
    """Its mean over seeds."""
    training, loss = parameters.training, parameters.retention.loss_per_year / WEEKS_A_YEAR
    left = (weeks - _sessions(parameters, weeks)).astype(float)
    stays = -np.expm1(-loss * left) / loss if loss else left
    return float(training.active_share * _places(parameters) * stays.sum())


def _sessions(parameters: Parameters, weeks: int) -> NDArray[np.int64]:
    return np.arange(parameters.training.first_week, weeks, parameters.training.period_weeks)


def _places(parameters: Parameters) -> int:
    """Seats of a session; none are looked at where there is no limit."""
    return int(parameters.training.places) if isfinite(parameters.training.places) else 0


# ---- partners -------------------------------------------------------------------------------------------------------


def partner_members(parameters: Parameters, draws: Draws, weeks: int, ids: Ids) -> float:
    """Members of active partners, summed over weeks, if completers made no difference.

    The organisations are contacted in turn, round after round. (In the model an active one is passed over, and lines up
    again later: that matters once all have been contacted.)
    """
    p = parameters.partners
    if not len(ids):
        return 0.0
    contacts = draws.stream("partner contacts").poisson(_contacts_a_week(parameters), np.arange(weeks))
    initial = min(p.initial, len(ids))
    when = np.concatenate([np.zeros(initial, np.int64), np.repeat(np.arange(weeks), contacts)])
    rounds = max(-(-len(when) // len(ids)), 1)
    turn = np.argsort(draws.stream("order of first contacts").bits(ids), kind="stable")
    number, order = np.arange(rounds)[:, None] + (np.arange(len(ids)) >= initial), ids[turn]
    active = draws.stream("partner becomes active").uniform(np.tile(order, (rounds, 1)), number) < p.activation
    active[0, :initial] = True
    active.ravel()[len(when) :] = False
    spells = active.cumsum(axis=0)[active]
    stays = draws.stream("partner stays").exponential(np.tile(order, (rounds, 1))[active], spells)
    lasts = np.minimum(np.ceil(stays * p.active_years * WEEKS_A_YEAR), weeks - when[active.ravel()[: len(when)]])
    return float((np.tile(_sizes(parameters, draws, order), (rounds, 1))[active] * lasts).sum())


def mean_partner_members(parameters: Parameters, weeks: int, organisations: int) -> float:
    """Its mean over seeds."""
    p = parameters.partners
    if not organisations:
        return 0.0
    lasts = np.cumsum(np.exp(-np.arange(weeks) / (p.active_years * WEEKS_A_YEAR)))  # within 1, 2, … weeks
    spells = min(p.initial, organisations) * lasts[-1] + _contacts_a_week(parameters) * p.activation * lasts.sum()
    size = np.minimum(1, (p.smallest / np.arange(1, int(p.largest) + 1)) ** p.tail).sum()
    return float(spells * size)


def _contacts_a_week(parameters: Parameters) -> float:
    return parameters.partners.contacts_per_month * parameters.partners.coordinators * 12 / WEEKS_A_YEAR


def _sizes(parameters: Parameters, draws: Draws, ids: Ids) -> Floats:
    """Sizes of organisations, as they are drawn (`models.world.compiled.workplaces`), before they are fitted to how
    many people there are."""
    p = parameters.partners
    drawn = p.smallest * draws.stream("organisation: size").uniform(ids) ** (-1 / p.tail)
    return np.floor(np.minimum(drawn, p.largest))
