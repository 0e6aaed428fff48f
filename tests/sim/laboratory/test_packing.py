"""Parcels: what becomes of a batch is encoded where it was made, as it is kept."""

import pickle
import random
from time import sleep

import pandas as pd
import pytest

from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.packing import FAILURES, RUNS, _prepared, execute
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy, jobs, outcome_of, outcomes_of
from tests.helpers.stores import VERSION, as_it_was, keys


def parcel(number, **told):
    return execute(Toy(), jobs(number, **told))


def test_a_parcel_holds_the_runs_that_went_well_and_those_that_failed():
    made = parcel(6, fail=[2, 4])
    asked = jobs(6, fail=[2, 4])
    assert [part.lead for part in made.packed] == [RUNS, FAILURES]
    assert set(made.packed[0].keys) == keys([asked[seed] for seed in (0, 1, 3, 5)])
    assert set(made.packed[1].keys) == keys([asked[seed] for seed in (2, 4)])
    assert (set(made.keys), made.failed, len(made.seconds)) == (keys(asked), 2, 6)
    assert ([part.lead for part in parcel(2).packed], parcel(2).failed) == ([RUNS], 0)
    assert ([part.lead for part in parcel(1, fail=[0]).packed], parcel(1, fail=[0]).failed) == ([FAILURES], 1)


def read(part, table):
    return pd.DataFrame(part.table(table))


@pytest.mark.parametrize("seeds", [[1, 2], [4], [0, 2, 4], range(5)])
def test_some_runs_of_a_batch_are_a_batch_of_their_own(seeds):
    asked, part = jobs(5), parcel(5).packed[0]
    wanted = keys([asked[seed] for seed in seeds])
    few = part.only(wanted)
    assert few.keys == tuple(key for key in part.keys if key in wanted)
    for table in (RUNS, "years", "places"):
        whole = read(part, table)
        pd.testing.assert_frame_equal(read(few, table), whole[whole["key"].isin(wanted)].reset_index(drop=True))


def test_a_table_without_rows_is_left_out():
    (part,) = execute(Toy(), jobs(2, years=0)).packed
    assert set(part.tables) == {RUNS, "places"}


def test_each_run_has_its_own_time_and_rows():
    outcomes = outcomes_of(parcel(3, fail=[1], sleep=0.01))
    assert [outcome.job.seed for outcome in outcomes] == [0, 2, 1]
    assert [len(outcome.tables.get("places", ())) for outcome in outcomes] == [2, 2, 0]
    assert all(outcome.seconds >= 0.01 for outcome in outcomes)


def test_a_study_is_made_ready_once_and_where_that_fails_each_run_has():
    made = []

    class Study(Toy):
        def prepare(self):
            made.append(self)
            if made[1:]:
                sleep(0.01)
                raise ValueError("other code")

    _prepared.forget()
    assert [execute(Study(), jobs(2)).failed for _ in range(2)] == [0, 0]
    assert len(made) == 1
    _prepared.forget()
    outcomes = outcomes_of(execute(Study(), jobs(2)))
    _prepared.forget()
    assert [outcome.reason for outcome in outcomes] == ["ValueError: other code"] * 2
    assert all(0.005 <= outcome.seconds < 1 for outcome in outcomes)


def test_parameters_that_are_the_same_are_kept_once():
    few, many = (len(parcel(n, note=random.Random(1).randbytes(5000).hex()).packed[0].tables[RUNS]) for n in (1, 200))
    assert many < few + 10_000
    (row,) = outcomes_of(parcel(1, a=3))
    assert row.job == outcome_of(jobs(1, a=3)[0]).job


def test_what_comes_from_a_worker_is_bytes():
    """As many as are kept, and little besides."""
    made = parcel(40)
    assert len(pickle.dumps(made)) < sum(map(len, made.packed[0].tables.values())) + 5000


def test_workers_encode_and_whoever_keeps_it_does_not(tmp_path, monkeypatch):
    lab = Laboratory(Toy(), Engine("loky", workers=2), Store(tmp_path / "store", VERSION), progress=False)
    with monkeypatch.context() as patch:
        patch.setattr("contagion.sim.laboratory.packing.encoded", lambda *_, **__: 1 / 0)
        assert len(lab.run([Case("{}")], range(30), 2).table) == 30
    assert as_it_was(tmp_path / "store", jobs(30))
