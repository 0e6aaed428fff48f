"""What would help: limits and levers as objects, on runs made by hand."""

import pytest

from contagion.experiments.verbs.limits.answer import Levers, Limits
from contagion.sim.errors import InputError
from tests.helpers import levers_by_hand, limits_by_hand


def labels(ax) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_limits_draw_and_show_the_table_that_was_found():
    found = limits_by_hand.by_hand()
    made = Limits(found)
    assert made.table["participants"].tolist() == [415] * len(made.table)
    assert [label.partition(",")[0] for label in labels(made.plot())] == made.table["label"].tolist()
    assert "+45" in made._repr_html_()
    assert "Left out: money: no budget sets a limit" in made._repr_html_()


def test_where_nobody_came_there_is_nothing_to_draw():
    nobody = Limits(limits_by_hand.by_hand(lambda name, number: 0))
    with pytest.raises(InputError, match="nobody came to a group in any run"):
        nobody.plot()


@pytest.mark.parametrize("indicator", ["participants", "cost_total", "people_per_1000_euros"])
def test_levers_draw_and_show_the_table_that_was_found(indicator):
    made = Levers(levers_by_hand.by_hand())
    assert labels(made.plot(indicator)) == [*made.table["lever"][:-1], "free *"]
    assert "more people, costs less" in made._repr_html_()
    assert made.skipped == ["this: has no further step"]


def test_an_indicator_that_levers_do_not_have_gets_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'cost_total'"):
        Levers(levers_by_hand.by_hand()).plot("cost_totl")
