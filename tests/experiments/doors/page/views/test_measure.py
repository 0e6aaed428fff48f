"""The page on what to measure first."""

from dataclasses import replace

from contagion.experiments.doors.page.views import measure
from tests.helpers.html import checked
from tests.helpers.worth_knowing_by_hand import found


def test_no_order_is_claimed_where_nothing_is_worth_anything(asked, context, french):
    none = replace(found(), to_ask=found().to_ask.assign(clear=False))
    assert checked(measure.worth(found())).startswith("D’abord")
    assert "le plus utile d’abord" in measure.worth(found())
    assert "le plus utile d’abord" not in measure.worth(none)
    assert "sans ordre établi" in measure.worth(none)
    assert "Ce qui pourrait être demandé, sans ordre établi" in measure.page(context())


def test_the_list_stands_before_anything_is_worked_out(asked, context, french):
    told = checked(measure.page(context()))
    assert "à demander à" in told
    assert measure.wanted(asked) == ()
    assert measure.wanted(replace(asked, ask=("measure",))) == ("measure",)
