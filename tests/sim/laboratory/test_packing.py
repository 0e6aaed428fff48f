"""Parcels: what becomes of a batch is encoded where it was made, as it is kept."""

import pickle

import pandas as pd
import pytest

from contagion.sim.laboratory.jobs import execute
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.packing import FAILURES, RUNS, SMALL
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.shards import decoded, digest, parts, restored
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy, jobs, packer
from tests.helpers.stores import VERSION, as_it_was, keys


def parcel(number, **told):
    return packer(Toy())(execute(Toy(), jobs(number, **told)))


def test_a_parcel_holds_the_runs_that_went_well_and_those_that_failed():
    made = parcel(6, fail=[2, 4])
    asked = jobs(6, fail=[2, 4])
    assert set(made.bundles[RUNS].bundle.keys) == keys([asked[seed] for seed in (0, 1, 3, 5)])
    assert set(made.bundles[FAILURES].bundle.keys) == keys([asked[seed] for seed in (2, 4)])
    assert (set(made.keys), made.failed, len(made.seconds)) == (keys(asked), 2, 6)
    assert (list(parcel(2).bundles), parcel(2).failed) == ([RUNS], 0)
    assert (list(parcel(1, fail=[0]).bundles), parcel(1, fail=[0]).failed) == ([FAILURES], 1)


def test_the_files_of_a_bundle_are_named_by_their_bytes_the_leading_one_last():
    packed = parcel(3).bundles[RUNS]
    bundle = packed.bundle
    assert list(packed.data) == ["years", "places", RUNS]
    for table, name in (bundle.files | {RUNS: bundle.lead}).items():
        assert parts(name)[2] == digest(packed.data[table])
        said = decoded(packed.data[table])[1]
        assert (said["table"], said["version"], said["name"]) == (table, VERSION, bundle.name)
    assert decoded(packed.data[RUNS])[1]["tables"] == bundle.files


@pytest.mark.parametrize("number, small", [(SMALL - 1, True), (SMALL, False)])
def test_the_rows_of_a_small_bundle_stand_beside_its_files(number, small):
    """They are what is merged; a larger bundle is read when it is."""
    packed = parcel(number).bundles[RUNS]
    assert list(packed.rows) == (list(packed.data) if small else [])
    for table, rows in packed.rows.items():
        one, other = restored(rows).to_pandas(), decoded(packed.data[table])[0].to_pandas()
        pd.testing.assert_frame_equal(one, other)


def test_some_runs_of_a_bundle_are_a_bundle_of_their_own():
    asked, packed = jobs(5), parcel(5).bundles[RUNS]
    some = packed.only(keys(asked[1:3]))
    assert set(some.bundle.keys) == keys(asked[1:3])
    assert some.bundle.name.startswith("000002-")
    for table, rows in ((RUNS, 2), ("years", 4), ("places", 4)):
        kept = decoded(some.data[table])[0]
        assert (kept.num_rows, set(kept["key"].to_pylist())) == (rows, keys(asked[1:3]))


def test_what_comes_from_a_worker_is_bytes():
    """As many as are kept, and as are merged, and little besides."""
    made = parcel(40)
    packed = made.bundles[RUNS]
    kept = sum(map(len, (*packed.data.values(), *packed.rows.values())))
    assert kept < len(pickle.dumps(made)) < 1.1 * kept + 5000


def test_workers_encode_and_whoever_keeps_it_does_not(tmp_path, monkeypatch):
    lab = Laboratory(Toy(), Engine("loky", workers=2), Store(tmp_path / "store", VERSION), progress=False)
    with monkeypatch.context() as patch:
        patch.setattr("contagion.sim.laboratory.shards.encoded", lambda *_, **__: 1 / 0)
        assert len(lab.run([Case("{}")], range(30), 2).table) == 30
    assert as_it_was(tmp_path / "store", jobs(30))
