"""Under which reading a visitor asks: one that there is, and that changes something of what is asked."""

from __future__ import annotations

from contagion.experiments.ensembles.readings import READINGS, must_change, reading_of
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError

FIELD = "reading"  # of a form, and of an address


def reading_called(name: str) -> str:
    """The name of a reading, nothing for none."""
    try:
        return found.name if (found := reading_of(name or None, FIELD)) else ""
    except InputError as error:
        raise error.at(FIELD) from None


def some_changed(name: str, scenarios: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
    """The scenarios, of which a reading must change some."""
    try:
        must_change(READINGS.get(name), scenarios, FIELD)
    except InputError as error:
        raise error.at(FIELD) from None
    return scenarios
