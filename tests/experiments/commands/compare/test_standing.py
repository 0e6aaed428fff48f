"""In how many readings a headline stands: the same runs, by hand."""

from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.commands.compare.work import cases_with_readings, inquiry, standing
from contagion.experiments.evidence.ensemble import under
from contagion.experiments.evidence.readings import READINGS, falls
from contagion.experiments.evidence.words_of_worlds import standing_in_words
from contagion.experiments.evidence.worlds import Worlds
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.even_ensemble import even

SCENARIOS = (read(), read(Path("lowloss")))
YEARS, FEW = 2, 4


@pytest.fixture(scope="module")
def worlds():
    return Worlds(even(4))


@pytest.fixture(scope="module")
def made(own_lab, worlds):
    return inquiry(SCENARIOS, YEARS, 6, worlds).last(own_lab)


@pytest.fixture(scope="module")
def found(own_lab, worlds, made):
    return standing(own_lab, SCENARIOS, made.runs, worlds, YEARS, FEW)


@pytest.mark.slow
def test_each_reading_is_what_a_comparison_under_it_says(own_lab, worlds, found):
    over = Worlds(under(worlds.ensemble, READINGS["talk-informs"]))
    by_hand = inquiry(SCENARIOS, YEARS, FEW, over).last(own_lab)
    wide = by_hand.runs.table.pivot(index="seed", columns="scenario", values="participants").astype(float)
    row = found.table.query("reading == 'talk-informs' and figure == 'people'").iloc[0]
    assert row["middle"] == np.median(wide["lowloss"] - wide["ref"])
    assert row["worlds"] == FEW


def test_people_are_told_in_readings_that_change_runs_and_tonnes_in_all(found):
    asked = found.table.groupby("figure")["reading"].agg(set)
    assert asked["tco2e"] == {*READINGS}
    assert asked["people"] == {name for name, one in READINGS.items() if not one.of_emissions_alone}
    assert found.left_out == ()


def test_a_headline_stands_where_the_middle_is_on_its_side(found):
    for figure in ("people", "tco2e"):
        headline, readings = found.of("lowloss", figure)
        for row in readings:
            assert row["stands"] == (np.sign(row["middle"]) == np.sign(headline["middle"]) != 0)
        assert [one.name for one, _ in falls(readings)] == [row["reading"] for row in readings if not row["stands"]]


def test_it_is_said_in_how_many_and_where_it_falls(found):
    turned = found.table.assign(middle=lambda rows: rows["middle"].abs() + 1, stands=True)
    turned.loc[turned["reading"] == "rule-threshold", ["middle", "above_zero", "stands"]] = [-12.0, 0.25, False]
    headline = found.headline.assign(middle=20.0)
    some = type(found)(SCENARIOS, headline, turned, ())
    people, tonnes = standing_in_words(some)
    number = len(turned[turned["figure"] == "people"])
    assert people == (
        f"lowloss: more people, which stands in {number - 1} of {number} readings. It falls if a number of sources is "
        "needed (median -12 people, more in 1 of 4 simulations)."
    )
    assert tonnes.startswith(f"lowloss: more avoided, which stands in {len(READINGS) - 1} of {len(READINGS)} readings.")


def test_where_there_is_no_difference_that_is_said(found):
    none = type(found)(SCENARIOS, found.headline.assign(middle=0.0), found.table.assign(stands=False), ())
    assert "as many people" in standing_in_words(none)[0]


def test_a_reading_that_cannot_be_asked_is_left_out_and_told(own_lab, worlds):
    told = [read(None, ["registering.rule=simple"]), read(Path("lowloss"), ["registering.rule=simple"])]
    made = inquiry(told, 1, 2, worlds).last(own_lab)
    found = standing(own_lab, told, made.runs, worlds, 1, 2)
    assert len(found.left_out) == 3
    assert any("sets registering.rule" in line for line in standing_in_words(found))


def test_worlds_under_a_reading_are_refused(own_lab, worlds, made):
    over = Worlds(under(worlds.ensemble, READINGS["talk-informs"]))
    with pytest.raises(InputError, match="the ensemble is under talk-informs already"):
        standing(own_lab, SCENARIOS, made.runs, over, YEARS)


def test_how_much_it_is_counts_the_readings_that_change_runs():
    runs = sum(not one.of_emissions_alone for one in READINGS.values())
    assert cases_with_readings(SCENARIOS, 40, 40) == 2 + 2 * runs
