"""What would have helped: 10 % more of each capacity, in the same worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.doors.page.views.frame import ROOM, Table, tables
from contagion.experiments.doors.templating import render
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.language.asked import title
from contagion.experiments.language.sentences import _, said
from contagion.experiments.verbs.limits.words import (
    by_rule,
    first_in_the_mean,
    gains_by_year,
    gains_in_worlds,
    helps_most,
)

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.verbs.limits.work import Limits


def helped(found: Limits, asked: Asked) -> str:
    """Which capacity would help most, in how many worlds; how many people each gains, and by year."""
    name, calendar = title(asked.helps), Calendar.of_scenarios([asked.helps], asked.years)
    assert found.made.worlds
    gained = gains_in_worlds(found.table, found.made.worlds.above, found.seeds)
    return render(
        ROOM,
        "helped",
        nothing=found.nothing,
        first=helps_most(found.table),
        more=[first_in_the_mean(found.table), *by_rule(found)],
        tables=tables(
            [
                Table.of(_("“{programme}”: people gained by 10% more of each", programme=name), gained),
                Table.of(_("The same by when they came, in the mean"), gains_by_year(found, calendar.year)),
            ]
        ),
        left_out=[said(why) for why in found.skipped],
        worlds=found.seeds,
    )
