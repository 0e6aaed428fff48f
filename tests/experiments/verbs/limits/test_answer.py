"""Limits as an object, on runs made by hand."""

import pytest

from contagion.sim.errors import InputError
from tests.helpers import limits_by_hand


def labels(ax) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_limits_draw_and_show_the_table_that_was_found():
    made = limits_by_hand.by_hand()
    assert made.table["participants"].tolist() == [415] * len(made.table)
    assert [label.partition(",")[0] for label in labels(made.plot())] == made.table["label"].tolist()
    assert "+45" in made._repr_html_()
    assert "Left out: money: no budget sets a limit" in made._repr_html_()


def test_where_nobody_came_there_is_nothing_to_draw():
    nobody = limits_by_hand.by_hand(lambda name, number: 0)
    with pytest.raises(InputError, match="nobody came to a group in any run"):
        nobody.plot()
