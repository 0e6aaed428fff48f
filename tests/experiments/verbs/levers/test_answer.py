"""Levers as an object, on runs made by hand."""

import pytest

from contagion.sim.errors import InputError
from tests.helpers import levers_by_hand


@pytest.mark.parametrize("indicator", ["participants", "cost_total", "people_per_1000_euros"])
def test_levers_draw_and_show_the_table_that_was_found(indicator):
    made = levers_by_hand.by_hand()
    assert [label.get_text() for label in made.plot(indicator).get_yticklabels()] == [
        *made.table["lever"][:-1],
        "free *",
    ]
    assert "more people, costs less" in made._repr_html_()
    assert made.skipped == ["this: has no further step"]


def test_an_indicator_that_levers_do_not_have_gets_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'cost_total'"):
        levers_by_hand.by_hand().plot("cost_totl")
