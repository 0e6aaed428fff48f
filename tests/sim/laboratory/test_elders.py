"""Runs of elder versions serve where nothing is asked that is not the same in them."""

import pytest

from contagion.sim.laboratory.elders import StoreWithElders
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy, jobs
from tests.helpers.stores import OTHER, VERSION, kept, keys, save, spoil


def with_elders(folder, *left_out: str) -> StoreWithElders:
    return StoreWithElders(folder, OTHER, dict, [VERSION], left_out)


def test_runs_of_an_elder_are_there_under_their_own_keys(folder):
    asked = jobs(4)
    kept(folder, asked[:2])
    save(Store(folder, OTHER), asked[1:3])
    store = with_elders(folder)
    found = store.keys_of(asked)
    assert found == [asked[0].key(VERSION), *(job.key(OTHER) for job in asked[1:])]
    assert store.whole(found) == set(found[:3])
    assert store.keys == keys(asked[:2]) | keys(asked[1:3], OTHER)
    made = store.read("runs", found).set_index("key")["u"].to_dict()
    assert made == {key: Toy().run(job)[0]["u"] for key, job in zip(found[:3], asked, strict=False)}
    assert store.read("years", found).groupby("key").size().to_dict() == dict.fromkeys(found[:3], 2)


def test_what_is_new_is_kept_under_the_version_of_today(folder):
    asked = jobs(2)
    kept(folder, asked[:1])
    save(with_elders(folder), asked[1:])
    assert Store(folder, OTHER).keys == keys(asked[1:], OTHER)
    assert Store(folder, VERSION).keys == keys(asked[:1])


@pytest.mark.parametrize("left_out", [["u"], ["u", "seconds"], ["u", "v"]])
def test_what_is_not_the_same_is_read_of_no_run(folder, left_out):
    asked = jobs(2)
    kept(folder, asked[:1])
    save(Store(folder, OTHER), asked[1:])
    store = with_elders(folder, *left_out)
    usual = Store(folder, OTHER).read()
    assert list(store.read()) == [name for name in usual if name not in left_out]
    assert list(store.read("years")) == list(Store(folder, OTHER).read("years"))


def test_a_damaged_run_of_an_elder_is_looked_for_here(folder):
    (job,) = asked = jobs(1)
    kept(folder, asked)
    spoil(folder)
    with pytest.warns(match="is damaged"):
        assert with_elders(folder).keys_of(asked) == [job.key(OTHER)]
