"""The picture of `README.md` shows what its runs gave (`questions/at_a_glance.py`)."""

import numpy as np
import pytest
from matplotlib.text import Text

from contagion.experiments.questions import at_a_glance
from contagion.experiments.questions.asking import Standing
from contagion.experiments.questions.at_a_glance import BASE, LEAST_YEARS, OTHER
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read
from tests.helpers.asked import asking, by_world, more


@pytest.fixture(scope="module")
def glance(lab):
    return at_a_glance.main(asking(2, lab))


def test_the_map_is_of_the_first_run(glance):
    reference = read()
    first = simulate(reference, territory_for(reference), years=LEAST_YEARS, seed=1)
    communes = glance.table[glance.table["what"] == "first run"].set_index("where")
    events = first.tables["events"]
    came = events.loc[events["kind"] == "started", "where"].value_counts()
    assert len(communes) == 68
    assert communes.loc[communes["people"] > 0, "people"].to_dict() == came.to_dict()
    assert f"{came.sum():,} people of {len(came)} of 68 communes" in glance.method


def test_the_courses_drawn_are_those_of_the_table_and_part_in_the_fourth_year(glance):
    drawn = {tuple(np.round(line.get_ydata(), 6)) for line in glance.figure.axes[1].lines}
    courses = [glance.table.loc[glance.table["what"] == name, "participants_p50"].tolist() for name in (BASE, OTHER)]
    assert {tuple(np.round(course, 6)) for course in courses} <= drawn
    assert courses[0][:4] == courses[1][:4]
    assert courses[0][4] != courses[1][4]


def test_no_label_gives_another_difference_than_the_title(glance):
    """The difference of two medians is not the median of the differences: only one of them is written."""
    labels = [one.get_text() for one in glance.figure.axes[1].texts if ": " in one.get_text()]
    gain = next(one for one in labels if one.startswith("twenty")).removeprefix("twenty: ")
    assert len(labels) == 2
    said = " ".join(one.get_text() for one in glance.figure.findobj(Text))
    assert f": {gain} people in" in said
    assert "±" not in said


@pytest.mark.parametrize(
    "gains, answer, verdict, none",
    [
        ([140, 700, 770], "+700 (+196 to +763) people in 10 years", "more", 0),
        ([-500, 700, 770], "Not told", "not told", 33),
    ],
)
def test_what_is_not_told_from_none_is_said(glance, gains, answer, verdict, none):
    places = glance.table[glance.table["what"] == "first run"]
    base = by_world(1400, 1400, 1400)
    stands = Standing(1.0, {"talk-informs": 1.0})
    found = at_a_glance.answered(base, more(*gains), places, glance.table, 10, "3 worlds", stands, glance.figure)
    assert "stands in 1 of 1 readings" in found.sentence
    assert found.answer.startswith(answer)
    assert found.rows["verdict"].tolist()[2:4] == [verdict] * 2
    assert found.rows.iloc[3, 1].startswith("+10.0 (")  # 700 for 70 places
    assert found.follows.startswith("Nothing") == (verdict == "not told")
    assert found.overturns.startswith(f"In {none} of 100 worlds twice the places add nobody")
