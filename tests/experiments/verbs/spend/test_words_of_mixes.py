"""What is bought, in words: one and many, whole numbers and shares, before and after."""

from dataclasses import replace

import pytest

from contagion.experiments.language.languages import FRENCH, speaking
from contagion.experiments.verbs.spend.mixes import STANDING, Usual, market
from contagion.experiments.verbs.spend.words import best_by, bought, buys
from contagion.models.scenarios.scenario import read
from tests.helpers.spent_by_hand import by_hand

OF = market(read(), 60_000, Usual(10.0, 10.0))


def steps(**numbers: int) -> tuple[int, ...]:
    return tuple(numbers.get(one.parameter.partition(".")[2], 0) for one in OF.levers)


@pytest.mark.parametrize(
    "asked, said",
    [
        ({"places": 1}, "1 more training place a session (10, then 11)"),
        ({"places": 4}, "4 more training places a session (10, then 14)"),
        ({"letters": 12}, "1,200 more letters a mailing (2,500, then 3,700)"),
        ({"coordinators": 3}, "0.3 more of a coordinator (1.0, then 1.3)"),
        ({"mentored_share": 4}, "another 40% of the facilitators mentored (0%, then 40%)"),
    ],
)
def test_what_a_lever_buys(asked, said):
    assert bought(OF, steps(**asked)) == [said]


def test_several_stand_in_a_row_in_both_languages():
    two = steps(places=4, campaigns_per_year=1)
    assert buys(OF, two) == "4 more training places a session (10, then 14); 1 more mailing a year (4, then 5)"
    with speaking(FRENCH):
        assert "4 places de formation de plus par session (10, puis 14)" in buys(OF, two)


def test_one_that_is_first_by_all_has_a_short_name():
    one = by_hand().portfolios[0]
    assert best_by(replace(one, best_by=("people", "communes"))) == "Most people and most communes"
    assert best_by(replace(one, best_by=STANDING)) == "The best by all three"
    assert best_by(replace(one, best_by=(*STANDING, "simple"))) == "The best by all three and the best single lever"
