"""What the page counts of money: quantities times prices, as the note and `spend` have them."""

import numpy as np

from contagion.experiments.language.levers import ON_THE_PAGE, SOLD
from contagion.models.parameters.sections.money import ITEMS
from tests.experiments.doors.page.conftest import AHEAD, SUM


def test_what_it_costs_is_that_of_the_note_over_the_years_ahead_alone(with_a_sum):
    money, briefing = with_a_sum.money, with_a_sum.briefing
    np.testing.assert_allclose(money.a_year(money.bought) * AHEAD, briefing.ends["cost_total"], rtol=1e-12)
    costs = briefing.costs.set_index("item")
    for item in money.items:
        euros = money.bought[item] * getattr(money.costs, item)
        np.testing.assert_allclose(euros.median(), costs.loc[item, "p50"], rtol=1e-12)
    assert {*money.items} == {*costs.index}
    assert with_a_sum.base.past > 0


def test_mixes_are_those_of_spend(with_a_sum):
    money = with_a_sum.money
    table = money.spent.table.set_index("mix")
    for one in money.mixes:
        euros = money.a_year(one.bought)
        np.testing.assert_allclose(euros.mean(), table.loc[one.of.name, "euros"], rtol=1e-9, atol=1e-9)
        by_item = one.bought.mean() * [getattr(money.costs, item) for item in ITEMS] / AHEAD
        np.testing.assert_allclose(by_item, one.of.euros[[*ITEMS]], rtol=1e-9, atol=1e-9)
        assert euros.mean() <= SUM * 1.000001


def test_those_of_the_headline_are_told_and_no_more_than_three(with_a_sum):
    found, told = with_a_sum.money.spent, [one.of.name for one in with_a_sum.money.mixes]
    names = [one.name for one in found.portfolios]
    surer = [one.name for one in found.portfolios if not found.market.assumed(one.steps)][:1]
    assert {names[0], *surer, names[-1]} <= {*told} <= {*names}
    assert told == [name for name in names if name in told]
    assert len(told) == min(3, len(names))


def test_all_that_is_on_sale_is_a_lever():
    assert {*SOLD} <= {*ON_THE_PAGE}
