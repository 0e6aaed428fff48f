"""Under a figure stands where its run is, and whose size its effort is for."""

from dataclasses import replace

import pytest

from contagion.experiments.verbs.run.figure import FIGURES
from contagion.experiments.verbs.run.yearly_maps import map_by_year
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.effort import fitted
from contagion.models.scenarios.scenario import read

SOURCE = "CA Somewhere (EPCI 200000000): INSEE (population 2017, COG 2024), DGCL, IGN; see data/SOURCES.md"


@pytest.fixture(scope="module")
def town(territory_of, commune_rows):
    """Half of Grand Besançon, as a territory of its own."""
    rows = [row | {"source": SOURCE} for row in sorted(commune_rows, key=lambda row: -int(row["population"]))]
    return territory_of([{**row, "population": str(int(row["population"]) // 2)} for row in rows[:8]])


def foot_of(territory, settings=(), effort="scaled", draw=FIGURES["what_was_short"]) -> list[str]:
    scenario = fitted(read(None, settings), territory, effort)
    results = simulate(scenario, territory, years=1)
    return draw(results, territory).get_supxlabel().splitlines()


def test_another_territory_is_named_and_its_effort(town):
    """What was scaled is no change of the scenario."""
    here = f"{int(town.residents.sum()):,}"
    for draw in FIGURES.values():
        said = " ".join(foot_of(town, draw=draw))
        assert "settings differ" not in said
        assert "(with " not in said
        assert f"Territory: {SOURCE}" in said
        assert f"Effort scaled to {here} residents aged 15+ (" in said
        assert "5 training places" in said or "4 training places" in said


def test_at_home_nothing_of_it_is_said(territory):
    assert len(foot_of(territory)) == 1
    said = foot_of(territory, draw=map_by_year)
    assert "Communes: INSEE" in " ".join(said)
    assert not any(line.startswith(("Territory", "Effort")) for line in said)


def test_results_that_do_not_say_where_they_are_have_no_line(territory):
    results = simulate(read(), territory_for(read()), years=1)
    bare = replace(results, provenance={"scenario": "ref"})
    assert len(FIGURES["what_was_short"](bare, territory).get_supxlabel().splitlines()) == 1
