"""Mixes as scenarios that other verbs take."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contagion.experiments.lab.prices import priced
from contagion.experiments.programmes.lived import going_on, option
from contagion.experiments.programmes.programme import read_programme
from contagion.experiments.verbs.spend.words import as_scenarios
from contagion.experiments.verbs.spend.work import spent
from contagion.models.runs.cases import in_force
from contagion.models.runs.simulation import territory_for
from contagion.models.scenarios.scenario import read
from tests.helpers.spent_by_hand import FEW, TWO, by_hand, ensemble, worlds


@pytest.fixture(scope="module")
def home():
    return territory_for(read())


@pytest.mark.parametrize("name", ["ref", "go_on"])  # whatever its file is called
def test_of_a_scenario_a_mix_is_the_scenario_with_what_it_buys(name, home):
    found = by_hand(ensemble(turned=0.3))
    found = replace(found, priced=replace(found.priced, scenario=replace(found.scenario, name=name)))
    made = as_scenarios(found, home, of_programme=False)
    for one, scenario in zip(found.portfolios, made, strict=True):
        assert scenario.parameters == found.with_mix(one).parameters
        assert scenario.title.startswith("10,000 € a year for ")
        assert scenario.french
        assert "10 000" in scenario.french.title.replace("\xa0", " ").replace("\u202f", " ")


def test_of_a_programme_a_mix_is_read_back_and_does_the_same_from_next_january_on(home, tmp_path):
    programme = read_programme(Path("besancon"))
    base = going_on(programme, home)
    trials = replace(worlds(ensemble(turned=0.3), base), years=10)
    found = spent(trials, priced(base), 10_000, FEW, TWO)
    one, scenario = found.portfolios[0], as_scenarios(found, home, of_programme=True)[0]
    file = tmp_path / f"{scenario.name}.toml"
    file.write_text(scenario.text())
    read_back = option(programme, home, base, read(file))
    wanted = found.market.values(one.steps)
    assert wanted
    before, after = (in_force(made.parameters, base.past) for made in (base, read_back))
    assert {name: after.get(name) for name in wanted} == wanted
    assert all(before.get(name) != value for name, value in wanted.items())
    earlier = [in_force(made.parameters, base.past - 1) for made in (base, read_back)]
    assert all(earlier[0].get(name) == earlier[1].get(name) for name in wanted)


def test_of_a_programme_that_is_to_begin_a_mix_is_an_option_from_its_first_week_on(home):
    programme = replace(read_programme(Path("besancon")), began=date(2020, 9, 1), known=(), total=None)
    base = going_on(programme, home)
    found = spent(replace(worlds(ensemble(turned=0.3), base), years=10), priced(base), 10_000, FEW, TWO)
    made = option(programme, home, base, as_scenarios(found, home, of_programme=True)[0])
    wanted = found.market.values(found.portfolios[0].steps)
    assert base.past == 0
    assert wanted
    assert {name: in_force(made.parameters, 1).get(name) for name in wanted} == wanted
    assert made.parameters.calendar == base.parameters.calendar
