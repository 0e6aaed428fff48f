"""Places on offer: what is known of them, and what is drawn where they are not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.programmes.known import Year
from contagion.experiments.programmes.lived import going_on
from contagion.experiments.programmes.offered import PLACES, Offered, by_year, offered
from contagion.experiments.programmes.programme import read_programme
from contagion.models.parameters.dates import WEEKS_A_YEAR

CASE = read_programme(Path("besancon"))
STALLED = tuple(Year(year=2017 + n, trained=trained) for n, trained in enumerate((8, 3, 0)))


def known(*years: dict[str, int]) -> list[tuple[int, int]]:
    return [*by_year([Year(year=2020 + n, **said) for n, said in enumerate(years)])]


@pytest.mark.parametrize(
    "years, places",
    [
        (({"trained": 3}, {"trained": 10}, {"trained": 6}), [3, 10, 10]),  # places that were once on offer stay
        (({"trained": 8}, {"trained": 0}, {"trained": 4}), [8, 0, 8]),  # nobody trained: no session
        (({"trained": 3}, {"trained": 2, "places": 6}, {"trained": 4}), [6, 6, 6]),
        (({"places": 6}, {"places": 0}, {"letters": 9}), [6, 0]),
    ],
)
def test_places_are_those_said_or_at_least_as_many_as_were_trained(years, places):
    assert [each for _, each in known(*years)] == places


def test_levels_are_drawn_by_seed_half_of_them_as_many_as_were_trained():
    levels = np.array([Offered(8, 20, 3).level(seed) for seed in range(1, 4001)])
    assert np.mean(levels == 0) == pytest.approx(0.5, abs=0.03)
    assert {*levels.tolist()} == {0, *range(9, 21)}


def test_a_drawn_level_holds_in_the_past_and_from_today_on(territory):
    programme = replace(CASE, known=STALLED, total=None)
    base = going_on(programme, territory)
    unknown = offered(programme, base)
    assert unknown
    assert (unknown.least, unknown.most) == (8, 16)
    seed = next(seed for seed in range(1, 99) if unknown.level(seed))
    made = unknown.decided(base.parameters, seed)
    each = [made.with_decisions(made.in_force(WEEKS_A_YEAR * year + 9)).get(PLACES) for year in range(3)]
    assert each == [unknown.level(seed), unknown.level(seed), 0]
    assert offered(replace(programme, known=(*STALLED[:2], STALLED[2].model_copy(update={"places": 9}))), base) is None
    assert offered(replace(programme, known=()), base) is None
