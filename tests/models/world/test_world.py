"""The door to the people: the same whatever is asked beside, and who they are (S03)."""

from itertools import pairwise, permutations

import numpy as np
import pytest

from contagion.models.parameters import BANDS
from contagion.models.world.layout import OF_PROGRAMMES, STREAMS
from contagion.models.world.places import commune_key, is_resident, resident_id
from tests.helpers.world_calls import at_rank

TRAITS = ("woman", "student", "elected", "group", "threshold", "work_commune")


def traits(world, ids, year=3):
    """All that is vectorised of the given residents."""
    rows = {name: getattr(world, name)(ids) for name in TRAITS}
    rows["code"] = np.array(world.territory.codes)[world.home(ids)]
    rows["band"] = world.band(ids)
    rows["work_commune"] = np.array(world.territory.codes)[rows["work_commune"]]
    rows["readiness"] = world.readiness(ids, np.full(len(ids), year))
    return rows


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


def test_shares_of_the_population(world, everyone):
    """Residents of the overlays are as many as the shares say: officials exactly, students within chance."""
    members = {"students": world.student(everyone), "elected officials": world.elected(everyone)}
    members["outside the centre"] = world.home(everyone) != world.territory.centre
    for name, share in world.shares.items():
        exact = name in ("elected officials", "outside the centre")
        slack = 0 if exact else 5 * (share * (1 - share) / len(everyone)) ** 0.5
        found = members[name] if name in members else world.group(everyone) == "ABCDE".index(name[-1])
        assert found.mean() == pytest.approx(share, abs=slack + 1e-12)


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


# ---- how many live where, who they are by their ids, and in which households -----------------------------------------


def test_everyone_is_there_once_with_exact_margins(world, everyone, territory):
    """Section 4.5: communes and age bands have the margins of the table, residents 15 and over."""
    assert len(everyone) == world.size == territory.residents.sum()
    assert len(np.unique(everyone)) == len(everyone)
    assert (np.diff(everyone) > 0).all()
    cells = np.bincount(world.home(everyone) * len(BANDS) + world.band(everyone), minlength=68 * len(BANDS))
    assert np.array_equal(cells.reshape(68, len(BANDS)), territory.residents)
    assert len(everyone) == pytest.approx(163_937, rel=0.01)


def test_an_id_holds_commune_band_and_number(world, everyone, territory):
    for person in everyone[::4001].tolist():
        home, band = world.home(person), world.band(person)
        assert person >> 32 == commune_key(territory.codes[home])
        index = person & (2**28 - 1)
        assert person == resident_id(commune_key(territory.codes[home]), band, index)
        assert 0 <= index < territory.residents[home, band]
    assert len({commune_key(code) for code in territory.codes}) == 68
    assert 2**31 > commune_key("ZZZZZ") > commune_key("97480")


@pytest.mark.slow
def test_ranks_lead_back_to_residents(world, everyone, territory):
    homes = world.home(everyone)
    ranks = np.arange(len(everyone)) - np.searchsorted(homes, homes)
    assert np.array_equal(at_rank(world, homes, ranks), everyone)


def test_households_share_out_the_adults_of_a_commune(people_of, small):
    """Section 4.5: everybody is in one household, of the same commune, and its members agree on who they are."""
    world = people_of(small)
    households = {person: tuple(world.household(person)) for person in world.everyone().tolist()}
    for person, members in households.items():
        assert person in members
        assert list(members) == sorted(set(members))
        assert {world.home(member) for member in members} == {world.home(person)}
        assert all(households[member] == members for member in members)
    distinct = set(households.values())
    assert sum(map(len, distinct)) == len(households)
    assert max(map(len, distinct)) <= 4


def test_households_are_as_many_as_the_census_counts(world, everyone, territory):
    """As many as the census counts where these have 1 to 4 adults each, within a few in a hundred; and somebody met at
    random lives in one of the mean size that the counts imply, weighted by size."""
    communes = world.tables.array("communes")
    larger = {size: communes[name] for size, name in ((4, "fours"), (3, "threes"), (2, "twos"))}
    alone = world.adults - sum(size * number for size, number in larger.items())
    made = alone + sum(larger.values())
    assert alone.min() >= 0
    assert made.sum() == pytest.approx(territory.households.sum(), rel=0.02)
    assert np.abs(made / territory.households - 1).max() < 0.06
    shares = [1 / len(world.household(person)) for person in everyone[::331].tolist()]
    assert np.mean(shares) * len(everyone) == pytest.approx(territory.households.sum(), rel=0.06)


def test_an_id_is_known_from_a_number_that_is_none(everyone, territory):
    assert all(is_resident(territory, person) for person in everyone[::997].tolist())
    last = [int(person) for person, after in pairwise(everyone) if after != person + 1]
    assert not any(is_resident(territory, person + 1) for person in last)
    assert not any(is_resident(territory, person) for person in (-1, 0, 67, 2**63, int(everyone[-1]) + 2**32))


# ---- the decisions of chance by name: no name makes two of them one --------------------------------------------------


def test_no_name_makes_two_decisions_of_chance_one():
    """They are drawn under the name, a colon and what is decided; names may have colons."""
    assert not [(one, other) for one, other in permutations(OF_PROGRAMMES, 2) if one.endswith(f": {other}")]
    assert not [name for name in STREAMS if name.startswith("alternative ")]
