"""Runs of all kinds that figures are drawn of: for tests."""

from pathlib import Path

from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import FOLDER, read
from contagion.models.territory.territory import Territory
from contagion.sim.files import Results

type Run = tuple[Results, Territory]

CASES = {
    "one year": ((), 1, ""),
    "no participants": (("receptivity.share=0",), 2, ""),
    "no training": (("training.places=0",), 2, ""),
    "nobody trained": (("training.founders=0", "training.outside_places=0"), 1, ""),
    "nobody told": (("training.first_week=52", "outreach.letters=0", "outreach.events_per_year=0"), 1, ""),
    "a commune": ((), 3, "25056"),
    "no contours": ((), 2, "25"),
    "alone": (("facilitation.leaders=1",), 3, ""),
    "often": (("training.places=2", "training.period_weeks=5"), 3, ""),
    "short of money": (("budget.per_year=55000",), 2, ""),
}


def run(settings: tuple[str, ...], years: int, communes: Path | None = None) -> Run:
    scenario = read(None, settings)
    territory = territory_for(scenario, communes)
    return simulate(scenario, territory, years=years, seed=1), territory


YEARS = 4


def lived(name, years=YEARS):
    scenario = read(FOLDER / f"{name}.toml")
    territory = territory_for(scenario)
    return simulate(scenario, territory, years=years, seed=1), scenario, territory
