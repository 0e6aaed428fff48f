"""Whether a programme renews itself."""

from dataclasses import replace

from contagion.models.outcomes.record import Record
from contagion.models.records import NONE
from tests.helpers.run_by_hand import value_of


def test_reproduction_is_that_of_the_last_year(run_by_hand):
    """As it would be told at the end of earlier weeks. Week 57: 3 was born, 102 stopped in the year before. Week 58:
    three more. Nobody stopped before week 50."""
    for week, told in ((10, None), (49, None), (50, 1), (57, 1), (58, 4), (84, 3), (85, 1.5), (102, 1.5), (103, 1.5)):
        assert value_of("r_facilitators_now", until(run_by_hand, week)) == told, week


def until(record: Record, week: int) -> Record:
    """The record of a run that ended with a week; who became active, or left, is as at the end."""
    people = record.facilitators
    people = people[people["trained_week"] <= week].copy()
    later = people["left_week"] > week
    people["active"][later], people["left_week"][later] = 1, NONE
    return replace(record, weeks=record.weeks[: week + 1], facilitators=people)


def test_nobody_stopped_in_the_last_year(run_by_hand):
    stay = run_by_hand.facilitators.copy()
    stay["left_week"] = NONE
    assert value_of("r_facilitators_now", replace(run_by_hand, facilitators=stay)) is None
