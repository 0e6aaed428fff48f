"""Engines and pools: what cannot be is refused, and what is closed has ended."""

import threading
from threading import Event

import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory.pools import Engine, ThreadPool
from contagion.sim.threads import go_on
from tests.helpers.laboratory_toys import within


@pytest.mark.parametrize(
    "made, words",
    [
        (lambda: Engine("threads", workers=0), "workers 0: must be at least 1"),
        (lambda: Engine("serial", scheduler="tcp://h:1"), "scheduler tcp://h:1: is for engine dask, not serial"),
    ],
)
def test_an_engine_that_cannot_be_is_refused(made, words):
    with pytest.raises(InputError, match=f"^{words}$"):
        made()


def test_a_pool_of_threads_that_is_closed_gives_up_what_they_are_at_and_waits_for_nobody():
    pool, begun = ThreadPool(2), Event()

    def endless():
        begun.set()
        while True:
            go_on()

    before = threading.active_count()
    calls = [pool.submit(endless) for _ in range(3)]
    assert begun.wait(10)
    pool.close()
    assert within(5, lambda: all(call.done() for call in calls))
    assert calls[2].cancelled()
    assert within(5, lambda: threading.active_count() == before)
