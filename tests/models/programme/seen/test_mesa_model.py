"""A model that runs by the week, with chance that only its keyed draws give."""

import numpy as np
import pytest

from contagion.models.programme.seen.mesa_model import SimModel


class Counting(SimModel):
    """A model that counts its weeks."""

    weeks = 0

    def step(self) -> None:
        self.weeks += 1


def test_it_lives_so_many_weeks_and_is_looked_at_after_each():
    model, seen = Counting(1), []
    model.run(3, lambda lived: seen.append(lived.weeks))
    model.run(2)
    assert seen == [1, 2, 3]
    assert model.weeks == 5


def test_a_seed_may_be_larger_than_what_mesa_takes():
    assert Counting(2**70).draws.stream("a").uniform(1) != Counting(0).draws.stream("a").uniform(1)


@pytest.mark.parametrize(
    "draw", [lambda model: model.random.random(), lambda model: model.rng.random()], ids=["of Mesa", "by NumPy"]
)
def test_a_draw_from_a_generator_of_mesa_is_seen(draw):
    model = Counting(1)
    before = model.states()
    model.draws.stream("a decision").uniform(np.arange(9))
    assert model.states() == before
    draw(model)
    assert model.states() != before
