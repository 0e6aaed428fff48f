"""Residents as functions of an id: exact margins, who is who, who is receptive when (sections 4.4, 4.5, S1, S16)."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from models.parameters import BANDS
from models.scenarios.scenario import read
from models.world.residents import commune_key, resident_id
from models.world.world import World
from sim.draws import Draws
from tests.helpers.compiled_calls import guests_told
from tests.helpers.world_calls import at_rank, place


@pytest.fixture(scope="module")
def world(people_of, territory):
    return people_of(territory)


@pytest.fixture(scope="module")
def everyone(world):
    return world.everyone()


def within(share, expected, number, errors=4):
    """A share of so many independent people is the expected one."""
    return abs(share - expected) <= errors * np.sqrt(expected * (1 - expected) / number)


def years(ids, year):
    return np.full(len(ids), year)


# ---- who there is --------------------------------------------------------------------------------------------------


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
        assert world.home(np.array([person]))[0] == home
        assert world.band(np.array([person]))[0] == band
    assert len({commune_key(code) for code in territory.codes}) == 68
    assert 2**31 > commune_key("ZZZZZ") > commune_key("97480")


def test_ranks_lead_back_to_residents(world, everyone, territory):
    homes = world.home(everyone)
    ranks = np.arange(len(everyone)) - np.searchsorted(homes, homes)
    assert np.array_equal(at_rank(world, homes, ranks), everyone)


# ---- who is who ----------------------------------------------------------------------------------------------------


def test_households_share_out_the_adults_of_a_commune(people_of, small):
    """Section 4.5: everybody is in one household, of the same commune, and its members agree on who they are."""
    for seed in range(2):
        world = people_of(small, seed=seed)
        everyone = world.everyone().tolist()
        households = {person: tuple(world.household(person)) for person in everyone}
        for person, members in households.items():
            assert person in members
            assert list(members) == sorted(set(members))
            assert {world.home(member) for member in members} == {world.home(person)}
            assert all(households[member] == members for member in members)
        distinct = set(households.values())
        assert sum(len(members) for members in distinct) == len(everyone)
        assert max(len(members) for members in distinct) <= 4


def test_number_of_households(world, territory):
    """As many as the census counts where these have 1 to 4 adults each, within a few in a hundred."""
    communes = world.tables.array("communes")
    larger = {size: communes[name] for size, name in ((4, "fours"), (3, "threes"), (2, "twos"))}
    alone = world.adults - sum(size * number for size, number in larger.items())
    made = alone + sum(larger.values())
    assert alone.min() >= 0
    assert made.sum() == pytest.approx(territory.households.sum(), rel=0.02)
    assert np.abs(made / territory.households - 1).max() < 0.06


def test_household_sizes_of_a_sample(world, everyone, territory):
    """Met at random, an adult lives in a household of the mean size that the counts imply, weighted by size."""
    sizes = [len(world.household(person)) for person in everyone[::331].tolist()]
    households = np.mean([1 / size for size in sizes]) * len(everyone)
    assert households == pytest.approx(territory.households.sum(), rel=0.06)


def test_councillors(world, everyone, territory):
    """Section 4.2: exactly as many in each commune as it has seats, 1,088 in all."""
    elected = everyone[world.elected(everyone)]
    assert np.array_equal(np.bincount(world.home(elected), minlength=68), territory.seats)
    assert len(elected) == 1088


def test_students(world, everyone, territory):
    """Section 4.5: about 30,000, all aged 15–29, more of them among the young of Besançon."""
    students = everyone[world.student(everyone)]
    assert len(students) == pytest.approx(30_000, rel=0.02)
    assert set(world.band(students).tolist()) == {0}
    by_commune = np.bincount(world.home(students), minlength=68) / territory.residents[:, 0]
    outside = np.arange(68) != territory.centre
    assert by_commune[territory.centre] > 1.5 * np.average(by_commune[outside], weights=territory.residents[outside, 0])
    assert (world.home(students) == territory.centre).mean() > 0.8


def test_women_target_groups_and_thresholds(world, everyone):
    number = len(everyone)
    assert within(world.woman(everyone).mean(), 0.53, number)
    groups = np.bincount(world.group(everyone), minlength=5)
    assert stats.chisquare(groups, np.array([0.35, 0.20, 0.20, 0.15, 0.10]) * number).pvalue > 1e-3
    thresholds = np.bincount(world.threshold(everyone), minlength=4)[1:]
    assert stats.chisquare(thresholds, np.array([0.3, 0.4, 0.3]) * number).pvalue > 1e-3


def test_slots(world, everyone):
    """S9: free at each of four times with a chance of 0.7, each on its own."""
    sample = everyone[::41].tolist()
    counts = Counter(bin(world.slots(person)).count("1") for person in sample)
    law = stats.binom.pmf(np.arange(5), 4, 0.7) * len(sample)
    assert stats.chisquare([counts[k] for k in range(5)], law).pvalue > 1e-3


def test_work_communes_follow_the_commuting_law(world, everyone, territory):
    for commune in (0, territory.centre):
        here = everyone[world.home(everyone) == commune]
        counts = np.bincount(world.work_commune(here), minlength=68)
        expected = territory.commuting_share[commune] * len(here)
        large = expected >= 5
        table = np.append(counts[large], counts[~large].sum()), np.append(expected[large], expected[~large].sum())
        if table[1][-1] < 1:
            table = tuple(np.append(row[:-2], row[-2:].sum()) for row in table)
        assert stats.chisquare(*table).pvalue > 1e-3


def test_traits_are_independent(world, everyone):
    """One trait says nothing about another, but for those meant to: every pair is uncorrelated."""
    sample = everyone[::11]
    slots = np.array([world.slots(person) for person in sample.tolist()])
    columns = {f"slot {n}": slots >> n & 1 for n in range(4)}
    columns |= {"woman": world.woman(sample), "group": world.group(sample) == 0}
    columns |= {"threshold": world.threshold(sample), "elected": place(world, "elected", sample) % 97}
    ready = world.readiness(sample, years(sample, 0))
    columns |= {"receptive": ready > 0, "readiness": np.where(ready > 0, ready, ready[ready > 0].mean())}
    columns |= {
        "household": place(world, "household", sample) % 97,
        "works at home": world.work_commune(sample) % 5,
    }
    matrix = np.corrcoef(np.array(list(columns.values()), dtype=float))
    assert np.abs(np.triu(matrix, 1)).max() < 4.5 / np.sqrt(len(sample))


# ---- who is receptive ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [0, 1, 5, 10])
def test_receptive_share_is_kept(world, everyone, year):
    """S1: π = 0.15 every year."""
    assert within(world.receptive(everyone, years(everyone, year)).mean(), 0.15, len(everyone))
    assert np.array_equal(
        world.receptive(everyone, years(everyone, year)),
        world.readiness(everyone, years(everyone, year)) > 0,
    )


def test_receptivity_turns_over(world, everyone):
    """S1: 3 % of the non-receptive become receptive in a year, and as many people the other way."""
    for year in (0, 4):
        now, then = (world.receptive(everyone, years(everyone, y)) for y in (year, year + 1))
        comes = (then & ~now).sum() / (~now).sum()
        assert within(comes, 0.03, (~now).sum())
        assert within((now & ~then).sum() / now.sum(), 0.03 * 0.85 / 0.15, now.sum())


def test_without_turnover_nobody_changes(people_of, territory):
    world = people_of(territory, ["receptivity.turnover_per_year=0"])
    everyone = world.everyone()
    assert np.array_equal(world.readiness(everyone, years(everyone, 0)), world.readiness(everyone, years(everyone, 9)))


@pytest.mark.parametrize("shape", [1, 2, 5])
def test_frailty(people_of, territory, shape):
    """S1: gamma with mean 1."""
    world = people_of(territory, [f"receptivity.shape={shape}"])
    everyone = world.everyone()
    ready = world.readiness(everyone, years(everyone, 2))
    assert stats.kstest(ready[ready > 0], stats.gamma(shape, scale=1 / shape).cdf).pvalue > 1e-3
    assert abs(ready[ready > 0].mean() - 1) <= 4 / np.sqrt(shape * (ready > 0).sum())


def test_receptivity_by_age_and_target_group(people_of, territory):
    """S1: π m_group m_age."""
    groups = "target_group=[{name='a', share=0.5, receptivity=2.0}, {name='b', share=0.5}]"
    by_age = people_of(territory, ["receptivity.by_age=[0, 1, 1, 1, 2, 1]"])
    everyone = by_age.everyone()
    receptive, bands = by_age.receptive(everyone, years(everyone, 3)), by_age.band(everyone)
    assert not receptive[bands == 0].any()
    assert within(receptive[bands == 1].mean(), 0.15, (bands == 1).sum())
    assert within(receptive[bands == 4].mean(), 0.30, (bands == 4).sum())
    parameters = read(None).parameters.model_dump() | {
        "target_group": [{"name": "a", "share": 0.5, "receptivity": 2.0}, {"name": "b", "share": 0.5}]
    }
    by_group = World(territory, type(read(None).parameters).model_validate(parameters), Draws(1))
    receptive, group = by_group.receptive(everyone, years(everyone, 3)), by_group.group(everyone)
    assert within(receptive[group == 0].mean(), 0.30, (group == 0).sum()), groups
    assert within(receptive[group == 1].mean(), 0.15, (group == 1).sum())


@pytest.mark.parametrize("share, outside, expected", [(0.15, 2.0, 0.30), (0.15, 0.6, 0.09), (0.6, 2.0, 1.0)])
def test_receptivity_outside_the_centre(people_of, territory, share, outside, expected):
    """S1: m_place, and nobody's share is above 1; inside all is as it was."""
    plain = people_of(territory, [f"receptivity.share={share}"])
    world = people_of(territory, [f"receptivity.share={share}", f"receptivity.outside={outside}"])
    everyone = world.everyone()
    there = world.home(everyone) != territory.centre
    receptive = world.receptive(everyone, years(everyone, 3))
    assert within(receptive[there].mean(), expected, there.sum())
    before = plain.readiness(everyone, years(everyone, 3))
    assert np.array_equal(world.readiness(everyone, years(everyone, 3))[~there], before[~there])
    both = people_of(territory, [f"receptivity.share={share}", "receptivity.outside=1", "students.receptivity=1"])
    assert np.array_equal(both.readiness(everyone, years(everyone, 3)), before)


@pytest.mark.parametrize("factor", [1.0, 0.1])
def test_an_event_outside_the_centre_is_as_full(build, territory, factor):
    """However few are receptive there."""
    model, place = build([f"receptivity.outside={factor}"], 1), territory.index["25014"]
    assert guests_told(model, place, wanted=100) == 100
    assert territory.tie_share[place, territory.centre] < 0.2


def test_residents_move_away_at_the_stated_rates(people_of, territory):
    """S16: so many a year are replaced; students sooner; newcomers are receptive as often."""
    settings = ["population.turnover_per_year=0.059", "population.student_turnover_per_year=0.35"]
    world = people_of(territory, settings)
    everyone = world.everyone()
    student = world.student(everyone)
    moved = world.generation(everyone, years(everyone, 5)) - world.generation(everyone, years(everyone, 4))
    assert set(moved.tolist()) <= {0, 1}
    assert within(moved[student].mean(), 0.35, student.sum())
    assert within(moved[~student].mean(), 0.059, (~student).sum())
    assert not world.generation(everyone, years(everyone, 0)).any()
    assert within(world.receptive(everyone, years(everyone, 7)).mean(), 0.15, len(everyone))
