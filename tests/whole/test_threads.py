"""Runs side by side in threads of one process: each is what it would be alone."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from contagion.sim.threads import GivenUp, heed
from tests.helpers.settings import BUSY
from tests.helpers.what_happened import digest

SEEDS = range(48)


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
