"""How far own figures can be trusted: on programmes made by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.ensemble import ONE_SET
from contagion.experiments.evidence.known import PLACES
from contagion.experiments.questions.own_figures import (
    HALF,
    HELD_OUT,
    NINE,
    OPTIONS,
    PAUSED,
    USED,
    answer,
    coverage,
    coverage_without_ties,
    of_programmes,
    pause_of,
    paused,
)
from contagion.models.parameters import Decision
from contagion.models.scenario import read


def test_the_first_option_has_the_greatest_mean_gain_and_ranks_are_of_what_came():
    came = pd.DataFrame({"go_on": [10.0, 20, 30, 40], OPTIONS[0]: [15.0, 25, 35, 45], OPTIONS[1]: [10.0, 20, 30, 100]})
    row = answer(came, {"go_on": 20.0, OPTIONS[0]: 25.0})
    assert row["first"] == OPTIONS[1]
    assert (row["people_under"], row["people_upto"], row["gain_under"], row["gain_upto"]) == (0.25, 0.5, 0.0, 1.0)
    assert row["gain_mean"] == 5


def test_of_ties_an_interval_holds_as_much_as_it_is_wide():
    tied = pd.DataFrame({"gain_under": [0.0, 0.0], "gain_upto": [1.0, 1.0]})
    assert (coverage(tied, "gain", HALF), coverage_without_ties(tied, "gain", HALF)) == (1, 0.5)
    assert (coverage(tied, "gain", NINE), coverage_without_ties(tied, "gain", NINE)) == (1, pytest.approx(0.9))
    alone = pd.DataFrame({"gain_under": [0.5, 0.1], "gain_upto": [0.5, 0.1]})
    assert coverage(alone, "gain", HALF) == coverage_without_ties(alone, "gain", HALF) == 0.5


def test_a_right_model_reaches_its_aims():
    under = np.arange(0.005, 1, 0.01)
    rows = pd.DataFrame({f"{what}_{end}": under for what in ("people", "gain") for end in ("under", "upto")})
    rows = rows.assign(
        half=[HELD_OUT, USED] * 50, refused="", past=3, paused=np.nan, town="x", silent=False, silent_last=False
    )
    rows = rows.assign(regret=2.0, regret_of_story=1.0, regret_without=3.0)
    found = of_programmes(rows, ONE_SET)
    assert {*found.rows["verdict"]} == {"4 of 4 aims"}
    assert {*found.rows["regret"]} == {"1; 2; 3"}
    assert found.sentence.count("1.0 people with own figures and 3.0 without") == 2


def test_one_programme_in_five_pauses_in_any_year_but_the_first():
    years = [pause_of(chance, 4) for chance in np.linspace(0.0005, 0.9995, 1000)]
    assert np.mean([year is not None for year in years]) == pytest.approx(PAUSED)
    assert {*years} == {None, 1, 2, 3}


def test_a_pause_is_a_year_without_places():
    rows = tuple(Decision.model_validate({"from": f"{year}-01", "set": {PLACES: 8}}) for year in (2020, 2021))
    scenario = read()
    here = replace(scenario, parameters=scenario.parameters.model_copy(update={"decision": rows}))
    assert [row.set[PLACES] for row in paused(here, 1).parameters.decision] == [8, 0]
    assert paused(here, None) is here
