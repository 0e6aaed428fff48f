"""Figures that were observed, as files say them and as runs tell them."""

from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.ensembles.observed import Figure, in_runs
from contagion.experiments.lab.figures_by_year import AT_THE_END
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import case
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError


def figure(**said):
    return Figure.model_validate({"year": 2, "value": 1, **said})


FIGURES = {
    "participants": figure(indicator="participants"),
    "a group": figure(indicator="participants", per="groups_started"),
    "ended": figure(indicator="groups_ended"),
    "growth": figure(indicator="participants", per="participants", per_year=1),
    "families": figure(indicator="alternative_participants", year=1),
    "by nothing": figure(indicator="participants", per="alternative_participants"),
    "at the end": figure(indicator="periphery_ratio"),
}


@pytest.fixture(scope="module")
def runs(lab):
    """Of the reference, of a team challenge instead of the groups, and of nothing at all."""
    nothing = Parameters().with_values({"training.founders": 0, "training.places": 0})
    scenarios = {"ref": read().parameters, "teams": read(Path("challenge_instead")).parameters, "nothing": nothing}
    return lab.run([case(parameters, of=name) for name, parameters in scenarios.items()], [1, 2], 2)


def test_figures_are_those_of_the_tables(runs):
    made = in_runs(runs, list(FIGURES.values()), ["of", "seed"]).set_axis(list(FIGURES), axis=1)
    ends = runs.table.set_index(["of", "seed"])
    first = runs.rows("years").query("year == 1").set_index(["of", "seed"])
    ref = made.loc["ref"]
    assert ref["participants"].tolist() == ends.loc["ref", "participants"].tolist()
    assert ref["a group"].tolist() == (ends["participants"] / ends["groups_started"]).loc["ref"].tolist()
    assert ref["ended"].tolist() == (ends["groups_started"] - ends["groups_running"]).loc["ref"].tolist()
    assert ref["growth"].tolist() == (ends["participants"] / first["participants"]).loc["ref"].tolist()
    assert (ref["growth"] > 1).all()
    assert ref["at the end"].tolist() == ends.loc["ref", "periphery_ratio"].tolist()
    families = runs.rows("alternatives").query("year == 1").set_index(["of", "seed"])["participants"]
    assert made.loc["teams", "families"].tolist() == families.tolist()
    assert families.min() > 0
    assert (made.loc["ref", "families"] == 0).all()


def test_there_is_no_ratio_where_there_is_nothing_to_divide_by(runs):
    made = in_runs(runs, list(FIGURES.values()), ["of", "seed"]).set_axis(list(FIGURES), axis=1)
    assert (made.loc["nothing", "participants"] == 0).all()
    assert made.loc["ref", "by nothing"].isna().all()
    assert made.loc["nothing", ["a group", "growth", "at the end"]].isna().all(axis=None)


def test_every_figure_that_may_be_asked_for_is_told_by_a_run(runs):
    told = in_runs(runs, [figure(indicator=name) for name in AT_THE_END], ["of", "seed"])
    assert told.shape == (6, len(AT_THE_END))
    assert np.isfinite(told.loc["ref"].to_numpy()).any(axis=0).sum() > 30


def test_names_and_formulas():
    assert FIGURES["a group"].name == "participants_per_groups_started_2"
    assert FIGURES["a group"].formula == "participants / groups_started, year 2"
    assert FIGURES["growth"].name == "participants_2_per_participants_1"
    assert FIGURES["growth"].formula == "participants, year 2 / year 1"
    assert figure(indicator="a", per="b", per_year=1).formula == "a, year 2 / b, year 1"
    assert figure(indicator="a", per="b", year=1, per_year=4).last_year == 4


@pytest.mark.parametrize(
    "said,words",
    [
        ({"per_year": 1}, "per_year = 1 needs per"),
        ({"per": "coverage", "per_year": 1}, "per 'coverage': is known at the end only"),
        ({"per": "cost_total"}, "per 'cost_total': there is no such figure"),
        ({"low": 3, "high": 2}, "low = 3 must lie below high = 2"),
    ],
)
def test_what_a_run_does_not_tell_is_refused(said, words):
    with pytest.raises(InputError, match=f"^here: {words}"):
        figure(indicator="participants", **said).must_be_of_a_run(2, "here")
