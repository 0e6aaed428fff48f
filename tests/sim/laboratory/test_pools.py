"""Engines and pools: what cannot be is refused, and what is closed has ended."""

import sys
import time
from typing import Any

import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory.pools import Engine, ProcessPool


@pytest.mark.parametrize(
    "made, words",
    [
        (lambda: Engine("processes", workers=0), "workers 0: must be at least 1"),
        (lambda: Engine("serial", scheduler="tcp://h:1"), "scheduler tcp://h:1: is for engine dask, not serial"),
    ],
)
def test_an_engine_that_cannot_be_is_refused(made, words):
    with pytest.raises(InputError, match=f"^{words}$"):
        made()


def test_a_worker_that_is_ended_while_it_sends_something_keeps_nobody_waiting():
    pool = ProcessPool(1)
    pool.submit(bytes, 300_000_000)
    manager: Any = pool._executor._executor_manager_thread
    while sys._current_frames()[manager.ident].f_code.co_name != "_recv":  # it reads by halves
        time.sleep(0.001)
    pool.close()
    manager.join(30)
    assert not manager.is_alive()
