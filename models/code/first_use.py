"""What is compiled, compiled once: by `make setup` (`python -m contagion.models.code.first_use`), or by the first
run needing it.

It is done in two processes side by side. Whoever comes while another compiles waits for them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from contagion.models.code.machine_code import CODE

_PARTS = ("early", "late")


def compile_all(say: Callable[[str], None] | None = None) -> bool:
    """Compile what is not compiled yet; say so in a line, by default on the standard error stream.

    Returns
    -------
    bool
        Whether it is there; if not, this process compiles what it calls, and so will the next.
    """
    commands = [[sys.executable, "-m", "contagion.models.code.first_use", part] for part in _PARTS]
    return CODE.make(commands, "Compiling the model: once for this version, about half a minute", say)


@cache
def ready() -> bool:
    """Whether all is compiled; looked at once in a process."""
    return compile_all()


def _compile_part(part: str) -> None:
    """Call, on real data, what one of the two processes compiles."""
    import numpy as np

    from contagion.models.outcomes.cohorts import cohorts, savers
    from contagion.models.outcomes.record import Places, Record
    from contagion.models.outcomes.students_and_councillors import students_and_councillors
    from contagion.models.parameters import Parameters
    from contagion.models.programme import week
    from contagion.models.programme.state import state_of
    from contagion.models.programme.tables import of_the_groups, residents_of
    from contagion.models.records import TABLES
    from contagion.models.territory.territory import Territory
    from contagion.models.world.world import World
    from contagion.sim.chance.draws import Draws

    parameters = Parameters()
    territory = Territory.from_file()
    world = World(territory, parameters, Draws(1))
    state = state_of(world, parameters, 52, [])
    people, years = world.everyone()[:4], np.zeros(4, np.int64)
    if part == "early":
        week.begin(state.handle)
        week.live_early(state.handle, 0, week.HALF)
        nothing: Any = {name: np.zeros(0, kind) for name, kind in TABLES.items()}
        met = nothing.pop("residents")
        record = Record(**nothing, met=lambda: met, parameters=parameters, places=Places.of(territory), shares={})
        cohorts(savers(record), 0), students_and_councillors(record)
    else:
        week.live_late(state.handle, week.HALF, len(week.RULES), True)
        week.meet_all(state.handle, people)
    for name in ("home", "group", "student", "elected", "slots", "threshold", "readiness", "receptive", "generation"):
        more = (years,) if name in ("readiness", "receptive", "generation") else ()
        if (part == "late") == (name in ("home", "group", "student", "elected")):
            getattr(world, name)(people, *more)
    if part == "late":
        world.members(0)
        of_the_groups(state), residents_of(state)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _compile_part(sys.argv[1])
        CODE.end_part()
    else:
        sys.exit(not compile_all(print))
