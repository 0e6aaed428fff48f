"""The periphery: levers from what a world has, and what is said of a toy."""

import pytest

from contagion.experiments.questions import x10_periphery as x10
from contagion.models.parameters import Parameters
from tests.helpers.asked import held

NAMES = [labels["scenario"] for labels, _ in x10.cases()]


def test_levers_are_moved_alone_and_together():
    alone, two = ["place", "travel", "online"], ["place + travel", "place + online", "travel + online"]
    assert [x10.BASE, *alone, *two, x10.ALL] == NAMES
    moved = x10.step(Parameters(), ("place", "online"))
    assert moved.decision[0].set["training.reserved_share"] == 0.5
    assert (moved.demand.online_share, moved.demand.distance_km) == (0.25, Parameters().demand.distance_km)


def test_people_go_twice_as_far_as_they_do_in_that_world():
    here = Parameters().with_values({"demand.distance_km": 14.0})
    moved = x10.step(here, ("travel",), {"receptivity.outside": 1.0})
    assert (moved.demand.distance_km, moved.demand.travel_help, moved.receptivity.outside) == (28.0, 1.5, 1.0)
    assert moved.facilitation.pair_distance_km == 2 * here.facilitation.pair_distance_km


def toy(**communes):
    given = {case: communes.get(case, (-1, 1, 0)) for case in NAMES[1:]}
    return held(x10, NAMES, {(case, x10.COMMUNES): of for case, of in given.items()})


def test_a_row_says_both_and_the_verdict_where_they_differ():
    free, fixed = toy(travel=(4, 5, 6), online=(1, 1, 1)), toy(online=(1, 1, 1))
    rows = x10.in_rows({x10.FREE: free, x10.FIXED: fixed}).set_index("case")
    assert rows["verdict"][["travel", "online"]].tolist() == ["more; fixed at 1: not told", "more"]
    assert rows.loc["travel"].tolist()[:2] == ["+5 (+4 to +6)", "+0 (-1 to +1)"]
    assert x10.first_of(free) == "travel"


@pytest.mark.parametrize(("value", "word"), [(5, "surely helped by"), (-5, "surely hurt by")])
def test_what_follows_is_what_is_told(value, word):
    said = x10.follows(toy(online=(value,) * 3, **{x10.ALL: (10, 10, 10)}))
    assert f"{word} a quarter of the groups online" in said
    assert "Whoever wants more people is surely helped by no single lever." in said
    assert said.endswith(f"bring +10 (+10 to +10) communes, beyond the sum of each alone {10 - value:+}.")
