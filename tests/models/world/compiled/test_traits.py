"""What residents are like: who is who, who is receptive when, who moves (sections 4.4, 4.5, S1, S16)."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from tests.helpers.world_calls import place


def within(share, expected, number, errors=4):
    """A share of so many independent people is the expected one."""
    return abs(share - expected) <= errors * np.sqrt(expected * (1 - expected) / number)


def years(ids, year):
    return np.full(len(ids), year)


def test_councillors_are_as_many_in_each_commune_as_it_has_seats(world, everyone, territory):
    """Section 4.2: exactly as many in each commune as it has seats, 1,088 in all."""
    elected = everyone[world.elected(everyone)]
    assert np.array_equal(np.bincount(world.home(elected), minlength=68), territory.seats)
    assert len(elected) == 1088


def test_students_are_young_and_mostly_in_the_centre(world, everyone, territory):
    """Section 4.5: about 30,000, all aged 15–29, more of them among the young of Besançon."""
    students = everyone[world.student(everyone)]
    assert len(students) == pytest.approx(30_000, rel=0.02)
    assert set(world.band(students).tolist()) == {0}
    by_commune = np.bincount(world.home(students), minlength=68) / territory.residents[:, 0]
    outside = np.arange(68) != territory.centre
    assert by_commune[territory.centre] > 1.5 * np.average(by_commune[outside], weights=territory.residents[outside, 0])
    assert (world.home(students) == territory.centre).mean() > 0.8


def test_women_target_groups_and_thresholds_have_their_shares(world, everyone):
    number = len(everyone)
    assert within(world.woman(everyone).mean(), 0.53, number)
    groups = np.bincount(world.group(everyone), minlength=5)
    assert stats.chisquare(groups, np.array([0.35, 0.20, 0.20, 0.15, 0.10]) * number).pvalue > 1e-3
    thresholds = np.bincount(world.threshold(everyone), minlength=4)[1:]
    assert stats.chisquare(thresholds, np.array([0.3, 0.4, 0.3]) * number).pvalue > 1e-3


def test_everybody_is_free_at_each_of_four_times_with_the_same_chance(world, everyone):
    """S9: free at each of four times with a chance of 0.7, each on its own."""
    sample = everyone[::41].tolist()
    counts = Counter(bin(world.slots(person)).count("1") for person in sample)
    law = stats.binom.pmf(np.arange(5), 4, 0.7) * len(sample)
    assert stats.chisquare([counts[k] for k in range(5)], law).pvalue > 1e-3


@pytest.mark.slow
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


def test_the_receptive_share_is_kept_by_as_many_as_come_and_go(world, everyone):
    """S1: π = 0.15 every year; 3 % of the non-receptive become receptive in a year, and as many the other way."""
    for year in (0, 4):
        now, then = (world.receptive(everyone, years(everyone, y)) for y in (year, year + 1))
        assert np.array_equal(now, world.readiness(everyone, years(everyone, year)) > 0)
        assert within(now.mean(), 0.15, len(everyone))
        assert within((then & ~now).sum() / (~now).sum(), 0.03, (~now).sum())
        assert within((now & ~then).sum() / now.sum(), 0.03 * 0.85 / 0.15, now.sum())
    assert within(world.receptive(everyone, years(everyone, 10)).mean(), 0.15, len(everyone))


def test_without_turnover_nobody_changes(people_of, territory):
    world = people_of(territory, ["receptivity.turnover_per_year=0"])
    everyone = world.everyone()
    assert np.array_equal(world.readiness(everyone, years(everyone, 0)), world.readiness(everyone, years(everyone, 9)))


@pytest.mark.parametrize("shape", [1, 5])
def test_the_readiness_of_the_receptive_is_gamma_with_mean_one(people_of, territory, shape):
    """S1: gamma with mean 1."""
    world = people_of(territory, [f"receptivity.shape={shape}"])
    everyone = world.everyone()
    ready = world.readiness(everyone, years(everyone, 2))
    assert stats.kstest(ready[ready > 0], stats.gamma(shape, scale=1 / shape).cdf).pvalue > 1e-3
    assert abs(ready[ready > 0].mean() - 1) <= 4 / np.sqrt(shape * (ready > 0).sum())


@pytest.mark.parametrize(
    "sections, of, shares",
    [
        ({"receptivity": {"by_age": (0, 1, 1, 1, 2, 1)}}, "band", {0: 0.0, 1: 0.15, 4: 0.30}),
        (
            {"target_group": [{"name": "a", "share": 0.5, "receptivity": 2.0}, {"name": "b", "share": 0.5}]},
            "group",
            {0: 0.30, 1: 0.15},
        ),
    ],
)
def test_receptivity_by_age_and_target_group(people_with, sections, of, shares):
    """S1: π m_group m_age."""
    world = people_with(sections)
    everyone = world.everyone()
    receptive, kinds = world.receptive(everyone, years(everyone, 3)), getattr(world, of)(everyone)
    for kind, share in shares.items():
        assert within(receptive[kinds == kind].mean(), share, (kinds == kind).sum())


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


def test_students_and_councillors_can_be_more_receptive_and_have_more_time(people_with):
    world = people_with({"students": {"receptivity": 2.0, "slots": 1.3}, "elected": {"receptivity": 4.0, "slots": 9.0}})
    everyone = world.everyone()
    receptive = world.receptive(everyone, 3)
    student, elected = world.student(everyone), world.elected(everyone)
    for some, share, free in (
        (student & ~elected, 0.30, 0.91), (elected & ~student, 0.60, 1.0), (~student & ~elected, 0.15, 0.7)
    ):  # fmt: skip
        assert within(receptive[some].mean(), share, some.sum())
        sample = everyone[some][:: max(1, some.sum() // 500)]
        assert np.bitwise_count(world.slots(sample)).mean() / 4 == pytest.approx(free, abs=0.03)
