"""Calendar (stage 1). Weeks are counted from the start of year 1. If `calendar.pause_in_holidays` is on, no session
takes place in a school-holiday week: what was due then, and all that follows, moves by a week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.programme import ConversationModel


def turn_the_page(model: ConversationModel) -> None:
    """Begin the week: empty tallies, holiday or not."""
    model.tally.clear()
    settings = model.parameters.calendar
    model.holiday = settings.pause_in_holidays and model.week % WEEKS_A_YEAR in settings.holiday_weeks
    if model.holiday:
        for group in model.running_groups:
            group.shift += 1
    if model.week % WEEKS_A_YEAR == 0:
        model.counted_year = model.year
        for commune in model.communes:
            commune.new_year()
