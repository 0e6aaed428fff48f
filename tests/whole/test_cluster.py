"""A Dask cluster on the loopback interface: scheduler and workers as separate processes, some of which die."""

import dask
import distributed
import pytest

from contagion.models.runs.study import Conversations, case
from contagion.models.scenario import read
from contagion.sim.laboratory.jobs import Job
from contagion.sim.laboratory.pools import Engine
from tests.helpers.laboratory_toys import Toy, alike, jobs, run_many

# Dask warns of its own affairs (ports, versions, connections that end); here they are no errors.
pytestmark = pytest.mark.filterwarnings("ignore")

SERIAL = Engine("serial")
REAL = case(read().parameters).parameters


@pytest.mark.slow
def test_runs_on_a_cluster_that_loses_a_worker_are_those_of_one_process(cluster):
    cluster.add_workers(2)
    study, asked, logs = Conversations(), [Job(REAL, seed, 1) for seed in range(1, 81)], set()
    both = zip(run_many(study, asked, cluster.engine), run_many(study, asked, SERIAL), strict=True)
    for number, (there, here) in enumerate(both):
        if number == 20:
            cluster.workers[0].kill()
        assert there.job == asked[number]
        assert not there.error
        assert alike([there]) == alike([here])
        logs.add(there.row["event_log_sha256"])
    assert len(logs) == 80
    assert cluster.workers[0].wait(10) != 0
    assert cluster.workers[1].poll() is None


@pytest.mark.slow
def test_a_cluster_on_this_machine_survives_a_run_that_kills_its_workers():
    asked = jobs(40, kill=[7], fail=[11])
    assert distributed.config  # is read before a setting of it is changed and put back
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):  # to have it tried on one worker, not on four
        there = list(run_many(Toy(), asked, Engine("dask", workers=2)))
    assert [outcome.job for outcome in there] == asked
    assert [outcome.job.seed for outcome in there if outcome.error] == [7, 11]
    assert "the worker died each time (KilledWorker: " in there[7].error
    here = list(run_many(Toy(), jobs(40, fail=[11]), SERIAL))
    for outcomes in (there, here):
        del outcomes[7]
    assert [rest for _, *rest in alike(there)] == [rest for _, *rest in alike(here)]
