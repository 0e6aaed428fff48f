"""Compiled for any processor, as plain Python and in WebAssembly, a run is the same to the last bit of every table."""

from pathlib import Path

import pytest

from contagion.models.code import kernel
from contagion.models.code.kernel import CODE
from contagion.models.programme import week
from contagion.models.programme.fitting import must_be_in_the_run
from contagion.models.programme.layout import STATE
from contagion.models.programme.state import state_of
from contagion.models.runs.simulation import kernels_of
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws
from contagion.sim.core.building import TARGETS
from contagion.sim.core.image import image_of
from contagion.sim.core.library import is_whole, platform
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.hosts import asked, in_node, in_python, needs_node
from tests.helpers.same_results_scenarios import LIBRARY, MADE, Made, scenario_of, territory_of

SEEDS = range(1, 21)
PANEL = (*sorted(LIBRARY)[1::4], *[label for label, made in MADE.items() if not made.everyone][2::4][:23])
PLAIN = {"NUMBA_DISABLE_JIT": "1"}


def library_for(target: str) -> Path:
    """The kernel for a platform, made if it is not there."""
    file = CODE.file(CODE.root / CODE.beside, target)
    if not is_whole(file):
        kernel.make_for({target: file})
    return file


def lesser() -> list[str]:
    """Processors of this kind that have less than this one."""
    alike = [target for target in TARGETS if target.partition("-v")[0] == platform().partition("-v")[0]]
    return alike[: alike.index(platform())]


def images_of(label: str, seeds: range, weeks: int, folder: Path) -> Path:
    """A file that asks for a scenario in some worlds, from before the first week."""
    made, p = MADE.get(label) or Made(years=LIBRARY[label]), scenario_of(label).parameters
    territory, horizon = territory_of(made.where, kernels_of(p)), round(made.years * WEEKS_A_YEAR)
    worlds = [World(territory, p, Draws(seed)) for seed in seeds]
    founders, about = must_be_in_the_run(p, territory, horizon), int(territory.checksum[:16], 16)
    images = [image_of(state_of(world, p, horizon, founders), int(CODE.version, 16), about) for world in worlds]
    number = len(worlds[0].organisations.ids)
    calls = [
        (week._begin.name, ("Words", number), ("Ints", number + 1), ("Reals", 3 * week.NODES)),
        (week.live.name, min(weeks or horizon, horizon), 0, len(week.RULES), 1),
    ]
    return asked(folder, STATE, images, about, calls)


def differing(one, other):
    """Tables that differ, by world."""
    assert len(one) == len(other) > 0
    pairs = [(a["tables"], b["tables"]) for a, b in zip(one, other, strict=True)]
    assert all(a.keys() == b.keys() for a, b in pairs)
    return {n: names for n, (a, b) in enumerate(pairs) if (names := [name for name in a if a[name] != b[name]])}


@needs_node
def test_plain_python_and_webassembly_live_the_same_weeks(tmp_path):
    ask = images_of("both, under one budget", range(1, 2), 26, tmp_path)
    here = in_python(ask)
    assert not differing(in_python(ask, **PLAIN), here)
    assert not differing(in_node(ask, library_for("wasm32")), here)


@pytest.mark.slow
@needs_node
@pytest.mark.parametrize("label", PANEL)
def test_processors_and_webassembly_live_the_same_runs(label, tmp_path):
    ask = images_of(label, SEEDS, 0, tmp_path)
    here = in_python(ask)
    for target in lesser():
        library_for(target)
        assert not differing(in_python(ask, target), here)
    assert not differing(in_node(ask, library_for("wasm32")), here)
    for file in tmp_path.glob("*.image"):  # fifty megabytes a scenario, which pytest would keep
        file.unlink()
