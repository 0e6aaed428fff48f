"""X06, training places (`questions/x06_places.py`): seats and words by hand."""

import pandas as pd

from contagion.experiments.questions import x06_places as x06
from contagion.models.parameters import Parameters
from tests.helpers.asked import asking, by_world, more


def test_seats_are_those_of_all_sessions():
    usual = Parameters()
    assert x06.seats(usual, 10, 52, 10) == 100
    assert x06.seats(usual, 5, 52, 10) == 10 + 9 * 5  # the founders come whatever the seats
    assert x06.seats(usual, 0, 13, 10) == 10
    assert x06.seats(usual, 20, 26, 1) == 40  # weeks 6 and 32


def test_four_sessions_have_as_many_seats_a_year_as_one():
    for a_year, (places, period) in x06.OFTEN.items():
        assert places * x06.YEARLY // period == a_year


def test_a_seat_is_one_of_all_years():
    """Ten seats more a year, of which the founders have taken those of the first session: 20 more in three years."""
    people = pd.DataFrame({(x06.FILLED, 0, x06.YEARLY): by_world(10), (x06.FILLED, 10, x06.YEARLY): by_world(50)})
    assert str(x06.per_seat(people, asking(), x06.FILLED, (0, 10))) == "+2.0 (+2.0 to +2.0)"


def test_seats_are_told_as_far_as_they_surely_bring_people():
    told = {(x06.FILLED, step): more(*of) for step, of in zip(x06.STEPS, ([9] * 8, [1] * 8, [1, -1] * 4), strict=True)}
    said = x06.follows(told, more(*[30] * 8))
    assert said.startswith("Seats up to 20 a year bring more people in nine worlds in ten and more; beyond that")
    assert said.endswith(". As many seats in four sessions a year, rather than in one, reach more people.")
    none = {key: more(*[1, -1] * 4) for key in told}
    assert x06.follows(none, more(*[-30] * 8)).startswith("No number of seats tried surely brings more people. As many")
    assert x06.follows(none, more(*[-30] * 8)).endswith("reach fewer people.")
    last = ". Whether as many seats in four sessions a year, rather than in one, reach more people is not told."
    assert x06.follows(none, more(*[0] * 8)).endswith(last)
