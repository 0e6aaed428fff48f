"""The picture of `README.md` shows what its runs gave (`questions/at_a_glance.py`)."""

import re

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions import at_a_glance
from contagion.experiments.questions.at_a_glance import BASE, LEAST_YEARS, OTHER
from contagion.experiments.questions.in_readings import Standing
from contagion.experiments.questions.in_worlds import WORLDS_QUICK, more
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.statistics.spread import spread
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page


@pytest.fixture(scope="module")
def glance(lab):
    return at_a_glance.main(quick=True, lab=lab, ensemble=even(2))


@pytest.fixture(scope="module")
def people(lab):
    """People of the same runs, by scenario and world, after each year."""
    over, scenarios = Worlds(even(2)), [read(FOLDER / f"{name}.toml") for name in (BASE, OTHER)]
    cases = [over.case(one, scenario=name) for name, one in zip((BASE, OTHER), scenarios, strict=True)]
    made = lab.run(cases, range(1, WORLDS_QUICK + 1), LEAST_YEARS)
    return made.rows("years").pivot(index=["scenario", "seed"], columns="year", values="participants")


def test_the_map_is_of_the_first_run(glance):
    reference = read()
    first = simulate(reference, territory_for(reference), years=LEAST_YEARS, seed=1)
    communes = glance.table[glance.table["what"] == "first run"].set_index("where")
    events = first.tables["events"]
    came = events.loc[events["kind"] == "started", "where"].value_counts()
    assert len(communes) == 68
    assert communes.loc[communes["people"] > 0, "people"].to_dict() == came.to_dict()
    assert f"{came.sum():,} people of {len(came)} of 68 communes" in glance.method


def test_the_change_is_taken_world_by_world(glance, people):
    ends = people[LEAST_YEARS].unstack("seed")
    gain = more(ends.loc[OTHER] - ends.loc[BASE])
    assert f"from the fourth year on, bring {gain} people" in glance.sentence
    assert f"{gain} people in {LEAST_YEARS} years" in glance.figure.get_suptitle()


def test_the_courses_drawn_are_the_middles_of_the_worlds(glance, people):
    drawn = {tuple(np.round(line.get_ydata(), 6)) for line in glance.figure.axes[1].lines}
    for name in (BASE, OTHER):
        middles = people.loc[name].median()
        assert (0.0, *middles.round(6)) in drawn
        written = glance.table[glance.table["what"] == name]
        assert written["participants_p50"].tolist() == pytest.approx([0.0, *middles])
        last = spread(people.loc[name][LEAST_YEARS])
        ends = written.iloc[-1]
        assert [ends[f"participants_{end}"] for end in ("p5", "p95")] == [last[end] for end in ("p5", "p95")]


def test_nothing_changes_before_the_fourth_year(people):
    other, base = (people.loc[name] for name in (OTHER, BASE))
    assert (other[[1, 2, 3]] == base[[1, 2, 3]]).all(axis=None)
    assert re.search(r'from = "2020-01"', (FOLDER / f"{OTHER}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "gains, answer, verdict, none",
    [
        ([140, 700, 770], "+700 (+196 to +763) people in 10 years", "more", 0),
        ([-500, 700, 770], "Not told", "not told", 33),
    ],
)
def test_what_is_not_told_from_none_is_said(glance, gains, answer, verdict, none):
    places = glance.table[glance.table["what"] == "first run"]
    ends = pd.DataFrame({BASE: [1400.0] * 3, OTHER: [1400.0 + gain for gain in gains]}, index=[1, 2, 3])
    stands = Standing(1.0, {"talk-informs": 1.0})
    found = at_a_glance.answered(ends, places, glance.table, 10, "3 worlds", stands, glance.figure)
    assert "stands in 1 of 1 readings" in found.sentence
    assert found.answer.startswith(answer)
    assert found.rows["verdict"].tolist()[2:4] == [verdict] * 2
    assert found.rows.iloc[3, 1].startswith("+10.0 (")  # 700 for 70 places
    assert found.follows.startswith("Nothing") == (verdict == "not told")
    assert found.overturns.startswith(f"In {none} of 100 worlds twice the places add nobody")


def test_a_page_is_short(glance):
    fits_a_page("at_a_glance", glance)
