"""Calendar: holidays put off what is due in the groups that run, and each week begins with empty tallies."""

import numpy as np
import pytest

from contagion.models.programme.layout import RUNNING_GROUPS
from contagion.models.records import RUNNING
from tests.helpers.alternative_programmes import CHALLENGE, EASY, NO_GROUPS, SILENT, programme_of, waiting_households
from tests.helpers.made_weeks import a_group, live_in, put_on

HOLIDAYS = "calendar.holiday_weeks=[2, 3]"


def shifts_of(model, weeks):
    """By how many weeks each of three groups, of which the first two run, is put off after each of these weeks."""
    groups = [a_group(model, state=RUNNING) for _ in range(3)]
    put_on(model, RUNNING_GROUPS, [0, 1])
    shifts = []
    for week in weeks:
        live_in(model, week, "calendar")
        shifts.append([group.shift for group in groups])
    return shifts


def test_a_holiday_puts_off_the_groups_that_run_by_a_week(build, small):
    model = build([HOLIDAYS, "calendar.pause_in_holidays=true"], 2, where=small)
    moved = [0, 0, 1, 2, 2]
    assert shifts_of(model, range(5)) == [[weeks, weeks, 0] for weeks in moved]
    live_in(model, 54, "calendar")  # week 2 of the next year
    assert [group.shift for group in model.groups] == [3, 3, 0]


@pytest.mark.parametrize("settings", [["calendar.pause_in_holidays=false"], ["calendar.pause_in_holidays=true"]])
def test_without_a_pause_or_holidays_nothing_is_put_off(build, small, settings):
    none = HOLIDAYS if "false" in settings[0] else "calendar.holiday_weeks=[]"
    assert shifts_of(build([none, *settings], 1, where=small), range(5)) == [[0, 0, 0]] * 5


def test_a_week_begins_with_empty_tallies(build, small):
    model = build([], 1, where=small)
    tally = model.state.array("tally")
    for name in tally.dtype.names:
        tally[name] = 7
    live_in(model, 0, "calendar")
    assert not any(np.any(tally[name]) for name in tally.dtype.names)


# ---- other programmes -----------------------------------------------------------------------------------------------


def test_holidays_put_sessions_off(with_programmes):
    """From week 10, the session of week 23 waits for two holiday weeks (15, 16) and that of week 36 for ten more."""
    settings = [*NO_GROUPS, *EASY, "calendar.pause_in_holidays=true"]
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=settings, years=1)
    waiting_households(model, 5)
    hours = {}
    for week in range(52):
        model.run(1)
        hours.setdefault(programme_of(model)["hours"].item(), week)
    assert hours == {0.0: 0, 10.0: 10, 20.0: 25, 30.0: 48}
