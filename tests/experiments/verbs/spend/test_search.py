"""The search, where the best mix is known: seven to three by the law of `tests.helpers.spent_by_hand`."""

import pytest

from contagion.experiments.verbs.spend.mixes import BASE
from contagion.experiments.verbs.spend.search import QUICK, USUAL, last, search
from contagion.sim.errors import InputError
from tests.helpers.spent_by_hand import FEW, TWO, worlds


@pytest.fixture(scope="module")
def found():
    return last(search(worlds(), 10_000, FEW, TWO))


def test_the_search_comes_to_the_best_mix_to_a_tenth_of_the_sum(found):
    places, events = found.market.parts(found.market.bought(found.shares[found.rounds[-1].first("people")]))
    assert places == pytest.approx(0.7, abs=0.1)
    assert events == pytest.approx(0.3, abs=0.1)


def test_all_that_was_tried_stays_within_the_sum(found):
    tried = found.tried
    assert tried["mix"].is_unique
    assert (tried["euros"] <= 10_000).all()
    assert (tried["planned"] <= 10_000).all()
    assert len(tried) > 8
    assert tried["people"].is_monotonic_decreasing


def test_the_best_was_tried_in_the_most_worlds_and_others_in_fewer(found):
    of = found.tried.set_index("mix")["worlds"]
    assert of.iloc[0] == max(FEW.searched) == 10
    assert of.min() < 10


def test_later_rounds_see_the_worlds_of_the_earlier(found):
    seen = [sorted(one.lived["seed"].unique()) for one in found.rounds]
    assert seen[0] == [1, 2, 3, 4]
    assert seen[-1] == list(range(1, 11))
    assert all(BASE in set(one.lived["scenario"]) for one in found.rounds)


def test_the_rival_spends_half_of_the_money_otherwise(found):
    best = found.rounds[-1].first("people")
    bought = {name: found.market.bought(found.shares[name]) for name in found.tried["mix"]}
    rival = found.rival(best)
    assert found.market.otherwise(bought[best], bought[rival]) >= 0.5
    before = found.tried["mix"].tolist()
    nearer = before[: before.index(rival)]
    assert all(found.market.otherwise(bought[best], bought[name]) < 0.5 for name in nearer)
    assert sum(map(bool, bought[found.simplest])) == 1


def test_there_is_an_answer_after_each_round():
    counts = [len(one.tried) for one in search(worlds(), 10_000, QUICK, TWO)]
    assert len(counts) == 3
    assert counts == sorted(counts)


def test_one_lever_alone_can_be_bought_too():
    found = last(search(worlds(), 10_000, FEW, TWO[1:]))
    assert found.rival(found.rounds[-1].first("people")) is None
    assert set(found.market.bought(found.shares[found.simplest or ""])) == {found.market.bought((0.9,))[0]}


def test_a_sum_that_does_not_pay_for_what_comes_of_it_is_refused():
    with pytest.raises(
        InputError, match=r"500\.00 € a year pay for no step of anything with the groups that come of it"
    ):
        last(search(worlds(), 500, FEW, TWO))


def test_the_work_is_counted_before_it_is_done():
    assert QUICK.runs(3) < 400 < USUAL.runs() < 10_000
    assert USUAL.searched == (13, 25, 50)
