"""The last few results are kept; work is given up on request."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import sleep

import numpy as np
import pytest

from contagion.sim.threads import GivenUp, MadeOnce, go_on, heed, side_by_side


def test_what_threads_ask_for_at_the_same_time_is_made_by_one_of_them():
    @MadeOnce
    def slow(what):
        sleep(0.02)
        return [what]

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(slow, "aaaa")
    assert all(other is first for other in others)
    assert slow.made == 1
    slow.forget()
    assert slow("a") is not first


def test_a_thread_gives_up_once_it_is_asked_to_and_others_go_on():
    over, found = Event(), []

    def work():
        heed(over)
        go_on()
        over.set()
        with pytest.raises(GivenUp):
            go_on()
        found.append(True)

    thread = Thread(target=work)
    thread.start()
    thread.join(10)
    assert found == [True]
    go_on()


def test_what_is_done_side_by_side_is_done_once_for_each():
    for length in (0, 3, 1000):
        done = np.zeros(length)

        def work(first, after, done=done):
            done[first:after] += 1

        side_by_side(work, length)
        assert (done == 1).all()


def test_what_fails_side_by_side_is_heard_of():
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda first, after: 1 / (after - 1000), 1000)
