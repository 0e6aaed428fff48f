"""Target groups and students found in some kinds of organisations (L7): the same seats and people, matched anew."""

import numpy as np
import pytest

from models.parameters import PARTNER_TYPES, Parameters
from models.records import NONE
from models.scenarios.scenario import read, write
from models.world.world import World
from sim.draws import Draws
from sim.errors import InputError

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
    assert world.tables.array("flows")["matched"].tolist() == [bool(sections)] * len(world.organisations.flows.home)
    assert len(world.tables.array("wishes")) == len(sections.get("target_group", ()))


def test_an_unknown_kind_is_told_in_one_line(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[students]\norganisations = ["school"]\n')
    with pytest.raises(InputError, match=r"students\.organisations.*'school' is no kind of partner; .*housing body"):
        read(path)
    path.write_text(f'[students]\norganisations = ["{SCHOOL}"]\n')
    parameters = read(path).parameters
    path.write_text(write(parameters))
    assert read(path).parameters == parameters
