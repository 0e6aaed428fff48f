"""Where alternative programmes take the place of the groups, report and figures speak of their people; and years in
which nothing happened have no shortage."""

import numpy as np
import pandas as pd
import pytest

from experiments.figures.run import figures, stock_and_flow, what_was_short
from experiments.figures.yearly_maps import started_by_year
from experiments.studies.programmes import others_alone, shortages
from experiments.words.run import in_words
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import FOLDER, read
from tests.helpers.drawn import axes, unreadable, written

YEARS = 4


def lived(name, years=YEARS):
    scenario = read(FOLDER / f"{name}.toml")
    territory = territory_for(scenario)
    return simulate(scenario, territory, years=years, seed=1), scenario, territory


@pytest.fixture(scope="module", params=["challenge_instead", "workshop_instead"])
def alone(request):
    """Results, scenario and territory."""
    return lived(request.param)


@pytest.fixture(scope="module")
def ended():
    """A programme that dies out."""
    return lived("end_of_support", 14)


def test_the_report_begins_with_all_participants(alone):
    results, scenario, territory = alone
    years = results.tables["alternatives"]
    people, made = years["participants"], results.summary
    assert made["participants"] == 0 < people.sum() == made["alternative_participants"]
    said = in_words(results, scenario, territory)
    rows = [line.split() for line in said.split("\n\n")[1].splitlines()]
    assert rows[0][:4] == ["year", "people", "reached", "in"]
    assert [int(row[1].replace(",", "")) for row in rows[1:]] == people.cumsum().tolist()
    assert [int(row[2].replace(",", "")) for row in rows[1:]] == people.tolist()
    plain = " ".join(said.split())
    assert f"{people.sum():,} people took part in {years['groups'].sum():,} groups of “" in plain
    assert f"{made['cost_total'] / people.sum():,.0f} € a participant" in plain
    assert "of the weeks" not in plain
    assert "What was short is told of the programme's own groups alone." in plain


def test_the_curves_are_those_of_all_participants(alone):
    results, _, territory = alone
    people = results.tables["alternatives"]["participants"]
    figure = stock_and_flow(results, territory)
    stock, reach, flow = axes(figure)
    (course,) = (line for line in reach.lines if len(line.get_xdata()) > 2)
    assert course.get_ydata()[52::52].tolist() == people.cumsum().tolist()
    assert [bar.get_height() for bar in flow.patches] == people.tolist()
    (leaders,) = (line for line in stock.lines if len(line.get_xdata()) > 2)
    assert leaders.get_ydata()[52::52].tolist() == results.tables["alternatives"]["leaders_active"].tolist()
    active = results.summary["alternative_leaders_active"]
    assert figure.get_suptitle() == f"{people.sum():,} people took part; {active} leaders active"
    for name, drawn in figures(results, territory).items():
        assert not unreadable(drawn), name
        assert "No group started" not in " ".join(text.get_text() for text in written(drawn)), name


def test_the_map_is_that_of_all_groups(alone):
    results, _, territory = alone
    groups = results.tables["alternatives"]["groups"].cumsum()
    assert started_by_year(results, territory).sum(axis=1).tolist() == groups.tolist()


def test_the_groups_speak_for_themselves_where_there_are_any():
    results, _, territory = lived("team_challenge", 2)
    assert not others_alone(results)
    assert stock_and_flow(results, territory).get_suptitle().startswith(f"{results.summary['participants']:,} people")


def test_years_in_which_nothing_happens_have_no_shortage(ended):
    results, scenario, territory = ended
    weeks, found = results.tables["weeks"], shortages(results)
    moves = weeks[["registrations", "participants", "groups_started"]].groupby(weeks["week"] // 52).last().diff()
    empty = np.flatnonzero((moves == 0).all(axis=1))
    opened = set(results.tables["groups"]["opened"] // 52)
    empty = [year for year in empty if year not in opened]
    assert len(empty) > 3
    assert (weeks["short"][weeks["week"] // 52 == empty[-1]] == "pairs").all()
    of_empty = (weeks["week"] // 52).isin(empty)
    assert (found[of_empty] == "").all(axis=None)
    pd.testing.assert_frame_equal(found[~of_empty], weeks.loc[~of_empty, ["short", "short_in_training"]])
    figure = what_was_short(results, territory)
    hatched = {round(patch.get_y() - 0.5) for patch in axes(figure)[0].patches if patch.get_width() == 52}
    assert hatched == set(map(int, empty))
    assert "waited for partners than led (" not in " ".join(in_words(results, scenario, territory).split())


def test_want_of_money_is_a_reason_for_an_empty_year(ended):
    results = ended[0]
    weeks = results.tables["weeks"].assign(short="money")
    poor = type(results)(results.tables | {"weeks": weeks}, results.summary, results.provenance)
    assert (shortages(poor)["short"] == "money").all()
