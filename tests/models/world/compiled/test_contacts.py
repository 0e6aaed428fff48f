"""Expectations known exactly: whom one knows and asks, and who says yes to a first invitation (E22, E24)."""

import numpy as np
import pytest
from scipy import stats

from contagion.models.parameters import BANDS
from contagion.models.scenarios.scenario import read
from contagion.models.world.world import NOBODY, World
from contagion.sim.chance.draws import Draws
from tests import oracles as th
from tests.helpers.laws import fits


@pytest.fixture(scope="module")
def world_of(territory):
    """The world of the reference scenario, with settings over it."""

    def make(settings=(), seed=1):
        return World(territory, read(None, settings).parameters, Draws(seed))

    return make


def residents_of(world, commune, band=None):
    everyone = world.everyone()
    here = everyone[world.home(everyone) == commune]
    return here if band is None else here[world.band(here) == band]


def asked_once(world, inviters, ordinal=0, year=0):
    ordinals, years = np.full(len(inviters), ordinal), np.full(len(inviters), year)
    return world.asked(inviters, ordinals, years)


@pytest.mark.parametrize(
    "layers, code", [("[0, 1, 0, 0]", "25056"), ("[0, 1, 0, 0]", "25014"), ("[0, 0, 1, 0]", "25364")]
)
def test_ties_lead_where_the_kernel_says(world_of, territory, layers, code):
    """E22: communes of the alters of a commune's residents, close and further ties, against u N (d + 1 km)^−2."""
    world = world_of([f"contacts.layers={layers}"])
    commune = territory.index[code]
    inviters = residents_of(world, commune)[:6000]
    ordinals = range(max(1, 4000 // len(inviters)))
    alters = np.concatenate([asked_once(world, inviters, ordinal) for ordinal in ordinals])
    assert (alters != NOBODY).mean() > 0.999
    counts = np.bincount(world.home(alters[alters != NOBODY]), minlength=len(territory))
    weights = territory.tie_mass * (territory.distance_km[commune] + 1.0) ** -2
    assert fits(counts, weights)


def test_ties_prefer_their_own_age_and_target_group(world_of, territory):
    """S2: within a commune somebody of one's own age band, or of one's own target group, counts e^0.7 times."""
    world = world_of(["contacts.layers=[0, 1, 0, 0]"])
    for band in (0, 3):
        alters = asked_once(world, residents_of(world, territory.centre, band)[:8000])
        counts = np.bincount(world.band(alters[world.home(alters) == territory.centre]), minlength=len(BANDS))
        liking = np.where(np.arange(len(BANDS)) == band, np.exp(0.7), 1.0)
        assert fits(counts, territory.residents[territory.centre] * liking)
    inviters = residents_of(world, territory.centre)[:10_000]
    own, other = world.group(inviters), world.group(asked_once(world, inviters))
    for group in range(5):
        weights = np.array([0.35, 0.20, 0.20, 0.15, 0.10]) * np.where(np.arange(5) == group, np.exp(0.7), 1.0)
        assert fits(np.bincount(other[own == group], minlength=5), weights)


@pytest.mark.parametrize("layers, number", [("[0, 1, 0, 0]", 5), ("[0, 0, 1, 0]", 10)])
def test_the_same_few_people_are_known_all_along(world_of, layers, number):
    """S2: five close ties and ten further ones, the same in every run of the seed."""
    world = world_of([f"contacts.layers={layers}"])
    inviter = world.everyone()[1234]
    asked = world.asked(np.full(600, inviter), np.arange(600), np.zeros(600, dtype=int))
    assert len(set(asked.tolist())) == number
    again = world_of([f"contacts.layers={layers}", "training.places=20"])
    assert asked.tolist() == again.asked(np.full(600, inviter), np.arange(600), np.zeros(600, dtype=int)).tolist()
    assert inviter not in asked


def test_household_and_colleagues_are_real_ones(world_of):
    """S3: the other two layers ask people of the household and of the organisation, or a tie where there is nobody."""
    world = world_of(["contacts.layers=[1, 0, 0, 0]", "contacts.receptive_weight=1"])
    inviters = world.everyone()[::997]
    for inviter, asked in zip(inviters.tolist(), asked_once(world, inviters).tolist(), strict=True):
        household = world.household(inviter)
        assert asked != inviter
        assert asked in household if len(household) > 1 else asked not in household
    world = world_of(["contacts.layers=[0, 0, 0, 1]"])
    found = 0
    for inviter, asked in zip(inviters.tolist(), asked_once(world, inviters).tolist(), strict=True):
        organisation = world.organisation(inviter)
        if organisation >= 0:
            assert asked in world.members(organisation)
            found += 1
    assert found > 20


def test_every_colleague_is_as_likely(world_of):
    """S3: an invitation among colleagues goes to any of them alike, up to target group and receptivity."""
    world = world_of(["contacts.layers=[0, 0, 0, 1]", "contacts.receptive_weight=1", "contacts.same_group=0"])
    members = world.members(int(np.argmin(np.abs(world.organisations.sizes - 60))))
    asked = world.asked(np.repeat(members, 40), np.tile(np.arange(40), len(members)), np.zeros(40 * len(members), int))
    counts = np.bincount(np.searchsorted(members, asked), minlength=len(members))
    assert counts.sum() == 40 * len(members)
    assert stats.chisquare(counts).pvalue > 1e-3


@pytest.mark.parametrize(
    "layers, weight, expected",
    [
        ("[0.1, 0.5, 0.25, 0.15]", 1, 0.15),
        ("[1, 0, 0, 0]", 3, 0.3462),
        ("[0, 1, 0, 0]", 3, 0.3462),
        ("[0, 0, 0, 1]", 3, 0.3462),
    ],
)
def test_receptive_people_are_asked_more_often(world_of, layers, weight, expected):
    """E24: w π / (w π + 1 − π) of those asked are receptive, in every layer."""
    receptive = asked = 0
    for seed in range(3):
        world = world_of([f"contacts.layers={layers}", f"contacts.receptive_weight={weight}"], seed)
        people = asked_once(world, world.everyone()[seed::83], year=seed)
        people = people[people != NOBODY]
        receptive += int(world.receptive(people, np.full(len(people), seed)).sum())
        asked += len(people)
    assert asked > 5000
    assert th.receptive_share_invited(0.15, weight) == pytest.approx(expected, abs=5e-5)
    assert stats.binomtest(receptive, asked, expected).pvalue > 1e-4


def test_whom_one_asks_does_not_depend_on_how_many_others_ask(world_of):
    """S3: 32 candidates are looked at for each contact, however many contacts are worked out at once."""
    world = world_of(["contacts.layers=[0, 0, 1, 0]", "contacts.receptive_weight=100", "receptivity.share=0.03"])
    inviters = world.everyone()[::500]
    together = asked_once(world, inviters)
    few = [asked_once(world, some) for some in np.array_split(inviters, len(inviters) // 100)]
    assert len(inviters) > 300
    assert 0.1 < (together == NOBODY).mean() < 0.9  # many are left with all candidates passed over
    assert together.tolist() == np.concatenate(few).tolist()


def test_work_communes_follow_the_commuting_law(world, everyone, territory):
    for commune in (0, territory.centre):
        here = everyone[world.home(everyone) == commune]
        assert fits(np.bincount(world.work_commune(here), minlength=68), territory.commuting_share[commune])
