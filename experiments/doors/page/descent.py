"""Who came from whose group, in one course of the many: the one in the middle, by how many people came."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.page.pictures import family
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.verbs.history.lives import in_short, life, life_in_words
from contagion.models.runs.simulation import kernels_of, simulate

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.models.territory.territory import Territory
    from contagion.sim.files.results import Results

SHOWN = 12  # facilitators of a list


def middle_world(briefing: Briefing) -> int:
    """The world whose people at the end of the first scenario are nearest their median."""
    ends = briefing.ends[briefing.ends["scenario"] == briefing.scenarios[0].name]
    apart = (ends["people"] - ends["people"].median()).abs().to_numpy()
    return int(ends["world"].iloc[apart.argmin()])


def course_in_the_middle(briefing: Briefing, territory: Territory) -> Results:
    """A run of the first scenario in that world."""
    base, worlds, world = briefing.scenarios[0], briefing.worlds, middle_world(briefing)
    parameters = worlds.parameters(base, world)
    return simulate(
        replace(base, parameters=parameters),
        territory.under(kernels_of(parameters)),
        years=briefing.years,
        seed=worlds.lived_with(world),
    )


def descent(results: Results, start: str) -> dict[str, Any]:
    """The facilitator of whom most others come: their story, their line, and who came from their groups; nothing where
    nobody came of anybody."""
    table = results.tables["facilitators"]
    lives = [life(results, row + 1) for row in range(len(table))]
    first = max(lives, key=lambda one: one.after, default=None)
    if first is None or not first.after:
        return {}
    return {
        "story": life_in_words(first, start),
        "family": family(table, first.number, id="family", calendar=Calendar.of_run(results)),
        "children": [in_short(lives[one - 1], start) for one in first.children[:SHOWN]],
        "after": first.after,
    }
