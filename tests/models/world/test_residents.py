"""How many live where, who they are by their ids, and in which households."""

from itertools import pairwise

import numpy as np
import pytest

from contagion.models.parameters import BANDS
from contagion.models.world.residents import commune_key, is_resident, resident_id
from tests.helpers.world_calls import at_rank


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
