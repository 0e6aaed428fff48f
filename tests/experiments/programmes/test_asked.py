"""What is asked of a programme: where, how long, and in which scenarios."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from contagion.experiments.programmes.asked import place_of, scenarios_of, years_of
from contagion.experiments.programmes.lived import NONE_YET, START
from contagion.experiments.programmes.programme import read_programme
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import found, read
from contagion.models.territory.gazetteer import find

CASE = read_programme(Path("besancon"))


def test_grand_besancon_has_a_table_of_its_own():
    assert place_of(CASE) is None
    assert place_of(replace(CASE, territory=find("epci", "Dinan"))) == "200068989"


def test_years_are_counted_from_today():
    assert [years_of(CASE, ahead) for ahead in (None, 10, 2)] == [13, 13, 5]


def test_the_programme_as_it_goes_on_comes_first(territory):
    made = scenarios_of(CASE, territory, [read(found(Path("mentoring")))])
    assert [one.name for one in made] == ["go_on", "mentoring"]


def test_where_nothing_exists_yet_all_is_compared_with_no_programme(territory):
    """Nobody comes, and nothing is paid; in the scenario beside it both happen."""
    to_begin = replace(CASE, began=date(2027, 1, 1), today=date(2026, 12, 1), known=(), total=None)
    none, start, option = scenarios_of(to_begin, territory, [read(found(Path("mentoring")))])
    assert (none.title, start.title) == (NONE_YET[0], START[0])
    assert option.name == "mentoring"
    runs = [simulate(one, territory_for(one), years=2, seed=1).summary for one in (none, start)]
    assert [bool(one["participants"]) for one in runs] == [False, True]
    assert [bool(one["cost_total"]) for one in runs] == [False, True]
