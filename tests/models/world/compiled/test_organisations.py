"""Who belongs to which organisation: read both ways the same, and as wished (L7)."""

import numpy as np
import pytest

from contagion.models.parameters import PARTNER_TYPES, Parameters
from contagion.models.records import NONE
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws

SCHOOL = "school or university"
MANY = {"partners": {"per_100_establishments": 100.0, "smallest": 5}}  # organisations of every kind
TWO = [
    {"name": "a", "share": 0.3, "organisations": ["company"]},
    {"name": "b", "share": 0.7, "organisations": ["company", "club"]},
]


@pytest.fixture(scope="module")
def people():
    def make(where, sections=None):
        return World(where, Parameters.model_validate({**MANY, **(sections or {})}), Draws(1))

    return make


def belongs_to(world):
    """The organisation of everybody, in the order of ids."""
    return world.organisation(world.everyone())


@pytest.mark.parametrize("sections", [{"students": {"organisations": [SCHOOL]}}, {"target_group": TWO}])
def test_membership_is_read_both_ways_and_fills_the_same_seats(people, small, sections):
    usual, world = people(small), people(small, sections)
    everyone, of = world.everyone(), belongs_to(world)
    assert np.array_equal(world.organisations.sizes, usual.organisations.sizes)
    before = belongs_to(usual)
    assert np.array_equal(of == NONE, before == NONE)
    assert not np.array_equal(of, before)
    home = world.organisations.home
    assert np.array_equal(home[of[of != NONE]], home[before[before != NONE]])  # nobody works elsewhere
    for organisation in range(len(world.organisations.sizes)):
        assert world.members(organisation).tolist() == everyone[of == organisation].tolist()


def test_students_fill_the_schools(people, territory):
    shares = []
    for sections in ({}, {"students": {"organisations": [SCHOOL]}}):
        world = people(territory, sections)
        there = world.organisations
        schools = np.flatnonzero((there.kinds == PARTNER_TYPES.index(SCHOOL)) & (there.home == territory.centre))
        members = np.concatenate([world.members(school) for school in schools.tolist()])
        shares.append(world.student(members).mean())
    assert shares[0] == pytest.approx(0.2, abs=0.06)  # as many as among the residents
    assert shares[1] > 0.85  # the rest come from communes with fewer students than seats


def test_groups_take_seats_in_the_order_of_the_table(people, small):
    """In each block: no seat of a wanted kind is left to others while one of the group sits elsewhere."""
    world = people(small, {"target_group": TWO})
    everyone, there = world.everyone(), world.organisations
    of, before = belongs_to(world), belongs_to(people(small))
    seated = 0
    for home in range(6):
        for place in range(6):
            block = (world.home(everyone) == home) & (of != NONE) & (there.home[of] == place)
            if not block.any():
                continue
            first = world.belongs("a", everyone[block])
            kinds = there.kinds[of[block]]
            at_company = kinds == PARTNER_TYPES.index("company")
            assert sorted(kinds.tolist()) == sorted(there.kinds[before[block]].tolist())
            assert (first & at_company).sum() == min(first.sum(), at_company.sum())
            seated += int((first & at_company).sum())
    assert seated > 20


@pytest.mark.parametrize("sections", [{}, {"target_group": TWO}])
def test_nothing_is_worked_out_without_a_wish(people, small, sections):
    world = people(small, sections)
    assert (belongs_to(world) != NONE).sum() == world.organisations.sizes.sum()
    flows = world.tables.array("communes")["after_flow"].max()
    assert world.tables.array("flows")["matched"][:flows].tolist() == [bool(sections)] * flows
    assert len(world.tables.array("wishes")) == len(sections.get("target_group", ()))


@pytest.mark.parametrize("settings", [[], ["partners.per_100_establishments=60", "partners.tail=0.7"]])
def test_membership_reads_the_same_both_ways_for_everybody(people_of, small, settings):
    world = people_of(small, settings)
    sizes = world.organisations.sizes
    members = [world.members(one).tolist() for one in range(len(sizes))]
    assert [len(people) for people in members] == sizes.tolist()
    assert all(people == sorted(set(people)) for people in members)
    of = {person: one for one, people in enumerate(members) for person in people}
    assert len(of) == sizes.sum(), "nobody is in two"
    everyone = world.everyone().tolist()
    assert set(of) <= set(everyone)
    assert [world.organisation(person) for person in everyone] == [of.get(person, NONE) for person in everyone]


@pytest.mark.parametrize("wide", [False, True])
def test_membership_reads_the_same_both_ways_for_samples(people_of, territory, large, department_rows, wide):
    world = people_of(large(department_rows) if wide else territory)
    sizes = world.organisations.sizes
    assert len(sizes) == round(world.territory.establishments.sum() / 10)
    for one in range(0, len(sizes), 301 if wide else 29):
        members = world.members(one)
        assert len(members) == sizes[one]
        assert set(world.organisation(members[::7]).tolist()) <= {one}
