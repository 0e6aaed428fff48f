"""A run of the laboratory is the run of the command, on any engine, with any number of workers."""

import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from contagion.models.runs.lab import laboratory
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.runs.study import Conversations, _read, _territory, case, scenario_case
from contagion.models.scenario import read
from contagion.models.territory.territory import Territory
from contagion.sim.errors import Interrupted
from contagion.sim.laboratory.jobs import Job
from contagion.sim.laboratory.pools import Engine
from contagion.sim.threads import GivenUp, heed
from tests.helpers.laboratory_toys import Told, alike, run_many, within
from tests.helpers.settings import BUSY
from tests.helpers.what_happened import digest

SERIAL, TWO, LOKY = Engine("serial"), Engine("threads", workers=2), Engine("loky", workers=2)
REAL = case(read().parameters).parameters


@pytest.fixture(scope="module")
def real():
    """Five runs of the model in this process, their jobs, and how often the territory was read for them."""
    read_from, times = Territory.from_file, []
    _territory.forget()
    _read.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Territory, "from_file", lambda *a, **k: times.append(1) or read_from(*a, **k))
        study = Told(Conversations())
        asked = [Job(REAL, seed, 1) for seed in range(1, 6)]
        return asked, list(run_many(study, asked, SERIAL)), len(times)


def test_a_run_of_the_laboratory_is_the_run_that_simulate_makes(real):
    asked, outcomes, _ = real
    scenario = read()
    territory = territory_for(scenario)
    logs = [simulate(scenario, territory, years=1, seed=job.seed).summary["event_log_sha256"] for job in asked]
    assert [outcome.row["event_log_sha256"] for outcome in outcomes] == logs
    assert len(set(logs)) == len(logs)


@pytest.mark.parametrize("engine", [TWO, LOKY], ids=["threads", "loky"])
def test_the_model_gives_the_same_to_the_byte_on_several_workers(real, engine):
    asked, here, _ = real
    there = list(run_many(Told(Conversations()), asked, engine))
    for outcome in (*here, *there):
        assert outcome.row.pop("read", 1) == 1  # and each process has read the territory once
    assert alike(there) == alike(here)
    assert {len(outcome.row["event_log_sha256"]) for outcome in there} == {64}


@pytest.mark.parametrize(
    "engine", [SERIAL, TWO, pytest.param(LOKY, marks=pytest.mark.slow)], ids=["serial", "threads", "loky"]
)
def test_a_worker_with_another_version_fails_every_run_and_says_so(engine):
    outcomes = list(run_many(Conversations(version="f" * 64), [Job(REAL, 1, 1), Job(REAL, 2, 1)], engine))
    assert [outcome.job.seed for outcome in outcomes] == [1, 2]
    assert all("this worker has other code or data" in outcome.reason for outcome in outcomes)


# ---- runs side by side in threads of one process: each is what it would be alone ----


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


@pytest.mark.slow
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
