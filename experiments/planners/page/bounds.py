"""What an address may not ask for: a territory that is none, a lever beyond its field, too few years."""

from __future__ import annotations

import re

from experiments.words import planners_page as words
from experiments.words.planners_levers import BY_NAME
from models.runs.simulation import must_fit
from models.scenarios.scenario import Scenario, value_of
from models.territory import gazetteer
from models.territory.territory import Territory
from sim.errors import InputError


class NoTerritory(InputError):
    """No territory is called as was typed, or several are.

    Attributes
    ----------
    offers : sequence of (str, str)
        SIREN and name of those that may be meant.
    """

    def __init__(self, wanted: str, found: InputError) -> None:
        areas = gazetteer.national_areas()
        names = dict(areas.loc[areas["kind"] == "epci", ["code", "name"]].itertuples(index=False))
        self.offers = [(code, names[code]) for code in re.findall(r"\b\d{9}\b", str(found)) if code in names]
        several = "candidates" in found.line.values
        super().__init__(words.no_territory(wanted, bool(self.offers), several))
        self.field = "epci"


def must_fit_its_field(before: Scenario, setting: str) -> None:
    """A lever whose field takes whole numbers, up to a highest, takes no others in an address."""
    name, _, text = setting.partition("=")
    lever, value = BY_NAME.get(name), value_of(text, f"set {name}")
    if lever is None or lever.choices or not isinstance(value, int | float) or value < 0:  # the model tells what it is
        return
    most = max(lever.high, int(before.parameters.get(name)))
    if value != int(value) or not lever.low <= value <= most:
        raise InputError(words.whole_number(name, text, lever.low, most)).at(name)


def must_fit_its_years(scenario: Scenario, territory: Territory, years: int, most: int) -> None:
    """Refuse a scenario that cannot be run for so long; if it can be for longer, that is said of the years."""
    try:
        must_fit(scenario, territory, years)
    except InputError:
        longer = next((more for more in range(years + 1, most + 1) if _fits(scenario, territory, more)), None)
        if longer is None:
            raise
        raise InputError(words.too_few_years(longer)).at("years") from None


def _fits(scenario: Scenario, territory: Territory, years: int) -> bool:
    try:
        must_fit(scenario, territory, years)
    except InputError:
        return False
    return True
