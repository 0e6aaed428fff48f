"""The verbs of lists."""

import numpy as np

from contagion.models.programme.books import lists
from contagion.models.programme.layout import NEARBY, ORDER, STATE

view = STATE.view


def _sift(handle, numbers, smallest):
    state = view(handle)
    lists.clear(state, ORDER)
    for number in numbers:
        lists.append(state, ORDER, number)
    for n in range(lists.clear(state, ORDER)):
        number = state.lists[ORDER, n]
        if number >= smallest:
            lists.keep(state, ORDER, number)
        else:
            lists.append(state, NEARBY, number)


def _insert(handle, places, sort):
    state = view(handle)
    lists.clear(state, ORDER)
    for n in range(len(places)):
        if sort:
            lists.append_by(state, ORDER, n, np.uint64(places[n]))
        else:
            lists.insert(state, ORDER, places[n], n)
    if sort:
        lists.sort(state, ORDER)


def test_those_that_stay_are_kept_in_their_order(build):
    model = build([], 1)
    model.state.sparing = True
    _sift(model.state.handle, np.array([*[5, 1, 7, 2, 9], *range(100, 400)]), 3)
    assert model.listed(ORDER) == [5, 7, 9, *range(100, 400)]
    assert model.listed(NEARBY) == [1, 2]


def test_a_number_is_put_at_its_place(build):
    model, wanted = build([], 1), []
    places = np.random.default_rng(1).integers(0, np.arange(1, 301))
    for number, place in enumerate(places.tolist()):
        wanted.insert(place, number)
    _insert(model.state.handle, places, False)
    assert model.listed(ORDER) == wanted


def test_a_list_is_sorted_by_the_keys_beside_it(build):
    model, keys = build([], 1), np.random.default_rng(2).permutation(300)
    _insert(model.state.handle, keys, True)
    assert model.listed(ORDER) == np.argsort(keys).tolist()
