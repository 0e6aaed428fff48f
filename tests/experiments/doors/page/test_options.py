"""Options that others have tried, as a programme takes them."""

from contagion.experiments.language.levers import ON_THE_PAGE
from contagion.experiments.programmes.lived import as_option, option
from contagion.models.runs.cases import in_force


def test_those_of_the_library_that_only_move_levers_are_taken_from_next_january_on(asked):
    found = {one.scenario.name: one.values for one in asked.tried}
    assert {*found} == {"campaign", "double_places", "end_of_support", "mentoring", "two_sessions"}
    now = in_force(asked.base.parameters, asked.base.past)
    assert found["double_places"] == {"training.places": 2 * now.training.places}
    assert found["mentoring"] == {"retention.mentored_share": 1.0}
    assert {name for values in found.values() for name in values} <= {one.parameter for one in ON_THE_PAGE}


def test_what_the_page_makes_of_one_is_in_force_as_with_its_scenario(asked):
    for one in asked.tried:
        own = as_option(asked.base, asked.territory, one.scenario, asked.carried.usual | one.values)
        moved = option(asked.programme, asked.territory, asked.base, own)
        for year in (asked.base.past, asked.base.past + 1):
            here, there = in_force(moved.parameters, year), in_force(one.scenario.parameters, year)
            assert [here.get(one.parameter) for one in ON_THE_PAGE] == [there.get(one.parameter) for one in ON_THE_PAGE]


def test_levers_of_the_page_can_be_moved_to_them(asked):
    levers = {one.parameter: one for one in asked.carried.levers}
    for one in asked.tried:
        for name, value in one.values.items():
            lever, choices = levers[name], asked.carried.choices(levers[name])
            assert value in choices if choices else lever.low <= value <= asked.carried.most(lever)
