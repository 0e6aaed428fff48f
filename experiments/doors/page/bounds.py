"""What an address may not ask for: a territory that is none, a lever beyond its field, too few years."""

from __future__ import annotations

from contagion.experiments.doors.words import page as words
from contagion.experiments.language.levers import BY_NAME
from contagion.models.runs.simulation import must_fit
from contagion.models.scenarios.scenario import Scenario, value_of
from contagion.models.territory import gazetteer
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError


def territory_called(wanted: str) -> str:
    """The SIREN of an EPCI, by it or by its name; where there is none, the words are the page's."""
    try:
        return gazetteer.find("epci", wanted, "epci").code
    except gazetteer.NotFound as error:
        told = words.no_territory(wanted, bool(error.offers), error.several)
        raise gazetteer.NotFound(told).offering(error.offers, error.several).at("epci") from None


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
