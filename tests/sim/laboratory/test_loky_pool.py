"""Workers end with whoever started them, and leave signals to it."""

import os
import signal
import sys

import pytest

from contagion.sim.laboratory.loky_pool import LokyPool
from contagion.sim.laboratory.pools import Engine
from tests.helpers.laboratory_toys import Toy, alive, jobs, prepared, python, run_many, within

TWO = Engine("loky", workers=2)


def test_workers_end_with_the_generator(tmp_path):
    outcomes = run_many(Toy(marks=tmp_path), jobs(100, sleep=20, uneven=True), TWO)
    assert next(outcomes).job.seed == 0  # at once; those after it take 20 s and more
    workers = list(prepared(tmp_path))
    assert any(alive(worker) for worker in workers)
    outcomes.close()
    assert within(5, lambda: not any(alive(worker) for worker in prepared(tmp_path)))


def test_workers_end_when_the_caller_fails(tmp_path):
    def fails():
        for outcome in run_many(Toy(marks=tmp_path), jobs(100, sleep=20, uneven=True), TWO):
            raise OSError(outcome.job.seed)

    with pytest.raises(OSError):
        fails()
    assert within(5, lambda: not any(alive(worker) for worker in prepared(tmp_path)))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells a worker of it")
def test_workers_do_not_outlive_a_driver_that_is_killed(tmp_path):
    code = (
        "import sys; from pathlib import Path; from tests.helpers.laboratory_toys import *\n"
        "if __name__ == '__main__':\n"
        "    list(run_many(Toy(marks=Path(sys.argv[1])), jobs(1000, sleep=60), Engine('processes', 2)))"
    )
    with python(code, tmp_path) as driver:
        assert within(30, lambda: len(prepared(tmp_path)) == 2)
        assert all(alive(worker) for worker in prepared(tmp_path))
        driver.kill()
    gone = within(5, lambda: not any(alive(worker) for worker in prepared(tmp_path)))
    for worker in filter(alive, prepared(tmp_path)):  # or they would stay for good
        os.kill(worker, signal.SIGKILL)
    assert gone


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be put off here")
def test_a_worker_leaves_ctrl_c_to_its_driver_from_its_first_moment_on():
    pool = LokyPool(1)
    try:
        blocked = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result(timeout=30)
    finally:
        pool.close()
    assert signal.SIGINT in blocked
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
