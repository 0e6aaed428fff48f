"""The door to the people: the same whatever is asked beside, and to which target group who belongs (S03)."""

import numpy as np
import pytest

from contagion.models.records import NONE
from contagion.sim.errors import InputError

TRAITS = ("woman", "student", "elected", "group", "threshold", "work_commune")


def traits(world, ids, year=3):
    """All that is vectorised of the given residents."""
    rows = {name: getattr(world, name)(ids) for name in TRAITS}
    rows["code"] = np.array(world.territory.codes)[world.home(ids)]
    rows["band"] = world.band(ids)
    rows["work_commune"] = np.array(world.territory.codes)[rows["work_commune"]]
    rows["readiness"] = world.readiness(ids, np.full(len(ids), year))
    return rows


def closer(world, ids):
    """What is read one by one: slots, household, organisation."""
    belongs = [world.organisation(person) for person in ids.tolist()]
    return {
        "slots": [world.slots(person) for person in ids.tolist()],
        "household": [world.household(person) for person in ids.tolist()],
        "organisation": [NONE if one == NONE else int(world.organisations.ids[one]) for one in belongs],
    }


@pytest.mark.parametrize("change", ["00001", "25112", "99999", "turned round"])
def test_neither_an_inert_commune_nor_the_order_of_the_file_changes_a_trait(
    people_of, small, territory_of, small_rows, inert, change
):
    rows = small_rows[::-1] if change == "turned round" else [*small_rows, inert(change)]
    here, there = people_of(small), people_of(territory_of(rows))
    everyone = here.everyone()
    assert np.array_equal(there.everyone(), everyone)
    after = traits(there, everyone)
    for name, values in traits(here, everyone).items():
        assert np.array_equal(after[name], values), name
    assert closer(there, everyone[::7]) == closer(here, everyone[::7])


def test_traits_are_the_same_one_by_one_and_together(people_of, small):
    world = people_of(small)
    everyone = world.everyone()
    together = traits(world, everyone)
    for n in range(0, len(everyone), 97):
        person = int(everyone[n])
        assert world.group(person) == together["group"][n]
        assert world.threshold(person) == together["threshold"][n]
        assert world.home(person) == world.home(everyone)[n]
        assert traits(world, everyone[n : n + 1])["readiness"][0] == together["readiness"][n]


def test_another_seed_is_another_population(people_of, small):
    here, there = people_of(small), people_of(small, seed=2)
    everyone = here.everyone()
    assert np.array_equal(there.everyone(), everyone)
    same = (traits(here, everyone)["woman"] == traits(there, everyone)["woman"]).mean()
    assert same == pytest.approx(0.53**2 + 0.47**2, abs=0.05)
    assert not np.array_equal(traits(here, everyone)["elected"], traits(there, everyone)["elected"])


def test_everybody_belongs_to_one_target_group_and_students_and_councillors_beside_it(people_with, territory):
    world = people_with({})
    everyone = world.everyone()
    assert world.names == (*(f"group {letter}" for letter in "ABCDE"), "students", "elected officials")
    groups = [world.belongs(f"group {letter}", everyone) for letter in "ABCDE"]
    assert (np.sum(groups, axis=0) == 1).all()
    assert np.array_equal(world.belongs("students", everyone), world.student(everyone))
    elected = everyone[world.belongs("elected officials", everyone)]
    assert np.array_equal(np.bincount(world.home(elected), minlength=68), territory.seats)
    with pytest.raises(InputError, match=r"'group F' is no target group; there are group A, .*elected officials"):
        world.belongs("group F", everyone)


def test_a_target_group_of_that_name_comes_first(people_with):
    world = people_with({"target_group": [{"name": "students", "share": 0.25}, {"name": "others", "share": 0.75}]})
    assert world.belongs("students", world.everyone()).mean() == pytest.approx(0.25, abs=0.01)
    assert world.names == ("students", "others", "elected officials")


def test_shares_of_the_population(world, everyone):
    """Residents of the overlays are as many as the shares say: officials exactly, students within chance."""
    for name, share in world.shares.items():
        exact = name in ("elected officials", "outside the centre")
        slack = 0 if exact else 5 * (share * (1 - share) / len(everyone)) ** 0.5
        assert world.belongs(name, everyone).mean() == pytest.approx(share, abs=slack + 1e-12)


def test_another_world_has_its_own_organisations(people_of, territory):
    one, same = people_of(territory).organisations, people_of(territory, ["demand.distance_km=3"]).organisations
    assert np.array_equal(one.sizes, same.sizes)
    assert np.array_equal(one.kinds, same.kinds)
    assert len(np.unique(one.ids)) == len(one.ids)
    other = people_of(territory, seed=2).organisations
    assert np.array_equal(one.ids, other.ids)
    assert np.array_equal(one.home, other.home)
    assert not np.array_equal(one.sizes, other.sizes)
    assert not np.array_equal(one.sizes, people_of(territory, ["partners.tail=2"]).organisations.sizes)
