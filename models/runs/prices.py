"""Prices of one's own, as a file says them, and which prices nobody has given yet.

[costs]                # as in a scenario
seat = 640             # euros for one; `contagion parameters costs` names them all
coordinator = 46_500
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import changed
from contagion.models.scenarios.scenario import PRICES, Scenario, must_be_known
from contagion.sim.errors import InputError
from contagion.sim.reading import toml_in

if TYPE_CHECKING:
    import pandas as pd

    from contagion.models.parameters import Parameters

MONTHS = 12


@dataclass(frozen=True)
class Priced:
    """A scenario at the prices that were given.

    Attributes
    ----------
    scenario : Scenario
    given : frozenset of str
        The items whose price somebody gave: in a file of prices, set over the scenario, or in the scenario itself.
    """

    scenario: Scenario
    given: frozenset[str]

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The items whose price is still a placeholder."""
        return tuple(item for item in ITEMS if item not in self.given)


def priced(scenario: Scenario, file: Path | None = None) -> Priced:
    """A scenario at the prices of a file, and at its own where the file has none.

    Raises
    ------
    InputError
        In one line: the file, the price, what was given and what would be valid.
    """
    prices = _read(file) if file else {}
    dotted = {f"{PRICES}.{name}": value for name, value in prices.items()}
    over = [item for item in ITEMS if item in prices]
    parameters = changed(scenario.parameters, dotted, str(file))
    at_them = replace(scenario, parameters=parameters, priced=(*scenario.priced, *over))
    return Priced(at_them, at_them.given)


def post(parameters: Parameters) -> float:
    """Euros a year of a coordinator and their contacts."""
    costs = parameters.costs
    return costs.coordinator + MONTHS * parameters.partners.contacts_per_month * costs.contact


def due(parameters: Parameters) -> float:
    """Euros a year that are due whatever comes of it: coordinators and their contacts, events, letters."""
    costs, outreach = parameters.costs, parameters.outreach
    return (
        parameters.partners.coordinators * post(parameters)
        + outreach.events_per_year * costs.event
        + outreach.campaigns_per_year * outreach.letters * costs.letter
    )


def placeholders_paid(costs: pd.DataFrame, given: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """By scenario, the items that it pays for (`Briefing.costs`) at a price that nobody gave (`given`, by scenario)."""
    paid = costs[costs["share"] > 0]
    return {
        str(name): [item for item in rows["item"] if item not in given.get(str(name), ())]
        for name, rows in paid.groupby("scenario", sort=False)
    }


def _read(file: Path) -> dict[str, object]:
    content = toml_in(file, f"{file}: there is no such file of prices")
    prices = content.pop(PRICES, None)
    if content:
        raise InputError(f"{file}: {next(iter(content))!r}: a file of prices has the section [{PRICES}] alone")
    if not isinstance(prices, dict) or not prices:
        raise InputError(f"{file}: must have a section [{PRICES}] with a line a price, as in seat = 640")
    for name in prices:
        must_be_known(f"{PRICES}.{name}", str(file))
    return prices
