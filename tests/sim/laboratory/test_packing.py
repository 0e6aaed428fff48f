"""Parcels: what becomes of a batch is encoded where it was made, as it is kept."""

import pickle
import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from contagion.sim.laboratory.jobs import Rows, execute
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.packing import FAILURES, RUNS
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy, jobs, outcome_of, outcomes_of, packer
from tests.helpers.stores import VERSION, as_it_was, keys


def parcel(number, **told):
    return packer(Toy())(execute(Toy(), jobs(number, **told)))


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
    batch = execute(Toy(), jobs(2))
    none = Rows(np.zeros(2, int), {name: column[:0] for name, column in batch.tables["years"].columns.items()})
    (part,) = packer(Toy())(replace(batch, tables=batch.tables | {"none": none})).packed
    assert set(part.tables) == {RUNS, "years", "places"}


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
