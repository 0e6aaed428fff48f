"""Compiled for any processor, as plain Python and in WebAssembly, a run is the same to the last bit of every table, and
so is all that is counted of it."""

import pytest

from contagion.models.kernel import CODE
from contagion.models.runs import whole
from contagion.models.runs.simulation import kernels_of
from contagion.sim.core.building import TARGETS
from contagion.sim.core.library import platform
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.hosts import Ask, in_chromium, in_node, in_python, needs_node
from tests.helpers.in_browser import needs_chromium
from tests.helpers.same_results_scenarios import LIBRARY, MADE, Made, scenario_of, territory_of

SEEDS = range(1, 21)
PANEL = (*sorted(LIBRARY)[1::4], *[label for label, made in MADE.items() if not made.everyone][2::4][:23])
PLAIN = {"NUMBA_DISABLE_JIT": "1"}


def lesser() -> list[str]:
    """Processors of this kind that have less than this one."""
    alike = [target for target in TARGETS if target.partition("-v")[0] == platform().partition("-v")[0]]
    return alike[: alike.index(platform())]


def asked(label: str, seeds: range, weeks: int = 0) -> Ask:
    """A scenario in some worlds, from before all else."""
    made, p = MADE.get(label) or Made(years=LIBRARY[label]), scenario_of(label).parameters
    territory, horizon = territory_of(made.where, kernels_of(p)), round(made.years * WEEKS_A_YEAR)
    images = [whole.image(territory, p, seed, horizon=horizon) for seed in seeds]
    about, calls = int(territory.checksum[:16], 16), whole.calls(min(weeks or horizon, horizon))
    return Ask(whole.RUN, images, about, calls)


def differing(one, other):
    """Tables that differ, by world."""
    assert len(one) == len(other) > 0
    assert all(a.keys() == b.keys() for a, b in zip(one, other, strict=True))
    pairs = enumerate(zip(one, other, strict=True))
    return {n: names for n, (a, b) in pairs if (names := [name for name in a if a[name] != b[name]])}


@pytest.mark.slow
def test_plain_python_lives_the_same_weeks():
    ask = asked("both, under one budget", range(1, 2), 26)
    assert not differing(in_python(ask, **PLAIN), in_python(ask))


@pytest.mark.slow
@needs_node
@pytest.mark.parametrize("label", PANEL)
def test_processors_and_webassembly_live_the_same_runs(label):
    ask = asked(label, SEEDS)
    here = in_python(ask)
    for target in lesser():
        CODE.library(target)
        assert not differing(in_python(ask, target), here)
    assert not differing(in_node(ask, CODE.library("wasm32")), here)


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("label", PANEL[:3])
def test_a_browser_lives_the_same_runs(label, tmp_path):
    ask = asked(label, SEEDS[:6])
    assert not differing(in_chromium(ask, CODE.library("wasm32"), tmp_path), in_python(ask))
