"""What was used or made of late is kept, up to so many bytes, or a few results; work is given up on request."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import sleep

import numpy as np
import pytest

from contagion.sim.threads import GivenUp, MadeOnce, Recent, go_on, heed, side_by_side


def test_what_was_not_used_for_the_longest_goes_first():
    recent = Recent[str, int](10)
    recent.keep("a", 1, 4)
    recent.keep("b", 2, 4)
    assert recent.get("a") == 1
    recent.keep("c", 3, 4)  # of three there is room for two
    assert [recent.get(key) for key in "abc"] == [1, None, 3]
    assert recent.held == 8


def test_what_comes_under_a_key_takes_the_place_of_what_stood_there():
    recent = Recent[str, int](10)
    recent.keep("a", 1, 9)
    recent.keep("a", 2, 3)
    recent.keep("b", 3, 7)
    assert [recent.get("a"), recent.get("b"), recent.held] == [2, 3, 10]


def test_what_is_too_large_is_not_kept_and_drives_nothing_out():
    recent = Recent[str, int](10)
    recent.keep("a", 1, 10)
    recent.keep("b", 2, 11)
    assert [recent.get("a"), recent.get("b")] == [1, None]
    recent.keep("a", 3, 11)  # nor is what stood there
    assert recent.get("a") is None
    assert recent.held == 0


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
