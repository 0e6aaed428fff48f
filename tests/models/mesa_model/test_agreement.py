"""The Mesa model and the kernel agree: an oracle of whole runs (`tests/helpers/agreement.py`)."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import pytest

from tests.helpers.agreement import (
    STATISTICS,
    Record,
    compared,
    effect,
    record_of_kernel,
    record_of_mesa,
    statistics_of,
)

SEEDS, SEEDS_OF_A_CHANGE, PROCESSES = 200, 60, 2
MOST_ERRORS, FAR, MOST_FAR = 3.5, 3.0, 3
CHANGES: dict[str, dict[str, Any]] = {
    "places": {"training__places": 20},
    "pairs": {"training__pairs": 0.0, "facilitation__pair_distance_km": 5.0},
    "loss": {"retention__loss_per_year": 0.5},
    "wish": {"volunteering__wish": 0.15},
    "contacts": {"partners__contacts_per_month": 8.0},
    "letters": {"outreach__letters": 0, "outreach__events_per_year": 0},
}
MOVED = ("participants, year 5", "active, year 5", "groups opened", "aspirants", "partners, year 5")

type Written = Callable[..., Record]


def run_seed(written: Written, settings: dict[str, Any], seed: int) -> dict[str, float]:
    return statistics_of(written(seed, **settings))


def run_many(written: Written, seeds: range, **settings: Any) -> list[dict[str, float]]:
    """Statistics of so many runs, in processes of their own."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        return list(pool.map(partial(run_seed, written, settings), seeds, chunksize=4))


@pytest.fixture(scope="module")
def mesa_reference() -> list[dict[str, float]]:
    return run_many(record_of_mesa, range(1, SEEDS + 1))


@pytest.fixture(scope="module")
def kernel_reference() -> list[dict[str, float]]:
    return run_many(record_of_kernel, range(10_001, 10_001 + SEEDS))


@pytest.mark.slow
def test_all_statistics_of_the_reference_agree(mesa_reference, kernel_reference):
    table = compared(mesa_reference, kernel_reference)
    assert len(table) == len(STATISTICS) >= 100
    assert table[table.z.abs() > MOST_ERRORS].to_dict("index") == {}
    assert len(table[table.z.abs() > FAR]) <= MOST_FAR


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_has_the_same_effect_in_both(name, mesa_reference, kernel_reference):
    changed = CHANGES[name]
    mesa = run_many(record_of_mesa, range(1, SEEDS_OF_A_CHANGE + 1), **changed)
    kernel = run_many(record_of_kernel, range(10_001, 10_001 + SEEDS_OF_A_CHANGE), **changed)
    for statistic in MOVED:
        ours, our_error = effect([run[statistic] for run in mesa], [run[statistic] for run in mesa_reference])
        theirs, error = effect([run[statistic] for run in kernel], [run[statistic] for run in kernel_reference])
        assert abs(ours - theirs) <= MOST_ERRORS * (our_error**2 + error**2) ** 0.5, statistic


EARLY = ("size", "completion", "weeks to the end", "km to the group", "live alone", "participants: group A")
"""Of which little differs between runs."""


def test_first_years_of_few_runs_are_alike():
    mesa = [record_of_mesa(seed, years=2) for seed in (1, 2)]
    kernel = [record_of_kernel(seed, years=2) for seed in (1, 2, 3, 4)]
    for name in EARLY:
        a, b = (sum(STATISTICS[name](one) for one in runs) / len(runs) for runs in (mesa, kernel))
        assert a == pytest.approx(b, rel=0.2), name
    a, b = (sum(len(one.people) for one in runs) / len(runs) for runs in (mesa, kernel))
    assert a == pytest.approx(b, rel=0.5)
