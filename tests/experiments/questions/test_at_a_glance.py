"""The picture of `README.md` shows what its runs gave (`questions/at_a_glance.py`)."""

import re

import numpy as np
import pytest

from experiments.questions import at_a_glance
from models.runs.cases import scenario_case
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import FOLDER, read


@pytest.fixture(scope="module")
def glance(lab):
    return at_a_glance.main(quick=True, lab=lab)


@pytest.fixture(scope="module")
def runs(lab):
    """People of the same runs, by scenario and seed, after each year."""
    scenarios = [read(FOLDER / f"{name}.toml") for name in (at_a_glance.BASE, at_a_glance.OTHER)]
    made = lab.run([scenario_case(one) for one in scenarios], (1, 2), at_a_glance.LEAST_YEARS)
    return made.rows("years").pivot(index=["scenario", "seed"], columns="year", values="participants")


def test_the_map_is_of_the_first_run(glance):
    reference = read()
    first = simulate(reference, territory_for(reference), years=at_a_glance.LEAST_YEARS, seed=1)
    communes = glance.table[glance.table["what"] == "first run"].set_index("where")
    events = first.tables["events"]
    came = events.loc[events["kind"] == "started", "where"].value_counts()
    assert len(communes) == 68
    assert communes.loc[communes["people"] > 0, "people"].to_dict() == came.to_dict()
    assert f"{came.sum():,} people of {len(came)} of 68 communes" in glance.method


def test_the_change_is_that_of_the_pairs(glance, runs):
    ends = runs[at_a_glance.LEAST_YEARS].unstack("seed")
    change = (ends.loc[at_a_glance.OTHER] - ends.loc[at_a_glance.BASE]).mean()
    assert f"from the fourth year on, bring {change:+,.0f} people" in glance.sentence
    assert f"{change:+,.0f} people in {at_a_glance.LEAST_YEARS} years" in glance.figure.get_suptitle()


def test_the_courses_drawn_are_the_means(glance, runs):
    drawn = {tuple(np.round(line.get_ydata(), 6)) for line in glance.figure.axes[1].lines}
    for name in (at_a_glance.BASE, at_a_glance.OTHER):
        means = runs.loc[name].mean()
        assert (0.0, *means.round(6)) in drawn
        written = glance.table[glance.table["what"] == name]
        assert written["mean"].tolist() == pytest.approx([0.0, *means])


def test_nothing_changes_before_the_fourth_year(runs):
    other, base = (runs.loc[name] for name in (at_a_glance.OTHER, at_a_glance.BASE))
    assert (other[[1, 2, 3]] == base[[1, 2, 3]]).all(axis=None)
    assert re.search(r'from = "2020-01"', (FOLDER / f"{at_a_glance.OTHER}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "low, answer, verdict", [(400.0, "+440 people in 10 years", "yes"), (-5.0, "Not told", "not told")]
)
def test_what_is_not_told_from_none_is_said(glance, low, answer, verdict):
    places = glance.table[glance.table["what"] == "first run"]
    end = {"base": 1700.0, "mean": 2140.0, "difference": 440.0, "low": low, "high": 480.0}
    found = at_a_glance.answered(end, places, glance.table, 10, 100, glance.figure)
    assert found.answer.startswith(answer)
    assert found.rows["verdict"].tolist()[2:4] == [verdict] * 2
    assert "6.3 (" in found.rows["figure"].iloc[3]  # 440 for 70 places
    assert found.follows.startswith("Nothing") == (verdict == "not told")
