"""Whether something draws from generators that no run may draw from, also beside threads that draw themselves."""

import random
import sys
from random import random as held_since
from threading import Event, Thread

import numpy as np
import pytest

from contagion.sim import model
from contagion.sim.model import ForeignDraws

CALLED = {
    "Python's": random.random,
    "Python's, through a method in Python": lambda: random.shuffle([1, 2, 3]),
    "Python's, by your own name": held_since,
    "Python's, called by what is compiled": lambda: list(map(random.gauss, (0, 1), (1, 1))),
    "Python's, as a key": lambda: max((1, 2), key=lambda _: held_since()),
    "NumPy's": lambda: np.random.normal(size=3),  # noqa: NPY002 - what is not to be done
    "NumPy's, in place": lambda: np.random.shuffle([1, 2, 3]),  # noqa: NPY002 - what is not to be done, either
}
NOT_DRAWN = {
    "nothing": lambda: None,
    "a look": lambda: (random.getstate(), np.random.get_state()),  # noqa: NPY002 - draws nothing
    "your own generators": lambda: (random.Random(1).random(), np.random.default_rng(1).random()),
}


@pytest.fixture(params=[False, True], ids=["alone", "beside a thread that draws"])
def beside(request, monkeypatch):
    """Where a process has one thread only, and where another one draws whenever this one looks."""
    if not request.param:
        monkeypatch.setattr(model, "_others", frozenset)
        yield lambda: None
        return
    wanted, drawn, over = Event(), Event(), Event()

    def draw():
        while wanted.wait() and not over.is_set():
            wanted.clear()
            random.random()
            np.random.random()  # noqa: NPY002 - as other libraries may
            drawn.set()

    def ask():
        drawn.clear()
        wanted.set()
        assert drawn.wait(10)

    thread = Thread(target=draw)
    thread.start()
    yield ask
    over.set()
    wanted.set()
    thread.join()


@pytest.mark.parametrize("draw", CALLED.values(), ids=CALLED)
def test_a_draw_is_found(beside, draw):
    with ForeignDraws() as watch:
        beside()
        draw()
    assert watch.found


@pytest.mark.parametrize("look", NOT_DRAWN.values(), ids=NOT_DRAWN)
def test_what_draws_nothing_is_not(beside, look):
    with ForeignDraws() as watch:
        beside()
        look()
    assert not watch.found


def test_what_a_thread_that_was_started_within_draws_counts(beside):
    with ForeignDraws() as watch:
        thread = Thread(target=random.random)
        thread.start()
        thread.join()
    assert watch.found


def test_two_threads_are_each_told_their_own():
    within, found = Event(), {}

    def clean():
        with ForeignDraws() as watch:
            within.set()
            assert drawn.wait(10)
        found["clean"] = watch.found

    drawn, thread = Event(), Thread(target=clean)
    thread.start()
    assert within.wait(10)
    with ForeignDraws() as watch:
        random.random()
    drawn.set()
    thread.join()
    assert (found["clean"], watch.found) == (False, True)


@pytest.mark.usefixtures("beside")
def test_nothing_is_left_behind_and_an_error_goes_through():
    before = [sys.monitoring.get_tool(number) for number in range(6)]
    with pytest.raises(KeyError), ForeignDraws():
        raise KeyError
    assert [sys.monitoring.get_tool(number) for number in range(6)] == before
    sys.monitoring.use_tool_id(4, "a debugger")
    assert sys.monitoring.register_callback(4, sys.monitoring.events.CALL, None) is None
    sys.monitoring.free_tool_id(4)
