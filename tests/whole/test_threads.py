"""Runs side by side in threads of one process: each is what it would be alone."""

import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from contagion.models.runs.lab import laboratory
from contagion.models.runs.study import scenario_case
from contagion.models.scenario import read
from contagion.sim.errors import Interrupted
from contagion.sim.threads import GivenUp, heed
from tests.helpers.laboratory_toys import within
from tests.helpers.settings import BUSY
from tests.helpers.what_happened import digest

SEEDS = range(8)


def test_runs_over_a_fresh_large_territory_are_the_same_in_four_threads(run, large, department_rows):
    settings = [*BUSY, "training.places=60", "training.founders=60", "partners.initial=60"]

    def logs(make):
        territory = large(department_rows)  # of which nothing is worked out yet

        def log(seed):
            model = run(settings, 1, seed, where=territory, checked=False)
            made = digest(model)
            model.release()
            return made

        return list(make(log, SEEDS))

    alone = logs(map)
    with ThreadPoolExecutor(4) as threads:
        assert logs(threads.map) == alone
    assert len(set(alone)) == len(SEEDS)


def test_a_run_is_given_up_within_the_year(build):
    over, model = Event(), build([], 10, checked=False)

    def live():
        heed(over)
        model.run(52)
        over.set()
        model.run(520)

    with ThreadPoolExecutor(1) as threads, pytest.raises(GivenUp):
        threads.submit(live).result()
    assert model.week == 52


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_ctrl_c_is_heard_within_a_second_by_many_threads(tmp_path):
    lab, sent = laboratory("threads", 16, store=tmp_path / "store"), []
    here = threading.get_ident()
    lab.progress = False

    def at_work():
        return [one for one in threading.enumerate() if one.name.startswith("ThreadPoolExecutor")]

    def ctrl_c():
        while len(at_work()) < 16:
            time.sleep(0.05)
        time.sleep(0.5)  # into the weeks
        sent.append(time.monotonic())
        signal.pthread_kill(here, signal.SIGINT)

    threading.Thread(target=ctrl_c).start()
    with pytest.raises(Interrupted):
        lab.run([scenario_case(read())], range(1, 10_000), 200)
    assert within(1, lambda: not at_work())
    assert time.monotonic() - sent[0] < 1
