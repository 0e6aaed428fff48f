"""At which price two options bring as much for the same euros."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.commands.compare.costs import break_even, break_even_in_words, euros_by_item
from contagion.models.outcomes.costs import PREFIX
from contagion.models.parameters.sections.money import ITEMS, Costs

COSTS = Costs(seat=700, coordinator=45_000, kit=100)


def euros(**items):
    return pd.Series({item: float(items.get(item, 0)) for item in ITEMS})


TRAINING, POSTS = euros(seat=900, kit=300), euros(coordinator=800, seat=100, kit=250)
BOTH = {"training": TRAINING, "posts": POSTS}


def for_a_euro(gained, item, factor):
    """What each brings for a euro, where an item has another price."""
    return [gained[name] / (of.sum() + (factor - 1) * of[item]) for name, of in BOTH.items()]


@pytest.mark.parametrize("people", [(150, 100), (100, 150), (101, 100)])
def test_the_price_that_turns_the_order_is_the_one_that_must_change_least(people):
    gained = pd.Series(people, [*BOTH], dtype=float)
    item, factor = break_even(gained, BOTH) or pytest.fail("no price")
    one, other = for_a_euro(gained, item, factor)
    assert one == pytest.approx(other)
    now = np.sign(np.subtract(*for_a_euro(gained, item, 1)))
    for any_item in ITEMS:
        for nearer in np.exp(np.linspace(-1, 1, 41) * abs(np.log(factor)) * 0.999):
            assert np.sign(np.subtract(*for_a_euro(gained, any_item, nearer))) == now, any_item


@pytest.mark.parametrize("people", [(1e6, 1.0), (0.0, 5.0), (5.0, -1.0)])
def test_where_no_price_turns_it_none_is_told(people):
    gained = pd.Series(people, [*BOTH], dtype=float)
    assert break_even(gained, BOTH) is None
    first, second = ("training", "posts") if people[0] > people[1] else ("posts", "training")
    line = f"For each euro “{first}” beats “{second}” in people, whatever the price of one item."
    assert break_even_in_words(gained, BOTH, COSTS, "people") == line


def test_the_sentence_names_the_price_that_is_assumed_and_the_side():
    gained = pd.Series({"training": 150.0, "posts": 100.0})
    assert break_even(gained, BOTH) == ("seat", pytest.approx(1.7))  # 150 / (1200 + 0.7 × 900) = 100 / (1150 + 70)
    line = " in people with training seats below 1,200 € per seat (here: 700)."
    assert break_even_in_words(gained, BOTH, COSTS, "people").endswith(line)
    assert break_even_in_words(gained, BOTH, COSTS, "people").startswith("For each euro “training” beats “posts”")
    turned = break_even_in_words(gained[::-1], BOTH, COSTS, "people")
    assert turned == break_even_in_words(gained, BOTH, COSTS, "people")
    dear = break_even_in_words(pd.Series({"training": 90.0, "posts": 100.0}), BOTH, COSTS, "people")
    turns = "with coordinators below 55,000 € per full-time year (here: 45,000)."  # 1150 + 0.23 × 800 = 1200 / 0.9
    assert dear == f"For each euro “posts” beats “training” in people {turns}"


def test_euros_by_item_are_of_the_last_year_in_the_mean_of_runs():
    rows = [{"year": year, **{PREFIX + item: 0.0 for item in ITEMS}, PREFIX + "seat": seats}
            for year, seats in ((1, 9.0), (2, 10.0), (1, 9.0), (2, 14.0))]  # fmt: skip
    made = euros_by_item(pd.DataFrame(rows), COSTS)
    assert made["seat"] == 12 * 700
    assert made.sum() == made["seat"]
