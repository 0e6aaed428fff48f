"""A generator of Python's that is keyed draws."""

import copy
import pickle

import numpy as np
import pytest

from contagion.sim.chance.draws import Draws
from contagion.sim.orders import Order

STREAM = Draws(1).stream("order of people")


def order(occasion: int, size: int = 12) -> list[int]:
    people = list(range(size))
    Order(STREAM, occasion).shuffle(people)
    return people


def test_an_order_depends_on_the_stream_and_the_occasion_alone():
    assert order(3) == order(3)
    assert order(3) != order(4)
    people = list(range(12))
    Order(Draws(2).stream("order of people"), 3).shuffle(people)
    assert people != order(3)
    other = Order(STREAM, 3)
    assert [other.random() for _ in range(5)] != [Order(STREAM, 3).random() for _ in range(5)]  # it goes on


def test_everybody_is_as_often_in_every_place():
    many = np.array([order(occasion) for occasion in range(6000)])
    shares = np.array([(many == one).mean(axis=0) for one in range(12)])
    assert np.abs(shares - 1 / 12).max() < 4.5 * np.sqrt(1 / 12 * 11 / 12 / 6000)


def test_its_numbers_are_the_draws_of_its_occasion_one_after_the_other():
    made, again = Order(STREAM, 9), Order(STREAM, 9)
    assert [made.random() for _ in range(3)] == [STREAM.uniform(9, number) for number in (1, 2, 3)]
    first, second, third = (STREAM.bits(9, number) for number in (1, 2, 3))
    assert [again.getrandbits(64), again.getrandbits(65)] == [first, (second << 64 | third) >> 63]


@pytest.mark.parametrize("k", [0, 1, 5, 32, 64, 65, 130])
def test_bits_are_uniform(k):
    made = Order(STREAM, 9)
    drawn = [made.getrandbits(k) for _ in range(2000)]
    assert max(drawn) < 2**k
    if k:
        assert np.mean([one >> (k - 1) for one in drawn]) == pytest.approx(0.5, abs=0.05)
        assert np.mean([one & 1 for one in drawn]) == pytest.approx(0.5, abs=0.05)


def test_it_is_a_generator_of_pythons():
    made = Order(STREAM, 5)
    assert 0 <= made.choice(range(10)) < 10
    assert len({*made.sample(range(10), 4)}) == 4
    assert abs(made.gauss(0, 1)) < 9
    again = copy.copy(made), pickle.loads(pickle.dumps(made))
    state, then = made.getstate(), made.random()
    assert [one.random() for one in again] == [then, then]
    made.setstate(state)
    assert made.random() == then
